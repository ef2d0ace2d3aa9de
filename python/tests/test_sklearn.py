# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""scikit-learn's KernelRidge and Ridge on drawn data, beside the theory under the documented map of conventions."""

import lazyrisk as lr
import numpy as np
import pytest

linear_model = pytest.importorskip("sklearn.linear_model")
kernel_ridge = pytest.importorskip("sklearn.kernel_ridge")

DIM, NOISE, TRIALS, TEST = 40, 0.1, 60, 400


def sphere(random, count, radius):
    x = random.standard_normal((count, DIM))
    return radius * x / np.linalg.norm(x, axis=1, keepdims=True)


def target(x):
    """Energy 1 in degree 1 and 0.5 in degree 2, of fixed functions."""
    d = DIM
    quadratic = x[:, 0] * x[:, 1] / np.sqrt(d / (d + 2))  # E x1^2 x2^2 = d/(d+2) on the sphere of radius sqrt(d)
    return x[:, 2] + np.sqrt(0.5) * quadratic


def measured(fit, n, seed):
    errors = []
    for trial in range(TRIALS):
        random = np.random.default_rng([seed, trial])
        x, x_test = sphere(random, n, np.sqrt(DIM)), sphere(random, TEST, np.sqrt(DIM))
        y = target(x) + np.sqrt(NOISE) * random.standard_normal(n)
        errors.append(np.mean((fit(random, x, y, x_test) - target(x_test)) ** 2) + NOISE)
    return np.mean(errors), np.std(errors, ddof=1) / np.sqrt(TRIALS)


def relu_kernel(x, z):
    """E_w relu(<w,x>) relu(<w,z>), w uniform on the unit sphere: the arc-cosine kernel over 2 (|x| = sqrt(d))."""
    t = np.clip(x @ z.T / DIM, -1, 1)
    return (np.sqrt(1 - t**2) + (np.pi - np.arccos(t)) * t) / (2 * np.pi)


KERNELS = [(n, alpha) for n in (30, 100, 250, 500, 800) for alpha in (0.01, 1.0)]
FEATURES = [(n, p, alpha) for n in (60, 200) for p in (40, 150, 500) for alpha in (0.03, 1.0)][:10]


def verdict(problems, seen):
    mean, error = np.array(seen).T
    theory = np.array([lr.risk(p).test_error for p in problems])
    z = (mean - theory) / error
    # the theory is asymptotic in d: at d = 40 its own deviation is of a percent or two
    assert (np.abs(mean / theory - 1) < np.maximum(0.03, 4 * error / theory)).all(), (z, mean / theory - 1)
    assert np.abs(z).mean() < 2
    return z


def test_kernel_ridge():
    def fit(alpha):
        def one(random, x, y, x_test):
            model = kernel_ridge.KernelRidge(alpha=alpha, kernel="precomputed").fit(relu_kernel(x, x), y)
            return model.predict(relu_kernel(x_test, x))
        return one

    problems = [lr.Problem(lr.Kernel("relu", dim=DIM), samples=n, ridge=alpha, noise=NOISE, energy={1: 1, 2: 0.5})
                for n, alpha in KERNELS]
    verdict(problems, [measured(fit(alpha), n, i) for i, (n, alpha) in enumerate(KERNELS)])


def test_ridge_on_explicit_random_features():
    def fit(p, alpha):
        def one(random, x, y, x_test):
            w = sphere(random, p, 1.0)
            features = [np.maximum(z @ w.T, 0) / np.sqrt(p) for z in (x, x_test)]
            model = linear_model.Ridge(alpha=alpha, fit_intercept=False).fit(features[0], y)
            return model.predict(features[1])
        return one

    problems = [lr.Problem(lr.RandomFeatures("relu", dim=DIM), samples=n, width=p, ridge=alpha, noise=NOISE,
                           energy={1: 1, 2: 0.5}) for n, p, alpha in FEATURES]
    verdict(problems, [measured(fit(p, alpha), n, 100 + i) for i, (n, p, alpha) in enumerate(FEATURES)])


def test_the_conventions_differ_by_known_factors():
    problem = lr.Problem(lr.Kernel("relu", dim=DIM), samples=100, noise=NOISE)
    total = lr.risk(problem.replace(ridge=2.0)).test_error
    assert lr.risk(problem.replace(ridge=0.02, ridge_convention="mean")).test_error == pytest.approx(total, rel=1e-12)
    diagonal = lr.kernel(lr.Kernel("relu", dim=DIM), 1.0)
    assert lr.risk(problem.replace(ridge=2 / diagonal, ridge_convention="trace")).test_error == pytest.approx(total, rel=1e-12)
