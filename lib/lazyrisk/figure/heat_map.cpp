// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/figure/heat_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <memory>
#include <stdexcept>

#include "lazyrisk/figure/drawing.hpp"
#include "lazyrisk/figure/gnuplot.hpp"
#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// The i-th value in the axis's scale, evenly spaced.
double even(const std::vector<double>& values, const Axis& axis, std::size_t i) {
    const double first = scaled(values.front(), axis), last = scaled(values.back(), axis);
    return first + (last - first) / double(values.size() - 1) * double(i);
}

void check_grid(const std::vector<double>& values, const Axis& axis, const char* name) {
    if (values.size() < 2)
        throw DomainError(name, double(values.size()), "a map needs at least two values on each axis");
    if (axis.log && !(values.front() > 0)) throw DomainError(name, values.front(), "a logarithmic axis is positive");
    const double first = scaled(values.front(), axis), last = scaled(values.back(), axis);
    const double step = (last - first) / double(values.size() - 1);
    for (std::size_t i = 0; i < values.size(); ++i)
        if (!(step > 0 && std::abs(scaled(values[i], axis) - first - double(i) * step) < 0.02 * step))
            throw DomainError(name, values[i], "the values of a map ascend evenly in the scale of its axis");
}

void check(const HeatMap& map) {
    check_grid(map.xs, map.x, "x");
    check_grid(map.ys, map.y, "y");
    if (map.values.size() != map.xs.size() * map.ys.size())
        throw DomainError("values", double(map.values.size()),
                          fmt::format("a map of {} x {} points has as many", map.xs.size(), map.ys.size()));
}

/// Title and note as they are drawn.
std::pair<std::vector<std::string>, std::vector<std::string>> texts_of(const HeatMap& map) {
    const Figure texts{.title = map.title, .note = map.note, .width_cm = map.width_cm, .bare = map.bare};
    return {title_lines(texts), note_lines(texts)};
}

/// The values as gnuplot reads them, clipped to the ends of the colours, in the data block $z.
std::string grid_block(const HeatMap& map) {
    const ColourRange z = colour_range(map);
    std::string s = "$z << END\n";
    for (std::size_t j = 0; j < map.ys.size(); ++j) {
        for (std::size_t i = 0; i < map.xs.size(); ++i)
            s += fmt::format("{:.9g} {:.9g} {:.6g}\n", even(map.xs, map.x, i), even(map.ys, map.y, j),
                             std::clamp(scaled(map.values[j * map.xs.size() + i], map.z), z.from, z.to));
        s += "\n";
    }
    return s + "END\n";
}

/// As gnuplot takes a list.
std::string levels_of(const HeatMap& map) {
    std::string levels;
    for (const double level : map.levels)
        if (!map.z.log || level > 0) levels += fmt::format("{}{:.9g}", levels.empty() ? "" : ",", scaled(level, map.z));
    return levels;
}

/// Ticks of a logarithmic axis, which is drawn as the logarithm.
std::string ticks(const char* axis, const Axis& scale, double from, double to) {
    if (!scale.log) return fmt::format("set format {} '%h'\n", axis);  // gnuplot's own begins with a blank
    std::string ticks;
    for (const double v : short_log_ticks(scale, {std::pow(10, from), std::pow(10, to)}))
        ticks += fmt::format("{}'{:.6g}' {:.9g}", ticks.empty() ? "" : ", ", v, std::log10(v));
    if (ticks.empty())
        for (int k = int(std::ceil(from - 1e-9)), step = std::max(1, int((to - from) / 6)); k <= std::floor(to + 1e-9);
             k += step)
            ticks += fmt::format("{}'10^{{{}}}' {}", ticks.empty() ? "" : ", ", k, k);
    return ticks.empty() ? "" : fmt::format("set {}tics ({})\n", axis, ticks);
}

std::string label(const std::string& what, const std::string& text) {
    return text.empty() ? "" : fmt::format("set {} {} noenhanced\n", what, gnuplot_text(text));
}

}  // namespace

ColourRange colour_range(const HeatMap& map) {
    ColourRange range{infinite<>, -infinite<>};
    for (const double v : map.values) {
        if (std::isnan(v) || (map.z.log && !(v > 0)))
            throw DomainError("value", v,
                              map.z.log ? "a logarithmic scale of colours takes positive values" : "not a number");
        if (std::isinf(v)) continue;
        range.from = std::min(range.from, scaled(v, map.z));
        range.to = std::max(range.to, scaled(v, map.z));
    }
    if (map.z.from) range.from = scaled(*map.z.from, map.z);
    if (map.z.to) range.to = scaled(*map.z.to, map.z);
    if (!(range.from < range.to)) range = {range.from - 1, range.from + 1};
    if (!std::isfinite(range.from)) range = {0, 1};
    return range;
}

std::string gnuplot_script(const HeatMap& map, const std::string& format) {
    check(map);
    const ColourRange z = colour_range(map);
    const double x1 = scaled(map.xs.front(), map.x), x2 = scaled(map.xs.back(), map.x);
    const double y1 = scaled(map.ys.front(), map.y), y2 = scaled(map.ys.back(), map.y);
    const double dx = 0.5 * (x2 - x1) / double(map.xs.size() - 1), dy = 0.5 * (y2 - y1) / double(map.ys.size() - 1);
    const auto texts = texts_of(map);
    const std::vector<std::string>&title = texts.first, &note = texts.second;
    const auto height = [&](double cm) { return fmt::format("{:.5f}", cm / map.height_cm); };

    std::string s = "set encoding utf8\nset terminal " +
                    gnuplot_terminal(map.width_cm, map.height_cm, format, map.enlarged) + "\n" + grid_block(map);
    const std::vector<ContourLine> lines = contours(map);
    s += "$c << END\n";
    for (const ContourLine& line : lines) {
        for (const auto& [x, y] : line.points) s += fmt::format("{:.9g} {:.9g}\n", x, y);
        s += "\n";
    }
    s += "END\n";
    s +=
        "set palette defined (0 '#2A186C', 0.2 '#14439C', 0.4 '#257A92', 0.6 '#4FA98A', 0.8 '#A5D46A', 1 '#FDEF9A')\n"
        "set border lw 0.6 lc rgb '#303030'\nset tics out nomirror scale 0.6,0.35 textcolor rgb '#303030'\nunset key\n";
    s += fmt::format("set xrange [{:.9g}:{:.9g}]\nset yrange [{:.9g}:{:.9g}]\nset cbrange [{:.9g}:{:.9g}]\n", x1 - dx,
                     x2 + dx, y1 - dy, y2 + dy, z.from, z.to);
    s += ticks("x", map.x, x1, x2) + ticks("y", map.y, y1, y2) + ticks("cb", map.z, z.from, z.to);
    s += label("xlabel", map.x.label) + label("ylabel", map.y.label) + label("cblabel", map.z.label);
    s += fmt::format("set tmargin at screen {}\nset bmargin at screen {}\n",
                     height(map.height_cm - 0.3 - (title.empty() ? 0 : 0.15 + 0.45 * double(title.size()))),
                     height(1.5 + 0.36 * double(note.size())));
    for (std::size_t i = 0; i < title.size(); ++i)
        s += fmt::format("set label {} at graph 0, screen {} left font ',10.5' noenhanced\n", gnuplot_text(title[i]),
                         height(map.height_cm - 0.45 - 0.45 * double(i)));
    for (std::size_t i = 0; i < note.size(); ++i)
        s += fmt::format("set label {} at graph 0, screen {} left font ',7.5' tc rgb '#606060' noenhanced\n",
                         gnuplot_text(note[i]), height(0.2 + 0.36 * (double(note.size() - i) - 0.5)));
    for (const Segment& l : map.lines)
        s += fmt::format(
            "set arrow from first {:.9g},{:.9g} to first {:.9g},{:.9g} nohead front dt (6,6) lw 1 lc rgb 'white'\n",
            scaled(l.x1, map.x), scaled(l.y1, map.y), scaled(l.x2, map.x), scaled(l.y2, map.y));
    const std::vector<ContourNumber> numbers = contour_numbers(map, lines);
    if (!numbers.empty()) s += "set style textbox opaque noborder fillcolor rgb 'white' margins 0.4,0.3\n";
    for (const ContourNumber& n : numbers)
        s += fmt::format("set label '{}' at first {:.9g},{:.9g} center front boxed font ',7' noenhanced\n", n.text, n.x,
                         n.y);
    s += "plot $z using 1:2:3 with image";
    if (!lines.empty()) s += ", $c using 1:2 with lines lt 1 lw 0.8 lc rgb 'black'";
    return s + "\n";
}

std::vector<ContourLine> contours(const HeatMap& map) {
    check(map);
    const std::string levels = levels_of(map);
    if (levels.empty()) return {};
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::tmpfile(), std::fclose);
    if (!file) throw std::runtime_error("no temporary file for the contours");
    run_gnuplot(grid_block(map) + "set contour base\nunset surface\nset cntrparam levels discrete " + levels +
                    "\nset table\nsplot $z using 1:2:3\n",
                fileno(file.get()));
    std::rewind(file.get());
    std::vector<ContourLine> found;
    bool fresh = true;
    char line[256];
    while (std::fgets(line, sizeof line, file.get())) {
        double x, y, z;
        if (std::sscanf(line, "%lf %lf %lf", &x, &y, &z) != 3) {
            fresh = true;
            continue;
        }
        if (fresh) found.push_back({map.z.log ? std::pow(10, z) : z, {}});
        fresh = false;
        found.back().points.emplace_back(x, y);
    }
    return found;
}

std::vector<ContourNumber> contour_numbers(const HeatMap& map, const std::vector<ContourLine>& lines) {
    const double width = scaled(map.xs.back(), map.x) - scaled(map.xs.front(), map.x),
                 height = scaled(map.ys.back(), map.y) - scaled(map.ys.front(), map.y);
    const auto step = [&](const ContourLine& line, std::size_t i) {  // as a share of the picture
        const auto &a = line.points[i - 1], &b = line.points[i];
        return std::hypot((b.first - a.first) / width, (b.second - a.second) / height);
    };
    constexpr double shortest = 0.15;
    std::map<std::string, std::pair<double, const ContourLine*>> longest;  // of each level
    for (const ContourLine& line : lines) {
        double length = 0;
        for (std::size_t i = 1; i < line.points.size(); ++i) length += step(line, i);
        auto& best = longest[fmt::format("{:.4g}", line.level)];
        if (length > std::max(best.first, shortest)) best = {length, &line};
    }
    std::vector<ContourNumber> numbers;
    for (const auto& [text, line] : longest) {
        if (!line.second) continue;
        double passed = 0;
        std::size_t i = 0;
        while (passed < line.first / 2 && i + 1 < line.second->points.size()) passed += step(*line.second, ++i);
        const auto& [x, y] = line.second->points[i];
        numbers.push_back({x, y, text});
    }
    return numbers;
}

std::vector<double> round_levels(const HeatMap& map) {
    const ColourRange z = colour_range(map);
    std::vector<double> levels;
    if (map.z.log) {
        const bool fine = z.to - z.from < 2.5;
        for (int k = int(std::floor(z.from)); k <= int(std::ceil(z.to)); ++k)
            for (const double digit : {1.0, 2.0, 5.0})
                if (const double at = k + std::log10(digit); (fine || digit == 1.0) && at > z.from && at < z.to)
                    levels.push_back(std::pow(10, at));
        return levels;
    }
    const double rough = (z.to - z.from) / 6, power = std::pow(10, std::floor(std::log10(rough)));
    const double step = power * (rough < 1.5 * power ? 1 : rough < 3.5 * power ? 2 : rough < 7.5 * power ? 5 : 10);
    for (double k = std::floor(z.from / step) + 1; k * step < z.to; ++k) levels.push_back(k * step);
    return levels;
}

void set_width(HeatMap& map, const FigureWidth& width) {
    Figure like{.title = map.title,
                .note = map.note,
                .width_cm = map.width_cm,
                .height_cm = map.height_cm,
                .enlarged = map.enlarged,
                .bare = map.bare};
    width.apply(like);
    map.width_cm = like.width_cm, map.height_cm = like.height_cm, map.enlarged = like.enlarged;
}

}  // namespace lazyrisk
