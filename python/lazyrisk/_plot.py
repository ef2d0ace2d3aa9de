# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results drawn with matplotlib: theory as lines, simulation as points, marks as in the program's pictures."""

from __future__ import annotations

import numpy as np

from . import _core, style
from ._errors import DomainError
from ._results import swept


def _matplotlib():
    try:
        import matplotlib.pyplot as plt
    except ImportError:
        raise ImportError("plot needs matplotlib (Debian: python3-matplotlib); to_csv and the program's own pictures "
                          "do not") from None
    return plt


def _drawn(draw):
    """Draws on the axes given, or on new ones in the program's look."""
    def drawn(result, ax, *arguments):
        plt = _matplotlib()
        if ax is not None:
            return draw(result, ax, *arguments)
        with style.context():
            return draw(result, plt.subplots(layout="constrained")[1], *arguments)

    return drawn


class Layout:
    """Which field is on the x axis (the one along the last axis of the arrays), and what tells lines apart."""

    def __init__(self, problem):
        if problem._shape == ():
            raise DomainError("a single problem has no curve; give a field several values, as in samples=[10, 20, 50]")
        self.problem = problem
        self.shape = problem._shape
        last = [(name, value) for name, value in swept(problem) if value.ndim and value.shape[-1] > 1]
        if not last:
            raise DomainError("nothing varies along the last axis of the arrays; there is no curve to draw")
        self.field = last[-1][0] if len(self.shape) > 1 else max(last, key=lambda one: len(set(one[1].flat)))[0]
        self.x = np.broadcast_to(dict(swept(problem))[self.field], self.shape).reshape(-1, self.shape[-1])
        self.families = [(name, np.broadcast_to(value, self.shape).reshape(-1, self.shape[-1])[:, 0])
                         for name, value in swept(problem) if name != self.field and value.ndim > 1]

    def refined(self, quantity):
        """Places between the points and the quantity there, where the field alone varies along the last axis."""
        along = [name for name, value in swept(self.problem) if value.ndim and value.shape[-1] > 1]
        x = self.x[np.isfinite(self.x)]
        if along != [self.field] or not x.size:
            return None
        low, high = x.min(), x.max()
        fine = np.geomspace(low, high, 150) if low > 0 and high > 50 * low else np.linspace(low, high, 150)
        dim = getattr(self.problem, "dim", np.inf)
        if self.field in ("samples", "width", "steps", "ensemble"):
            fine = np.unique(np.round(np.append(fine, x)))
        elif self.field in ("psi1", "psi2") and np.ndim(dim) == 0 and np.isfinite(dim):  # sizes are whole numbers
            fine = np.unique(np.round(np.append(fine, x) * dim)) / dim
        else:
            fine = np.unique(np.append(fine, x))
        from ._verbs import risk

        shape = (1,) * (len(self.shape) - 1) + (-1,)
        values = getattr(risk(self.problem.replace(**{self.field: fine.reshape(shape)})), quantity)
        return np.broadcast_to(fine, (len(self.x), fine.size)), np.asarray(values).reshape(-1, fine.size)

    def label(self, i: int) -> str:
        return ", ".join(f"{name} = {values[i]:.4g}" for name, values in self.families)

    def rows(self, values):
        return np.asarray(values, dtype=float).reshape(-1, self.shape[-1])

    def finish(self, ax, quantity, values):
        ax.set_xlabel(_core.axis_label(self.field))
        ax.set_ylabel(_core.axis_label(quantity))
        x, y = self.x[np.isfinite(self.x)], values[np.isfinite(values)]
        if x.size and x.min() > 0 and x.max() > 50 * x.min():
            ax.set_xscale("log")
        if y.size and y.min() > 0 and y.max() > 50 * y.min():
            ax.set_yscale("log")
        elif y.size and y.min() >= 0:
            ax.set_ylim(bottom=0)
        ends = ax.get_xlim()
        for place, text in _core.marks(self.problem._asked, self.field.replace("_", "-"), sorted(set(x.tolist()))):
            if ends[0] < place < ends[1]:
                ax.axvline(place, color="#909090", linewidth=0.7, zorder=0)
                ax.annotate(text, (place, 1), (0, 2), xycoords=("data", "axes fraction"), textcoords="offset points",
                            ha="center", fontsize=7.5, color="#606060", annotation_clip=False)
        if any(line.get_label()[:1] != "_" for line in ax.get_lines()) or ax.containers:
            ax.legend()
        return ax


def _lines(layout, ax, values, looks, word="", refined=None):
    places, rows = refined or (layout.x, layout.rows(values))
    for i, row in enumerate(rows):
        order = np.argsort(places[i], kind="stable")
        look = {"color": style.COLOURS[i % 7], "linewidth": 1.6, "label": layout.label(i) or word or None, **looks}
        ax.plot(places[i][order], np.where(np.isfinite(row), row, np.nan)[order], **look)


def _dots(layout, ax, mean, error, looks, word=""):
    for i, (row, bar) in enumerate(zip(layout.rows(mean), layout.rows(error))):
        look = {"color": style.COLOURS[i % 7], "marker": style.SHAPES[i % 7], "markersize": 4.5, "linestyle": "none",
                "elinewidth": 1, "label": layout.label(i) or word or None, **looks}
        ax.errorbar(layout.x[i], row, yerr=bar, **look)


@_drawn
def record(result, ax, quantity, looks):
    layout = Layout(result.problem)
    values = np.asarray(getattr(result, quantity), dtype=float)
    if values.shape != layout.shape:
        raise DomainError(f"quantity = {quantity}: expected a column of numbers, as test_error")
    _lines(layout, ax, values, looks)
    if quantity == "test_error" and layout.field in ("alpha", "beta") and np.isfinite(np.max(result.problem.dim)):
        _limits(layout, ax, result)
    return layout.finish(ax, quantity, values)


def _limits(layout, ax, result):
    """The theorem beside the finite dimension: dashed steps in the exponent, in the program's words and colours."""
    if "limit_test_error" not in result.columns:
        return
    for i, row in enumerate(layout.rows(result.limit_test_error)):
        if np.isfinite(row).any():
            ax.plot(layout.x[i], row, color=style.LIMIT_COLOURS[i % 7], linewidth=1.1, dashes=(10, 8),
                    label="limit d = ∞" if i == 0 else None)


@_drawn
def points(result, ax, quantity, word, looks):
    layout = Layout(result.problem)
    seen = getattr(result, quantity)
    _dots(layout, ax, seen.mean, seen.standard_error, looks, word)
    return layout.finish(ax, quantity, np.asarray(seen.mean, dtype=float))


@_drawn
def comparison(result, ax, quantity, looks):
    layout = Layout(result.problem)
    if "simulation.test_error.mean" in result.columns:
        seen = getattr(result.simulation, quantity)
        mean, error, theory, word = seen.mean, seen.standard_error, result[quantity], "simulation"
    else:
        quantity = result.quantity[(0,) * len(layout.shape)]
        mean, error, theory, word = result["measured"], result["standard_error"], result["theory"], "measured"
    _lines(layout, ax, theory, looks, "theory", layout.refined(quantity))
    _dots(layout, ax, mean, error, {**looks, "label": None if layout.families else word}, word)
    return layout.finish(ax, quantity, np.asarray(theory, dtype=float))


@_drawn
def density(result, ax, looks):
    """Mass a unit of log(eigenvalue), as in the program's picture: bulks of all sizes are seen."""
    x, y = result.eigenvalue, result.density * result.eigenvalue
    if result.drawn.size:
        seen = result.drawn[result.drawn > 1e-12 * result.drawn.max()]
        bins = np.geomspace(seen.min(), seen.max() * (1 + 1e-9), 60)
        counts, _ = np.histogram(seen, bins)
        heights = counts / result.drawn.size / np.diff(np.log(bins))
        ax.stairs(heights, bins, fill=True, color="#BBBBBB", label="simulation")
    for left in result.bulks.left[1:]:  # the line breaks between bulks
        y = np.where(np.arange(x.size) == np.searchsorted(x, left) - 1, np.nan, y)
    ax.plot(x, y, **{"color": style.COLOURS[0], "label": "theory", **looks})
    ax.set_xscale("log")
    ax.set_xlabel(_core.axis_label("eigenvalue"))
    ax.set_ylabel(_core.axis_label("density_of_log"))
    ax.set_ylim(bottom=0)
    ax.legend()
    return ax
