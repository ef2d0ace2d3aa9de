# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad input: one sentence that names the argument, never an abort."""

import lazyrisk as lr
import numpy as np
import pytest

MODEL = lr.RandomFeatures("relu", dim=20)
OK = dict(samples=10, width=5)

WRONG = [
    (lambda: lr.RandomFeatures("rleu"), "did you mean relu"),
    (lambda: lr.RandomFeatures(3), "activation = 3: a text is expected, or a function"),
    (lambda: lr.Problem(lr.RandomFeatures("relu", dim=-2), **OK), "dim = -2"),
    (lambda: lr.RandomFeatures("relu", dim="ten"), "dim"),
    (lambda: lr.Kernel("nkt", dim=10) and lr.risk(lr.Problem(lr.Kernel("nkt", dim=10), samples=3)), "nkt"),
    (lambda: lr.Kernel("ntk", colour=3), "no field is called colour"),
    (lambda: lr.Problem("relu", samples=3), "model = 'relu': expected RandomFeatures"),
    (lambda: lr.Problem(MODEL, samples="many", width=5), "many"),
    (lambda: lr.Problem(MODEL, samples=[[1, 2], [3]], width=5), "samples = "),
    (lambda: lr.Problem(MODEL, samples=[1, 2, 3], width=[1, 2]), r"do not broadcast: samples \(3,\), width \(2,\)"),
    (lambda: lr.Problem(MODEL, samples=1j, width=5), "samples = 1j"),
    (lambda: lr.Problem(MODEL, samples=True, width=5), "samples = True"),
    (lambda: lr.Problem(MODEL, samples=None, width=5) and lr.risk(lr.Problem(MODEL, width=5)), "samples"),
    (lambda: lr.risk(lr.Problem(MODEL, samples=0, width=5)), "samples = 0"),
    (lambda: lr.risk(lr.Problem(MODEL, samples=np.nan, width=5)), "samples = nan"),
    (lambda: lr.risk(lr.Problem(MODEL, ridge=-1, **OK)), "ridge = -1"),
    (lambda: lr.Problem(MODEL, ridge="best", **OK), "opt"),
    (lambda: lr.Problem(MODEL, noise=-0.1, **OK), "noise = -0.1"),
    (lambda: lr.Problem(MODEL, sigma=0.1, **OK), "variance"),
    (lambda: lr.Problem(MODEL, n_features=3, **OK), "dimension of the inputs"),
    (lambda: lr.Problem(MODEL, alpha=1.5, **OK), "scikit-learn's alpha is the total `ridge`"),
    (lambda: lr.Problem(MODEL, samples=10, psi1=2, width=5), "psi1"),
    (lambda: lr.Problem(MODEL, n=10, samples=10, width=5), "same field"),
    (lambda: lr.Problem(MODEL, energy={"one": 1}, **OK), "one"),
    (lambda: lr.Problem(MODEL, energy={1.5: 1}, **OK), "parts are degrees"),
    (lambda: lr.Problem(MODEL, energy=3, **OK), "by degree"),
    (lambda: lr.Problem(MODEL, energy={1: -1}, **OK), "energy.1 = -1"),
    (lambda: lr.Problem(MODEL, energy={1: 1}, target="neuron(relu)", **OK), "one or the other"),
    (lambda: lr.Problem(MODEL, target="relu", **OK), r"neuron\(EXPR\)"),
    (lambda: lr.Problem(MODEL, ridge_convention="men", **OK), "did you mean mean"),
    (lambda: lr.Problem(MODEL, samples=10**400, width=5), "samples = 1000.*a double holds"),
    (lambda: lr.RandomFeatures(np.eye(3)), "activation = array"),
    (lambda: lr.gap(lr.Problem(MODEL, width=[])), "arrays are empty"),
    (lambda: lr.simulate(lr.Problem(MODEL, samples=[], width=5)), "arrays are empty"),
    (lambda: lr.compare(lr.Problem(MODEL, samples=[], width=5)), "arrays are empty"),
    (lambda: lr.compare(lr.Problem(MODEL, samples=[], width=5), measured=[], standard_error=[]), "arrays are empty"),
    (lambda: lr.risk("problem"), "expected a lazyrisk.Problem"),
    (lambda: lr.risk(lr.Problem(MODEL, **OK), threads=-1), "threads = -1") ,
    (lambda: lr.curve(lr.Problem(MODEL, **OK)), "a field to vary is missing"),
    (lambda: lr.curve(lr.Problem(MODEL, **OK), smaples=[1]), "did you mean samples"),
    (lambda: lr.curve(lr.Problem(MODEL, **OK), samples="1:2"), "samples"),
    (lambda: lr.curve(lr.Problem(MODEL, **OK), samples=[[1, 2]]), "list of values"),
    (lambda: lr.curve(lr.Problem(MODEL, ridge=[1, 2], **OK), samples=[1, 2]), "arrays already"),
    (lambda: lr.simulate(lr.Problem(MODEL, **OK), trials=0), "trials = 0"),
    (lambda: lr.simulate(lr.Problem(MODEL, **OK), trials=2.5), "trials = 2.5"),
    (lambda: lr.simulate(lr.Problem(MODEL, **OK), estimator="guess"), "estimator = guess"),
    (lambda: lr.simulate(lr.Problem(lr.RandomFeatures("relu"), psi1=1, psi2=2), trials=2), "finite dimension"),
    (lambda: lr.compare(lr.Problem(MODEL, **OK), measured=1.0), "error bar"),
    (lambda: lr.compare(lr.Problem(MODEL, **OK), measured=[1.0, 2], standard_error=0.1), r"shape \(2,\)"),
    (lambda: lr.compare(lr.Problem(MODEL, **OK), measured=1.0, standard_error=0), "standard_error = 0"),
    (lambda: lr.compare(lr.Problem(MODEL, **OK), measured=1.0, standard_error=1, measured_trials=1), "measured_trials = 1"),
    (lambda: lr.compare(lr.Problem(MODEL, **OK), measured=np.nan, standard_error=1), "finite"),
    (lambda: lr.compare(lr.Problem(MODEL, **OK), measured=1.0, standard_error=1, quantity="bias"), "quantity = bias"),
    (lambda: lr.spectrum("relu"), "model = 'relu'"),
    (lambda: lr.spectrum(MODEL, "a:b"), "a"),
    (lambda: lr.spectrum(MODEL, []), "degrees"),
    (lambda: lr.curve(lr.Problem(MODEL, **OK), model=[1, 2]), "runs through numbers"),
    (lambda: lr.amplitudes("relu", 10, -1), "degrees = -1"),
    (lambda: lr.kernel(lr.Kernel("ntk"), [2.0]), "2"),
    (lambda: lr.density(lr.Problem(MODEL, samples=[1, 2], width=5)), "single problem"),
    (lambda: lr.density(lr.Problem(MODEL, **OK), of="data"), "of = data"),
    (lambda: lr.expand("nothing"), "nothing"),
    (lambda: lr.expand("linear-ridge", psi1=[1, 2]), "single number"),
    (lambda: lr.expand("linear-ridge", activation=np.tanh), "no function of Python"),
    (lambda: lr.expand("linear-ridge", psi1=3, psi2=2, mass={1: 1})[0](lambda_=1e-3), "a coefficient needs a number"),
    (lambda: lr.train(lr.Problem(MODEL, samples=10), [0]), "width = 0|0"),
    (lambda: lr.gap(lr.Problem(MODEL, width=5), matrix="nowhere.csv"), "nowhere.csv|energy"),
    (lambda: lr.run("no-such-experiment"), "no-such-experiment"),
    (lambda: lr.Spectrum([]), "eigenvalue"),
    (lambda: lr.Spectrum([-1.0]), "eigenvalues = -1"),
    (lambda: lr.Problem(lr.Spectrum([1.0]), samples=3, dim=3), "already says this"),
]


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_a_sentence(number):
    call, words = WRONG[number]
    with pytest.raises(ValueError, match=words) as caught:
        call()
    assert isinstance(caught.value, lr.Error)
    assert "\n" not in str(caught.value)
    assert "--" not in str(caught.value)


def test_values_are_immutable():
    problem = lr.Problem(MODEL, **OK)
    for what, name in ((problem, "ridge"), (MODEL, "dim")):
        with pytest.raises(AttributeError, match="immutable"):
            setattr(what, name, 3)
    assert problem.replace(ridge=2).ridge == 2 and problem.ridge == 1e-3 and problem.noise == 0
    assert not hasattr(problem, "time")
    assert problem == lr.Problem(lr.RandomFeatures("relu", dim=20), **OK) and hash(problem) == hash(problem.replace())
    assert problem != problem.replace(ridge=2)


def test_values_travel_to_other_processes():
    import copy
    import pickle

    for model in (MODEL, lr.Spectrum([1, 0.1], [1, 5], energy=[1, 0.5], tail=0.1), lr.Kernel("ntk", dim=10, depth=2)):
        problem = lr.Problem(model, samples=[10, 20], width=np.inf)
        again = pickle.loads(pickle.dumps(problem))
        assert (lr.risk(again).test_error == lr.risk(problem).test_error).all()
        assert copy.deepcopy(problem) is problem
    assert lr.DomainError.__module__ == "lazyrisk"


def test_an_array_of_wrong_questions_alone_is_a_wrong_question():
    with pytest.raises(lr.DomainError, match="width"):
        lr.risk(lr.Problem(MODEL, samples=[10, 20]))
    assert np.isfinite(lr.risk(lr.Problem(lr.Spectrum([1.0]), samples=[10, 20])).test_error).all()


def test_a_size_takes_the_place_of_the_same_size_in_other_words():
    problem = lr.Problem(MODEL, **OK)
    assert lr.risk(problem.replace(psi2=3)).samples == 60
    assert lr.risk(problem.replace(alpha=1.5)).alpha == 1.5


def test_an_attribute_that_is_none():
    record = lr.risk(lr.Problem(MODEL, **OK))
    with pytest.raises(AttributeError, match="has no test_eror; it has"):
        record.test_eror
    with pytest.raises(KeyError):
        record["test_eror"]
    with pytest.raises(TypeError, match="one problem"):
        lr.risk(lr.Problem(MODEL, samples=[1, 2], width=3)).explain()
