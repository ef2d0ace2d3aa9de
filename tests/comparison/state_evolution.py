#!/usr/bin/env python3
# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The iteration that lazyrisk replaces: logistic regression's overlaps found as GCMProject does, with numpy and scipy.

Written from the equations of Gerace et al. 2020 and Loureiro et al. 2021 for (V, q, m) and their conjugates; no line is
that program's. Kept is how it goes about it, as read in its code: integrals by adaptive quadrature over [-10, 10], at
each of their points a scalar minimiser for the proximal operator, damping 1/2, tolerance 1e-7, from V = 1000,
q = m = 0.001. The questions are those of
    lazyrisk risk --labels sign --loss logistic --ridge 0.1 --psi2 3 --model kernel --activation linear
    lazyrisk risk --labels sign --loss logistic --ridge 0.1 --psi2 3 --psi1 2
isotropic inputs, and random features by the law of Marchenko and Pastur; then the same from the matrices of one draw,
whose eigenvalues are not quite that law. Prints numbers and seconds of CPU, its own and those of the module lazyrisk.
    OPENBLAS_NUM_THREADS=1 PYTHONPATH=build/release/python python3 tests/comparison/state_evolution.py [RIDGE] [DIM]
"""
import sys
import time

import lazyrisk as lr
import numpy as np
from scipy.integrate import quad
from scipy.optimize import minimize_scalar
from scipy.special import ndtr

ridge = float(sys.argv[1]) if len(sys.argv) > 1 else 0.1
dim = int(sys.argv[2]) if len(sys.argv) > 2 else 500
psi1, psi2 = 2, 3  # p/d, n/d


def proximal(omega, V, y):
    return minimize_scalar(lambda x: (x - omega) ** 2 / (2 * V) + np.logaddexp(0, -y * x)).x


def label_means(V, q, m, rho):
    """E of -g', of g^2 and of the derivative of g by the teacher's field, over a normal prediction and its label."""
    spread = np.sqrt(rho - m**2 / q)  # of the field, where the prediction is given

    def mean(term):
        def integrand(xi, y):
            omega, field = np.sqrt(q) * xi, m / np.sqrt(q) * xi / spread
            x = proximal(omega, V, y)
            return np.exp(-xi**2 / 2) / np.sqrt(2 * np.pi) * term(x, (x - omega) / V, field, y)
        return sum(quad(integrand, -10, 10, args=(y,))[0] for y in (1, -1))

    def curvature(x, g, field, y):
        second = 1 / (4 * np.cosh(x / 2) ** 2)
        return ndtr(y * field) * second / (1 + V * second)

    return (mean(curvature), mean(lambda x, g, field, y: ndtr(y * field) * g**2),
            mean(lambda x, g, field, y: y * np.exp(-field**2 / 2) / np.sqrt(2 * np.pi) / spread * g))


def overlaps(law, alpha, gamma, damping=0.5, tolerance=1e-7):
    """law: the eigenvalues of Omega, the diagonal of Phi Phi^T in their basis, and their weights."""
    omega, teacher, weight = law
    now = np.array([1000, 0.001, 0.001])
    for step in range(1, 1001):
        V_hat, q_hat, m_hat = alpha * np.array(label_means(*now, rho=1)) / [1, 1, np.sqrt(gamma)]
        inverse = 1 / (ridge + V_hat * omega)
        new = np.array([np.sum(weight * omega * inverse),
                        np.sum(weight * (q_hat * omega**2 + m_hat**2 * omega * teacher) * inverse**2),
                        m_hat / np.sqrt(gamma) * np.sum(weight * teacher * inverse)])
        new = damping * now + (1 - damping) * new
        if np.abs(new - now).sum() < tolerance:
            return (*new, step)
        now = new
    raise SystemExit(f"no convergence in {step} steps")


mu1, mu_star = 1 / 2, np.sqrt(1 / 4 - 1 / (2 * np.pi))  # relu


def isotropic():
    return np.ones(1), np.ones(1), np.ones(1)


def marchenko_pastur(nodes=400):
    """Of w w^T, p > d rows w of length one: a share 1 - d/p of zeros, and a density by Chebyshev's nodes."""
    angle = np.arange(1, nodes + 1) * np.pi / (nodes + 1)
    s = 1 + psi1 + 2 * np.sqrt(psi1) * np.cos(angle)
    weight = 2 * np.sin(angle) ** 2 / (nodes + 1) / s  # of the d eigenvalues, over p
    s, weight = np.append(s, 0), np.append(weight, 1 - 1 / psi1)
    return mu1**2 * s + mu_star**2, mu1**2 * s, weight


def drawn():
    w = np.random.default_rng(1).standard_normal((psi1 * dim, dim))
    w /= np.linalg.norm(w, axis=1, keepdims=True)
    Omega, Phi = mu1**2 * w @ w.T + mu_star**2 * np.eye(psi1 * dim), mu1 * w
    eigenvalues, basis = np.linalg.eigh(Omega)
    return eigenvalues, np.sum((basis.T @ Phi) ** 2, axis=1), np.full(psi1 * dim, 1 / (psi1 * dim))


def seconds(work):
    start = time.process_time()
    return work(), time.process_time() - start


signs = {"psi2": psi2, "labels": "sign", "loss": "logistic", "ridge": ridge}
linear = lr.Problem(lr.Kernel("linear"), **signs)
features = lr.Problem(lr.RandomFeatures("relu"), psi1=psi1, **signs)
questions = [("isotropic", isotropic, 1, linear), ("marchenko-pastur", marchenko_pastur, psi1, features),
             (f"one draw at d={dim}", drawn, psi1, features)]
print("question,by,error_rate,overlap,prediction_variance,steps,seconds")
for name, law, width, problem in questions:
    (V, q, m, steps), took = seconds(lambda: overlaps(law(), psi2 / width, 1 / width))
    print(f"{name},iteration,{np.arccos(m / np.sqrt(q)) / np.pi:.9f},{m:.8f},{q:.8f},{steps},{took:.2f}", flush=True)
    several, took = seconds(lambda: lr.risk(problem.replace(ridge=np.geomspace(ridge, 2 * ridge, 100))))
    first = several.error_rate[0], several.overlap[0], several.prediction_variance[0]
    print("{},lazyrisk,{:.9f},{:.8f},{:.8f},,{:.1e}".format(name, *first, took / 100), flush=True)
