# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Risk curves of linearized neural networks: theory with error bounds, and simulation beside it."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import style as style
from ._errors import DomainError as DomainError
from ._errors import Error as Error
from ._errors import NotConverged as NotConverged
from ._errors import NotCovered as NotCovered

__version__: str

Floats = NDArray[np.float64]
#: A number of one problem; of an array of problems an array of its shape.
Number = Any
#: What a numeric field takes.
Numeric = float | ArrayLike
Function = Callable[[Floats], ArrayLike]
Path = str | os.PathLike[str]
Store = None | bool | Path
Progress = None | bool | Callable[[str], object]
Energy = Mapping[int | str | tuple[int, ...], Numeric] | Sequence[float] | Floats | str
Convention = Literal["total", "mean", "trace", "mei-montanari"]

class Model:
    """What is fitted, without sizes."""

    dim: Number
    activation: Any
    def replace(self, **fields: Any) -> Model: ...

class RandomFeatures(Model):
    def __init__(
        self, activation: str | Function | None = None, dim: Numeric = ..., *,
        mass: Mapping[int | str, Numeric] | None = None, kinks: Sequence[float] = (), **options: Any,
    ) -> None: ...

class Kernel(Model):
    def __init__(
        self, kernel: str | Function | None = None, dim: Numeric = ..., *, activation: str | Function | None = None,
        mass: Mapping[int | str, Numeric] | None = None, kinks: Sequence[float] = (), **options: Any,
    ) -> None: ...

class NeuralTangent(Model):
    def __init__(
        self, activation: str | Function = "relu", dim: Numeric = ..., *,
        layers: Literal["first", "both"] | None = None, kinks: Sequence[float] = (), **options: Any,
    ) -> None: ...

class Linear(Model):
    def __init__(
        self, covariance: str = "identity", alignment: str | None = None, dim: Numeric = ..., *,
        test_covariance: str | None = None, kurtosis: Numeric | None = None, finite_size: bool | None = None,
        penalty: str | None = None, input_noise: Numeric | None = None, sample_weights: str | None = None,
        population: str | Sequence[str] | None = None,
    ) -> None: ...

class DeepFeatures(Model):
    def __init__(
        self, layer: str | Sequence[str], covariance: str = "identity", alignment: str | None = None,
        dim: Numeric = ..., *, test_covariance: str | None = None, input_noise: Numeric | None = None,
    ) -> None: ...

class Spectrum(Model):
    def __init__(
        self, eigenvalues: ArrayLike, multiplicities: ArrayLike | None = None, *, energy: ArrayLike | None = None,
        tail: float = 0.0, tail_energy: float = 0.0,
    ) -> None: ...
    def replace(self, **fields: Any) -> Spectrum: ...

class Problem:
    ridge: Number
    noise: Number
    samples: Number
    width: Number
    psi1: Number
    psi2: Number
    alpha: Number
    beta: Number
    dim: Number
    time: Number
    energy: Any
    target: Any
    ridge_convention: Convention
    def __init__(
        self, model: Model, *, kinks: Sequence[float] = (), samples: Numeric = ..., width: Numeric = ...,
        psi1: Numeric = ..., psi2: Numeric = ..., alpha: Numeric = ..., beta: Numeric = ...,
        ridge: Numeric | Literal["opt"] = 1e-3, ridge_convention: Convention = "total", noise: Numeric = 0,
        energy: Energy = ..., target: str | Function = ..., dim: Numeric = ..., ensemble: Numeric = 1,
        time: Numeric | Literal["opt"] = ..., step_size: Numeric = ..., steps: Numeric = ..., degrees: int = ...,
        scale: Numeric = 1, scale_width: Numeric = ..., labels: str = "regression", flip: Numeric = 0, loss: str = "square",
        noise_law: str = ..., of: Literal["test_error", "error_rate", "test_loss", "calibration"] = ..., **fields: Any,
    ) -> None: ...
    @property
    def model(self) -> Model: ...
    @property
    def shape(self) -> tuple[int, ...]: ...
    def replace(self, **fields: Any) -> Problem: ...

class Group:
    """Columns with a common stem."""

    def __getattr__(self, name: str) -> Any: ...
    def __getitem__(self, name: object) -> Any: ...
    def __iter__(self) -> Iterator[str]: ...
    def __len__(self) -> int: ...
    def keys(self) -> Any: ...
    def values(self) -> Any: ...
    def items(self) -> Any: ...

class Estimate(Group):
    mean: Number
    standard_error: Number
    median: Number

class Table:
    @property
    def columns(self) -> list[str]: ...
    @property
    def shape(self) -> tuple[int, ...]: ...
    def __init__(self, table: Any, shape: tuple[int, ...] | None = None) -> None: ...
    def __getattr__(self, name: str) -> Any: ...
    def __getitem__(self, name: str) -> Any: ...
    def __len__(self) -> int: ...
    def to_dict(self) -> dict[str, Any]: ...
    def to_frame(self) -> Any: ...
    @overload
    def to_csv(self, path: None = None) -> str: ...
    @overload
    def to_csv(self, path: Path) -> None: ...
    @overload
    def to_json(self, path: None = None) -> str: ...
    @overload
    def to_json(self, path: Path) -> None: ...
    def to_latex(
        self, path: Path | None = None, *, columns: Sequence[str] = (), digits: int | None = None, caption: str = "",
        label: str = "", pivot: str = "",
    ) -> str | None: ...
    def to_markdown(
        self, path: Path | None = None, *, columns: Sequence[str] = (), digits: int | None = None, caption: str = "",
        pivot: str = "",
    ) -> str | None: ...
    def text(self, *, columns: Sequence[str] = (), digits: int | None = None, all: bool = False) -> str: ...

class Record(Table):
    problem: Problem
    test_error: Number
    excess_risk: Number
    bias: Number
    variance: Number
    train_error: Number
    effective_ridge: Number
    weight_norm: Number
    degrees_of_freedom: Number
    degrees_of_freedom_2: Number
    ridge_min: Number
    equivalent_error: Number
    error_bound: Number
    oracle_error: Number
    ridge: Number
    ridge_convention: Any
    samples: Number
    width: Number
    psi1: Number
    psi2: Number
    alpha: Number
    beta: Number
    dim: Number
    scale: Number
    scale_width: Number
    noise: Number
    ensemble: Number
    degrees: Number
    time: Number
    steps: Number
    step_size: Number
    learned: Any
    dead: Any
    limit_test_error: Number
    energy: Group
    sources: Group
    def __init__(self, problem: Problem, answer: Any, threads: int) -> None: ...
    @property
    def learnability(self) -> Floats: ...
    @property
    def status(self) -> Any: ...
    def explain(self) -> str: ...
    def plot(self, ax: Any = None, *, quantity: str = "test_error", **style: Any) -> Any: ...

class Curve(Record):
    axes: dict[str, Floats]
    def __init__(self, problem: Problem, answer: Any, threads: int, axes: dict[str, Floats]) -> None: ...

class Simulation(Table):
    problem: Problem
    test_error: Estimate
    train_error: Estimate
    bias: Estimate
    variance: Estimate
    weight_norm: Estimate
    trials: Number
    seed: Number
    status: Any
    def __init__(self, problem: Problem, table: Any) -> None: ...
    def plot(self, ax: Any = None, *, quantity: str = "test_error", **style: Any) -> Any: ...

class Comparison(Table):
    problem: Problem
    sentence: str
    verdict_word: Literal["agrees", "finite-size", "disagrees"]
    disagreements: int
    details: str
    factors: str
    test_error: Number
    simulation: Group
    z: Number
    relative_deviation: Number
    p_value: Number
    verdict: Any
    def __init__(self, problem: Problem, compared: Any) -> None: ...
    @property
    def agrees(self) -> bool: ...
    def plot(self, ax: Any = None, *, quantity: str = "test_error", **style: Any) -> Any: ...

class Amplitudes:
    value: Floats
    error: Floats
    tail: float
    tail_error: float
    def __init__(self, value: Floats, error: Floats, tail: float, tail_error: float) -> None: ...

class Density:
    eigenvalue: Floats
    density: Floats
    bulks: Table
    drawn: Floats
    sentence: str
    zero_mass: float
    smallest_eigenvalue: float
    largest_eigenvalue: float
    largest_deviation: float
    largest_step: float
    best_step: float
    best_rate: float
    outside: float
    def __init__(self, core: Any) -> None: ...
    def to_dict(self) -> dict[str, Any]: ...
    def to_latex(self, path: Path | None = None, *, bulks: bool = True) -> str | None: ...
    def to_csv(self, path: Path | None = None, *, bulks: bool = False) -> str | None: ...
    def plot(self, ax: Any = None, **style: Any) -> Any: ...

class Expansion:
    name: str
    quantity: str
    variable: str
    region: str
    source: str
    def __init__(self, core: Any, place: int) -> None: ...
    def __call__(self, **letters: Numeric) -> Any: ...
    def latex(self) -> str: ...
    def text(self) -> str: ...
    def exact(self, **letters: Numeric) -> Any: ...
    def coefficients(self, **letters: float) -> dict[float, float]: ...

class Expansions:
    sentences: list[str]
    def __init__(self, core: Any) -> None: ...
    def __len__(self) -> int: ...
    def __getitem__(self, i: int) -> Expansion: ...
    def __iter__(self) -> Iterator[Expansion]: ...
    def __call__(self, **letters: Numeric) -> Any: ...
    def latex(self) -> str: ...
    def text(self) -> str: ...
    def to_markdown(self) -> str: ...
    def to_json(self) -> str: ...
    def check(self) -> list[bool | None]: ...

class Training:
    gaps: Table
    path: Table
    rates: str
    def __init__(self, core: Any) -> None: ...

class Run:
    folder: str
    figures: int
    recalled: int
    disagreeing: int
    seconds: float
    verdicts: list[str]
    def __init__(self, done: dict[str, Any]) -> None: ...
    @property
    def agrees(self) -> bool: ...

def risk(problem: Problem, *, sources: bool = False, threads: int = 0) -> Record: ...
def curve(problem: Problem, *, sources: bool = False, threads: int = 0, **sweeps: str | ArrayLike) -> Curve: ...
def learning_curve(
    problem: Problem, samples: str | ArrayLike, *, sources: bool = False, threads: int = 0,
) -> Curve: ...
def simulate(
    problem: Problem, *, trials: int = 20, seed: int = 1, test_points: int = 2000,
    estimator: Literal["test-points", "exact"] = "test-points", plan: Literal["shared", "pointwise"] = "shared",
    precision: Literal["double", "mixed"] = "double", until: float = 0.0, most_trials: int = 10000, store: Store = None,
    threads: int = 0, blas_threads: int = 1, progress: Progress = None,
) -> Simulation: ...
def compare(
    problem: Problem, *, measured: ArrayLike | None = None, standard_error: ArrayLike | None = None,
    measured_trials: ArrayLike = 0, quantity: Literal["test_error", "excess_risk"] = "test_error",
    tolerance: float = 0.03, trials: int = 20, seed: int = 1, test_points: int = 2000,
    estimator: Literal["test-points", "exact"] = "test-points", plan: Literal["shared", "pointwise"] = "shared",
    precision: Literal["double", "mixed"] = "double", until: float = 0.0, most_trials: int = 10000, store: Store = None,
    threads: int = 0, blas_threads: int = 1, progress: Progress = None,
) -> Comparison: ...
def spectrum(model: Model | Problem, degrees: str | int | Sequence[int] = "0:20") -> Table: ...
def amplitudes(
    activation: str | Function | Model, dim: float = ..., degrees: int = 20, *, kinks: Sequence[float] = (),
) -> Amplitudes: ...
def kernel(model: Model | Problem, t: ArrayLike) -> Floats: ...
def kernel_formula(model: Model | Problem) -> str: ...
def density(
    problem: Problem, *, of: Literal["kernel", "features"] = "kernel", points: int = 400, simulate: int = 0,
    seed: int = 1, store: Store = None, threads: int = 0, progress: Progress = None,
) -> Density: ...
def predict(
    data: ArrayLike | str | None = None, labels: ArrayLike | str | None = None, *, targets: ArrayLike | str | None = None,
    gram: ArrayLike | str | None = None, test: ArrayLike | str | None = None, test_labels: ArrayLike | str | None = None,
    test_targets: ArrayLike | str | None = None, trials: int = 0, seed: int = 1, tolerance: float = 0.03,
    store: bool = True, threads: int = 0, progress: Progress = None, **fields: Any,
) -> Table: ...
def expand(of: str, order: int = 2, **fields: str | float | Mapping[int | str, float] | None) -> Expansions: ...
def expansions() -> list[tuple[str, str, str, list[str]]]: ...
def train(
    problem: Problem, widths: ArrayLike | None = None, *, trials: int = 10, seed: int = 1, test_points: int = 1000,
    steps: int | None = None, step_size: float | None = None, time: float | None = None,
    tolerance: float | None = None,
    initialization: Literal["antisymmetric", "gaussian", "ones"] = "antisymmetric",
    scaling: Literal["lazy", "mean-field"] = "lazy", record_times: int = 20, store: Store = None, threads: int = 0,
    progress: Progress = None,
) -> Training: ...
def gap(
    problem: Problem, *, matrix: Path = "", trials: int = 0, train: int = 0, seed: int = 1, store: Store = None,
    threads: int = 0, progress: Progress = None,
) -> Table: ...
def threshold(problem: Problem) -> Table: ...
def exponents(problem: Problem) -> Table: ...
def run(
    experiment: Path, output: Path | None = None, *, quick: bool = False, force: bool = False, fresh: bool = False,
    store: Store = None, threads: int = 0, progress: Progress = None, tell: Callable[[str], object] | None = None,
) -> Run: ...
def activations() -> Table: ...
def gallery() -> str: ...
