// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/figure/svg_words.hpp"

#include <fmt/format.h>

#include <vector>

#include "lazyrisk/figure/drawing.hpp"

namespace lazyrisk {
namespace {

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
    return out;
}

/// The label of the curve that has this colour.
std::string curve_of(const Figure& figure, const DrawnSeries& series) {
    if (!series.label.empty()) return series.label;
    for (const DrawnSeries& one : figure.series)
        if (one.colour == series.colour && !one.label.empty()) return one.label;
    return "";
}

/// What gnuplot draws by itself, in its order.
struct Part {
    std::string title;
    std::vector<std::string> points;
};

std::string axis_name(const Axis& axis, const char* otherwise) { return axis.label.empty() ? otherwise : axis.label; }

std::vector<Part> parts_of(const Figure& figure) {
    std::vector<Part> parts;
    const Window view = window(figure);
    for (const DrawnSeries& series : figure.series) {
        const std::string curve = curve_of(figure, series);
        const auto called = [&](const char* what) {
            return !series.label.empty() ? series.label : curve.empty() ? what : curve + ", " + what;
        };
        if (series.style != DrawnSeries::Style::points) {
            parts.push_back({series.style == DrawnSeries::Style::dashed ? called("limit") : called("theory"), {}});
            continue;
        }
        std::vector<std::string> points;
        for (const auto& piece : visible(series, figure, view))
            for (const Point& p : piece)
                points.push_back(fmt::format("{} = {:.5g}, {} = {:.5g}{}", axis_name(figure.x, "x"), p.x,
                                             axis_name(figure.y, "y"), p.y,
                                             p.high > p.y ? fmt::format(" ± {:.2g}", p.high - p.y) : ""));
        // bars are vectors of their own, where there is anything to be seen
        if (!series.error.empty() && !points.empty())
            parts.push_back({curve.empty() ? "standard errors" : curve + ", standard errors", {}});
        parts.push_back({called("simulation"), std::move(points)});
    }
    return parts;
}

}  // namespace

std::string svg_with_words(const std::string& svg, const Figure& figure) {
    const std::vector<Part> parts = parts_of(figure);
    const std::string open = "<title>", close = "</title>", use = "<use ", end = "/>";
    const std::string whole =
        !figure.title.empty() ? figure.title : axis_name(figure.y, "y") + " against " + axis_name(figure.x, "x");
    std::string out;
    std::size_t at = 0, titles = 0, point = 0;
    while (true) {
        const std::size_t title = svg.find(open, at), symbol = svg.find(use, at);
        const Part* part = titles >= 2 && titles - 2 < parts.size() ? &parts[titles - 2] : nullptr;
        if (title == std::string::npos && symbol == std::string::npos) break;
        if (title < symbol) {
            const std::size_t stop = svg.find(close, title);
            if (stop == std::string::npos) break;
            ++titles, point = 0;
            out += svg.substr(at, title + open.size() - at);
            const bool known = titles == 1 || titles - 2 < parts.size();
            out += !known        ? svg.substr(title + open.size(), stop - title - open.size())
                   : titles == 1 ? escaped(whole)
                                 : escaped(parts[titles - 2].title);
            at = stop;
            continue;
        }
        const std::size_t stop = svg.find(end, symbol);
        if (stop == std::string::npos) break;
        if (part && point < part->points.size()) {
            out += svg.substr(at, stop - at) + "><title>" + escaped(part->points[point++]) + "</title></use>";
            at = stop + end.size();
        } else {  // the legend's own sample comes last
            out += svg.substr(at, stop + end.size() - at);
            at = stop + end.size();
        }
    }
    return out + svg.substr(at);
}

}  // namespace lazyrisk
