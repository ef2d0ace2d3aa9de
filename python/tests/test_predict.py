# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real data as arrays."""

import warnings

import numpy as np
import pytest

import lazyrisk

RNG = np.random.default_rng(3)
X = RNG.normal(size=(240, 6))
LABEL = np.where(X[:, 0] + X[:, 1] ** 2 > 0.7, "in", "out")


@pytest.fixture(autouse=True)
def quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def gaussian(gamma):
    square = ((X[:, None, :] - X[None, :, :]) ** 2).sum(-1)
    return np.exp(-gamma * square)


def test_leave_one_out_is_that_of_numpy():
    found = lazyrisk.predict(X, LABEL, kernel="rbf(gamma=0.2)", ridge=0.05)
    inverse = np.linalg.inv(gaussian(0.2) + 0.05 * np.eye(len(X)))
    y = np.stack([LABEL == name for name in ("in", "out")], 1) - 0.5
    residual = inverse @ y / np.diag(inverse)[:, None]
    assert found.method == "loo"
    assert found.test_error == pytest.approx((residual ** 2).sum(1).mean(), rel=1e-10)
    wrong = (y - residual).argmax(1) != y.argmax(1)
    assert found.class_error == pytest.approx(wrong.mean(), abs=1e-12)


def test_lists_are_axes_and_a_matrix_is_its_points():
    found = lazyrisk.predict(X, LABEL, kernel=["linear", "rbf(gamma=0.2)"], samples=[40, 100], ridge=0.05)
    assert found.test_error.shape == (2, 2)
    matrix = lazyrisk.predict(gram=gaussian(0.2), labels=LABEL, samples=[40, 100], ridge=0.05)
    assert matrix.test_error == pytest.approx(found.test_error[1], rel=1e-9)


def test_images_have_pixels():
    images = RNG.normal(size=(40, 4, 4))
    flat = lazyrisk.predict(images.reshape(40, 16), LABEL[:40], kernel="cntk(layers=1,end=flat)", samples=20)
    assert lazyrisk.predict(images, LABEL[:40], kernel="cntk(layers=1,end=flat)", samples=20).test_error == pytest.approx(
        flat.test_error, rel=1e-12)


def test_points_that_only_test():
    found = lazyrisk.predict(X[:100], LABEL[:100], test=X[100:], test_labels=LABEL[100:], kernel="rbf(gamma=0.2)",
                             ridge=0.05)
    kernel = gaussian(0.2)
    y = np.stack([LABEL == name for name in ("in", "out")], 1) - 0.5
    fit = kernel[100:, :100] @ np.linalg.solve(kernel[:100, :100] + 0.05 * np.eye(100), y[:100])
    assert found.samples == 100
    assert found.test_error == pytest.approx(((y[100:] - fit) ** 2).sum(1).mean(), rel=1e-10)
    assert found.class_error == pytest.approx((fit.argmax(1) != y[100:].argmax(1)).mean(), abs=1e-12)
    beside = lazyrisk.predict(X[:100], LABEL[:100], test=X[100:], test_labels=LABEL[100:], kernel="rbf(gamma=0.2)",
                              ridge=0.05, samples=50, trials=60, store=False)
    assert beside.verdict != "disagrees"
    with pytest.raises(lazyrisk.DomainError, match="no point that trains"):
        lazyrisk.predict(X[:100], LABEL[:100], test=X[100:], test_labels=["new"] * 140)
    with pytest.raises(lazyrisk.DomainError, match="test_labels beside labels"):
        lazyrisk.predict(X[:100], LABEL[:100], test=X[100:])


def test_a_flow_ends_in_the_fit():
    found = lazyrisk.predict(X, LABEL, kernel="rbf(gamma=0.2)", samples=100, ridge=0.5, method="population",
                             time=[1, 1e6, "inf"])
    assert found.test_error[1] == pytest.approx(found.test_error[2], rel=1e-9)
    assert found.test_error[0] > found.test_error[2]


def test_trials_stand_beside():
    found = lazyrisk.predict(X, LABEL, kernel="rbf(gamma=0.2)", samples=100, ridge=0.05, trials=100, store=False)
    assert abs(found.z) < 4 or abs(found.relative_deviation) < 0.03
    assert found.verdict != "disagrees"


@pytest.mark.parametrize("wrong, words", [
    (dict(data=X), "labels or targets are missing"),
    (dict(data=X, labels=LABEL[:5]), "expected one a point"),
    (dict(data=X, labels=LABEL, rubbish=1), "unknown field rubbish"),
    (dict(data=X, labels=LABEL, count=5), "choose and scale"),
    (dict(data=X, labels=LABEL, ridge=-1), "at least 0"),
    (dict(data=np.full((5, 2), np.nan), labels=LABEL[:5]), "finite"),
    (dict(data=X, labels=np.zeros(240)), "one class"),
    (dict(labels=LABEL), "arrays beside arrays"),
])
def test_wrong_questions_get_a_sentence(wrong, words):
    with pytest.raises(lazyrisk.DomainError, match=words):
        lazyrisk.predict(**wrong)
