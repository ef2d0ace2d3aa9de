# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reference tables, met through the module as arrays."""

import lazyrisk as lr
import numpy as np
import pytest
from conftest import table


def floats(column):
    return np.array([float(x) for x in column])


def close(found, expected, tolerance):
    """Equal where infinite, else to the relative tolerance."""
    both = np.isinf(expected) | np.isinf(found)
    assert (found[both] == expected[both]).all()
    np.testing.assert_allclose(found[~both], expected[~both], rtol=tolerance, atol=tolerance * 1e-3)


def test_the_proportional_limit():
    rows = table("proportional_golden.csv")
    x = {name: floats(rows[name]) for name in rows if name != "tag"}
    finite = np.isfinite(x["psi1"]) & np.isfinite(x["psi2"])
    problem = lr.Problem(lr.RandomFeatures(mass={1: x["mu1sq"], "rest": x["mustarsq"]}), psi1=x["psi1"], psi2=x["psi2"],
                         ridge=x["lambda"], ridge_convention="mei-montanari", noise=0.2, energy={1: 1, "rest": 0.5})
    record = lr.risk(problem)
    linear = lr.risk(problem.replace(energy={1: 1}))
    assert finite.sum() > 250
    close(linear.bias, x["B"], 1e-12)
    close(linear.variance[np.isfinite(x["V"])], 0.2 * x["V"][np.isfinite(x["V"])], 1e-12)
    close(record.excess_risk, x["R"], 1e-12)
    close(record.train_error, x["train"], 1e-12)


def test_the_optimal_ridge():
    x = {name: floats(cells) for name, cells in table("proportional_golden_opt.csv").items()}
    problem = lr.Problem(lr.RandomFeatures(mass={1: x["zeta"] ** 2, "rest": 1}), psi1=x["psi1"], psi2=x["psi2"],
                         ridge_convention="mei-montanari", noise=x["tau_sq"], energy={1: x["F1sq"], "rest": x["Fstar_sq"]})
    best = lr.risk(problem.replace(ridge="opt"))
    close(best.excess_risk, x["R_opt"], 1e-10)
    close(lr.risk(problem.replace(ridge=0)).excess_risk, x["R_ridgeless"], 1e-10)


@pytest.mark.parametrize("name", ["staircase_krr.csv", "staircase_rfrr.csv", "staircase_nt.csv"])
def test_finite_dimension(name):
    rows = table(name)
    kinds = np.array(rows["activation"])
    tail = "T_perp" if name == "staircase_nt.csv" else "T_tail"
    met = 0
    for activation in sorted(set(kinds)):
        # a table without a tail drops one below its digits, and one with a coarse cut has that as its own
        here = (kinds == activation) & (np.array(rows[tail]) != "0")
        x = {c: floats(np.array(rows[c])[here]) for c in rows if c not in ("activation", "sigma_prime")}
        activation = "leaky-relu(0.1)" if activation == "lrelu0.1" else activation
        model = {"staircase_krr.csv": lr.Kernel, "staircase_rfrr.csv": lr.RandomFeatures}.get(name, lr.NeuralTangent)
        model = model(activation=activation)
        energy = {k: x[f"F2_{k}"] for k in range(6) if f"F2_{k}" in x}
        width = {} if name == "staircase_krr.csv" else {"width": x["p" if "p" in x else "N"]}
        for degrees in sorted(set(x["K"])):
            at = x["K"] == degrees
            problem = lr.Problem(model, dim=x["d"][at], samples=x["n"][at], ridge=x["lam"][at], noise=x["sigma2"][at],
                                 energy={**{k: v[at] for k, v in energy.items()}, "rest": x["Ftail"][at]},
                                 degrees=degrees, **{k: v[at] for k, v in width.items()})
            record = lr.risk(problem)
            fine = ~np.isnan(record.bias)
            close(record.bias[fine], x["bias"][at][fine], 1e-11)
            close(record.variance[fine], x["var"][at][fine], 1e-11)
            met += fine.sum()
    assert met > 30


def test_eigenvalues():
    rows = table("staircase_eigen.csv")
    kinds, d, k = np.array(rows["activation"]), floats(rows["d"]), floats(rows["k"]).astype(int)
    expected = floats(rows["lambda_dk"])
    met = 0
    for activation in sorted(set(kinds)):
        for dim in sorted(set(d[kinds == activation])):
            here = (kinds == activation) & (d == dim)
            try:
                table_ = lr.spectrum(lr.RandomFeatures("leaky-relu(0.1)" if activation == "lrelu0.1" else activation, dim),
                                     int(k[here].max()))
            except lr.DomainError:
                continue  # a name of the table's own
            found = table_.coefficient[k[here]]
            zero = expected[here] == 0
            assert (found[zero] == 0).all()
            count = table_.multiplicity[k[here]]  # the error is the amplitude's, sqrt(multiplicity) times that
            fits = np.isfinite(count)
            off = (np.abs(found - expected[here]) * np.sqrt(np.where(fits, count, 0)))[fits]
            assert (off <= table_.error[k[here]][fits] + 1e-9 * np.abs(table_.amplitude[k[here]][fits])).all()
            met += here.sum()
    assert met > 500


def test_gradient_flow_of_the_exact_cases():
    """Isotropic data of one level: what the table has in its simplest case, by a spectrum as arrays."""
    model = lr.Spectrum([1 / 50], [50])
    t = np.array([0.1, 1.0, 10.0, 1e6])
    flow = lr.risk(lr.Problem(model, samples=100, width=np.inf, ridge=0, time=t))
    end = lr.risk(lr.Problem(model, samples=100, width=np.inf, ridge=0))
    assert (np.diff(flow.test_error) < 1e-12).all()
    assert flow.test_error[-1] == pytest.approx(end.test_error, abs=1e-6)
