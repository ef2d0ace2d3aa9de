// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/risk/scan_ridges.hpp"

#include <algorithm>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace lazyrisk {

OptimalRidge<> scan_ridges(const Spectrum<>& spectrum, const Target<>& target,
                           const std::function<double(double)>& test_error) {
    OptimalRidge<> best;
    const double ridgeless = test_error(0);
    double best_error = ridgeless, top = spectrum.tail;
    const auto offer = [&](double ridge, double error) {
        if (!(error < best_error)) return;
        best_error = error;
        best.ridge_over_samples = ridge;
    };
    for (const Level<>& level : spectrum.levels) top += level.mass;
    double least = top;
    for (const auto& [mode, energy] : target.energy)
        if (const Level<>* level = spectrum.find(mode); level && energy > 0 && level->eigenvalue > 0)
            least = std::min(least, level->eigenvalue);
    const double from = std::log(std::max(1e-12 * least, 1e-40 * top)), to = std::log(1e6 * top);
    const int points = int((to - from) / std::log(10.0) * 8) + 2;
    const auto at = [&](int i) { return from + (to - from) * i / (points - 1); };
    std::vector<double> error;
    for (int i = 0; i < points; ++i) {
        error.push_back(test_error(std::exp(at(i))));
        offer(std::exp(at(i)), error.back());
    }
    if (ridgeless <= error[0]) ++best.local_minima;
    for (int i = 0; i < points; ++i) {
        const double here = error[std::size_t(i)], before = i == 0 ? ridgeless : error[std::size_t(i) - 1];
        if (!(here < before) || (i + 1 < points && error[std::size_t(i) + 1] < here)) continue;
        ++best.local_minima;
        std::uintmax_t evaluations = 60;
        const auto found = boost::math::tools::brent_find_minima([&](double x) { return test_error(std::exp(x)); },
                                                                 at(std::max(0, i - 1)),
                                                                 at(std::min(points - 1, i + 1)), 26, evaluations);
        offer(std::exp(found.first), found.second);
    }
    const double without_data = test_error(infinite<>);
    if (without_data <= best_error * (1 + 4 * std::numeric_limits<double>::epsilon()))
        best.ridge_over_samples = infinite<>;
    return best;
}

}  // namespace lazyrisk
