// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/dual/conditional_mean.hpp"

#include <algorithm>
#include <boost/math/constants/constants.hpp>
#include <cmath>

#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/numerics/vectorised.hpp"

namespace lazyrisk {
namespace {

constexpr double refinement = 0.5;  // of rules that are for 80 bits

/// Nodes and weights of a standard normal variable.
struct Nodes {
    std::vector<double> at, weight;

    /// Between breaks: panels at which a function is resolved over `resolution` of them.
    void append(double left, double right, double resolution) {
        GaussPanels(refinement).append(left, right, (right - left) / resolution, at, weight);
    }
    void finish() {
        std::vector<double> density(at);
        vectorised::gaussian(density);
        for (std::size_t i = 0; i < at.size(); ++i)
            weight[i] *= density[i] * boost::math::constants::one_div_root_two_pi<double>();
    }
};

void apply(const Pieces& s, MeanOf of, std::vector<double>& z) {
    if (of == MeanOf::values)
        s.values(std::span<double>(z));
    else
        s.slopes(std::span<double>(z));
}

/// Where a function is not as on both sides of it: kinks, and where polynomials end.
std::vector<double> seams(const Pieces& s) {
    std::vector<double> all(s.kinks.begin(), s.kinks.end());
    for (std::size_t i = 1; i < s.panels.size(); ++i)
        if (std::isinf(s.panels[i - 1].resolution) != std::isinf(s.panels[i].resolution))
            all.push_back(double(s.panels[i].left));
    return all;
}

/// Of u: the seams and panels of all on the left, and the seams of the right, which the mean of v has as wide as v
/// moves.
Nodes outer_nodes(std::span<const Pieces> left, const Pieces& right, double cosine, double sine, double reach) {
    std::vector<double> breaks{-reach, reach};
    const auto stop = [&](double x) {
        if (x > -reach && x < reach) breaks.push_back(x);
    };
    const Pieces* finest = &left.front();
    for (const Pieces& one : left) {
        for (const double seam : seams(one)) stop(seam);
        if (one.panels.size() > finest->panels.size()) finest = &one;
    }
    for (const long double end : finest->ends) stop(double(end));
    for (const long double end : right.ends) stop(double(end) / cosine);
    const double motion = std::abs(sine / cosine);
    std::vector<double> moved = seams(right);
    for (double& seam : moved) {
        seam /= cosine;
        for (double width = motion; width < reach; width *= 2)
            for (const double side : {-width, width}) stop(seam + side);
    }
    std::sort(breaks.begin(), breaks.end());
    Nodes nodes;
    for (std::size_t i = 0; i + 1 < breaks.size(); ++i) {
        const double low = breaks[i], high = breaks[i + 1], middle = (low + high) / 2;
        if (high - low < 1e-14) continue;
        double resolution = double(right.panel_at(cosine * middle).resolution) / std::abs(cosine);
        for (const Pieces& one : left) resolution = std::min(resolution, double(one.panel_at(middle).resolution));
        double distance = infinite<>;
        for (const double seam : moved) distance = std::min(distance, std::abs(middle - seam));
        nodes.append(low, high, std::min(resolution, 2 * std::max(distance, motion)));
    }
    nodes.finish();
    return nodes;
}

}  // namespace

std::vector<double> conditional_means(std::span<const Pieces> left, const Pieces& right, MeanOf of, double angle) {
    const double cosine = std::cos(angle), sine = std::sin(angle);
    long double most = right.reach;
    for (const Pieces& one : left) most = std::max(most, one.reach);
    const auto reach = double(most);
    const Nodes x = outer_nodes(left, right, cosine, sine, reach);
    Nodes y;
    std::vector<std::size_t> first;  // of the nodes of y at each x
    for (const double at : x.at) {
        first.push_back(y.at.size());
        const double end = std::sqrt(std::max(reach * reach - at * at, 0.0));
        for (const ResolvedPanel& panel : right.panels) {
            const bool from_start = &panel == &right.panels.front(), to_end = &panel == &right.panels.back();
            const double low = from_start ? -end : std::max(-end, (double(panel.left) - cosine * at) / sine);
            const double high = to_end ? end : std::min(end, (double(panel.right) - cosine * at) / sine);
            if (high > low) y.append(low, high, double(panel.resolution) / sine);
        }
    }
    first.push_back(y.at.size());
    y.finish();
    std::size_t node = 0;
    for (std::size_t i = 0; i < x.at.size(); ++i)
        for (; node < first[i + 1]; ++node) y.at[node] = cosine * x.at[i] + sine * y.at[node];
    apply(right, of, y.at);
    std::vector<double> given(x.at.size());
    for (std::size_t i = 0; i < given.size(); ++i) {
        double sum = 0;
        for (std::size_t k = first[i]; k < first[i + 1]; ++k) sum += y.weight[k] * y.at[k];
        given[i] = sum * x.weight[i];
    }
    std::vector<double> means;
    for (const Pieces& one : left) {
        std::vector<double> value(x.at);
        apply(one, of, value);
        double sum = 0;
        for (std::size_t i = 0; i < given.size(); ++i) sum += given[i] * value[i];
        means.push_back(sum);
    }
    return means;
}

}  // namespace lazyrisk
