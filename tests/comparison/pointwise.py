#!/usr/bin/env python3
# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The loop that lazyrisk replaces: kernel ridge regression refitted from scratch at every n, with numpy and scipy.

The question is that of
    lazyrisk simulate --model kernel --activation relu --dim 30 --ridge 1e-3 --noise 0.1 --sweep samples=40:4000:100 --trials 1
with draws of its own. Prints n and the test error, and the seconds to standard error.
    OPENBLAS_NUM_THREADS=1 python3 tests/comparison/pointwise.py [LARGEST] [POINTS]
"""
import sys
import time

import numpy as np
from scipy.linalg import cho_factor, cho_solve

d, ridge, noise, tests = 30, 1e-3, 0.1, 2000
largest = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
points = int(sys.argv[2]) if len(sys.argv) > 2 else 100


def on_sphere(rng, count):
    x = rng.standard_normal((count, d))
    return x * (np.sqrt(d) / np.linalg.norm(x, axis=1, keepdims=True))


def kernel(x, y):  # E_w relu(<w,x>) relu(<w,y>), w uniform on the unit sphere: Cho and Saul 2009
    t = np.clip(x @ y.T / d, -1, 1)
    return (np.sqrt(1 - t * t) + (np.pi - np.arccos(t)) * t) / (2 * np.pi)


rng = np.random.default_rng(1)
start = time.process_time()
for n in np.round(np.linspace(largest / points, largest, points)).astype(int):
    x, z, direction = on_sphere(rng, n), on_sphere(rng, tests), on_sphere(rng, 1)[0] / np.sqrt(d)
    y = x @ direction + np.sqrt(noise) * rng.standard_normal(n)
    k = kernel(x, x)
    k[np.diag_indices(n)] += ridge
    dual = cho_solve(cho_factor(k, lower=True, overwrite_a=True, check_finite=False), y, check_finite=False)
    print(n, np.mean((z @ direction - kernel(z, x) @ dual) ** 2) + noise)
print(f"{time.process_time() - start:.1f} s", file=sys.stderr)
