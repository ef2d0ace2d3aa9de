// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A heat map as LaTeX.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "lazyrisk/figure/drawing.hpp"
#include "lazyrisk/figure/heat_map.hpp"
#include "lazyrisk/table/latex_text.hpp"

namespace lazyrisk {
namespace {

/// A logarithmic axis is drawn as the logarithm, with ticks in the values.
std::string decades(const std::string& prefix, const Axis& axis, double from, double to) {
    if (!axis.log) return "";
    std::string places, labels;
    for (const double v : short_log_ticks(axis, {std::pow(10, from), std::pow(10, to)})) {
        places += fmt::format("{}{:.9g}", places.empty() ? "" : ",", std::log10(v));
        labels += fmt::format("{}{:.6g}", labels.empty() ? "" : ",", v);
    }
    if (places.empty())
        for (int k = int(std::ceil(from - 1e-9)), step = std::max(1, int((to - from) / 6)); k <= std::floor(to + 1e-9);
             k += step) {
            places += (places.empty() ? "" : ",") + std::to_string(k);
            labels += fmt::format("{}$10^{{{}}}$", labels.empty() ? "" : ",", k);
        }
    return places.empty() ? "" : fmt::format("{0}tick={{{1}}}, {0}ticklabels={{{2}}}, ", prefix, places, labels);
}

/// Where the values stand on the axes, and the size of the plot in cm.
struct MapLayout {
    double x1, x2, y1, y2, dx, dy;
    double width, height;

    explicit MapLayout(const HeatMap& map)
        : x1(scaled(map.xs.front(), map.x)),
          x2(scaled(map.xs.back(), map.x)),
          y1(scaled(map.ys.front(), map.y)),
          y2(scaled(map.ys.back(), map.y)),
          dx((x2 - x1) / double(map.xs.size() - 1)),
          dy((y2 - y1) / double(map.ys.size() - 1)),
          width(map.width_cm - 3.6) {
        const Figure texts{.title = map.title, .note = map.note, .width_cm = map.width_cm, .bare = map.bare};
        height = std::max(2.0, map.height_cm - 1.6 - 0.45 * double(title_lines(texts).size()) -
                                   0.36 * double(note_lines(texts).size()));
    }
};

std::string preamble(const std::string& data_name) {
    std::string s = fmt::format(
        "% Needs \\usepackage{{pgfplots}} and \\pgfplotsset{{compat=1.16}} or later.\n"
        "% Reads {}; where that is in another folder: \\pgfplotsset{{table/search path={{FOLDER}}}}.\n"
        "\\begin{{tikzpicture}}\n",
        data_name);
    const char* const shades[] = {"2A186C", "14439C", "257A92", "4FA98A", "A5D46A", "FDEF9A"};
    for (int i = 0; i < 6; ++i) s += fmt::format("\\definecolor{{shade{}}}{{HTML}}{{{}}}", i, shades[i]);
    return s + "\n";
}

/// Axes, title and the bar of colours.
std::string axis_begin(const HeatMap& map, const MapLayout& at, const ColourRange& z) {
    std::string s = fmt::format(
        "\\begin{{axis}}[\n  width={:.3f}cm, height={:.3f}cm, scale only axis, axis on top, tick align=outside, tick "
        "pos=left,\n"
        "  xmin={:.9g}, xmax={:.9g}, ymin={:.9g}, ymax={:.9g}, xlabel={{{}}}, ylabel={{{}}},\n  {}{}\n",
        at.width, at.height, at.x1 - at.dx / 2, at.x2 + at.dx / 2, at.y1 - at.dy / 2, at.y2 + at.dy / 2,
        latex_text(map.x.label), latex_text(map.y.label), decades("x", map.x, at.x1, at.x2),
        decades("y", map.y, at.y1, at.y2));
    if (!map.bare && !map.title.empty())
        s += fmt::format(
            "  title={{{}}}, title style={{at={{(0,1)}}, anchor=south west, align=left, text width={:.3f}cm, "
            "font=\\normalsize}},\n",
            latex_text(map.title), at.width + 1.5);
    return s + fmt::format(
                   "  label style={{font=\\small}}, tick label style={{font=\\footnotesize}}, point meta min={:.9g}, "
                   "point meta max={:.9g},\n"
                   "  colormap={{lazyrisk}}{{color=(shade0) color=(shade1) color=(shade2) color=(shade3) "
                   "color=(shade4) color=(shade5)}},\n"
                   "  colorbar, colorbar style={{at={{(1.04,1)}}, anchor=north west, width=0.3cm, {}ylabel={{{}}}, "
                   "ylabel style={{font=\\small}}, yticklabel style={{font=\\footnotesize}}}}]\n",
                   z.from, z.to, decades("y", map.z, z.from, z.to), latex_text(map.z.label));
}

std::string cells(const HeatMap& map, const MapLayout& at, const ColourRange& z) {
    std::string data = "x,y,z\n";
    for (std::size_t j = 0; j < map.ys.size(); ++j)
        for (std::size_t i = 0; i < map.xs.size(); ++i)
            data += fmt::format("{:.9g},{:.9g},{:.6g}\n", at.x1 + at.dx * double(i), at.y1 + at.dy * double(j),
                                std::clamp(scaled(map.values[j * map.xs.size() + i], map.z), z.from, z.to));
    return data;
}

}  // namespace

MapPicture pgfplots_map(const HeatMap& map, const std::string& data_name) {
    const std::vector<ContourLine> lines = contours(map);  // looks whether the map is one
    const ColourRange z = colour_range(map);
    const MapLayout layout(map);
    std::string s = preamble(data_name) + axis_begin(map, layout, z);
    s += fmt::format(
        "\\addplot[matrix plot*, mesh/cols={}, point meta=explicit] table[x=x, y=y, meta=z, col sep=comma] {{{}}};\n",
        map.xs.size(), data_name);
    for (const ContourLine& c : lines) {
        s += "\\addplot[black, thin, no marks] coordinates {";
        for (const auto& [x, y] : c.points) s += fmt::format("({:.6g},{:.6g})", x, y);
        s += "};\n";
    }
    for (const ContourNumber& n : contour_numbers(map, lines))
        s += fmt::format("\\node[font=\\tiny, fill=white, inner sep=1pt] at (axis cs:{:.6g},{:.6g}) {{{}}};\n", n.x,
                         n.y, n.text);
    for (const Segment& l : map.lines)
        s += fmt::format("\\draw[white, dashed, semithick] (axis cs:{:.9g},{:.9g}) -- (axis cs:{:.9g},{:.9g});\n",
                         scaled(l.x1, map.x), scaled(l.y1, map.y), scaled(l.x2, map.x), scaled(l.y2, map.y));
    s += "\\end{axis}\n";
    if (!map.bare && !map.note.empty())
        s += fmt::format(
            "\\node[anchor=north west, font=\\scriptsize, text=black!65, align=left, text width={:.3f}cm] at (current "
            "bounding box.south west) "
            "{{{}}};\n",
            map.width_cm - 0.8, latex_text(map.note));
    return {s + "\\end{tikzpicture}\n", cells(map, layout, z)};
}

}  // namespace lazyrisk
