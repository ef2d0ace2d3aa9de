// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/risk/scan_ridges.hpp"

#include <algorithm>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace lazyrisk {

namespace {

/// Ridges in order, as a function of a variable, and the errors there.
class Scan {
public:
    using Error = std::function<double(double)>;

    Scan(OptimalRidge<>& best, double& best_error, const Error& error)
        : best_(best), best_error_(best_error), error_(error) {}

    void offer(double ridge, double error) {
        if (!(error < best_error_)) return;
        best_error_ = error;
        best_.ridge_over_samples = ridge;
    }
    /// Every dip of error(ridge(x)) on `points` of [from, to], beside `before` in front of them and `after` behind;
    /// returns the errors at the ends.
    template <class Ridge>
    std::pair<double, double> dips(double from, double to, int points, double before, double after,
                                   const Ridge& ridge) {
        const auto at = [&](int i) { return from + (to - from) * i / (points - 1); };
        std::vector<double> error;
        for (int i = 0; i < points; ++i) {
            error.push_back(error_(ridge(at(i))));
            offer(ridge(at(i)), error.back());
        }
        for (int i = 0; i < points; ++i) {
            const double here = error[std::size_t(i)], left = i == 0 ? before : error[std::size_t(i) - 1],
                         right = i + 1 < points ? error[std::size_t(i) + 1] : after;
            if (!(here < left) || right < here) continue;
            ++best_.local_minima;
            std::uintmax_t evaluations = 60;
            const auto found = boost::math::tools::brent_find_minima([&](double x) { return error_(ridge(x)); },
                                                                     at(std::max(0, i - 1)),
                                                                     at(std::min(points - 1, i + 1)), 26, evaluations);
            offer(ridge(found.first), found.second);
        }
        return {error.front(), error.back()};
    }

private:
    OptimalRidge<>& best_;
    double& best_error_;
    const Error& error_;
};

}  // namespace

ScanRange scan_range(const Spectrum<>& spectrum, const Target<>& target, double noise_variance) {
    double top = spectrum.tail, energy = target.rest;
    for (const Level<>& level : spectrum.levels) top += level.mass;
    double least = top;
    for (const auto& [mode, part] : target.energy) {
        energy += part;
        if (const Level<>* level = spectrum.find(mode); level && part > 0 && level->eigenvalue > 0)
            least = std::min(least, level->eigenvalue);
    }
    // the best ridge of much noise is in proportion to it
    const double noise = energy > 0 ? noise_variance / energy : 0;
    return {std::max(1e-12 * least, 1e-40 * top), 1e6 * top * std::max(1.0, noise)};
}

OptimalRidge<> scan_ridges(const ScanRange& range, const std::function<double(double)>& test_error, double lowest) {
    OptimalRidge<> best;
    const double ridgeless = test_error(0);
    double best_error = ridgeless;
    Scan scan(best, best_error, test_error);
    const double from = std::log(range.least), to = std::log(range.largest);
    const auto above = scan.dips(from, to, int((to - from) / std::log(10.0) * 8) + 2, ridgeless, infinite<>,
                                 [](double x) { return std::exp(x); });
    double below = infinite<>;  // just below 0
    if (lowest < 0)             // from the lowest up to 0
        below =
            scan.dips(-20, 28, 200, infinite<>, ridgeless, [&](double x) { return lowest / (1 + std::exp(x)); }).second;
    if (ridgeless <= above.first && ridgeless < below) ++best.local_minima;
    const double without_data = test_error(infinite<>);
    if (without_data <= best_error * (1 + 4 * std::numeric_limits<double>::epsilon()))
        best.ridge_over_samples = infinite<>;
    return best;
}

}  // namespace lazyrisk
