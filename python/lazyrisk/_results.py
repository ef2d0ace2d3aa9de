# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What comes back: tables whose columns are attributes, as the program's csv and JSON name them."""

from __future__ import annotations

import html

import numpy as np

from . import _core
from ._errors import DomainError
from ._problem import _keyword, _split


class Group:
    """Columns with a common stem: ``result.test_error.mean``, ``record.energy["1"]``, ``record.sources.noise_samples``."""

    def __init__(self, parts: dict):
        self._parts = parts

    def __getattr__(self, name):
        try:
            return self.__dict__["_parts"][name]
        except KeyError:
            raise AttributeError(f"there is no {name}; there are {', '.join(self._parts)}") from None

    def __getitem__(self, name):
        return self._parts[str(name)]

    def __iter__(self):
        return iter(self._parts)

    def __len__(self):
        return len(self._parts)

    def __dir__(self):
        return [*self._parts]

    def keys(self):
        return self._parts.keys()

    def values(self):
        return self._parts.values()

    def items(self):
        return self._parts.items()

    def __repr__(self):
        return ", ".join(f"{name}={value!r}" for name, value in self._parts.items())


def _tree(parts: dict) -> Group:
    """simulation.test_error.mean as groups of groups."""
    found = {}
    for name, value in parts.items():
        head, _, rest = name.partition(".")
        if rest:
            found.setdefault(head, {})[rest] = value
        else:
            found[head] = value
    return Group({name: _tree(value) if isinstance(value, dict) else value for name, value in found.items()})


class Table:
    """Rows under named columns. A column is an attribute: an array of the problem's shape, or a number of one problem.

    Columns ``a.b`` form groups, ``learnability.k`` an array with the degree on its last axis. A number that does not
    exist is nan in an array.
    """

    _verb = ""  # whose caption and label a table for a paper has

    def __init__(self, table, shape=None):
        self._core = table
        self._shape = (table.size,) if shape is None else shape

    # -- columns -------------------------------------------------------------------------------------------------
    @property
    def columns(self) -> list:
        """Names of all columns, as in the program's csv."""
        return self._table().columns

    @property
    def shape(self) -> tuple:
        return self._shape

    def _table(self):
        return self._core

    def _shaped(self, values):
        if isinstance(values, list):
            values = np.array(values, dtype=object)
        return values[0] if self._shape == () else values.reshape(self._shape)

    def __getitem__(self, name):
        """The column of that name, as the program's csv calls it."""
        return self._shaped(self._table().column(name))

    def _group(self, name):
        stem = name + "."
        parts = {c[len(stem):]: self[c] for c in self.columns if c.startswith(stem)}
        return _tree(parts) if parts else None

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        cache = self.__dict__.setdefault("_cache", {})
        if name not in cache:
            cache[name] = self[name] if name in self.columns else self._group(name)
            if cache[name] is None:
                del cache[name]
                raise AttributeError(f"this {type(self).__name__} has no {name}; it has {', '.join(self.columns)}")
        return cache[name]

    def __dir__(self):
        return [*super().__dir__(), *{c.split(".")[0] for c in self.columns}]

    def __len__(self):
        return self._shape[0] if self._shape else 1

    # -- other forms ---------------------------------------------------------------------------------------------
    def to_dict(self) -> dict:
        """Column by column: numbers and texts of one problem, else arrays."""
        return {name: self[name] for name in self.columns}

    def to_frame(self):
        """A pandas.DataFrame, a row a problem. Needs pandas."""
        try:
            import pandas
        except ImportError:
            raise ImportError("to_frame needs pandas (Debian: python3-pandas); to_dict does not") from None
        return pandas.DataFrame({name: np.atleast_1d(np.asarray(self[name])).ravel() for name in self.columns})

    def to_csv(self, path=None) -> str | None:
        """The program's csv: 17 significant digits."""
        return _written(self._table().rendered("csv"), path)

    def to_json(self, path=None) -> str | None:
        """The program's JSON."""
        return _written(self._table().rendered("json"), path)

    def to_latex(self, path=None, *, columns=(), digits=None, caption="", label="", pivot="") -> str | None:
        """The program's own table for a paper; it needs booktabs and siunitx."""
        return _written(self._table().rendered("latex", digits, list(columns),
                                               caption or _core.usual_caption(self._verb),
                                               label or (self._verb and "tab:" + self._verb), pivot), path)

    def to_markdown(self, path=None, *, columns=(), digits=None, caption="", pivot="") -> str | None:
        """The same in Markdown."""
        return _written(self._table().rendered("markdown", digits, list(columns),
                                               caption or _core.usual_caption(self._verb), "", pivot), path)

    def text(self, *, columns=(), digits=None, all=False) -> str:
        """The program's table for a terminal."""
        return self._table().rendered("text", digits, list(columns), "", "", "", all)

    def __repr__(self):
        return self.text().rstrip("\n") if self._table().size else f"{type(self).__name__} without rows"

    def _repr_html_(self):
        table = self._table()
        names = list(table.wanted) or list(table.columns)
        rows = range(min(table.size, 60))
        place = {name: i for i, name in enumerate(table.columns)}
        if self._shape == ():
            cells = table.row(0)
            lines = "".join(f"<tr><th style='text-align:left'>{html.escape(n)}</th><td>{_cell(n, cells[place[n]])}</td></tr>"
                            for n in names)
            return f"<table>{lines}</table>{self._question()}"
        head = "".join(f"<th>{html.escape(n)}</th>" for n in names)
        body = "".join("<tr>" + "".join(f"<td>{_cell(n, table.row(i)[place[n]])}</td>" for n in names) + "</tr>" for i in rows)
        more = f"<p>{table.size - len(rows)} more rows</p>" if table.size > len(rows) else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}{self._question()}"

    def _question(self):
        """What was asked, convention and version included: it stands below the program's table, too."""
        paragraphs = self.text(all=False).rstrip("\n").split("\n\n")
        asked = next((p for p in paragraphs[1:] if " = " in p), "") if self._table().size <= 200 else ""
        return f"<p><small>{html.escape(' '.join(asked.split()))}</small></p>" if asked else ""


def _cell(name: str, value) -> str:
    if value is None:
        return ""
    if name == "error_bound" and np.isfinite(value) and value > 0:  # rounded up: it is a bound
        power = 10.0 ** np.floor(np.log10(value))
        return f"{np.ceil(value / power) * power:.0e}"
    return html.escape(f"{value:.6g}" if isinstance(value, float) else str(value))


def _written(text, path):
    if path is None:
        return text
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)
    return None


class Record(Table):
    """The risk of one problem, or of an array of problems. docs/guide/risk.md lists its fields.

    ``test_error`` = ``bias`` + ``variance`` + noise; ``error_bound`` bounds the numerical error of ``test_error``, not
    that of the asymptotics; ``status`` is "ok", or says in a word and a sentence what is wrong with the number.
    """

    _verb = "risk"

    def __init__(self, problem, answer, threads):
        self.problem = problem
        self._answer = answer
        self._threads = threads

    _core = None

    @property
    def _shape(self):
        return self.problem._shape

    def _table(self):
        if self._core is None:
            self._core = self._answer.table() if self._shape == () else self._answer.table(self._threads)
        return self._core

    @property
    def learnability(self) -> np.ndarray:
        """Learned share of degree 0 up to the target's highest, 3 at least, on the last axis; of a Spectrum of its first rows."""
        return self._answer.learnability.reshape(*self._shape, -1)

    @property
    def status(self):
        """"ok", or a word, a colon and a sentence; of an array an array of them."""
        if self._shape == ():
            return self._answer.status
        all = np.full(self._shape, "ok", dtype=object)
        for i, sentence in self._answer.failures.items():
            all.flat[i] = sentence
        return all

    def explain(self) -> str:
        """The regime, and the leading expansion there with its value. Of one problem."""
        if self._shape != ():
            raise TypeError("explain is of one problem; index the arrays of the problem first")
        return self._answer.explained()

    def plot(self, ax=None, *, quantity="test_error", **style):
        """The quantity along the last axis of the arrays, a line for each place on the axes before. Needs matplotlib."""
        from . import _plot

        return _plot.record(self, ax, quantity, style)

    def __repr__(self):
        size = int(np.prod(self._shape))
        if size > 200:
            errors = self.test_error
            failed = len(self._answer.failures)
            return (f"Record of {size} problems, shape {self._shape}: test_error from {np.nanmin(errors):.6g} to "
                    f"{np.nanmax(errors):.6g}, {failed} with another status than ok")
        return super().__repr__()


def _number(name: str) -> property:
    def get(record):
        numbers = record._answer.number(name)
        shape = record.problem._shape
        return numbers if shape == () else numbers.reshape(shape)

    return property(get)


for _name in _core.numbers:
    setattr(Record, _name, _number(_name))


class Curve(Record):
    """A record along one or two fields. ``axes`` has their values."""

    _verb = "curve"

    def __init__(self, problem, answer, threads, axes):
        super().__init__(problem, answer, threads)
        self.axes = axes


class Simulation(Table):
    """What was drawn: ``test_error.mean``, ``test_error.standard_error``, the same of ``train_error``, ``bias``,
    ``variance``, ``weight_norm``; ``trials``, ``seed`` and ``status``."""

    _verb = "simulate"

    def __init__(self, problem, table):
        super().__init__(table, problem._shape if table.size == int(np.prod(problem._shape)) else None)
        self.problem = problem

    def plot(self, ax=None, *, quantity="test_error", **style):
        """Means as points with their standard errors. Needs matplotlib."""
        from . import _plot

        return _plot.points(self, ax, quantity, "", style)


class Comparison(Table):
    """Theory beside simulation, or beside numbers of your own.

    ``verdict_word`` is "agrees", "finite-size" or "disagrees"; ``sentence`` says it for all points together; ``z`` and
    ``verdict`` are point by point.
    """

    _verb = "compare"

    def __init__(self, problem, compared):
        table = compared.table
        super().__init__(table, problem._shape if table.size == int(np.prod(problem._shape)) else None)
        self.problem = problem
        self.sentence = compared.sentence
        self.verdict_word = compared.word
        self.disagreements = compared.disagreements
        self.details = compared.details
        #: Where a measurement disagrees: the factors by which papers differ in the ridge, those that fit best first.
        self.factors = compared.factors.strip("\n")

    @property
    def agrees(self) -> bool:
        """Does no point disagree, and not all of them together?"""
        return self.disagreements == 0

    def plot(self, ax=None, *, quantity="test_error", **style):
        """Theory as lines, simulation as points with error bars. Needs matplotlib."""
        from . import _plot

        return _plot.comparison(self, ax, quantity, style)

    def __repr__(self):
        return super().__repr__() + "\n\n" + self.sentence

    def _repr_html_(self):
        return super()._repr_html_() + f"<p>{html.escape(self.sentence)}</p>"


class Amplitudes:
    """Coordinates of an activation in the orthonormal harmonics: ``value[k]`` = sqrt(B(d,k)) lambda_{d,k}.

    ``error`` bounds the absolute error of each, ``tail`` is the sum of squares beyond. Formula (1.4).
    """

    def __init__(self, value, error, tail, tail_error):
        self.value, self.error, self.tail, self.tail_error = value, error, tail, tail_error

    def __repr__(self):
        return f"Amplitudes({np.array2string(self.value, precision=6)}, tail={self.tail:.6g})"


class Density:
    """The eigenvalues of the sample kernel matrix: ``eigenvalue``, ``density`` (arrays), ``bulks`` (a Table), and
    numbers such as ``largest_eigenvalue``, ``zero_mass``, ``best_step``; ``drawn`` has those of each simulated matrix."""

    def __init__(self, core):
        self._core = core
        points = core.points
        self.eigenvalue, self.density = points[:, 0], points[:, 1]
        self.bulks = Table(core.bulks)
        self.drawn = core.drawn
        self.sentence = core.sentence
        self._facts = dict(core.facts)

    def __getattr__(self, name):
        facts = self.__dict__.get("_facts", {})
        if name in facts:
            return facts[name]
        raise AttributeError(f"this density has no {name}; it has {', '.join(facts)}")

    def __dir__(self):
        return [*super().__dir__(), *self._facts]

    def to_dict(self) -> dict:
        return {"eigenvalue": self.eigenvalue, "density": self.density, **self._facts}

    def to_latex(self, path=None, *, bulks=True) -> str | None:
        return _written(self._core.text("latex", bulks), path)

    def to_csv(self, path=None, *, bulks=False) -> str | None:
        return _written(self._core.text("csv", bulks), path)

    def plot(self, ax=None, **style):
        """The density as a line, drawn eigenvalues as a histogram. Needs matplotlib."""
        from . import _plot

        return _plot.density(self, ax, style)

    def __repr__(self):
        return self._core.text("text", True).rstrip("\n")


class Expansion:
    """One series or closed form. Called with numbers for its letters it is a number.

    ``region`` says where it holds, ``source`` is the number of its formula in docs/theory.md.
    """

    def __init__(self, core, place):
        self._core, self._place = core, place
        self.name, self.quantity = core.name(place), core.quantity(place)
        self.variable = core.variable(place)
        self.region, self.source = core.region(place), core.source(place)

    def latex(self) -> str:
        """A displayed equation for amsmath."""
        return self._core.latex(self._place)

    def text(self) -> str:
        return self._core.text(self._place)

    def _split(self, letters):
        letters = {_letter(name): value for name, value in letters.items()}
        x = letters.pop(self.variable, None)
        if x is None:
            if self._core.is_series(self._place):
                raise DomainError(f"{self.variable} is missing: the series is in powers of it")
            x = 1.0
        return letters, x

    def __call__(self, **letters):
        """The truncated sum, as ``e(lambda_=1e-3)``; of an array an array. Letters that the problem gave are there."""
        letters, x = self._split(letters)
        return _elementwise(lambda at: self._core.value(self._place, letters, at), x)

    def exact(self, **letters):
        """The expanded quantity there by an independent solve with many digits."""
        letters, x = self._split(letters)
        return _elementwise(lambda at: self._core.exact(self._place, letters, at), x)

    def coefficients(self, **letters) -> dict:
        """Exponent of the variable: coefficient."""
        letters = {_letter(name): value for name, value in letters.items()}
        return dict(zip(self._core.exponents(self._place, letters), self._core.coefficients(self._place, letters)))

    def _repr_latex_(self):
        body = "\n".join(line for line in self.latex().splitlines() if not line.lstrip().startswith("%"))
        return body.strip()

    def __repr__(self):
        return self.text().rstrip("\n")


class Expansions:
    """What the catalogue says of a problem: sentences and one expansion or several, which it is a sequence of."""

    def __init__(self, core):
        self._core = core
        self.sentences = core.sentences
        self._all = [Expansion(core, i) for i in range(core.size)]

    def __len__(self):
        return len(self._all)

    def __getitem__(self, i):
        return self._all[i]

    def __iter__(self):
        return iter(self._all)

    def __call__(self, **letters):
        """Of a single expansion: its value."""
        if len(self._all) != 1:
            raise TypeError(f"there are {len(self._all)} expansions here; index one, as e[0](...)")
        return self._all[0](**letters)

    def latex(self) -> str:
        return self._core.rendered("latex", False)

    def text(self) -> str:
        return self._core.rendered("text", False)

    def to_markdown(self) -> str:
        return self._core.rendered("markdown", False)

    def to_json(self) -> str:
        return self._core.rendered("json", False)

    def check(self) -> list:
        """Of each expansion: is the remainder of the claimed order against a solve of many digits? None: no such solve."""
        return self._core.holds()

    def _repr_latex_(self):
        return "\n\n".join(e._repr_latex_() for e in self._all)

    def __repr__(self):
        return self.text().rstrip("\n")


def _letter(name: str) -> str:
    return "lambda" if name == "lambda_" else name


def _elementwise(function, x):
    x = np.asarray(x, dtype=float)
    if x.ndim == 0:
        return function(float(x))
    return np.array([function(float(at)) for at in x.flat]).reshape(x.shape)


class Training:
    """Networks trained for real: ``gaps``, a row a width; ``path``, a row a width and time; ``rates`` in words."""

    def __init__(self, core):
        self.gaps, self.path, self.rates = Table(core.gaps), Table(core.path), core.rates
        self.gaps._verb = self.path._verb = "train"

    def __repr__(self):
        return repr(self.gaps) + ("\n\n" + self.rates if self.rates else "")

    def _repr_html_(self):
        return self.gaps._repr_html_() + (f"<p>{html.escape(self.rates)}</p>" if self.rates else "")


class Run:
    """A computed experiment: ``folder``, ``figures`` (how many), ``disagreeing``, ``verdicts``, ``seconds``."""

    def __init__(self, done: dict):
        self.folder, self.figures, self.recalled = done["folder"], done["figures"], done["recalled"]
        self.disagreeing, self.seconds, self.verdicts = done["disagreeing"], done["seconds"], done["verdicts"]

    @property
    def agrees(self) -> bool:
        return self.disagreeing == 0

    def __repr__(self):
        return "".join(line if line.endswith("\n") else line + "\n" for line in self.verdicts) + \
            f"{self.figures} figures in {self.folder} after {self.seconds:.0f} s"


def swept(problem) -> list:
    """Fields of the problem that are arrays, by keyword."""
    return [(_keyword(name), value) for name, value in _split({**problem._model._fields, **problem._fields})[1].items()]


__all__ = ["Table", "Record", "Curve", "Simulation", "Comparison", "Amplitudes", "Density", "Expansion", "Expansions",
           "Training", "Run", "Group"]
