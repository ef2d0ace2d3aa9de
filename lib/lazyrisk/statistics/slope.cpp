// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/statistics/slope.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "lazyrisk/statistics/estimate.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

Slope fitted_slope(std::span<const double> widths, std::span<const std::vector<double>> values) {
    double mean = 0, squares = 0;
    for (const double w : widths) mean += std::log(w) / double(widths.size());
    for (const double w : widths) squares += (std::log(w) - mean) * (std::log(w) - mean);
    if (!(squares > 0)) throw DomainError("a slope needs at least two different widths");
    Accumulator all;
    int count = 0;
    for (const std::vector<double>& trial : values) {
        if (!std::all_of(trial.begin(), trial.end(), [](double v) { return v > 0 && std::isfinite(v); })) continue;
        double slope = 0;
        for (std::size_t i = 0; i < widths.size(); ++i)
            slope += (std::log(widths[i]) - mean) * std::log(trial[i]) / squares;
        all.add(slope);
        ++count;
    }
    const Estimate e = all.estimate();
    if (count < 2) return {e.mean};
    const double half =
        boost::math::quantile(boost::math::complement(boost::math::students_t(count - 1), 0.025)) * e.standard_error;
    return {e.mean, e.mean - half, e.mean + half};
}

}  // namespace lazyrisk
