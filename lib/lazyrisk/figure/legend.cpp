// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Where a figure's legend stands, and the lines of text around the plot.
#include <algorithm>
#include <cmath>

#include "lazyrisk/figure/drawing.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

double share(double v, const Axis& axis, const AxisRange& range) {
    return axis.log ? std::log(v / range.from) / std::log(range.to / range.from)
                    : (v - range.from) / (range.to - range.from);
}

/// Everything that is drawn, in shares of the plot: points close enough that no line slips between them.
std::vector<std::pair<double, double>> ink(const Figure& figure, const Window& window) {
    std::vector<std::pair<double, double>> dots;
    const auto line = [&](double u1, double v1, double u2, double v2) {
        const int steps = 1 + int(100 * std::hypot(u2 - u1, v2 - v1));
        for (int i = 0; i <= steps; ++i) dots.emplace_back(u1 + (u2 - u1) * i / steps, v1 + (v2 - v1) * i / steps);
    };
    for (const DrawnSeries& series : figure.series)
        for (const auto& piece : visible(series, figure, window))
            for (std::size_t i = 0; i < piece.size(); ++i) {
                const auto u = [&](const Point& p) { return share(p.x, figure.x, window.x); };
                const auto v = [&](double y) { return share(y, figure.y, window.y); };
                line(u(piece[i]), v(std::max(piece[i].low, window.y.from)), u(piece[i]), v(piece[i].high));
                if (i > 0 && series.style != DrawnSeries::Style::points)
                    line(u(piece[i - 1]), v(piece[i - 1].y), u(piece[i]), v(piece[i].y));
            }
    for (const Mark& m : figure.marks)
        if (window.x.holds(m.x) && (!figure.x.log || m.x > 0))
            line(share(m.x, figure.x, window.x), 0, share(m.x, figure.x, window.x), 1);
    return dots;
}

}  // namespace

Legend legend(const Figure& figure, const Window& window) {
    Legend out;
    std::size_t longest = 0;
    for (const DrawnSeries& s : figure.series) {
        if (s.label.empty()) continue;
        ++out.entries;
        longest = std::max(longest, length(s.label));
    }
    if (out.entries == 0) return out;
    out.width_cm = 0.16 * double(longest) + 1.1;
    out.rows = out.entries;

    // inside: a box of its size, a little away from the corner, that nothing is drawn in
    const double plot_width = figure.width_cm - 2.2;
    const double plot_height =
        figure.height_cm - 1.6 - 0.45 * double(title_lines(figure).size()) - 0.36 * double(note_lines(figure).size());
    const double width = (out.width_cm + 0.5) / plot_width, height = (0.42 * out.rows + 0.4) / plot_height;
    if (width < 0.6 && height < 0.6) {
        const auto dots = ink(figure, window);
        for (const auto& [top, east] : {std::pair{true, true}, {true, false}, {false, true}, {false, false}}) {
            const bool at_top = top, at_east = east;
            if (std::any_of(dots.begin(), dots.end(), [&](const auto& dot) {
                    return (at_east ? dot.first > 1 - width : dot.first < width) &&
                           (at_top ? dot.second > 1 - height : dot.second < height);
                }))
                continue;
            out.place = Legend::Place::inside, out.top = top, out.east = east;
            return out;
        }
    }
    if (out.width_cm < 0.3 * figure.width_cm && figure.width_cm - out.width_cm > 8) {  // the plot stays wide enough
        out.place = Legend::Place::right;
        return out;
    }
    // below, gnuplot allows a label more room than it takes, and starts a new row where that does not fit
    const double cell_cm = 0.21 * double(longest) + 1.3;
    out.place = Legend::Place::below;
    out.columns = std::clamp(int((figure.width_cm - 1.5) / cell_cm), 1, out.entries);
    out.rows = (out.entries + out.columns - 1) / out.columns;
    return out;
}

std::vector<std::string> title_lines(const Figure& figure) {
    if (figure.bare) return {};
    return wrap(figure.title, std::size_t(std::max(20.0, (figure.width_cm - 1.8) / 0.205)));
}

std::vector<std::string> note_lines(const Figure& figure) {
    if (figure.bare) return {};
    return wrap(figure.note, std::size_t(std::max(20.0, (figure.width_cm - 1.8) / 0.14)));
}

void make_slide(Figure& figure) { figure.width_cm = 13.5, figure.height_cm = 7.6, figure.enlarged = 1.6; }

void set_width(Figure& figure, double width_cm) {
    if (!(width_cm >= 5 && width_cm <= 50))
        throw DomainError("figure width", width_cm, "expected 5 to 50 cm, as 8.6 of one column or 17.8 of two");
    figure.width_cm = width_cm;
    const double plot = std::clamp(0.6 * width_cm, 3.5, 7.0);
    const double texts = 0.45 * double(title_lines(figure).size()) + 0.36 * double(note_lines(figure).size());
    figure.height_cm = plot + 1.7 + texts;
    figure.height_cm += legend(figure, window(figure)).below_cm();
}

}  // namespace lazyrisk
