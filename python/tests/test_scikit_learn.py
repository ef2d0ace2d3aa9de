# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""scikit-learn's classifiers on draws of numpy, beside the theory under the factors of conventions.md, section 9."""

import contextlib
import io
import re
import warnings
from pathlib import Path
from typing import NamedTuple

import lazyrisk as lr
import numpy as np
import pytest

WHY = "scikit-learn is the reader's own code of these tests, and it is not here"
linear_model = pytest.importorskip("sklearn.linear_model", reason=WHY)
svm = pytest.importorskip("sklearn.svm", reason=WHY)
special = pytest.importorskip("scipy.special", reason=WHY)  # it needs these two itself
threadpoolctl = pytest.importorskip("threadpoolctl", reason=WHY)

TUTORIAL = Path(__file__).resolve().parents[2] / "docs" / "tutorials" / "your-classifier.md"
TRIALS, TEST = 20, 4000
ACTIVATIONS = {"relu": lambda x: np.maximum(x, 0), "tanh": np.tanh, "erf": special.erf}
LOSSES = {
    "logistic": lambda margin: np.logaddexp(0, -margin),
    "hinge": lambda margin: np.maximum(1 - margin, 0),
    "squared-hinge": lambda margin: np.maximum(1 - margin, 0) ** 2 / 2,
    "square": lambda margin: (1 - margin) ** 2 / 2,
}
# What scikit-learn's C multiplies is the theory's loss times this; the alpha of RidgeClassifier is 1/C here.
FACTOR = {"logistic": 1, "hinge": 1, "squared-hinge": 2, "square": 1}


class Setting(NamedTuple):
    loss: str
    activation: str
    d: int
    n: int
    p: int
    C: float
    raw: bool  # features without the factor p^(-1/2)
    noise: float  # of the field, before its sign is taken
    flip: float


SETTINGS = [
    Setting("logistic", "relu", 80, 200, 160, 1, True, 0, 0.05),
    Setting("logistic", "erf", 60, 240, 120, 100, False, 0.25, 0),
    Setting("logistic", "tanh", 100, 150, 300, 0.2, True, 0.5, 0.1),
    Setting("hinge", "relu", 60, 200, 100, 0.1, True, 0, 0.1),
    Setting("hinge", "tanh", 80, 160, 240, 5, False, 0.25, 0.05),
    Setting("hinge", "erf", 100, 300, 150, 20, False, 0.5, 0),
    Setting("squared-hinge", "relu", 100, 250, 200, 5, False, 0.25, 0.05),
    Setting("squared-hinge", "erf", 80, 300, 240, 0.5, True, 0, 0.1),
    Setting("squared-hinge", "tanh", 60, 150, 100, 10, False, 0.5, 0),
    Setting("square", "relu", 80, 240, 160, 0.1, True, 0, 0.05),
]


def sphere(random, count, dim):
    x = random.standard_normal((count, dim))
    return np.sqrt(dim) * x / np.linalg.norm(x, axis=1, keepdims=True)


def classifier(loss, C):
    if loss == "logistic":
        return linear_model.LogisticRegression(C=C, fit_intercept=False, tol=1e-7, max_iter=10_000)
    if loss == "square":
        return linear_model.RidgeClassifier(alpha=1 / C, fit_intercept=False)
    return svm.LinearSVC(C=C, loss=loss.replace("-", "_"), fit_intercept=False, tol=1e-5, max_iter=1_000_000,
                         random_state=1)


def trial(random, setting):
    """Error rate and loss on new points, both on labels as noisy as those of the training."""
    loss, activation, d, n, p, C, raw, noise, flip = setting
    w, beta = sphere(random, p, d) / np.sqrt(d), sphere(random, 1, d)[0] / np.sqrt(d)

    def draw(count):
        x = sphere(random, count, d)
        signs = np.sign(x @ beta + np.sqrt(noise) * random.standard_normal(count))
        features = ACTIVATIONS[activation](x @ w.T)
        return features if raw else features / np.sqrt(p), np.where(random.random(count) < flip, -signs, signs)

    model = classifier(loss, C).fit(*draw(n))
    features, y = draw(TEST)
    return np.mean(model.predict(features) != y), np.mean(LOSSES[loss](y * model.decision_function(features)))


def theory(setting, ridge):
    labels = f"probit({setting.noise})" if setting.noise else "sign"
    record = lr.risk(lr.Problem(lr.RandomFeatures(setting.activation, dim=setting.d), samples=setting.n,
                                width=setting.p, ridge=ridge, labels=labels, flip=setting.flip, loss=setting.loss))
    return np.array([record.error_rate, record.test_loss])


def translated(setting):
    return 1 / (FACTOR[setting.loss] * setting.C * (setting.p if setting.raw else 1))


@contextlib.contextmanager
def fitting():
    """A fit that stops early is none; matrices as small as these are no work for many threads, beside other tests."""
    with warnings.catch_warnings(), threadpoolctl.threadpool_limits(1):
        warnings.simplefilter("error")
        yield


@pytest.fixture(scope="module")
def measured():
    """Means and standard errors over the trials of each setting."""
    with fitting():
        seen = np.array([[trial(np.random.default_rng([number, t]), setting) for t in range(TRIALS)]
                         for number, setting in enumerate(SETTINGS)])
    return seen.mean(axis=1), seen.std(axis=1, ddof=1) / np.sqrt(TRIALS)


def test_classifiers_are_where_theory_says_under_the_documented_factors(measured):
    mean, error = measured
    z = (mean - [theory(setting, translated(setting)) for setting in SETTINGS]) / error
    assert (np.abs(z) < 4).all(), z.round(2)
    assert np.sqrt(np.mean(z**2)) < 1.6, z.round(2)


def test_without_a_factor_they_are_not(measured):
    """What the test above can see: factors 2, p and 2p."""
    for setting, mean, error in zip(SETTINGS, *measured):
        if translated(setting) * setting.C != 1:
            z = (mean - theory(setting, 1 / setting.C)) / error
            assert np.abs(z).max() > 4, (setting, z)


def blocks(text):
    """Of the tutorial: the blocks of code and numbers, by their language and first lines."""
    return re.findall(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def columns(csv):
    names, *rows = [line.split(",") for line in csv.split()]
    return dict(zip(names, np.array(rows, float).T))


def test_the_tutorial_prints_what_stands_below_it():
    text = TUTORIAL.read_text(encoding="utf-8")
    [script] = [block for language, block in blocks(text) if language == "python"]
    own, own_translated, svc = [columns(block) for language, block in blocks(text) if language == "csv"]
    [vectors] = re.findall(r"with `(LinearSVC\(.*?\))`", text)
    exchanged, count = re.subn(r"LogisticRegression\(.*\)", vectors, script)
    assert count == 1
    np.random.seed(1)  # LinearSVC visits the samples in an order of its own
    for code, shown in ((script, own), (exchanged, svc)):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), fitting():
            exec(code, {"LinearSVC": svm.LinearSVC})  # pylint: disable=exec-used
        for name, column in columns(printed.getvalue()).items():
            # a rounding error may turn a point, one of 40 times 2000
            assert shown[name] == pytest.approx(column, rel=0, abs=2e-4), name
    assert own_translated["error_rate"] == pytest.approx(own["error_rate"], rel=0, abs=0)
    assert own_translated["ridge"] == pytest.approx(1 / own["width"], rel=1e-12)  # C = 1
    assert svc["ridge"] == pytest.approx(1 / (2 * 0.1 * svc["width"]), rel=1e-12)
