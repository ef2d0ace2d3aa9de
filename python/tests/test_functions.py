# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A function of Python as an activation, beside the same one by name or as a formula."""

import lazyrisk as lr
import numpy as np
import pytest

PAIRS = [
    (lambda x: np.maximum(x, 0), "relu", [0]),
    (lambda x: np.maximum(x, 0), "relu", ()),
    (np.tanh, "tanh", ()),
    (lambda x: x**3 - 3 * x, "x^3-3*x", ()),
    (lambda x: np.where(x > 0.3, 1.0, 0.0), "step(x-0.3)", [0.3]),
    (lambda x: np.maximum(x - 0.3, 0), "max(x-0.3,0)", ()),
    (np.sin, "sin", ()),
    (lambda x: np.log1p(np.exp(-abs(x))) + np.maximum(x, 0), "softplus", ()),
    (lambda x: x / (1 + np.exp(-x)), "swish", ()),
]


@pytest.mark.parametrize("function, text, kinks", PAIRS, ids=[f"{text}{kinks}" for _, text, kinks in PAIRS])
@pytest.mark.parametrize("dim", [5, 50, np.inf])
def test_amplitudes(function, text, kinks, dim):
    own, known = lr.amplitudes(function, dim, 30, kinks=kinks), lr.amplitudes(text, dim, 30)
    scale = np.sqrt((known.value**2).sum() + known.tail)
    assert (np.abs(own.value - known.value) <= own.error + known.error).all()
    assert own.error.max() < 1e-12 * scale
    assert own.tail == pytest.approx(known.tail, rel=1e-10, abs=own.tail_error + known.tail_error)
    if text in ("tanh", "x^3-3*x", "sin"):
        assert (own.value[::2] == 0).all()  # odd


@pytest.mark.parametrize("function, text, kinks", PAIRS[:4], ids=[text for _, text, _ in PAIRS[:4]])
def test_risks(function, text, kinks):
    for make in (lambda a, **k: lr.Problem(lr.RandomFeatures(a, dim=20, **k), samples=100, width=60, noise=0.1),
                 lambda a, **k: lr.Problem(lr.RandomFeatures(a, **k), psi1=2, psi2=3, noise=0.1),
                 lambda a, **k: lr.Problem(lr.Kernel(activation=a, dim=20, **k), samples=100, noise=0.1),
                 lambda a, **k: lr.Problem(lr.NeuralTangent(a, dim=20, **k), samples=100, width=60, noise=0.1),
                 lambda a, **k: lr.Problem(lr.NeuralTangent(a, dim=20, layers="both", **k), samples=100, width=np.inf)):
        own, known = lr.risk(make(function, kinks=kinks)), lr.risk(make(text))
        assert own.test_error == pytest.approx(known.test_error, rel=1e-9)
        assert own.status == known.status


def test_simulation_sees_the_same_function():
    for own, text in ((np.tanh, "tanh"), (lambda x: np.maximum(x, 0), "relu")):
        problems = [lr.Problem(lr.RandomFeatures(a, dim=8), samples=20, width=15, ridge=0.1) for a in (own, text)]
        seen = [lr.simulate(p, trials=4, test_points=50).test_error.mean for p in problems]
        assert seen[0] == pytest.approx(seen[1], rel=1e-9)
    target = [lr.Problem(lr.RandomFeatures("relu", dim=8), samples=20, width=15, target=t)
              for t in (np.tanh, "neuron(tanh)")]
    assert lr.risk(target[0]).test_error == pytest.approx(lr.risk(target[1]).test_error, rel=1e-9)
    assert lr.simulate(target[0], trials=3, test_points=50).test_error.mean == pytest.approx(
        lr.simulate(target[1], trials=3, test_points=50).test_error.mean, rel=1e-9)


def test_functions_of_one_name_are_different_functions():
    risks = {lr.risk(lr.Problem(lr.RandomFeatures(f), psi1=2, psi2=3)).test_error
             for f in (lambda x: x + x**2, lambda x: x + 2 * x**2, lambda x: x + 3 * x**2)}
    assert len(risks) == 3


def test_a_function_is_not_the_activation_of_its_name():
    def relu(x):
        return np.tanh(x)

    own, known = lr.RandomFeatures(relu), lr.RandomFeatures("tanh")
    records = [lr.risk(lr.Problem(m, psi1=2, psi2=3, noise=0.1)) for m in (own, known)]
    assert records[0].test_error == pytest.approx(records[1].test_error, rel=1e-9)
    assert records[0].activation == "relu()"
    assert records[0].explain().splitlines()[0] == records[1].explain().splitlines()[0]
    with pytest.raises(lr.NotCovered, match="no formula"):
        lr.kernel_formula(lr.Kernel(activation=relu))
    t = np.linspace(-1, 1, 5)
    assert lr.kernel(lr.Kernel(activation=relu, dim=9), t) == pytest.approx(lr.kernel(lr.Kernel("tanh", dim=9), t), abs=1e-9)
    assert lr.spectrum(own, 5).mass[:6] == pytest.approx(lr.spectrum(known, 5).mass[:6], abs=1e-13)
    gaps = [lr.gap(lr.Problem(lr.RandomFeatures(a, dim=30), width=[5, 50])).rf for a in (relu, "tanh")]
    assert gaps[0] == pytest.approx(gaps[1], rel=1e-9)


def test_a_function_is_called_with_arrays_when_the_model_is_made_and_never_again():
    calls = []

    def own(x):
        calls.append(x.size)
        return np.tanh(x)

    problem = lr.Problem(lr.RandomFeatures(own, dim=10), samples=20, width=30, ridge=0.1)
    asked = len(calls)
    assert 0 < asked < 60 and min(calls) >= 18
    lr.risk(problem)
    lr.simulate(problem, trials=2, test_points=10, threads=2)
    assert len(calls) == asked


def test_what_a_function_may_not_be(tmp_path):
    class Mine(Exception):
        pass

    def raises(x):
        raise Mine("from within")

    with pytest.raises(Mine, match="from within"):
        lr.RandomFeatures(raises)
    with pytest.raises(lr.DomainError, match="same shape"):
        lr.RandomFeatures(lambda x: x[:3])
    with pytest.raises(lr.DomainError, match="no array of numbers"):
        lr.RandomFeatures(lambda x: "text")
    with np.errstate(all="ignore"), pytest.raises(lr.DomainError, match="finite number"):
        lr.RandomFeatures(np.log)
    with pytest.raises(lr.NotConverged, match="double precision, without noise"):
        lr.RandomFeatures(lambda x: np.tanh(x.astype(np.float32)))
    with pytest.raises(lr.DomainError, match="standard Gaussian"), np.errstate(all="ignore"):
        lr.risk(lr.Problem(lr.RandomFeatures(lambda x: np.exp(np.minimum(x * x / 4, 300))), psi1=1, psi2=2))
    with pytest.raises(lr.NotCovered, match="deep kernel"):
        lr.risk(lr.Problem(lr.Kernel("nngp", activation=lambda x: np.tanh(x), depth=2, dim=10), samples=10))
    with pytest.raises(lr.NotCovered, match="jumps"):
        lr.risk(lr.Problem(lr.NeuralTangent(lambda x: np.sign(x), dim=10), samples=10, width=5))
    with pytest.raises(lr.DomainError, match="cannot be told from"):
        lr.simulate(lr.Problem(lr.RandomFeatures(lambda x: np.tanh(x), dim=10), samples=10, width=5), trials=1,
                    store=tmp_path / "s.sqlite")
