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
    inside = x["lambda_bar_opt"] > 0  # the table's ridges begin at 0; the best may lie below
    close(best.excess_risk[inside], x["R_opt"][inside], 1e-10)
    assert (best.excess_risk[~inside] <= x["R_opt"][~inside] * (1 + 1e-10)).all()
    assert (best.ridge[~inside] <= 0).all()
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


def test_deep_kernels():
    rows = table("staircase_kernel_eigen.csv")
    which, depth, d, k = np.array(rows["kernel"]), floats(rows["L"]), floats(rows["d"]), floats(rows["k"]).astype(int)
    for kernel in ("relu_nngp", "relu_ntk"):
        for layers, dim in sorted(set(zip(depth[which == kernel], d[which == kernel]))):
            here = (which == kernel) & (depth == layers) & (d == dim)
            model = lr.Kernel(kernel[5:], dim=dim, depth=layers, activation="relu", weight_variance=2 if layers > 1 else None)
            for options in ({}, {"weight_variance": 1}, {"weight_variance": 2}):
                found = lr.spectrum(model.replace(**options), int(k[here].max()))
                scale = found.mass[0] / floats(rows["B_xi"])[here][k[here] == 0][0] if (k[here] == 0).any() else 1.0
                if abs(scale - 1) < 1e-9:
                    np.testing.assert_allclose(found.mass[k[here]], floats(rows["B_xi"])[here], rtol=1e-10, atol=1e-15)
                    break
            else:
                raise AssertionError((kernel, layers, dim))
    rows = table("deep_kernels.csv")
    names = np.array([name.replace(";", ",") for name in rows["activation"]])
    settings = list(zip(names, *(floats(rows[c]) for c in ("weight_variance", "bias_variance", "depth")), rows["kernel"],
                        floats(rows["d"])))
    k, mass = floats(rows["k"]).astype(int), floats(rows["mass"])
    for one in sorted(set(settings)):
        activation, weights, biases, layers, kernel, dim = one
        here = np.array([s == one for s in settings])
        name, _, trained = kernel.partition("-")  # ntk-all, ntk-first
        options = {"layers": {"all": "both", "first": "first"}[trained]} if trained else {}
        found = lr.spectrum(lr.Kernel(name, dim=dim, activation=activation, depth=layers, weight_variance=weights,
                                      bias_variance=biases, **options), int(k[here].max()))
        np.testing.assert_allclose(found.mass[k[here]], mass[here], rtol=1e-11, atol=1e-15)
        assert (found.mass[k[here]][mass[here] == 0] == 0).all()


def test_kernels_as_functions():
    rows = table("dynamics_deep_kernels.csv")
    names, depth, u = np.array(rows["activation"]), floats(rows["hidden_layers"]), floats(rows["u"])
    for activation, layers in sorted(set(zip(names, depth))):
        here = (names == activation) & (depth == layers)
        for kernel in ("nngp", "ntk"):
            found = lr.kernel(lr.Kernel(kernel, activation=activation, depth=layers,
                                        weight_variance=2 if activation == "relu" else 1), u[here])
            expected = floats(rows[kernel])[here]
            scale = np.median(found / expected)  # relu of one layer has weights of variance one, the table two
            assert scale == pytest.approx(1, rel=1e-9) or (activation == "relu" and scale == pytest.approx(0.5, rel=1e-9))
            np.testing.assert_allclose(found, scale * expected, rtol=1e-9, atol=1e-12)


def test_gradient_flow():
    rows = table("dynamics_gradient_flow.csv")
    cases = np.array(rows["case"])
    for case in sorted(set(cases)):
        here = cases == case
        x = {c: floats(np.array(rows[c])[here]) for c in rows if c != "case"}
        quarter = 10.0 ** (np.round(4 * np.log10(x["t"])) / 4)  # printed to eight digits
        time = np.where(np.abs(x["t"] / quarter - 1) < 1e-7, quarter, x["t"])
        d = x["d"][0]
        energy = [0, 0.5, 0.4, 0.1]
        if case.startswith("epochdd"):
            counts = np.array([d, (d + 2) * (d - 1) / 2])
            model = lr.Spectrum(np.array([0.002, 1]) / counts, counts, energy=[0.7, 0.3])
        elif case.startswith("ntk"):
            levels = lr.spectrum(lr.Kernel("ntk", dim=d, layers="both"), 200)
            model = lr.Spectrum(levels.eigenvalue[:-1], levels.multiplicity[:-1], tail=levels.mass[-1],
                                energy=energy + [0] * 197)
        else:
            levels = lr.spectrum(lr.RandomFeatures("relu", dim=d), 40)  # the table's ends there
            model = lr.Spectrum(levels.eigenvalue[:-1], levels.multiplicity[:-1], energy=energy + [0] * 37)
        record = lr.risk(lr.Problem(model, samples=x["n"], width=x["N"], ridge=x["ridge"], ridge_convention="mean",
                                    noise=x["noise_var"], time=time))
        np.testing.assert_allclose(record.excess_risk, x["risk_eq"], rtol=2e-9, atol=2e-9)
        np.testing.assert_allclose(record.train_error, x["train_eq"], atol=2e-9)


def test_gaps():
    rows = table("dynamics_nn_vs_nt.csv")
    column = {"RF_relu": "rf_limit", "NT_quadratic_finite": "nt_finite", "NT_quadratic_limit": "nt"}
    met = 0
    for target in ("identity", "traceless"):
        for model, name in column.items():
            here = [i for i, m in enumerate(rows["model"]) if m == model and rows["target"][i] == target and rows["part"][i] == "A"]
            width = np.array([float(rows["N"][i]) for i in here])
            problem = lr.Problem(lr.RandomFeatures("square" if "quadratic" in model else "relu", dim=200), width=width)
            found = np.asarray(getattr(lr.gap(problem, matrix=target), name), dtype=float)
            expected = np.array([float(rows["risk_theory"][i]) for i in here])
            np.testing.assert_allclose(found, expected, rtol=3e-3 if model == "RF_relu" else 1e-9)
            met += len(here)
    assert met > 20


def test_spiked_inputs_and_convolutions():
    x = {c: floats(v) for c, v in table("dynamics_spiked.csv").items()}
    for ds in sorted(set(x["ds"])):
        here = x["ds"] == ds
        at = {c: v[here] for c, v in x.items()}
        problem = lr.Problem(lr.Kernel("ntk", depth=1, layers="both"), ridge_convention="mean", dim=at["d"], signal_dim=at["ds"], signal_variance=at["r2"],
                             samples=at["n"], ridge=at["lam"], noise=at["noise_var"], energy={1: 0.5, 2: 0.4, 3: 0.1})
        np.testing.assert_allclose(lr.risk(problem).excess_risk, at["risk_eq"], rtol=1e-9)
    rows = table("dynamics_conv.csv")
    kind, d = np.array(rows["kernel"]), floats(rows["d"])
    patch = np.where(kind == "FC", d, floats(rows["q"]))
    pool = np.array([np.inf if k == "GP" else float(p) if k == "LP" else 1.0 for k, p in zip(kind, rows["pool"])])
    problem = lr.Problem(lr.Kernel("ntk", depth=1, layers="both"), ridge_convention="mean", dim=d, patch=patch, pool=pool, samples=floats(rows["n"]),
                         ridge=floats(rows["lam"]), noise=floats(rows["noise_var"]), energy={1: 0.3, 2: 0.4, 3: 0.3})
    np.testing.assert_allclose(lr.risk(problem).excess_risk, floats(rows["risk_eq"]), rtol=1e-7)
    x = {c: floats(v) for c, v in table("dynamics_spiked_rf.csv").items()}
    problem = lr.Problem(lr.RandomFeatures("relu"), dim=x["d"], signal_dim=x["ds"], signal_variance=x["r2"], width=x["N"],
                         samples=x["n"], ridge=x["lam"], ridge_convention="mean", noise=x["noise_var"],
                         energy={1: 0.5, 2: 0.4, 3: 0.1})
    np.testing.assert_allclose(lr.risk(problem).excess_risk, x["risk_eq"], atol=0.6e-6)


@pytest.mark.parametrize("name", ["staircase_sim_krr.csv", "staircase_sim_rfrr.csv"])
def test_simulated_staircases(name):
    rows = table(name)
    quantity, activation = np.array(rows["quantity"]), np.array(rows["activation"])
    met = 0
    for degree in range(6):
        for one in sorted(set(activation)):
            here = (quantity == f"bias_deg{degree}") & (activation == one)
            if not here.any():
                continue
            x = {c: floats(np.array(rows[c])[here]) for c in ("d", "n", "lam", "mc_mean", "mc_se", "det_equiv")}
            model = lr.Kernel(one) if "krr" in name else lr.RandomFeatures(one)
            width = {} if "krr" in name else {"width": floats(np.array(rows["p"])[here])}
            bias = lr.risk(lr.Problem(model, dim=x["d"], samples=x["n"], ridge=x["lam"], energy={degree: 1}, **width)).bias
            np.testing.assert_allclose(bias, x["det_equiv"], rtol=2e-9)
            # the theory is asymptotic: a few percent at these dimensions, beside the standard errors
            assert (np.abs(bias - x["mc_mean"]) <= 4 * x["mc_se"] + 0.05 * np.abs(bias)).all()
            met += here.sum()
    assert met >= 24
