// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/gap_figure.hpp"

#include <cmath>

namespace lazyrisk {

Figure share_figure(const std::vector<Gaps>& gaps) {
    Figure figure{.title = "What N neurons leave of the target",
                  .x = {"neurons N", gaps.front().width > 0},
                  .y = {"risk over the target's energy"}};
    const auto add = [&](const char* label, Told Gaps::*value, DrawnSeries::Style style, int colour) {
        DrawnSeries s{.label = label, .style = style, .colour = colour};
        for (const Gaps& g : gaps) {
            if (!(g.*value).value) continue;
            s.x.push_back(g.width);
            s.y.push_back(*(g.*value).value);
        }
        if (!s.x.empty()) figure.series.push_back(std::move(s));
    };
    add("network", &Gaps::nn, DrawnSeries::Style::line, 0);
    add("tangent", &Gaps::nt_finite, DrawnSeries::Style::line, 1);
    add("tangent, limit", &Gaps::nt, DrawnSeries::Style::dashed, 1);
    add("tangent of the activation", &Gaps::nt_activation, DrawnSeries::Style::line, 3);
    add("random features", &Gaps::rf, DrawnSeries::Style::line, 2);
    add("random features, limit", &Gaps::rf_limit, DrawnSeries::Style::dashed, 2);
    DrawnSeries trained{.label = "trained network", .style = DrawnSeries::Style::points, .colour = 0};
    for (const Gaps& g : gaps)
        if (g.nn_trained) {
            trained.x.push_back(g.width);
            trained.y.push_back(g.nn_trained->best);
        }
    if (!trained.x.empty()) figure.series.push_back(std::move(trained));
    const int colours[] = {1, 3, 2};
    for (std::size_t k = 0; k < gap_simulations().size(); ++k) {
        DrawnSeries s{.style = DrawnSeries::Style::points, .colour = colours[k]};
        for (const Gaps& g : gaps)
            if (const std::optional<DrawnGap>& e = g.*gap_simulations()[k].second) {
                s.x.push_back(g.width);
                s.y.push_back(e->mean);
                s.error.push_back(std::isfinite(e->standard_error) ? e->standard_error : 0);
            }
        if (!s.x.empty()) figure.series.push_back(std::move(s));
    }
    return figure;
}

}  // namespace lazyrisk
