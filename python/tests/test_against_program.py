# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every verb against the program's csv of the same question, bit for bit."""

import math

import lazyrisk as lr
import numpy as np
import pytest
from conftest import printed, program


def same(cell: str, value) -> bool:
    if cell == "":
        return value is None or value == "" or (isinstance(value, float) and math.isnan(value))
    if isinstance(value, str):
        return cell == value
    return float(cell) == float(value)


def agree(result, csv):
    assert list(result.columns) == list(csv)
    for name, cells in csv.items():
        values = np.atleast_1d(np.asarray(result[name], dtype=object)).ravel()
        assert len(values) == len(cells), name
        for cell, value in zip(cells, values):
            assert same(cell, value), (name, cell, value)


RISKS = [
    (lr.Problem(lr.RandomFeatures("relu"), psi1=2, psi2=3, labels="probit(0.5)", flip=0.1, loss="logistic"),
     "--psi1 2 --psi2 3 --labels probit(0.5) --flip 0.1 --loss logistic"),
    (lr.Problem(lr.RandomFeatures("tanh", dim=30), samples=300, width=200, labels="sign"),
     "--activation tanh --dim 30 --samples 300 --width 200 --labels sign"),
    (lr.Problem(lr.Kernel("relu"), psi2=2, labels="sign", flip=0.1, loss="margin"),
     "--model kernel --psi2 2 --labels sign --flip 0.1 --loss margin"),
    (lr.Problem(lr.RandomFeatures("relu"), psi1=2, psi2=3, loss="huber(0.5)", noise_law="mixture(0.9:0.1,0.1:10)"),
     "--psi1 2 --psi2 3 --loss huber(0.5) --noise-law mixture(0.9:0.1,0.1:10)"),
    (lr.Problem(lr.RandomFeatures("relu"), psi1=2, psi2=3, labels="mixture(1.5)", flip=0.05, loss="hinge"),
     "--psi1 2 --psi2 3 --data mixture(1.5) --flip 0.05 --loss hinge"),
    (lr.Problem(lr.RandomFeatures("relu"), psi1=2, psi2=3, loss="huber(opt)", noise_law="student(3)"),
     "--psi1 2 --psi2 3 --loss huber(opt) --noise-law student(3)"),
    (lr.Problem(lr.RandomFeatures("tanh", dim=20), samples=400, width=100, labels="sign", loss="logistic"),
     "--activation tanh --dim 20 --samples 400 --width 100 --labels sign --loss logistic"),
    (lr.Problem(lr.RandomFeatures("relu"), psi1=2, psi2=3, noise=0.1), "--psi1 2 --psi2 3 --noise 0.1"),
    (lr.Problem(lr.Linear(), psi2=0.5, ridge=0.01, noise=0.1), "--model linear --covariance identity --psi2 0.5 --ridge 0.01 --noise 0.1"),
    (lr.Problem(lr.Linear("levels(4:0.25,1:0.75)", "source(0.5)", dim=40, test_covariance="identity", kurtosis=-2, finite_size=True),
                samples=20, ridge=-1, noise=0.1),
     "--covariance levels(4:0.25,1:0.75) --alignment source(0.5) --dim 40 --test-covariance identity --kurtosis -2 "
     "--finite-size --samples 20 --ridge -1 --noise 0.1"),
    (lr.Problem(lr.Linear("levels(4:0.25,1:0.75)", dim=40, penalty="covariance(0.5)", input_noise=0.3,
                          sample_weights="groups(1:0.5,3:0.5:2)"), samples=20, ridge=1, noise=0.1),
     "--covariance levels(4:0.25,1:0.75) --dim 40 --penalty covariance(0.5) --input-noise 0.3 "
     "--sample-weights groups(1:0.5,3:0.5:2) --samples 20 --ridge 1 --noise 0.1"),
    (lr.Problem(lr.Linear("levels(4:0.25,1:0.75)", population=["identity:share=0.5", "levels(4:0.25,1:0.75):share=0.5:weight=2"]),
                psi2=2, ridge="opt", noise=0.1),
     "--covariance levels(4:0.25,1:0.75) --population identity:share=0.5 "
     "--population levels(4:0.25,1:0.75):share=0.5:weight=2 --psi2 2 --ridge opt --noise 0.1"),
    (lr.Problem(lr.DeepFeatures("tanh:psi1=2", "levels(4:0.25,1:0.75)", test_covariance="levels(1:0.25,2:0.75)"), psi2=2),
     "--layer tanh:psi1=2 --covariance levels(4:0.25,1:0.75) --test-covariance levels(1:0.25,2:0.75) --psi2 2"),
    (lr.Problem(lr.DeepFeatures("tanh:psi1=2", input_noise=0.3), psi2=2),
     "--layer tanh:psi1=2 --covariance identity --input-noise 0.3 --psi2 2"),
    (lr.Problem(lr.DeepFeatures(["tanh:psi1=1.5:centred", "relu:psi1=1"]), psi2=2, ridge=0.01, noise=0.1),
     "--layer tanh:psi1=1.5:centred --layer relu:psi1=1 --covariance identity --psi2 2 --ridge 0.01 --noise 0.1"),
    (lr.Problem(lr.DeepFeatures("relu(x)+tanh(x):width=40", "levels(4:0.5,1:0.5)", dim=20), samples=30),
     "--layer relu(x)+tanh(x):width=40 --covariance levels(4:0.5,1:0.5) --dim 20 --samples 30"),
    (lr.Problem(lr.Linear("power(1.5)", "power(2)"), samples=50, ridge="opt", noise=0.1),
     "--covariance power(1.5) --alignment power(2) --samples 50 --ridge opt --noise 0.1"),
    (lr.Problem(lr.RandomFeatures("tanh", dim=30), samples=300, width=200, ridge=0, energy={1: 1, 2: 0.5, "rest": 0.1}),
     "--activation tanh --dim 30 --samples 300 --width 200 --ridge 0 --energy 1=1,2=0.5,rest=0.1"),
    (lr.Problem(lr.RandomFeatures("max(x,0)-0.1*tanh(x)^2", dim=20), n_samples=50, n_components=100),
     "--activation max(x,0)-0.1*tanh(x)^2 --dim 20 --samples 50 --width 100"),
    (lr.Problem(lr.Kernel("ntk", dim=12, depth=3), samples=200, ridge=0.1),
     "--kernel ntk --depth 3 --dim 12 --samples 200 --ridge 0.1"),
    (lr.Problem(lr.Kernel("exp(t-1)", dim=12), samples=200, ridge="opt", noise=0.2),
     "--kernel exp(t-1) --dim 12 --samples 200 --ridge opt --noise 0.2"),
    (lr.Problem(lr.Kernel("relu", dim=50), alpha=1.5, noise=0.1),
     "--model kernel --activation relu --dim 50 --alpha 1.5 --noise 0.1"),
    (lr.Problem(lr.NeuralTangent("tanh", dim=20), samples=100, width=30, noise=0.1),
     "--model neural-tangent --activation tanh --dim 20 --samples 100 --width 30 --noise 0.1"),
    (lr.Problem(lr.NeuralTangent("relu", dim=20, layers="both"), samples=100, width=np.inf),
     "--model neural-tangent --layers both --dim 20 --samples 100 --width inf"),
    (lr.Problem(lr.Kernel(mass={1: 0.25, "rest": 0.0908}), psi2=2, ridge=0.5),
     "--model kernel --mass 1=0.25,rest=0.0908 --psi2 2 --ridge 0.5"),
    (lr.Problem(lr.RandomFeatures("relu", dim=30), samples=100, width=80, target="neuron(tanh)"),
     "--dim 30 --samples 100 --width 80 --target neuron(tanh)"),
    (lr.Problem(lr.RandomFeatures("relu", dim=30), samples=100, width=80, time=5, ridge=0),
     "--dim 30 --samples 100 --width 80 --time 5 --ridge 0"),
    (lr.Problem(lr.RandomFeatures("relu", dim=30), samples=100, width=80, ridge=0.01, ridge_convention="mean",
                ensemble=3), "--dim 30 --samples 100 --width 80 --ridge 0.01 --ridge-convention mean --ensemble 3"),
    (lr.Problem(lr.RandomFeatures("relu", scale=2), psi1=2, psi2=3, energy={2: 1}), "--scale 2 --psi1 2 --psi2 3 --energy 2=1"),
]


@pytest.mark.parametrize("problem, options", RISKS, ids=[text for _, text in RISKS])
def test_risk(problem, options):
    agree(lr.risk(problem), printed("risk", *options.split(" ")))


def test_sources_of_an_array():
    problem = lr.Problem(lr.RandomFeatures("relu"), psi2=2, noise=0.1)
    agree(lr.curve(problem, sources=True, psi1="0.1:10:23"), printed("curve", "--psi2", 2, "--sweep", "psi1=0.1:10:23", "--noise", 0.1, "--sources"))


def test_curve_of_two_sweeps():
    problem = lr.Problem(lr.RandomFeatures("tanh", dim=40), samples=120, noise=0.1)
    curve = lr.curve(problem, ridge="1e-4:1:3:log", width="20:400:7")
    assert curve.shape == (3, 7) and list(curve.axes) == ["ridge", "width"]
    agree(curve, printed("curve", "--activation", "tanh", "--dim", 40, "--samples", 120, "--noise", 0.1, "--sweep",
                         "ridge=1e-4:1:3:log", "--sweep", "width=20:400:7"))


def test_learning_curve_is_along_the_samples():
    problem = lr.Problem(lr.Kernel("relu", dim=20), energy={1: 1, 2: 1})
    agree(lr.learning_curve(problem, "10:1000:9:log"),
          printed("curve", "--model", "kernel", "--activation", "relu", "--dim", 20, "--energy", "1=1,2=1", "--sweep",
                  "samples=10:1000:9:log"))


def test_spectrum_and_amplitudes():
    csv = printed("spectrum", "--activation", "gelu", "--dim", 17, "--degrees", "0:9")
    agree(lr.spectrum(lr.RandomFeatures("gelu", dim=17), "0:9"), csv)
    assert [float(x) for x in csv["amplitude"][:10]] == list(lr.amplitudes("gelu", 17, 9).value)


def test_simulate_and_compare():
    options = "--activation relu --dim 10 --ridge 0.1 --noise 0.1 --sweep samples=20,60 --width 40 --trials 6 --test-points 100"
    problem = lr.Problem(lr.RandomFeatures("relu", dim=10), samples=[20, 60], width=40, ridge=0.1, noise=0.1)
    for threads in (1, 2):
        seen = lr.simulate(problem, trials=6, test_points=100, threads=threads)
        agree(seen, printed("simulate", *options.split()))
    agree(lr.compare(problem, trials=6, test_points=100), printed("compare", *options.split()))


def test_own_numbers(tmp_path):
    problem = lr.Problem(lr.Kernel("relu", dim=30), samples=[20, 50, 100], ridge=0.1)
    theory = lr.risk(problem).test_error
    own = tmp_path / "own.csv"
    mean = theory * [1.01, 0.98, 1.03]
    own.write_text("samples,test_error,standard_error,trials\n" + "".join(
        f"{n},{m!r},{0.02 * m!r},40\n" for n, m in zip((20, 50, 100), map(float, mean))))
    compared = lr.compare(problem, measured=mean, standard_error=0.02 * mean, measured_trials=40)
    csv = printed("compare", "--measured", own, "--model", "kernel", "--activation", "relu", "--dim", 30, "--ridge", 0.1)
    agree(compared, csv)
    assert compared.agrees and "agree" in compared.sentence
    own.write_text("samples,test_error,standard_error\n" + "".join(
        f"{n},{m!r},{0.02 * m!r}\n" for n, m in zip((20, 50, 100), map(float, mean))))
    csv = printed("compare", "--measured", own, "--model", "kernel", "--activation", "relu", "--dim", 30, "--ridge", 0.1)
    agree(lr.compare(problem, measured=mean, standard_error=0.02 * mean), csv)


def test_kernel_values_and_formula():
    csv = printed("kernel", "--kernel", "ntk", "--activation", "relu", "--at", "-1:1:9")
    model = lr.Kernel("ntk", activation="relu")
    assert [float(x) for x in csv["h"]] == list(lr.kernel(model, np.linspace(-1, 1, 9)))
    assert program("kernel", "--kernel", "nngp", "--formula", "--activation", "erf") == \
        lr.kernel_formula(lr.Kernel("nngp", activation="erf")) + "\n"


def test_density():
    problem = lr.Problem(lr.RandomFeatures("tanh", dim=30), samples=60, width=90)
    found = lr.density(problem, points=50)
    csv = printed("density", "--activation", "tanh", "--dim", 30, "--samples", 60, "--width", 90, "--points", 50)
    assert [float(x) for x in csv["eigenvalue"]] == list(found.eigenvalue)
    assert [float(x) for x in csv["density"]] == list(found.density)
    bulks = printed("density", "--activation", "tanh", "--dim", 30, "--samples", 60, "--width", 90, "--bulks")
    assert [float(x) for x in bulks["left"]] == list(found.bulks.left)


def test_threshold():
    problem = lr.Problem(lr.RandomFeatures("relu"), psi1=[1, 2], psi2=3, labels="logistic(2)")
    agree(lr.threshold(problem), printed("threshold", "--psi2", 3, "--labels", "logistic(2)", "--sweep", "psi1=1,2"))
    assert lr.threshold(problem.replace(psi1=2, flip=0.5)).threshold_samples == pytest.approx(4, abs=1e-12)
    with pytest.raises(lr.DomainError, match="labels that are signs"):
        lr.threshold(problem.replace(labels="regression"))


def test_exponents():
    problem = lr.Problem(lr.Linear("power(1.5)", "power(3.5)"), samples=[100, 1000], ridge=0, noise=0.1)
    agree(lr.exponents(problem), printed("exponents", "--covariance", "power(1.5)", "--alignment", "power(3.5)", "--ridge", 0,
                                         "--noise", 0.1, "--sweep", "samples=100,1000"))
    assert lr.exponents(problem.replace(samples=100)).bias_law_n == 2.5


def test_simulated_labels():
    problem = lr.Problem(lr.RandomFeatures("tanh", dim=20), samples=[40, 60], width=30, labels="sign", loss="hinge", ridge=0.1)
    options = "--activation tanh --dim 20 --width 30 --labels sign --loss hinge --ridge 0.1 --sweep samples=40,60 --trials 4"
    agree(lr.simulate(problem, trials=4), printed("simulate", *options.split()))
    agree(lr.compare(problem, trials=4), printed("compare", *options.split()))


def test_gap():
    problem = lr.Problem(lr.RandomFeatures("relu", dim=30), width=[5, 50], energy={1: 1, 2: 0.5})
    agree(lr.gap(problem, trials=4), printed("gap", "--dim", 30, "--sweep", "width=5,50", "--energy", "1=1,2=0.5", "--trials", 4))


def test_train():
    problem = lr.Problem(lr.NeuralTangent("tanh", dim=6, layers="both"), samples=12)
    trained = lr.train(problem, [8, 16], trials=2, steps=20, test_points=50)
    options = "--activation tanh --dim 6 --samples 12 --layers both --sweep width=8,16 --trials 2 --steps 20 --test-points 50"
    agree(trained.gaps, printed("train", *options.split()))
    agree(trained.path, printed("train", *options.split(), "--report", "path"))


def test_expand():
    options = ["expand", "--of", "linear-ridge", "--psi1", 3, "--psi2", 2, "--mass", "1=1", "--noise", 0.1, "--energy", "1=1",
               "--order", 2]
    e = lr.expand("linear-ridge", psi1=3, psi2=2, mass={1: 1}, noise=0.1, energy={1: 1})
    assert e.text() == program(*options).replace("--", "")
    assert e.latex() == program(*options, "--format", "latex").replace("--", "")
    near = e[0](lambda_=1e-4)
    assert near == pytest.approx(e[0].exact(lambda_=1e-4), rel=1e-7)
    assert all(e.check())
    assert e[0](lambda_=np.array([1e-3, 1e-2])).shape == (2,)


def test_activations():
    agree(lr.activations(), printed("activations"))


def test_run(tmp_path):
    experiment = tmp_path / "small.toml"
    experiment.write_text('title = "Small"\n[problem]\npsi2 = 2\n[[figure]]\nname = "a"\n[[figure.curve]]\nlabel = "c"\n'
                          'theory = "psi1=0.5:4:5"\n')
    done = lr.run(experiment, tmp_path / "out")
    assert done.agrees and done.figures == 1
    program("run", experiment, "--output", tmp_path / "same")
    for name in ("a-theory.csv", "a.svg"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "same" / name).read_bytes()


def test_tables_are_the_program_s_own():
    record = lr.risk(lr.Problem(lr.RandomFeatures("relu"), psi1=2, psi2=3, noise=0.1))
    options = ("risk", "--psi1", 2, "--psi2", 3, "--noise", 0.1)
    assert record.to_latex() == program(*options, "--format", "latex")
    assert record.to_json() == program(*options, "--format", "json")
    assert record.to_markdown() == program(*options, "--format", "markdown")
    assert repr(record) + "\n" == program(*options)
    assert record.explain() in program(*options, "--explain")
