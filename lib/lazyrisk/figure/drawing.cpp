// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/figure/drawing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

bool drawable(double v, const Axis& axis) { return std::isfinite(v) && (!axis.log || v > 0); }
double unscaled(double v, const Axis& axis) { return axis.log ? std::pow(10, v) : v; }

void check(const Axis& axis, const char* name) {
    const auto wrong = [&](double v) { return !drawable(v, axis); };
    if ((axis.from && wrong(*axis.from)) || (axis.to && wrong(*axis.to)) ||
        (axis.from && axis.to && *axis.from >= *axis.to))
        throw DomainError(name,
                          fmt::format("{}..{}", axis.from ? fmt::format("{}", *axis.from) : "",
                                      axis.to ? fmt::format("{}", *axis.to) : ""),
                          axis.log ? "a logarithmic axis runs from a positive number to a larger one"
                                   : "an axis runs from a number to a larger one");
}

// The ends in the axis's own scale.
AxisRange hull(std::vector<double> values, const Axis& axis) {
    if (values.empty()) return {0, 1};
    std::sort(values.begin(), values.end());
    AxisRange range{values.front(), values.back()};
    const auto quantile = [&](double share) { return values[std::size_t(share * double(values.size() - 1))]; };
    const double low = quantile(0.05), high = quantile(0.95);
    const double spread = std::max(high - low, axis.log ? 1.0 : 0.05 * std::abs(quantile(0.5)));
    if (range.to > high + 3 * spread) range.to = high + 1.5 * spread;
    if (range.from < low - 3 * spread) range.from = low - 1.5 * spread;
    return range;
}

AxisRange ends(AxisRange range, const Axis& axis, double margin) {
    double pad = margin * (range.to - range.from);
    if (pad <= 0 && margin > 0) pad = axis.log ? 0.3 : range.to != 0 ? 0.1 * std::abs(range.to) : 1;
    const bool from_zero = !axis.log && range.from >= 0 && range.from < 0.3 * range.to && margin > 0;
    AxisRange out{unscaled(from_zero ? 0 : range.from - pad, axis), unscaled(range.to + pad, axis)};
    if (axis.from) out.from = *axis.from;
    if (axis.to) out.to = *axis.to;
    if (!(out.from < out.to)) {  // one end given, beyond all data
        const double width = axis.log ? 1 : std::max(1.0, std::abs(axis.from ? out.from : out.to));
        if (axis.from)
            out.to = unscaled(scaled(out.from, axis) + width, axis);
        else
            out.from = unscaled(scaled(out.to, axis) - width, axis);
    }
    return out;
}

}  // namespace

double scaled(double v, const Axis& axis) { return axis.log ? std::log10(v) : v; }

Window window(const Figure& figure) {
    check(figure.x, "x axis");
    check(figure.y, "y axis");
    std::vector<double> xs, ys;
    bool points = false;
    for (const DrawnSeries& s : figure.series) {
        if (s.x.size() != s.y.size() || (!s.error.empty() && s.error.size() != s.x.size()))
            throw DomainError("series '" + s.label + "'",
                              fmt::format("{} x, {} y, {} errors", s.x.size(), s.y.size(), s.error.size()),
                              "columns of equal length");
        points = points || s.style == DrawnSeries::Style::points;
        for (std::size_t i = 0; i < s.x.size(); ++i)
            if (drawable(s.x[i], figure.x) && drawable(s.y[i], figure.y)) xs.push_back(scaled(s.x[i], figure.x));
    }
    Window out{};
    const AxisRange x =
        xs.empty() ? AxisRange{0, 1}
                   : AxisRange{*std::min_element(xs.begin(), xs.end()), *std::max_element(xs.begin(), xs.end())};
    out.x = ends(x, figure.x, points || x.from == x.to ? 0.02 : 0);
    for (const DrawnSeries& s : figure.series)
        for (std::size_t i = 0; i < s.x.size(); ++i) {
            if (!drawable(s.x[i], figure.x) || !out.x.holds(s.x[i])) continue;
            const double error = s.error.empty() || !std::isfinite(s.error[i]) ? 0 : std::abs(s.error[i]);
            for (const double v : {s.y[i] - error, s.y[i], s.y[i] + error})
                if (drawable(v, figure.y)) ys.push_back(scaled(v, figure.y));
        }
    out.y = ends(hull(std::move(ys), figure.y), figure.y, 0.04);
    return out;
}

std::vector<std::vector<Point>> visible(const DrawnSeries& series, const Figure& figure, const Window& window) {
    std::vector<std::vector<Point>> pieces;
    if (series.style == DrawnSeries::Style::points) {
        auto& points = pieces.emplace_back();
        for (std::size_t i = 0; i < series.x.size(); ++i) {
            if (!drawable(series.x[i], figure.x) || !drawable(series.y[i], figure.y)) continue;
            if (!window.x.holds(series.x[i]) || !window.y.holds(series.y[i])) continue;
            const double y = series.y[i], e = series.error.empty() ? 0 : std::abs(series.error[i]);
            const double bar = std::isfinite(e) ? e : 0;
            points.push_back({series.x[i], y, std::max(y - bar, window.y.from), std::min(y + bar, window.y.to)});
        }
        return pieces;
    }
    const std::array<AxisRange, 2> box{AxisRange{scaled(window.x.from, figure.x), scaled(window.x.to, figure.x)},
                                       AxisRange{scaled(window.y.from, figure.y), scaled(window.y.to, figure.y)}};
    const auto add = [&](double u, double v) {
        const double x = unscaled(u, figure.x), y = unscaled(v, figure.y);
        pieces.back().push_back({x, y, y, y});
    };
    bool connected = false;  // the last point of the last piece is point i - 1
    std::array<double, 2> before{};
    bool any_before = false;
    for (std::size_t i = 0; i < series.x.size(); ++i) {
        if (!drawable(series.x[i], figure.x) || !drawable(series.y[i], figure.y)) {
            connected = any_before = false;
            continue;
        }
        const std::array<double, 2> now{scaled(series.x[i], figure.x), scaled(series.y[i], figure.y)};
        if (any_before) {  // the part of the segment inside the box (Liang and Barsky)
            double enter = 0, leave = 1;
            for (int c = 0; c < 2; ++c) {
                const double step = now[c] - before[c];
                const double first = (box[c].from - before[c]) / step, second = (box[c].to - before[c]) / step;
                if (step != 0) {
                    enter = std::max(enter, std::min(first, second));
                    leave = std::min(leave, std::max(first, second));
                } else if (!box[c].holds(now[c])) {
                    leave = -1;
                }
            }
            if (enter <= leave) {
                const auto at = [&](double t, int c) { return t == 1 ? now[c] : before[c] + t * (now[c] - before[c]); };
                if (!connected) {
                    pieces.emplace_back();
                    add(at(enter, 0), at(enter, 1));
                }
                add(at(leave, 0), at(leave, 1));
            }
            connected = enter <= leave && leave == 1;
        }
        before = now;
        any_before = true;
    }
    return pieces;
}

std::string_view palette(int colour) {
    static constexpr std::array<std::string_view, 7> colours{"0072B2", "E69F00", "000000", "D55E00",
                                                             "009E73", "CC79A7", "56B4E9"};
    return colours[std::size_t((colour % 7 + 7) % 7)];
}

std::string_view limit_palette(int colour) {
    static constexpr std::array<std::string_view, 7> colours{"002B45", "7A5400", "B0B0B0", "5C2900",
                                                             "004533", "6B3D56", "1F5B82"};
    return colours[std::size_t((colour % 7 + 7) % 7)];
}

int line_pattern(const Figure& figure, const DrawnSeries& series) {
    const int colour = std::max(series.colour, 0), round = colour / 7, within = colour % 7;
    const bool has_shape = std::any_of(figure.series.begin(), figure.series.end(), [&](const DrawnSeries& s) {
        return s.style == DrawnSeries::Style::points && s.colour == series.colour;
    });
    return ((has_shape || within < 3 ? 0 : within - 2) + round) % 5;
}

std::vector<double> short_log_ticks(const Axis& axis, const AxisRange& range) {
    if (!axis.log || std::log10(range.to / range.from) > 2.5) return {};
    std::vector<double> places;
    for (int k = int(std::floor(std::log10(range.from))); k <= int(std::floor(std::log10(range.to))); ++k)
        for (const int digit : {1, 2, 5})
            if (const double v = digit * std::pow(10, k); range.holds(v)) places.push_back(v);
    if (places.size() >= 2) return places;
    places.clear();
    const double rough = (range.to - range.from) / 5, power = std::pow(10, std::floor(std::log10(rough)));
    const double step = power * (rough < 2 * power ? 2 : rough < 5 * power ? 5 : 10);
    for (double v = std::ceil(range.from / step) * step; v <= range.to; v += step) places.push_back(v);
    return places;
}

constexpr int most_rows = 2;  // of labels above the plot: more would take it away

std::vector<PlacedMark> place_marks(const Figure& figure, const Window& window, double plot_width_cm) {
    std::vector<PlacedMark> marks;
    for (const Mark& m : figure.marks)
        if (drawable(m.x, figure.x) && window.x.holds(m.x)) marks.push_back({m.x, m.label, 0});
    std::stable_sort(marks.begin(), marks.end(), [](const auto& a, const auto& b) { return a.x < b.x; });
    const double from = scaled(window.x.from, figure.x), to = scaled(window.x.to, figure.x);
    std::vector<double> taken;  // right end of each row's last label, in cm
    for (PlacedMark& m : marks) {
        const double half = (0.075 * double(length(m.label)) + 0.1), left = half - 1,
                     right = plot_width_cm - half + 0.4;
        const double own = (scaled(m.x, figure.x) - from) / (to - from) * plot_width_cm;
        const double centre = right < left ? own : std::clamp(own, left, right);
        if (centre != own) m.moved = centre / plot_width_cm;
        while (m.row < int(taken.size()) && taken[std::size_t(m.row)] > centre - half) ++m.row;
        if (m.row == most_rows) {
            m.row = 0, m.label.clear();
            continue;
        }
        if (m.row == int(taken.size())) taken.push_back(0);
        taken[std::size_t(m.row)] = centre + half;
    }
    return marks;
}

}  // namespace lazyrisk
