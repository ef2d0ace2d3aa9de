# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Risk curves of linearized neural networks: theory with error bounds, and simulation beside it.

The test error of one problem:

>>> import numpy as np, lazyrisk
>>> model = lazyrisk.RandomFeatures("relu", dim=30)
>>> problem = lazyrisk.Problem(model, samples=300, width=200, ridge=1e-2, noise=0.1, energy={1: 1, 2: 0.5})
>>> record = lazyrisk.risk(problem)
>>> print(f"{record.test_error:.6f}, of which bias {record.bias:.6f}")
0.954269, of which bias 0.761383

A double-descent curve, all at once (every numeric field may be an array; fields broadcast):

>>> curve = lazyrisk.risk(problem.replace(width=np.geomspace(10, 2000, 50).round(), ridge=1e-6))
>>> curve.test_error.shape
(50,)

Theory beside simulation, with a verdict:

>>> compared = lazyrisk.compare(problem.replace(width=[50, 200]), trials=30, test_points=300, store=False)
>>> compared.agrees
True

Words and letters are those of the command line: `Problem` lists the fields, docs/conventions.md their conventions.
"""

from . import style
from ._core import version as __version__
from ._errors import DomainError, Error, NotConverged, NotCovered
from ._problem import DeepFeatures, Kernel, Linear, Model, NeuralTangent, Problem, RandomFeatures, Spectrum
from ._results import (Amplitudes, Comparison, Curve, Density, Expansion, Expansions, Group, Record, Run, Simulation,
                       Table, Training)
from ._verbs import (activations, amplitudes, compare, curve, density, expand, expansions, exponents, gallery, gap, kernel,
                     kernel_formula, learning_curve, predict, risk, run, simulate, spectrum, threshold, train)

__all__ = [
    "RandomFeatures", "Kernel", "NeuralTangent", "Linear", "DeepFeatures", "Spectrum", "Model", "Problem",
    "risk", "curve", "learning_curve", "simulate", "compare", "spectrum", "amplitudes", "kernel", "kernel_formula",
    "density", "expand", "expansions", "exponents", "predict", "train", "gap", "threshold", "run", "activations", "gallery",
    "Record", "Curve", "Simulation", "Comparison", "Table", "Group", "Amplitudes", "Density", "Expansion", "Expansions",
    "Training", "Run",
    "Error", "DomainError", "NotCovered", "NotConverged", "style", "__version__",
]
