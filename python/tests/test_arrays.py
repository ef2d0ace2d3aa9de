# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields broadcast as numpy does; each element is the scalar answer."""

import lazyrisk as lr
import numpy as np
import pytest

MODEL = lr.RandomFeatures("relu", dim=30)


def elements(problem, shape, **arrays):
    whole = lr.risk(problem.replace(**arrays))
    assert whole.shape == shape
    flat = {name: np.broadcast_to(value, shape).ravel() for name, value in arrays.items()}
    for i in range(int(np.prod(shape))):
        one = lr.risk(problem.replace(**{name: values[i] for name, values in flat.items()}))
        for name in ("test_error", "bias", "variance", "train_error", "effective_ridge", "weight_norm",
                     "degrees_of_freedom", "error_bound", "ridge"):
            np.testing.assert_array_equal(getattr(whole, name).ravel()[i], getattr(one, name), name)
        assert (whole.learnability.reshape(-1, whole.learnability.shape[-1])[i] == one.learnability).all()
    return whole


def test_sizes_and_ridge_broadcast():
    problem = lr.Problem(MODEL, samples=100, width=50, noise=0.1)
    elements(problem, (3, 4), samples=np.array([[20], [100], [400]]), width=[10, 50, 100, np.inf])
    elements(problem, (2, 1, 3), ridge=np.array([0, 1e-3, 1]), noise=np.array([[[0.0]], [[0.5]]]))
    elements(problem, (3,), time=[0.1, 1, np.inf])


def test_parts_of_the_model_and_the_target_are_arrays_too():
    problem = lr.Problem(lr.Kernel("ntk"), samples=100, dim=20)
    elements(problem, (2, 3), dim=np.array([[10], [30]]), depth=[1, 2, 3])
    energies = lr.risk(lr.Problem(MODEL, samples=100, width=50, energy={1: np.array([1.0, 2.0]), 2: 0.5}))
    for i, energy in enumerate((1.0, 2.0)):
        assert energies.bias[i] == lr.risk(lr.Problem(MODEL, samples=100, width=50, energy={1: energy, 2: 0.5})).bias
    assert (energies.energy["1"] == [1, 2]).all()
    alphas = elements(lr.Problem(lr.Kernel("relu", dim=50)), (2,), alpha=[1.2, 1.5])
    assert list(alphas.learned) == ["0 1", "0 1"]


def test_no_element_many_elements_one_element():
    problem = lr.Problem(lr.RandomFeatures("tanh"), psi1=2, psi2=3)
    assert lr.risk(problem.replace(psi1=np.empty(0))).test_error.shape == (0,)
    assert lr.risk(problem.replace(psi1=[2.0])).test_error[0] == lr.risk(problem).test_error
    many = lr.risk(problem.replace(psi1=np.geomspace(0.1, 10, 5000)))
    assert many.test_error.dtype == np.float64 and np.isfinite(many.test_error).all()


def test_threads_change_nothing():
    problem = lr.Problem(MODEL, samples=np.arange(1, 3000), width=50)
    one, four = lr.risk(problem, threads=1), lr.risk(problem, threads=4)
    assert (one.test_error == four.test_error).all() and (one.learnability == four.learnability).all()


def test_a_failing_element_stops_no_other():
    record = lr.risk(lr.Problem(lr.RandomFeatures("relu"), psi1=2, psi2=[1, -1, np.nan, 3]))
    assert np.isnan(record.test_error[[1, 2]]).all() and np.isfinite(record.test_error[[0, 3]]).all()
    assert list(record.status[[0, 3]]) == ["ok", "ok"]
    assert record.status[1].startswith("domain: psi2 = -1")
    assert record.status[2].startswith("domain: psi2 = nan")
    with pytest.raises(lr.DomainError, match="psi2 = -1"):
        lr.risk(lr.Problem(lr.RandomFeatures("relu"), psi1=2, psi2=-1))


def test_infinity_is_a_value():
    record = lr.risk(lr.Problem(lr.RandomFeatures("relu"), psi1=[1, 2], psi2=2, ridge=0, noise=0.1))
    assert np.isinf(record.test_error[1]) and np.isfinite(record.test_error[0])
    assert lr.risk(lr.Problem(lr.RandomFeatures("relu"), psi1=2, psi2=2, ridge=0, noise=0.1)).test_error == np.inf


def test_other_forms():
    record = lr.risk(lr.Problem(lr.RandomFeatures("relu"), psi1=[1, 2, 3], psi2=2, noise=0.1), sources=True)
    assert record.to_dict()["psi1"].tolist() == [1, 2, 3]
    assert record.to_csv().count("\n") == 4
    assert "<table>" in record._repr_html_() and "ridge_convention = total" in record._repr_html_()
    assert dict(record.sources).keys() == record.sources.keys()
    parts = sum(np.asarray(value) for _, value in record.sources.items())
    assert parts == pytest.approx(record.excess_risk, rel=1e-12)
    frame = pytest.importorskip("pandas") and record.to_frame()
    assert list(frame.test_error) == list(record.test_error)


def test_a_spectrum_as_arrays(tmp_path):
    eigenvalues, multiplicities, energy = [1.0, 0.1, 0.01], [1, 10, 100], [0.5, 0.3, 0.2]
    model = lr.Spectrum(eigenvalues, multiplicities, energy=energy, tail=0.05, tail_energy=0.1)
    problem = lr.Problem(model, samples=np.array([5, 50]), width=200, ridge=0.01, noise=0.1)
    file = tmp_path / "spectrum.csv"
    file.write_text("eigenvalue,multiplicity,energy\n1,1,0.5\n0.1,10,0.3\n0.01,100,0.2\ntail,0.05,0.1\n")
    from conftest import printed
    csv = printed("curve", "--spectrum", file, "--sweep", "samples=5,50", "--width", 200, "--ridge", 0.01, "--noise", 0.1)
    assert [float(x) for x in csv["test_error"]] == list(lr.risk(problem).test_error)
    for form in ("latex", "markdown", "text", "json"):
        assert getattr(lr.risk(problem), "to_" + form, lr.risk(problem).text)()
        assert getattr(lr.risk(problem.replace(samples=5)), "to_" + form, lr.risk(problem).text)()
    errors = {lr.risk(lr.Problem(lr.Spectrum([1.0, x], [1, 10]), samples=20, width=np.inf)).test_error for x in (0.1, 0.2, 0.3)}
    assert len(errors) == 3
    with pytest.raises(lr.DomainError, match="multiplicities has the shape"):
        lr.Spectrum([1, 2], [1])


def test_energy_that_is_never_learned_is_told_once():
    problem = lr.Problem(lr.Kernel("relu", dim=20), samples=100, energy={1: 1, 3: 0.5})
    with pytest.warns(UserWarning, match="degree 3|energy.3"):
        lr.risk(problem)
    import warnings
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        lr.risk(problem)
        lr.risk(problem.replace(energy={1: 1}))
