# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked: models and problems, as immutable values."""

from __future__ import annotations

import hashlib
import numbers
import re
import warnings

import numpy as np

from . import _core
from ._errors import DomainError

#: Fields of which one alone may be given: a size, its ratio to a power of d, its exponent.
_SIZES = (("samples", "psi2", "alpha"), ("width", "psi1", "beta"))
#: Of a problem that does not say, as in C++ and on the command line.
_DEFAULTS = _core.defaults
_BY_MODE = ("energy", "mass")
_TEXTS = ("activation", "kernel", "target", "layers", "invariance", "inputs", "weights", "ridge-convention", "model",
          "spectrum", "labels", "loss", "noise-law", "of", "covariance", "alignment", "test-covariance", "finite-size",
          "layer", "penalty", "sample-weights", "population")


def _field(name: str) -> str:
    """The field's own name for a keyword: ridge_convention, n_samples, lam."""
    if name == "lambda_":
        name = "lambda"
    return _core.field_name(name.replace("_", "-"))


def _keyword(field: str) -> str:
    return field.replace("-", "_")


def _brief(value) -> str:
    """A value in a sentence: on one line, and short."""
    try:
        text = " ".join(repr(value).split())
    except Exception:  # somebody's own type
        text = f"<{type(value).__name__}>"
    return text if len(text) <= 60 else text[:57] + "..."


def _array(field: str, value):
    """A number as float, several as an array of float64."""
    if isinstance(value, (bool, np.bool_)):
        raise DomainError(f"{_keyword(field)} = {value}: a number is expected, or an array of numbers")
    if isinstance(value, numbers.Real):
        try:
            return float(value)
        except OverflowError:
            raise DomainError(f"{_keyword(field)} = {_brief(value)}: a number is expected that a double holds") from None
    try:
        found = np.asarray(value)
        if found.dtype.kind not in "iuf":
            raise TypeError
        found = found.astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        raise DomainError(f"{_keyword(field)} = {_brief(value)}: a number is expected, or an array of numbers") from None
    return float(found) if found.ndim == 0 else found


def _mode(field: str, key) -> str:
    """1, "rest", "1:2" or (1, 2) as the fields are called: energy.1, energy.rest, energy.1:2."""
    if isinstance(key, tuple):
        return ":".join(str(int(k)) for k in key)
    if isinstance(key, numbers.Integral):
        return str(int(key))
    if isinstance(key, str):
        return key
    raise DomainError(f"{field} = {{{_brief(key)}: ...}}: the parts are degrees, as in {{1: 1, 2: 0.5, 'rest': 0.1}}")


def _by_mode(field: str, value) -> dict:
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return {_mode(field, key): _array(f"{field}[{key!r}]", part) for key, part in value.items()}
    found = _array(field, value)
    if isinstance(found, float) or found.ndim != 1:
        raise DomainError(f"{field} = {_brief(value)}: expected a dict by degree, as in {{1: 1, 2: 0.5, 'rest': 0.1}}, "
                          "or a list, one number a degree from 0 on")
    return {str(k): float(part) for k, part in enumerate(found)}


def _function_name(function) -> str:
    name = getattr(function, "__name__", None) or type(function).__name__
    return "function()" if name == "<lambda>" else re.sub(r"\W", "_", name) + "()"


def _value(field: str, value, kinks):
    if field in _BY_MODE:
        return _by_mode(field, value)
    if field in ("activation", "target") and callable(value):
        with np.errstate(all="ignore"):  # it is asked far out, where many overflow on their way to a finite value
            return _core.function(value, _function_name(value), [float(k) for k in np.atleast_1d(kinks)])
    if isinstance(value, (str, _core.Function, _core.GivenSpectrum)):
        return value
    if field in _TEXTS:
        more = ", or a function of an array" if field in ("activation", "target") else ""
        raise DomainError(f"{_keyword(field)} = {_brief(value)}: a text is expected{more}")
    return _array(field, value)


def _split(fields: dict) -> tuple:
    """Fields of one value, and those that are arrays: parts of energy and mass by their own names."""
    scalars, arrays = {}, {}
    for field, value in fields.items():
        if isinstance(value, np.ndarray):
            arrays[field] = value
        elif isinstance(value, dict):
            scalars[field] = {k: v for k, v in value.items() if not isinstance(v, np.ndarray)}
            arrays.update({f"{field}.{k}": v for k, v in value.items() if isinstance(v, np.ndarray)})
        else:
            scalars[field] = value
    return scalars, arrays


class _Immutable:
    __slots__ = ()

    def __setattr__(self, name, value):
        raise AttributeError(f"{type(self).__name__} is immutable; replace({name}=...) gives a changed copy")

    def __delattr__(self, name):
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


def _shown(value) -> str:
    if isinstance(value, np.ndarray):
        return f"<array {value.shape}>"
    if isinstance(value, float):
        return str(int(value)) if np.isfinite(value) and value == int(value) else repr(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{int(k) if k.isdigit() else repr(k)}: {_shown(v)}" for k, v in value.items()) + "}"
    if isinstance(value, _core.Function):
        return "<function>"
    return repr(value)


class Model(_Immutable):
    """A model: what is fitted, without sizes. Use RandomFeatures, Kernel, NeuralTangent, Linear, DeepFeatures or
    Spectrum."""

    __slots__ = ("_fields",)
    _name = ""

    def _set(self, fields: dict, kinks=()) -> None:
        found = {"model": self._name} if self._name else {}
        for name, value in fields.items():
            if value is None:
                continue
            field = _field(name)
            _core.require_field(field)
            found[field] = _value(field, value, kinks)
        object.__setattr__(self, "_fields", found)
        _core.Asked(_split(found)[0], {})  # refuses what is wrong

    def replace(self, **fields) -> "Model":
        """A copy with other fields."""
        other = object.__new__(type(self))
        Model._set(other, fields, fields.pop("kinks", ()))
        object.__setattr__(other, "_fields", {**self._fields, **other._fields})
        return other

    def __getattr__(self, name):
        fields = object.__getattribute__(self, "_fields")
        field = _field(name)
        if field in fields:
            return fields[field]
        raise AttributeError(f"{type(self).__name__} has no {name}")

    def __reduce__(self):
        return _restored, (type(self), self._fields)

    def __eq__(self, other):
        return type(self) is type(other) and _same(self._fields, other._fields)

    def __hash__(self):
        return hash((type(self), _core_hash(self._fields)))

    def __repr__(self):
        parts = [f"{_keyword(f)}={_shown(v)}" for f, v in self._fields.items() if f != "model"]
        return f"{type(self).__name__}({', '.join(parts)})"


def _same(one: dict, other: dict) -> bool:
    return one.keys() == other.keys() and all(np.array_equal(one[k], other[k]) if not isinstance(one[k], dict)
                                              else _same(one[k], other[k]) for k in one)


def _core_hash(fields: dict) -> int:
    def part(value):
        if isinstance(value, np.ndarray):
            return value.shape, value.tobytes()
        return _core_hash(value) if isinstance(value, dict) else value

    return hash(tuple(sorted((k, part(v)) for k, v in fields.items())))


def _restored(kind, fields):
    model = object.__new__(kind)
    object.__setattr__(model, "_fields", fields)
    return model


class RandomFeatures(Model):
    """f(x) = p^(-1/2) sum_j a_j s(<w_j, x>), a trained; w_j uniform on the unit sphere.

    Parameters
    ----------
    activation : str or callable
        A name (``lazyrisk.activations()`` lists them; relu where it is left out), an expression in x
        (``"max(x,0) - 0.1*tanh(x)^2"``), or a function that takes and returns an array. A function is sampled when the
        model is made, to the accuracy of a double, and never called again.
    dim : float
        Dimension d of the inputs, uniform on the sphere of radius sqrt(d). inf (the default) is the limit d -> inf,
        in which sizes are ratios, ``psi1`` = p/d and ``psi2`` = n/d.
    kinks : sequence of float
        Of a function: where it or a derivative jumps. Those left out are found, at a cost.
    mass : dict
        Instead of an activation: the kernel's mass by degree, ``{1: 0.25, "rest": 0.09}``.
    **options
        What structured inputs have: ``signal_dim`` and ``signal_variance``, ``invariance`` (docs/guide/structured-data.md);
        ``inputs`` and ``weights``, "sphere" or "gaussian"; ``scale``.
    """

    __slots__ = ()
    _name = "random-features"

    def __init__(self, activation=None, dim=np.inf, *, mass=None, kinks=(), **options):
        if activation is None and mass is None:
            activation = "relu"
        self._set({"activation": activation, "mass": mass, "dim": dim, **options}, kinks)


class Kernel(Model):
    """Kernel ridge regression: infinite width.

    Parameters
    ----------
    kernel : str
        ``"ntk"``, ``"nngp"``, ``"rbf"``, ``"laplace"``, ``"matern"``, an expression in t = <x,y>/d (``"exp(t-1)"``);
        or an activation, by name, as an expression in x or as a function: E_w s(<w,x>) s(<w,y>).
    dim, kinks : as of RandomFeatures
    activation : str or callable
        Of ``ntk`` and ``nngp``; without ``kernel`` the activation whose kernel it is.
    mass : dict
        Instead of both: the kernel's mass by degree, ``{1: 0.25, "rest": 0.09}``.
    **options
        ``depth``, ``layers``, ``weight_variance``, ``bias_variance``, ``bandwidth``, ``smoothness``,
        ``inputs`` and ``weights`` ("sphere" or "gaussian"), ...
    """

    __slots__ = ()
    _name = "kernel"

    def __init__(self, kernel=None, dim=np.inf, *, activation=None, mass=None, kinks=(), **options):
        if kernel is not None and activation is None and (
                callable(kernel) or isinstance(kernel, str) and _core.means_activation(kernel)):
            kernel, activation = None, kernel
        self._set({"kernel": kernel, "activation": activation, "mass": mass, "dim": dim, **options}, kinks)


class NeuralTangent(Model):
    """The first-order expansion of a network of N neurons about its random start; ``width`` counts neurons.

    Parameters
    ----------
    activation, dim, kinks : as of RandomFeatures
    layers : "first" or "both"
        Which weights are trained (default first).
    **options
        ``inputs`` and ``weights``, "sphere" or "gaussian", at infinite width.
    """

    __slots__ = ()
    _name = "neural-tangent"

    def __init__(self, activation="relu", dim=np.inf, *, layers=None, kinks=(), **options):
        self._set({"activation": activation, "dim": dim, "layers": layers, **options}, kinks)


def _joined(name, value, example):
    """What may be given more than once, as one text."""
    texts = list(value) if isinstance(value, (list, tuple)) else [value]
    if not texts or not all(isinstance(text, str) for text in texts):
        raise DomainError(f"{name} = {_brief(value)}: texts are expected, as {example}")
    return ";".join(texts)


class Linear(Model):
    """Linear regression, min sum (y - <b, x>)^2 + ridge |b|^2, on Gaussian inputs of any covariance.

    Parameters
    ----------
    covariance : str
        By its eigenvalues: ``"identity"``, ``"levels(4:0.25,1:0.75)"``, ``"power(1.5)"``, ``"power(1.5,1000)"``,
        ``"exponential(0.1)"``, ``"ar1(0.5)"``, ``"marchenko-pastur(0.5)"``, ``"beta(2,3)"``, ``"arcsine"``,
        ``"uniform(0.1,2)"``, ``"loguniform(1e-4)"``; or a csv file with a column ``eigenvalue``; or a matrix, as rows of a csv
        or as npy.
    alignment : str
        How the target's energy lies among these: ``"isotropic"``, ``"source(0.5)"``, ``"power(2)"``, or a csv file with a
        column ``energy``, or ``coefficient``.
    dim : float
        Number of covariates. inf (the default): of a density sizes and ridge are per dimension, ``psi2`` = n/d; of a
        sequence, ``"power(1.5)"``, there are as many as it has, and sizes are ``samples``.
    test_covariance : str
        Of the inputs at test, with the axes of the training's, or any matrix (default: the same).
    penalty : str
        W of a penalty ridge * b^T W b with the same axes: ``"covariance"``, ``"covariance(0.5)"``, or as a covariance.
    input_noise : float
        Variance of normal noise on every input, in training and at test.
    sample_weights : str
        Of the squares in the fit: ``"groups(1:0.4,3:0.6:0.5)"`` (weight, share, noise as a multiple of the problem's),
        ``"bootstrap"``, ``"student(5)"``, or a csv file with columns ``weight``, ``share``, ``noise``.
    population : str or list of str
        Training samples of other covariances: ``"identity:share=0.5:weight=2:noise=0.1"``. `covariance` is then the law at
        test.
    kurtosis : float
        Fourth cumulant of the inputs along these axes: 0 normal, -2 signs, above 0 Student's t.
    finite_size : bool
        Apply the first correction in 1/n; without it its size is ``equivalent_error``.
    """

    __slots__ = ()
    _name = "linear"

    def __init__(self, covariance="identity", alignment=None, dim=np.inf, *, test_covariance=None, kurtosis=None,
                 finite_size=None, penalty=None, input_noise=None, sample_weights=None, population=None):
        if finite_size is not None and not isinstance(finite_size, str):
            finite_size = "yes" if finite_size else "no"
        self._set({"covariance": covariance, "alignment": alignment, "dim": dim, "test-covariance": test_covariance,
                   "kurtosis": kurtosis, "finite-size": finite_size, "penalty": penalty, "input-noise": input_noise,
                   "sample-weights": sample_weights,
                   "population": population if population is None else
                   _joined("population", population, '["identity:share=0.5", "power(2):share=0.5"]')})


class DeepFeatures(Model):
    """Random features in any number of layers, on Gaussian inputs of any covariance.

    The first layer has weights N(0, I/d), every other N(0, 1/p) of the p features before it; the last layer's features
    are regressed on.

    Parameters
    ----------
    layer : str or list of str
        Layers from the inputs on: ``"tanh:width=300"``, or ``"tanh:psi1=2"`` for a width of 2 d; ``+`` between activations side
        by side, ``"relu:width=100+erf:width=200"``. More after a colon: ``centred`` (less its mean), ``bias=V`` (a normal
        bias of that variance), ``phase`` (a uniform one on [0, 2 pi)), ``share=S`` (of the layer's kernel). Without a
        width the neurons take that of the problem.
    covariance, alignment, dim, input_noise
        As of `Linear`.
    test_covariance : str
        The same, of one layer of one activation.
    """

    __slots__ = ()
    _name = "random-features"

    def __init__(self, layer, covariance="identity", alignment=None, dim=np.inf, *, test_covariance=None,
                 input_noise=None):
        self._set({"layer": _joined("layer", layer, '["tanh:width=300", "erf:width=200"]'), "covariance": covariance,
                   "alignment": alignment, "dim": dim, "test-covariance": test_covariance, "input-noise": input_noise})


def _spectrum(eigenvalues, multiplicities, energy, tail, tail_energy):
    return Spectrum(eigenvalues, multiplicities, energy=energy, tail=tail, tail_energy=tail_energy)


class Spectrum(Model):
    """Any spectrum: eigenvalues with multiplicities, and the target's energy in each.

    Parameters
    ----------
    eigenvalues, multiplicities : array_like, shape (m,)
        Of the kernel. Multiplicities are 1 where left out.
    energy : array_like, shape (m,)
        Squared norm of the target in each eigenspace (default: 1 in the first).
    tail, tail_energy : float
        Trace of a tail of negligible eigenvalues, and the energy in it.
    """

    __slots__ = ("_arrays",)

    def __init__(self, eigenvalues, multiplicities=None, *, energy=None, tail=0.0, tail_energy=0.0):
        lists = [np.atleast_1d(_array("eigenvalues", eigenvalues))]
        for name, value, otherwise in (("multiplicities", multiplicities, 1.0), ("energy", energy, None)):
            if value is None:
                value = np.full(lists[0].shape, otherwise) if otherwise else np.eye(1, max(lists[0].size, 1))[0]
            lists.append(np.atleast_1d(_array(name, value)))
        for name, one in zip(("eigenvalues", "multiplicities", "energy"), lists):
            if one.ndim != 1 or one.shape != lists[0].shape:
                raise DomainError(f"{name} has the shape {one.shape}; one number for each of the "
                                  f"{lists[0].size} eigenvalues is expected")
        made = _core.spectrum(*lists, float(tail), float(tail_energy))
        digest = hashlib.sha1(b"".join(map(bytes, lists)) + repr((float(tail), float(tail_energy))).encode()).hexdigest()
        object.__setattr__(self, "_fields", {"spectrum": f"{lists[0].size} eigenvalues, {digest[:16]}", "given": made})
        object.__setattr__(self, "_arrays", (*lists, float(tail), float(tail_energy)))

    def __reduce__(self):
        return _spectrum, self._arrays

    def replace(self, **fields) -> "Spectrum":
        raise DomainError(f"{next(iter(fields), 'a field')}: a Spectrum is made anew, of other arrays")

    def __repr__(self):
        return f"Spectrum({self._fields['spectrum'].split(',')[0]})"


class Problem(_Immutable):
    """Ridge regression of a target plus label noise with a model.

    Parameters
    ----------
    model : Model
    samples, width : float
        n and p; inf is allowed. ``psi2``, ``psi1`` are the same over d (for ``dim=inf`` the only way to say it),
        ``alpha``, ``beta`` as exponents n = d^alpha, p = d^beta.
    ridge : float or "opt"
        Added to the kernel matrix (``ridge_convention="total"``; also mean, trace, mei-montanari); default 1e-3. 0 is
        the ridgeless limit, "opt" the ridge that minimises the test error. scikit-learn's ``alpha`` of KernelRidge is
        this total ridge; here ``alpha`` is an exponent.
    noise : float
        Variance of the label noise (default 0).
    energy : dict or array_like
        The target's squared norm by degree, ``{1: 1, 2: 0.5, "rest": 0.1}`` (default ``{1: 1}``); a list counts from
        degree 0.
    target : str or callable
        Instead: ``"neuron(relu)"``, ``"gp(ntk)"``, or a function of <b, x> with a unit vector b.
    labels : str
        ``"regression"`` (default), or signs: ``"sign"`` of the target in unit variance, ``"probit(D)"``,
        ``"logistic(G)"``, or the classes of a Gaussian mixture, ``"mixture(S)"``; ``flip`` turns each with that
        probability.
    loss : str
        ``"square"`` (default), ``"logistic"``, ``"hinge"``, ``"squared-hinge"``, ``"exponential"``, ``"margin"``;
        of labels that are numbers ``"huber(D)"``, ``"huber(opt)"``, ``"absolute"``. The fit minimises sum loss + ridge/2 |a|^2.
    noise_law : str
        ``"mixture(0.9:0.1,0.1:10)"`` of normals or ``"student(3)"`` instead of ``noise``.
    of : str
        What ``ridge="opt"`` minimises: ``"test_error"``, ``"error_rate"``, ``"test_loss"``, ``"calibration"``.
    **fields
        ``time``, ``step_size``, ``steps``, ``ensemble``, ``degrees``, ``ridge_convention`` and every field of the
        model.

    Every numeric field may be an array; they broadcast as numpy does. Values are immutable: ``replace`` makes changed
    copies.

    >>> import lazyrisk
    >>> problem = lazyrisk.Problem(lazyrisk.RandomFeatures("relu", dim=30), samples=300, width=200, noise=0.1)
    >>> problem.replace(ridge=0).ridge
    0.0
    """

    __slots__ = ("_model", "_fields", "_asked", "_shape", "_told")

    def __init__(self, model, *, kinks=(), **fields):
        if not isinstance(model, Model):
            raise DomainError(f"model = {_brief(model)}: expected RandomFeatures, Kernel, NeuralTangent, Linear, "
                              "DeepFeatures or Spectrum")
        found = {}
        for name, value in fields.items():
            if value is None:
                continue
            field = _field(name)
            _core.require_field(field)
            if field in found:
                raise DomainError(f"{name} and {_keyword(field)} are given both; they are the same field")
            found[field] = _value(field, value, kinks)
        self._keep(model, found)

    def _keep(self, model, found):
        for names in _SIZES:
            several = [name for name in names if name in found]
            if len(several) > 1:
                hint = ("; alpha is the exponent of n = d^alpha here, scikit-learn's alpha is the total `ridge`"
                        if "alpha" in several else "")
                raise DomainError(f"{' and '.join(several)} are given both; they are one size{hint}")
        if "target" in found and "energy" in found:
            raise DomainError("target and energy are given both; a target is one or the other")
        object.__setattr__(self, "_model", model)
        object.__setattr__(self, "_fields", found)
        object.__setattr__(self, "_told", False)
        self._ask()

    def _ask(self):
        fields = {**self._model._fields, **self._fields}
        if isinstance(self._model, Spectrum) and not any(name in fields for name in _SIZES[1]):
            fields["width"] = np.inf
        scalars, arrays = _split(fields)
        try:
            shape = np.broadcast_shapes(*(a.shape for a in arrays.values()))
        except ValueError:
            shapes = ", ".join(f"{_keyword(name)} {a.shape}" for name, a in arrays.items())
            raise DomainError(f"the arrays do not broadcast: {shapes}; shapes that numpy would add are expected") from None
        flat = {name: np.broadcast_to(a, shape).ravel() for name, a in arrays.items()}
        object.__setattr__(self, "_asked", _core.Asked(scalars, flat))
        object.__setattr__(self, "_shape", shape)

    def _tell(self):
        """Warns, once, of parts of the target that the model never learns."""
        object.__setattr__(self, "_told", True)
        for sentence in _core.warnings(self._asked):
            warnings.warn(sentence, stacklevel=3)

    @property
    def model(self) -> Model:
        return self._model

    @property
    def shape(self) -> tuple:
        """Of the arrays among the fields, broadcast; () of a single problem."""
        return self._shape

    def replace(self, **fields) -> "Problem":
        """A copy with other fields; a size takes the place of the one it had in other words, None takes a field out."""
        model = fields.pop("model", self._model)
        kept = dict(self._fields)
        new = Problem.__new__(Problem)
        kinks = fields.pop("kinks", ())
        changed = {}
        for name, value in fields.items():
            field = _field(name)
            _core.require_field(field)
            for names in _SIZES + (("energy", "target"), ("time", "steps")):
                if field in names:
                    for other in names:
                        kept.pop(other, None)
            kept.pop(field, None)
            if value is not None:
                changed[field] = _value(field, value, kinks)
        new._keep(model, {**kept, **changed})
        return new

    def __getattr__(self, name):
        field = _field(name)
        for fields in (object.__getattribute__(self, "_fields"), object.__getattribute__(self, "_model")._fields):
            if field in fields:
                return fields[field]
        if field in _DEFAULTS and not (field == "energy" and "target" in self._fields):
            return _DEFAULTS[field]
        raise AttributeError(f"this problem has no {name}")

    def __eq__(self, other):
        return isinstance(other, Problem) and self._model == other._model and _same(self._fields, other._fields)

    def __hash__(self):
        return hash((self._model, _core_hash(self._fields)))

    def __repr__(self):
        parts = [repr(self._model)] + [f"{_keyword(f)}={_shown(v)}" for f, v in self._fields.items()]
        return f"Problem({', '.join(parts)})"

    def __reduce__(self):
        return _restored_problem, (self._model, self._fields)


def _restored_problem(model, fields):
    problem = Problem.__new__(Problem)
    problem._keep(model, fields)
    return problem
