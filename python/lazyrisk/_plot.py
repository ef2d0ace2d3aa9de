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


def _axes(ax):
    plt = _matplotlib()
    if ax is not None:
        return ax
    with style.context():
        _, ax = plt.subplots()
    return ax


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
        elif y.size and quantity.endswith("error") and y.min() >= 0:
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


def _lines(layout, ax, values, looks, word=""):
    for i, row in enumerate(layout.rows(values)):
        order = np.argsort(layout.x[i], kind="stable")
        look = {"color": style.COLOURS[i % 7], "linewidth": 1.6, "label": layout.label(i) or word or None, **looks}
        ax.plot(layout.x[i][order], np.where(np.isfinite(row), row, np.nan)[order], **look)


def _dots(layout, ax, mean, error, looks, word=""):
    for i, (row, bar) in enumerate(zip(layout.rows(mean), layout.rows(error))):
        look = {"color": style.COLOURS[i % 7], "marker": style.SHAPES[i % 7], "markersize": 4.5, "linestyle": "none",
                "elinewidth": 1, "label": layout.label(i) or word or None, **looks}
        ax.errorbar(layout.x[i], row, yerr=bar, **look)


def record(result, ax, quantity, looks):
    ax, layout = _axes(ax), Layout(result.problem)
    values = np.asarray(getattr(result, quantity), dtype=float)
    if values.shape != layout.shape:
        raise DomainError(f"quantity = {quantity}: expected a column of numbers, as test_error")
    _lines(layout, ax, values, looks)
    return layout.finish(ax, quantity, values)


def points(result, ax, quantity, word, looks):
    ax, layout = _axes(ax), Layout(result.problem)
    seen = getattr(result, quantity)
    _dots(layout, ax, seen.mean, seen.standard_error, looks, word)
    return layout.finish(ax, quantity, np.asarray(seen.mean, dtype=float))


def comparison(result, ax, quantity, looks):
    ax, layout = _axes(ax), Layout(result.problem)
    if "simulation.test_error.mean" in result.columns:
        seen = getattr(result.simulation, quantity)
        mean, error, theory, word = seen.mean, seen.standard_error, result[quantity], "simulation"
    else:
        mean, error, theory, word = result["mean"], result["standard_error"], result["theory"], "measured"
    _lines(layout, ax, theory, looks, "theory")
    _dots(layout, ax, mean, error, {**looks, "label": None if layout.families else word}, word)
    return layout.finish(ax, quantity, np.asarray(theory, dtype=float))


def density(result, ax, looks):
    ax = _axes(ax)
    if result.drawn.size:
        ax.hist(result.drawn.ravel(), bins=80, density=True, color="#BBBBBB", label="simulation")
    y = result.density.copy()
    for left in result.bulks.left[1:]:  # the line breaks between bulks
        y[np.searchsorted(result.eigenvalue, left) - 1] = np.nan
    ax.plot(result.eigenvalue, y, **{"color": style.COLOURS[0], "label": "theory", **looks})
    ax.set_xlabel("eigenvalue")
    ax.set_ylabel("density")
    ax.legend()
    return ax
