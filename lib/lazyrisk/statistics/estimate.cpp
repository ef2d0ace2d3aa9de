// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/statistics/estimate.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <vector>

namespace lazyrisk {

Median median(std::span<const double> values) {
    std::vector<double> x(values.begin(), values.end());
    std::sort(x.begin(), x.end());
    const std::size_t n = x.size();
    if (n == 0) return {};
    // the median lies below the j smallest with the probability that fewer than j of n fair coins show heads
    std::size_t j = 1;
    const boost::math::binomial coins(double(n), 0.5);
    while (j + 1 <= n / 2 && boost::math::cdf(coins, double(j)) <= 0.025) ++j;
    return {(x[(n - 1) / 2] + x[n / 2]) / 2, x[j - 1], x[n - j]};
}

bool heavy_tailed(std::span<const double> values) {
    constexpr double share = 0.3, level = 1e-4;
    const double n = double(values.size());
    if (n < 5) return false;
    double mean = 0, squares = 0, largest = 0;
    for (const double x : values) mean += x / n;
    for (const double x : values) {
        squares += (x - mean) * (x - mean);
        largest = std::max(largest, (x - mean) * (x - mean));
    }
    if (!(largest > share * squares)) return false;
    const double t = boost::math::quantile(boost::math::complement(boost::math::students_t(n - 2), level / (2 * n)));
    const double critical = (n - 1) * (n - 1) / n * t * t / (n - 2 + t * t);  // of the largest square over the variance
    return largest / (squares / (n - 1)) > critical;
}

}  // namespace lazyrisk
