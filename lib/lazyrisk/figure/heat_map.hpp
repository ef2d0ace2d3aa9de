// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A number over two variables, as colours with lines of equal value.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "lazyrisk/figure/figure.hpp"

namespace lazyrisk {

/// A line over the map, as p = n.
struct Segment {
    double x1 = 0, y1 = 0, x2 = 0, y2 = 0;
};

struct HeatMap {
    std::string title = {}, note = {};
    Axis x = {}, y = {};  ///< from and to are those of the grid
    Axis z = {};          ///< the colours; values beyond from and to, infinity too, have the colour of the end
    std::vector<double> xs = {}, ys = {};  ///< ascending, evenly spaced in the axis's scale (to 2 % of a step's length)
    std::vector<double> values = {};       ///< at (xs[i], ys[j]) in place j xs.size() + i
    std::vector<double> levels = {};       ///< of the contours
    std::vector<Segment> lines = {};
    double width_cm = 14, height_cm = 10;
    double enlarged = 1;  ///< as of a figure
    bool bare = false;    ///< title and note are left to the caption
};

/// As of a figure.
void set_width(HeatMap& map, const FigureWidth& width);

/// Contours at round values that divide the map into about six: 1, 2, 5 times powers of ten on a logarithmic scale.
std::vector<double> round_levels(const HeatMap& map);

struct ColourRange {
    double from, to;
};
/// Ends of the colours, in their scale (logarithms on a logarithmic one), infinities left out.
/// throws: DomainError for NaN, and for values that are not positive on a logarithmic scale
ColourRange colour_range(const HeatMap& map);

/// A line of equal value, in the scales of the axes.
struct ContourLine {
    double level;
    std::vector<std::pair<double, double>> points;
};
/// All contour lines of the map, as gnuplot finds them.
std::vector<ContourLine> contours(const HeatMap& map);

/// The level of a line as text, and the place for it, in the scales of the axes.
struct ContourNumber {
    double x, y;
    std::string text;
};
/// One for each level: in the middle of its longest line, unless that is too short to carry it.
std::vector<ContourNumber> contour_numbers(const HeatMap& map, const std::vector<ContourLine>& lines);

/// The script that draws `map` with gnuplot on standard output. format: "svg", "pdf", "png".
/// throws: DomainError for grids that are too small, uneven, or of another size than the values, and for values that
/// are not
///         positive on a logarithmic scale of colours
std::string gnuplot_script(const HeatMap& map, const std::string& format);

/// The same map for pgfplots, reading its values from `data_name`; the csv has columns x, y, z.
struct MapPicture {
    std::string picture, data;
};
MapPicture pgfplots_map(const HeatMap& map, const std::string& data_name);

/// As write_figure, the terminal excepted. Checked in tests/figure/heat_map_test.cpp.
void write_heat_map(const HeatMap& map, const std::string& path);

}  // namespace lazyrisk
