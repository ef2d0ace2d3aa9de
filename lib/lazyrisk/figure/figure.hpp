// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A figure as a value: what is drawn, not how. One call writes it as svg, pdf, png or LaTeX.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace lazyrisk {

/// A curve or a set of points. Where x or y is not finite (or not positive on a logarithmic axis) the line breaks:
/// a pole is a gap.
struct DrawnSeries {
    enum class Style { line, dashed, points };  ///< theory, its limit, simulation

    std::string label = {};                          ///< its line in the legend; empty: none
    std::vector<double> x = {}, y = {}, error = {};  ///< error: half the length of each bar; empty: no bars
    Style style = Style::line;
    int colour = 0;  ///< counts through the palette; theory, limit and simulation of one curve share it
};

struct Axis {
    std::string label = {};
    bool log = false;
    std::optional<double> from = {}, to = {};  ///< left out: from the data, and extreme values do not squeeze the rest
};

/// A vertical guide, as p = n; not drawn where x is outside the axis.
struct Mark {
    double x = 0;
    std::string label = {};
};

struct Figure {
    std::string title = {}, note = {};  ///< note: a small line below, as the parameters
    Axis x = {}, y = {};
    std::vector<DrawnSeries> series = {};
    std::vector<Mark> marks = {};
    double width_cm = 14, height_cm = 9;
    double enlarged = 1;    ///< drawn so many times as large, texts and lines too; LaTeX sets it as it is
    bool bare = false;      ///< title and note are left to the caption
    bool embedded = false;  ///< .tex: the data stands in it, instead of in a .csv beside it
};

/// Widths of one and two columns of a journal (Physical Review's; others differ by millimetres).
constexpr double column_width_cm = 8.6, text_width_cm = 17.8;

/// A slide of 16 to 9: 1.6 times 13.5 by 7.6 cm, so that texts are read from the last row.
void make_slide(Figure& figure);

/// Gives the figure a width, and the height at which its texts leave the plot a pleasant shape. Fonts keep their size.
/// throws: DomainError unless 5 <= width_cm <= 50
void set_width(Figure& figure, double width_cm);

/// Writes `figure` in the format that the ending of `path` names: .svg .pdf .png (drawn by gnuplot), .tex (a
/// tikzpicture for \usepackage{pgfplots}, with its data in a .csv of the same name beside it). The path "-" draws with
/// characters on standard output, at the terminal's width. Texts are taken as they are, UTF-8 with Greek letters;
/// nothing in them is markup. Equal figures give equal files. A file appears whole or not at all. throws: DomainError
/// for another ending, columns of unequal length, an empty or (logarithmic) nonpositive range;
///         std::runtime_error where gnuplot is missing or the path cannot be written.
/// Checked in tests/figure/figure_test.cpp.
void write_figure(const Figure& figure, const std::string& path);

/// Throws DomainError unless the ending names one of the formats: asked before the work that a figure shows.
void require_figure_ending(const std::string& path);

/// "column" and "text", 8.6 and 17.8 cm, "slide", or a number of centimetres.
struct FigureWidth {
    double cm = 0;  ///< 0: none given
    bool slide = false;

    [[nodiscard]] bool given() const { return slide || cm > 0; }
    void apply(Figure& figure) const;
};
/// Throws DomainError.
FigureWidth figure_width(const std::string& text);

}  // namespace lazyrisk
