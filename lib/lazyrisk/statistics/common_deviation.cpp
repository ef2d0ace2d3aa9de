// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/statistics/common_deviation.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <map>

#include "lazyrisk/statistics/verdict.hpp"

namespace lazyrisk {
namespace {

/// Points of one draw: their z are added, and the sum is over the deviation that their correlations give it.
struct Group {
    std::vector<const Measured*> points;
    int trials = 0;
    double deviation = 1;
};

/// Where the normal distribution has left the range of a double.
constexpr double largest_score = 38;

/// The normal number of the same probability as this Student t.
double score(double t, int trials) {
    if (trials < 2) return 0;
    if (trials <= 100000) {  // beyond: the same to five digits
        const double p = boost::math::cdf(boost::math::complement(boost::math::students_t(trials - 1), std::abs(t)));
        t = std::copysign(
            p > 0 ? boost::math::quantile(boost::math::complement(boost::math::normal(), p)) : largest_score, t);
    }
    return std::clamp(t, -largest_score, largest_score);
}

double sum_of_z(const Group& group, double factor) {
    double z = 0;
    for (const Measured* m : group.points) z += (m->mean - factor * m->theory) / m->standard_error;
    return z / group.deviation;
}

/// Standard normal where every mean is the theory times this factor; descends with it.
double score(const std::vector<Group>& groups, double factor) {
    double sum = 0, weights = 0;
    for (const Group& group : groups) {
        const double points = double(group.points.size());
        sum += std::sqrt(points) * score(sum_of_z(group, factor), group.trials);
        weights += points;
    }
    return sum / std::sqrt(weights);
}

double two_sided(double z) { return std::erfc(std::abs(z) / std::sqrt(2.0)); }

double factor_of_score(const std::vector<Group>& groups, double wanted) {
    double low = 0, high = 2;
    while (score(groups, low) < wanted && low > -1e300) low = low < 0 ? 2 * low : -1;
    while (score(groups, high) > wanted && high < 1e300) high *= 2;
    for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2;
        (score(groups, middle) > wanted ? low : high) = middle;
    }
    return (low + high) / 2;
}

std::vector<Group> groups_of(const std::vector<Measured>& points, const std::vector<std::size_t>& which) {
    std::map<unsigned long long, Group> by_draw;
    for (const std::size_t i : which) {
        const Measured& m = points[i];
        if (!(m.theory > 0) || std::isinf(m.standard_error) || m.trials < 2) continue;
        Group& group = by_draw[m.draw];
        group.trials = group.points.empty() ? m.trials : std::min(group.trials, m.trials);
        group.points.push_back(&m);
    }
    std::vector<Group> groups;
    for (auto& [draw, group] : by_draw) {
        double sum = double(group.points.size());
        for (std::size_t i = 0; i < group.points.size(); ++i)
            for (std::size_t k = 0; k < i; ++k) sum += 2 * correlation(*group.points[i], *group.points[k]);
        if (!(sum > 1e-6 * double(group.points.size()))) continue;  // the points add up to a constant
        group.deviation = std::sqrt(sum);
        groups.push_back(std::move(group));
    }
    return groups;
}

}  // namespace

CommonDeviation common_deviation(const std::vector<Measured>& points, const std::vector<std::size_t>& which,
                                 double tolerance) {
    CommonDeviation common;
    const std::vector<Group> groups = groups_of(points, which);
    std::size_t size = 0;
    for (const Group& group : groups) size += group.points.size();
    if (size < 2) return common;
    int below = 0;
    for (const Group& group : groups) {
        const double z = sum_of_z(group, 1);
        common.above += z > 0;
        below += z < 0;
    }
    common.groups = common.above + below;
    if (common.groups > 0)
        common.sign_p = std::min(
            1.0, 2 * boost::math::cdf(boost::math::binomial(common.groups, 0.5), std::min(common.above, below)));
    const double z = score(groups, 1);
    common.factor_p = two_sided(z);
    const double beyond = score(groups, 1 + std::copysign(tolerance, z));
    // 0 where the means are the theory: that is within
    common.beyond_p = beyond * z > 0 ? two_sided(beyond) : 1;
    if (std::min(common.factor_p, common.sign_p) > 0.05) return common;  // the factor is 1
    common.factor = factor_of_score(groups, 0);
    common.factor_error = (factor_of_score(groups, -1) - factor_of_score(groups, 1)) / 2;
    return common;
}

}  // namespace lazyrisk
