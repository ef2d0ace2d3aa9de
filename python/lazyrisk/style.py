# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""matplotlib in the look of the program's pictures. Needs matplotlib.

>>> import lazyrisk.style
>>> lazyrisk.style.COLOURS[0]
'#0072B2'
"""

import contextlib

#: Of lines and points, in this order; a colour-blind reader tells them apart (Okabe and Ito).
COLOURS = ("#0072B2", "#E69F00", "#000000", "#D55E00", "#009E73", "#CC79A7", "#56B4E9")
#: Of limits, beside the colour of the same curve.
LIMIT_COLOURS = ("#002B45", "#7A5400", "#B0B0B0", "#5C2900", "#004533", "#6B3D56", "#1F5B82")
#: Of simulated points.
SHAPES = ("o", "s", "D", "v", "^", "p", "o")

#: Widths of one and two columns of a journal, in inches.
COLUMN_WIDTH, TEXT_WIDTH = 8.6 / 2.54, 17.8 / 2.54


def settings() -> dict:
    """matplotlib's rcParams."""
    from cycler import cycler

    grey = "#303030"
    return {
        "axes.prop_cycle": cycler(color=COLOURS), "axes.spines.top": False, "axes.spines.right": False,
        "axes.linewidth": 0.6, "axes.edgecolor": grey, "axes.grid": True, "grid.color": "#DDDDDD",
        "grid.linewidth": 0.4, "axes.axisbelow": True, "xtick.color": grey, "ytick.color": grey,
        "xtick.labelcolor": grey, "ytick.labelcolor": grey, "xtick.major.width": 0.6, "ytick.major.width": 0.6,
        "lines.linewidth": 1.6, "lines.markersize": 4.5, "legend.frameon": False, "font.size": 9,
        "font.family": "sans-serif", "axes.titlesize": 10.5, "axes.titlelocation": "left", "legend.fontsize": 8.5,
        "figure.figsize": (14 / 2.54, 9 / 2.54), "figure.dpi": 120, "savefig.bbox": "tight",
        "svg.fonttype": "none", "pdf.fonttype": 42,
    }


def use() -> None:
    """Sets matplotlib to the look for everything drawn from here on."""
    import matplotlib

    matplotlib.rcParams.update(settings())


@contextlib.contextmanager
def context():
    """The look for a while: ``with lazyrisk.style.context(): ...``"""
    import matplotlib

    ours = settings()
    before = {name: matplotlib.rcParams[name] for name in ours}  # rc_context would take back what a backend sets, too
    matplotlib.rcParams.update(ours)
    try:
        yield
    finally:
        matplotlib.rcParams.update(before)
