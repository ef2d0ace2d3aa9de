# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verbs of the command line, as functions."""

from __future__ import annotations

import os
import sys

import numpy as np

from . import _core
from ._errors import DomainError
from ._problem import (_TEXTS, Model, NeuralTangent, Problem, RandomFeatures, Spectrum, _array, _brief, _field,
                       _keyword)
from ._results import (Amplitudes, Comparison, Curve, Density, Expansions, Record, Run, Simulation, Table,
                       Training)

_RISK = _core.risk
# An installed module brings the experiments along; for one in a build folder the library knows where they are.
_GALLERY = os.path.join(os.path.dirname(__file__), "_gallery")
if os.path.isdir(_GALLERY):
    os.environ.setdefault("LAZYRISK_GALLERY", _GALLERY)


def _problem(problem) -> Problem:
    if isinstance(problem, Problem):
        return problem
    raise DomainError(f"problem = {_brief(problem)}: expected a lazyrisk.Problem")


def _threads(threads) -> int:
    if isinstance(threads, bool) or not isinstance(threads, (int, np.integer)) or not 0 <= threads <= 4096:
        raise DomainError(f"threads = {_brief(threads)}: expected a whole number from 0 (all cores) to 4096")
    return int(threads)


def _progress(progress):
    """True or None at a terminal: a line there; a function: called with a text, "" at the end."""
    if callable(progress):
        return progress
    if not (sys.stderr.isatty() if progress is None else progress):
        return None
    width = [0]

    def line(what):
        sys.stderr.write("\r" + what.ljust(width[0]) + ("" if what else "\r"))
        sys.stderr.flush()
        width[0] = len(what)

    return line


def _options(**options) -> dict:
    if options.get("store") is not None and not isinstance(options["store"], bool):
        options["store"] = os.fspath(options["store"])
    return {name: value for name, value in options.items() if value is not None}


def risk(problem, *, sources=False, threads=0) -> Record:
    """The asymptotic test error of a problem, or of an array of problems.

    Parameters
    ----------
    problem : Problem
    sources : bool
        Split the risk by source too: ``record.sources``.
    threads : int
        For arrays; 0 takes all cores. The interpreter's lock is released.

    Returns
    -------
    Record
        With the program's fields as attributes; of arrays each has their broadcast shape. Of a single problem a
        failure raises; in arrays a number that does not exist is nan and ``status`` says why.

    Formulas (4.1) to (6.6) of docs/theory.md, with their sources.

    >>> import lazyrisk
    >>> model = lazyrisk.RandomFeatures("relu")
    >>> record = lazyrisk.risk(lazyrisk.Problem(model, psi1=2, psi2=3, noise=0.1))
    >>> round(record.test_error, 6)
    0.936919
    """
    if type(problem) is not Problem:
        _problem(problem)
    if threads != 0:
        _threads(threads)
    if not problem._told:
        problem._tell()
    if problem._shape == ():
        return Record(problem, _RISK(problem._asked, sources), 1)
    return Record(problem, _core.risks(problem._asked, threads, sources), threads)


def curve(problem, *, sources=False, threads=0, **sweeps) -> Curve:
    """A risk curve, or several: the record along one field or more, every combination.

    Parameters
    ----------
    problem : Problem
    **sweeps
        A field and its values: an array, or a text as the command line takes it, ``psi1="0.1:10:100:log"``. The result
        has an axis for each, in this order; ``plot`` draws a line for each place on the axes before the last.

    >>> import lazyrisk
    >>> problem = lazyrisk.Problem(lazyrisk.RandomFeatures("relu"), psi2=2)
    >>> lazyrisk.curve(problem, ridge=[1e-3, 1e-1], psi1="0.5:4:8").test_error.shape
    (2, 8)
    """
    if not sweeps:
        raise DomainError("a field to vary is missing, as in curve(problem, psi1='0.1:10:100:log')")
    axes = {}
    for name, values in sweeps.items():
        field = _field(name)
        _core.require_field(field)
        if field in _TEXTS:
            raise DomainError(f"{name}: curve runs through numbers; for words ask one problem after another")
        found = _core.parse_values(field, values) if isinstance(values, str) else np.atleast_1d(_array(field, values))
        if found.ndim != 1 or not found.size:
            raise DomainError(f"{name}: expected a list of values, found an array of the shape {found.shape}")
        axes[field] = found
    n = len(axes)
    if _problem(problem)._shape != ():
        raise DomainError("the problem has arrays already; curve varies fields of a single one")
    fields = {field: v.reshape([-1 if i == k else 1 for i in range(n)]) for k, (field, v) in enumerate(axes.items())}
    along = problem.replace(**{_keyword(field): v for field, v in fields.items()})
    along._tell()
    answer = _core.risks(along._asked, _threads(threads), sources)
    return Curve(along, answer, threads, {_keyword(field): v for field, v in axes.items()})


def learning_curve(problem, samples, *, sources=False, threads=0) -> Curve:
    """The curve along the number of samples (in the limit d -> inf along ``psi2`` = n/d)."""
    infinite = np.ndim(_problem(problem).dim) == 0 and np.isinf(problem.dim) and not isinstance(problem.model, Spectrum)
    return curve(problem, sources=sources, threads=threads, **{"psi2" if infinite else "samples": samples})


def simulate(problem, *, trials=20, seed=1, test_points=2000, estimator="test-points", plan="shared",
             precision="double", until=0.0, most_trials=10000, store=None, threads=0, blas_threads=1,
             progress=None) -> Simulation:
    """The same by Monte Carlo: draw data and features, fit, test.

    Parameters
    ----------
    trials, seed, test_points : int
        The numbers depend on these alone, never on ``threads``.
    estimator : "test-points" or "exact"
        On fresh points, or averaged exactly over them, the noise and the target.
    until : float
        Relative standard error of the test error at which a point needs no more trials (up to ``most_trials``).
    store : None, False or path
        Finished trials are kept in the program's own store (None), nowhere (False), or in that file, and the next call
        goes on from there. An interrupt keeps what is finished.
    progress : bool or callable
        A line on a terminal (default), or a function that is called with a text.

    >>> import lazyrisk
    >>> problem = lazyrisk.Problem(lazyrisk.RandomFeatures("relu", dim=10), samples=20, width=40, ridge=0.1)
    >>> seen = lazyrisk.simulate(problem, trials=50, test_points=200, store=False)
    >>> theory = lazyrisk.risk(problem)
    >>> bool(abs(seen.test_error.mean - theory.test_error) < 5 * seen.test_error.standard_error)
    True
    """
    options = _options(trials=trials, seed=seed, test_points=test_points, estimator=estimator, plan=plan,
                       precision=precision, until=until, most_trials=most_trials, store=store,
                       blas_threads=blas_threads)
    table = _core.simulate(_problem(problem)._asked, options, _threads(threads), _progress(progress))
    return Simulation(problem, table)


def compare(problem, *, measured=None, standard_error=None, measured_trials=0, quantity="test_error", tolerance=0.03,
            trials=20, seed=1, test_points=2000, estimator="test-points", plan="shared", precision="double", until=0.0,
            most_trials=10000, store=None, threads=0, blas_threads=1, progress=None) -> Comparison:
    """Theory beside simulation, or beside numbers of your own: a z-score a point, and one verdict.

    Parameters
    ----------
    measured, standard_error : array_like of the problem's shape
        Your own means and their standard errors, instead of a simulation; ``measured_trials`` (0: unknown) is how many
        trials each rests on, ``quantity`` is test_error or excess_risk.
    tolerance : float
        Relative deviation that still counts as one of finite size.
    others : as of simulate

    >>> import lazyrisk
    >>> problem = lazyrisk.Problem(lazyrisk.Kernel("exp(t-1)", dim=20), samples=[20, 60], ridge=0.1)
    >>> lazyrisk.compare(problem, trials=40, test_points=300, store=False).agrees
    True
    """
    if measured is not None:
        if standard_error is None:
            raise DomainError("standard_error is missing: a mean without an error bar cannot be judged")
        if quantity not in ("test_error", "excess_risk"):
            raise DomainError(f"quantity = {quantity}: expected test_error, or excess_risk")
        shape = _problem(problem)._shape
        found = []
        for name, value in (("measured", measured), ("standard_error", standard_error),
                            ("measured_trials", measured_trials)):
            value = np.asarray(_array(name, value))
            try:
                found.append(np.broadcast_to(value, shape).ravel())
            except ValueError:
                raise DomainError(f"{name} has the shape {value.shape}, the problem {shape}") from None
        return Comparison(problem, _core.compare_own(problem._asked, *found, quantity, float(tolerance)))
    options = _options(trials=trials, seed=seed, test_points=test_points, estimator=estimator, plan=plan,
                       precision=precision, until=until, most_trials=most_trials, store=store,
                       blas_threads=blas_threads, tolerance=tolerance)
    compared = _core.compare(_problem(problem)._asked, options, _threads(threads), _progress(progress))
    return Comparison(problem, compared)


def _of_model(model) -> Problem:
    """Verbs about a model take one, or a problem."""
    if isinstance(model, Problem):
        return model
    if isinstance(model, Model):
        return Problem(model)
    raise DomainError(f"model = {_brief(model)}: expected RandomFeatures, Kernel, NeuralTangent, Linear, DeepFeatures or Spectrum")


def _single(problem: Problem, verb: str) -> Problem:
    if problem._shape != ():
        raise DomainError(f"{verb} takes a single problem; this one has arrays of the shape {problem._shape}")
    return problem


def spectrum(model, degrees="0:20") -> Table:
    """Eigenvalues of the kernel by degree, then the trace of the tail. ``degrees``: "0:40", or the highest.

    Columns: ``degree``, ``coefficient``, ``amplitude``, ``eigenvalue``, ``multiplicity``, ``mass``, ``hermite``,
    ``error``, ... Formulas (1.4), (1.11).

    >>> import lazyrisk
    >>> lazyrisk.spectrum(lazyrisk.RandomFeatures("relu", dim=30), degrees=3).eigenvalue.shape
    (5,)
    """
    if not isinstance(degrees, str):
        ends = np.atleast_1d(_array("degrees", degrees))
        if not ends.size:
            raise DomainError("degrees = []: expected the highest degree, the first and the last, or a text as \"0:40\"")
        degrees = f"{ends.min():.0f}:{ends.max():.0f}" if ends.size > 1 else f"0:{ends[0]:.0f}"
    return Table(_core.spectrum(_single(_of_model(model), "spectrum")._asked, degrees))


def amplitudes(activation, dim=np.inf, degrees=20, *, kinks=()) -> Amplitudes:
    """Coordinates of an activation in the orthonormal harmonics of degree 0 to ``degrees``. Formula (1.4).

    At ``dim=inf`` they are mu_k/sqrt(k!) with mu_k = E s(G) He_k(G).

    >>> import lazyrisk
    >>> lazyrisk.amplitudes("relu", degrees=3).value.round(6)
    array([0.398942, 0.5     , 0.282095, 0.      ])
    """
    if isinstance(degrees, bool) or int(degrees) != degrees or not 0 <= degrees <= 100000:
        raise DomainError(f"degrees = {_brief(degrees)}: expected a whole number from 0 to 100000")
    model = activation if isinstance(activation, Model) else RandomFeatures(activation, dim, kinks=kinks)
    return Amplitudes(*_core.amplitudes(_single(_of_model(model), "amplitudes")._asked, int(degrees)))


def kernel(model, t) -> np.ndarray:
    """h(t) of the kernel K(x, y) = h(<x, y>/d), at each t of [-1, 1].

    >>> import lazyrisk
    >>> lazyrisk.kernel(lazyrisk.Kernel("exp(t-1)", dim=10), [0.0, 1.0]).round(6)
    array([0.367879, 1.      ])
    """
    at = np.asarray(_array("t", t))
    return _core.kernel_values(_single(_of_model(model), "kernel")._asked, at.ravel()).reshape(at.shape)


def kernel_formula(model) -> str:
    """h(t) as an expression in t, where one is known; Kernel takes it."""
    return _core.kernel_formula(_single(_of_model(model), "kernel_formula")._asked)


def density(problem, *, of="kernel", points=400, simulate=0, seed=1, store=None, threads=0, progress=None) -> Density:
    """Eigenvalues of K/n (``of="kernel"``) or S^T S/(n p) (``of="features"``): density, bulks, step sizes.

    ``simulate``: that many drawn matrices beside it. Formula (13.15).

    >>> import lazyrisk
    >>> problem = lazyrisk.Problem(lazyrisk.RandomFeatures("tanh"), psi1=2, psi2=3)
    >>> round(lazyrisk.density(problem).largest_eigenvalue, 4)
    1.4907
    """
    options = _options(seed=seed, store=store)
    return Density(_core.density(_single(_problem(problem), "density")._asked, of, int(points), int(simulate), options,
                                 _threads(threads), _progress(progress)))


def predict(data=None, labels=None, *, targets=None, gram=None, test=None, test_labels=None, test_targets=None, trials=0,
            seed=1, tolerance=0.03, store=True, threads=0, progress=None, **fields) -> Table:
    """Learning curves on real data, predicted from the kernel matrix of the points at hand.

    Parameters
    ----------
    data : array or str
        Points ``[M, D]``, ``[M, height, width]`` or ``[M, height, width, channels]``; or a name or file that the program
        takes, ``"fashion-mnist"``.
    labels : array or str
        A class a point: numbers or words; or a file.
    targets : array or str
        Numbers instead of labels, ``[M]`` or ``[M, c]``.
    gram : array or str
        The kernel matrix ``[M, M]`` instead of `data`.
    test, test_labels, test_targets : array or str
        Points that only test, as `data`; without them those that are not drawn to train test.
    trials : int
        That many training sets are drawn beside the prediction, with ``z`` and ``verdict``.
    **fields
        ``kernel``, ``samples``, ``width``, ``ridge``, ``ridge_convention``, ``noise``, ``flip``, ``intercept``,
        ``method``, ``kernel_precision``, ``time``; for files also ``classes``, ``count``, ``side``, ``normalise``,
        ``test_count``. Up to two may be lists: the result has an axis for each. Samples beyond the points at hand are a
        forecast, with its standard deviation in ``test_error_sd``; without samples all but one point are learned from,
        exactly (leave-one-out), or all of them where others test.

    Formulas (17.1) to (17.24) of docs/theory.md.

    >>> import numpy as np, lazyrisk
    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=(200, 5))
    >>> found = lazyrisk.predict(x, x[:, 0] > 0, kernel="rbf(gamma=0.1)", samples=[50, 100, 400])
    >>> list(found.method), bool(found.class_error[1] < found.class_error[0])
    (['site', 'site', 'beyond'], True)
    """
    texts, sweeps, shape = {}, [], []
    arrays = {"data": data, "labels": labels, "targets": targets, "gram": gram, "test": test, "test_labels": test_labels,
              "test_targets": test_targets}
    for name, option in (("data", "data"), ("labels", "labels-file"), ("targets", "targets"), ("gram", "gram"),
                         ("test", "test"), ("test_labels", "test-labels-file"), ("test_targets", "test-targets")):
        if isinstance(arrays[name], (str, os.PathLike)):
            texts[option], arrays[name] = os.fspath(arrays[name]), None
    given = arrays["data"] is not None or arrays["gram"] is not None
    if isinstance(trials, bool) or not isinstance(trials, (int, np.integer)) or trials < 0 or trials == 1:
        raise DomainError(f"trials = {_brief(trials)}: expected 0, or a whole number from 2 on")
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or not 0 <= seed <= 2**53:
        raise DomainError(f"seed = {_brief(seed)}: expected a whole number from 0 to 2^53")
    if "labels_file" in fields:
        raise DomainError("labels_file: give the file, or an array, as labels")
    if given and (arrays["labels"] is None) == (arrays["targets"] is None):
        raise DomainError("labels or targets are missing, or both are given: arrays of points have one of the two, an "
                          "array too")
    tests = [arrays[name] is not None for name in ("test", "test_labels", "test_targets")]
    if any(tests) and (not given or tests[0] is False or tests[1] != (arrays["labels"] is not None) or
                       tests[2] != (arrays["targets"] is not None)):
        raise DomainError("test: points that only test are arrays beside arrays, with test_labels beside labels or "
                          "test_targets beside targets; and files beside files")
    if given and arrays["test"] is None and test is not None:
        raise DomainError("test: an array is expected beside arrays")
    if not given and (arrays["labels"] is not None or arrays["targets"] is not None):
        raise DomainError("labels and targets are arrays beside arrays, and files beside files")
    for name, value in fields.items():
        option = name.replace("_", "-")
        if given and option in ("classes", "count", "side", "normalise", "test-count"):
            raise DomainError(f"{name}: choose and scale the points of an array yourself; files are read that way")
        if value is None:
            continue
        if isinstance(value, bool):
            value = "yes" if value else "no"
        if isinstance(value, (list, tuple, np.ndarray, range)):
            parts = [one if isinstance(one, str) else _exact(_scalar(name, one)) for one in value]
            if not parts:
                raise DomainError(f"{name}: an empty list; one value at least is expected")
            sweeps.append(f"{option}={','.join(parts)}")
            shape.append(len(parts))
        else:
            texts[option] = value if isinstance(value, str) else _exact(_scalar(name, value))
    if len(sweeps) > 2:
        raise DomainError("more than two lists; one or two fields may vary")
    if arrays["data"] is not None:
        texts["data"] = "array"
    if arrays["gram"] is not None:
        texts["gram"] = "array"
        texts["labels-file" if arrays["targets"] is None else "targets"] = "array"
    label, classes = [], []
    if arrays["labels"] is not None:
        names, place = np.unique(np.asarray(arrays["labels"]).ravel(), return_inverse=True)
        label, classes = [int(i) for i in place], [str(name) for name in names]
    test_label = []
    if arrays["test_labels"] is not None:
        places = {name: i for i, name in enumerate(names.tolist())}
        for name in np.asarray(arrays["test_labels"]).ravel().tolist():
            if name not in places:
                raise DomainError(f"test_labels: {_brief(name)} is the class of no point that trains")
            test_label.append(places[name])
    if arrays["test"] is not None:
        texts["test"] = "array"
    table = _core.predict(_numbers("data", arrays["data"]), _numbers("gram", arrays["gram"]), label, classes,
                          _numbers("targets", arrays["targets"]), _numbers("test", arrays["test"]), test_label,
                          _numbers("test_targets", arrays["test_targets"]), texts, sweeps, int(trials), float(seed),
                          float(tolerance), bool(store), _threads(threads), _progress(progress))
    return Table(table, tuple(shape) if table.size == int(np.prod(shape)) else None)


def _numbers(name, values):
    if values is None:
        return None
    try:
        return np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise DomainError(f"{name}: expected an array of numbers") from None


def expand(of, order=2, **fields) -> Expansions:
    """A closed form or a series of the catalogue, with the problem's numbers put in. ``expansions()`` lists all.

    >>> import lazyrisk
    >>> e = lazyrisk.expand("linear-ridge", psi1=3, psi2=2, mass={1: 1}, noise=0.1)
    >>> e[0].variable
    'lambda'
    """
    texts = {}
    for name, value in fields.items():
        if value is None:
            continue
        if callable(value):
            raise DomainError(f"{name}: a name or an expression is expected here; closed forms know no function of Python")
        if isinstance(value, dict):
            value = ",".join(f"{key}={_exact(_scalar(name, part))}" for key, part in value.items())
        elif not isinstance(value, str):
            value = _exact(_scalar(name, value))
        texts["lambda" if name == "lambda_" else name.replace("_", "-")] = value
    return Expansions(_core.expand(of, int(order), texts))


def _exact(number: float) -> str:
    """0.1 is a tenth: expansions are exact in what is typed."""
    return repr(int(number)) if np.isfinite(number) and number == int(number) and abs(number) < 1e15 else repr(number)


def _scalar(name, value) -> float:
    found = _array(name, value)
    if not isinstance(found, float):
        raise DomainError(f"{name}: a single number is expected here, found an array of the shape {found.shape}")
    return found


def expansions() -> list:
    """The catalogue: (name, what, region, fields) of each."""
    return _core.expansions()


def train(problem, widths=None, *, trials=10, seed=1, test_points=1000, steps=None, step_size=None, time=None,
          tolerance=None, initialization="antisymmetric", scaling="lazy", record_times=20, store=None, threads=0,
          progress=None) -> Training:
    """Networks trained for real, beside their linearization and the infinitely wide network. Formulas (14.1)-(14.8).

    ``widths``: numbers of neurons (default: the problem's); all see the same data.
    """
    options = _options(trials=trials, seed=seed, test_points=test_points, steps=steps, step_size=step_size, time=time,
                       tolerance=tolerance, initialization=initialization, scaling=scaling, record_times=record_times,
                       store=store)
    wanted = [] if widths is None else [int(w) for w in np.atleast_1d(_array("widths", widths))]
    asked = _single(_problem(problem).replace(model=_as_tangent(problem.model)), "train")._asked
    return Training(_core.train(asked, wanted, options, _threads(threads), _progress(progress)))


def _as_tangent(model: Model) -> Model:
    fields = {_keyword(k): v for k, v in model._fields.items() if k != "model"}
    return NeuralTangent(fields.pop("activation", "relu"), fields.pop("dim", np.inf), **fields)


def gap(problem, *, matrix="", trials=0, train=0, seed=1, store=None, threads=0, progress=None) -> Table:
    """What networks, neural tangents and random features of N neurons leave of a target, with infinitely many samples.

    ``problem.width`` is N, or an array of them; ``matrix``: the target x^T B x - tr B instead ("identity", "traceless",
    "wishart" or a csv file); ``trials`` draws the neurons, ``train`` trains from so many starts.

    >>> import lazyrisk
    >>> problem = lazyrisk.Problem(lazyrisk.RandomFeatures("relu", dim=50), width=[10, 100], energy={1: 1})
    >>> lazyrisk.gap(problem).rf.shape
    (2,)
    """
    options = _options(trials=trials, seed=seed, store=store)
    asked = _problem(problem).replace(samples=np.inf)
    table = Table(_core.gap(asked._asked, os.fspath(matrix), int(train), options, _threads(threads),
                            _progress(progress)), problem._shape)
    table._verb = "gap"
    return table


def threshold(problem) -> Table:
    """The number of samples up to which labels that are signs are separable, and the width that separates them.

    Columns: ``separability`` (h: separable where min(width, rank)/samples > h), ``effective_width``,
    ``threshold_samples`` where the problem has a width, ``threshold_width`` and ``separable`` where it has samples; in
    the limit sizes are ratios to d. Formula (15.18).

    >>> import lazyrisk
    >>> problem = lazyrisk.Problem(lazyrisk.RandomFeatures("relu"), psi1=2, labels="sign", flip=0.5)
    >>> round(lazyrisk.threshold(problem).threshold_samples, 12)
    4.0
    """
    asked = _problem(problem)
    table = Table(_core.threshold(asked._asked), asked._shape)
    table._verb = "threshold"
    return table


def exponents(problem) -> Table:
    """How fast the risk falls at a point: -d log/d log of n and p, and d log/d log of the ridge, others held.

    Columns: ``exponent_n``, ``exponent_p``, ``exponent_ridge`` of the excess risk, ``bias_exponent_n``, ... of its
    parts; of a power-law covariance ``bias_law_n``, ``variance_law_n`` and ``regime``, what they tend to, and
    ``best_risk_law_n``, ``best_ridge_growth_n``, ``ridge_crossover``, ``noise_crossover``. Formulas (16.11), (16.12), (16.24).

    >>> import lazyrisk
    >>> problem = lazyrisk.Problem(lazyrisk.Linear("power(2)", "power(3)"), samples=1000, ridge=0)
    >>> found = lazyrisk.exponents(problem)
    >>> round(found.exponent_n, 3), found.bias_law_n
    (1.998, 2.0)
    """
    asked = _problem(problem)
    table = Table(_core.exponents(asked._asked), asked._shape)
    table._verb = "exponents"
    return table


def run(experiment, output=None, *, quick=False, force=False, fresh=False, store=None, threads=0, progress=None,
        tell=None) -> Run:
    """An experiment, of the gallery or a TOML file: figures, tables and a summary in one folder (default out/NAME).

    ``tell`` hears each verdict as it is found. ``lazyrisk.gallery()`` lists the gallery.
    """
    options = _options(store=store)
    return Run(_core.run(os.fspath(experiment), "" if output is None else os.fspath(output), bool(quick), bool(force),
                         bool(fresh), options, _threads(threads), _progress(progress), tell))


def activations() -> Table:
    """Every named activation with its Hermite coefficients."""
    return Table(_core.activations())


def gallery() -> str:
    """The experiments that come with the library."""
    return _core.gallery()
