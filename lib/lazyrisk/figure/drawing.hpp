// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What gnuplot and pgfplots draw alike: the axes' ends, the visible pieces of each series, colours, widths of texts.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lazyrisk/figure/figure.hpp"
#include "lazyrisk/words/utf8.hpp"

namespace lazyrisk {

struct AxisRange {
    double from, to;
    [[nodiscard]] bool holds(double v) const { return from <= v && v <= to; }
};

struct Window {
    AxisRange x, y;
};

/// A value as the axis counts: its decimal logarithm on a logarithmic one.
double scaled(double v, const Axis& axis);

/// The ends of both axes: as given, else from the finite data. An end of the y axis leaves out values farther than
/// three times the spread of the middle 90 percent of the data beyond them (logarithms on a logarithmic axis), as
/// those beside a pole. Empirical: a peak is kept whole, a pole leaves the picture.
/// throws: DomainError as write_figure
Window window(const Figure& figure);

struct Point {
    double x, y, low, high;  ///< low, high: ends of the error bar, both y where there is none
};

/// Lines: connected pieces, cut where data is not finite and clipped to the window in the axes' own scale.
/// Points: one piece of those inside, bars clipped.
std::vector<std::vector<Point>> visible(const DrawnSeries& series, const Figure& figure, const Window& window);

/// Seven colours of Okabe and Ito's palette (without yellow), ordered so that the first four also differ in grey,
/// as RRGGBB; counts around.
std::string_view palette(int colour);
/// The same colour darker (black: lighter), for a limit that is drawn over the theory it nearly coincides with.
std::string_view limit_palette(int colour);

/// How theory lines look beside their colour: up to three are told apart by lightness and are solid; others, unless
/// points of the same colour have their own shape, are broken by different rhythms (0: solid, 1 to 4), so that a grey
/// print tells them apart too.
int line_pattern(const Figure& figure, const DrawnSeries& series);

/// The legend stands in a corner of the plot where nothing is drawn; where there is none, at the right if its labels
/// are short, else below in columns.
struct Legend {
    enum class Place { none, inside, right, below };
    Place place = Place::none;
    bool top = true, east = true;  ///< the corner
    int entries = 0, columns = 1, rows = 0;
    double width_cm = 0;  ///< of one column

    /// Room that it takes beside and below the plot.
    [[nodiscard]] double beside_cm() const { return place == Place::right ? width_cm : 0; }
    [[nodiscard]] double below_cm() const { return place == Place::below ? 0.3 + 0.42 * rows : 0; }
};
Legend legend(const Figure& figure, const Window& window);

/// Title and note as they are drawn: none of a bare figure.
std::vector<std::string> title_lines(const Figure& figure);
std::vector<std::string> note_lines(const Figure& figure);

/// Ticks of a logarithmic axis within two and a half decades: 1, 2, 5 times powers of ten, plain steps where even those
/// are too few. Empty for longer axes, on which decades are enough, and for linear ones.
std::vector<double> short_log_ticks(const Axis& axis, const AxisRange& range);

/// The marks inside the window, from left to right, each with the row above the plot where its label is free.
struct PlacedMark {
    double x;
    std::string label;  ///< "" in a third row: the guide stands there without one
    int row;
    /// Where the label's middle stands, as a share of the plot's width, if over its guide it would leave the picture.
    std::optional<double> moved = {};
};
std::vector<PlacedMark> place_marks(const Figure& figure, const Window& window, double plot_width_cm);

}  // namespace lazyrisk
