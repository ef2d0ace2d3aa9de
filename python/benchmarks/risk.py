# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long the module takes: PYTHONPATH=build/release/python python3 python/benchmarks/risk.py

A loop of numpy and scipy over the same fixed point stands beside it: what one would write without the module.
"""

import subprocess
import sys
import time

import numpy as np

import lazyrisk as lr


def best(function, repeats=5):
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        function()
        times.append(time.perf_counter() - begin)
    return min(times)


def scipy_loop(psi1, psi2, ridge, a, c):
    """nu of the proportional limit by brentq: nu (1 - df/psi1) (1 - df/psi2) = ridge/psi2, df = a/(a+nu) + c/nu."""
    from scipy.optimize import brentq

    def off(nu):
        df = a / (a + nu) + c / nu
        return nu * (1 - df / psi1) * (1 - df / psi2) - ridge / psi2

    low = brentq(lambda nu: a / (a + nu) + c / nu - min(psi1, psi2), 1e-12, 1e9, xtol=1e-15)
    return brentq(off, low, 1e9, xtol=1e-15)


def main():
    importing = [float(subprocess.run([sys.executable, "-c", "import time; t = time.perf_counter(); import lazyrisk; "
                                       "print(time.perf_counter() - t)"], capture_output=True, text=True).stdout)
                 for _ in range(5)]
    print(f"import, numpy included          {min(importing) * 1e3:8.0f} ms")
    problem = lr.Problem(lr.RandomFeatures("relu"), psi1=2, psi2=3, noise=0.1)
    print(f"risk(problem).test_error        {best(lambda: [lr.risk(problem).test_error for _ in range(10000)]) / 1e-2:8.2f} us")
    print(f"problem.replace(ridge=x)        {best(lambda: [problem.replace(ridge=0.1) for _ in range(2000)]) / 2e-3:8.2f} us")
    for name, one in (("proportional limit", problem.replace(psi1=np.geomspace(0.1, 10, 10**6))),
                      ("d = 100, along the ridge", lr.Problem(lr.RandomFeatures("relu", dim=100), samples=500, width=300,
                                                              ridge=np.geomspace(1e-4, 10, 10**5)))):
        for threads in (1, 2):
            seconds = best(lambda: lr.risk(one, threads=threads), 3)
            print(f"{name}, {one.shape[0]} points, {threads} threads: {seconds:.3f} s, {seconds / one.shape[0] * 1e6:.3f} us each")
    a, c = 0.25, 0.5 - 0.25 - 1 / (2 * np.pi)
    seconds = best(lambda: [scipy_loop(p, 3.0, 1e-3, a, c) for p in np.geomspace(0.1, 2.9, 1000)], 3)
    print(f"scipy's brentq, the fixed point alone: {seconds * 1e3:.1f} us each")


if __name__ == "__main__":
    main()
