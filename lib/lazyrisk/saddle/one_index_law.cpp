// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/saddle/one_index_law.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "lazyrisk/harmonics/dimension.hpp"
#include "lazyrisk/numerics/unit_rule.hpp"

namespace lazyrisk {
namespace {

/// q_0 .. q_degrees at u = sqrt(d) t.
std::vector<double> harmonics_at(double t, double d, int degrees) {
    std::vector<double> q{1, t * std::sqrt(d)};
    double before = 1, now = t;
    long double multiplicity = (long double)(d);
    for (int k = 1; k < degrees; ++k) {
        const double next = ((2 * k + d - 2) * t * now - k * before) / (k + d - 2);
        before = now, now = next;
        multiplicity = next_multiplicity(multiplicity, d, k);
        q.push_back(double(std::sqrt(multiplicity)) * now);
    }
    return q;
}

/// Ends of panels in the angle a, sin a = u/sqrt(d), whose density is cos(a)^{d-2}.
std::vector<double> panel_ends(double d, const IndexRule& rule) {
    const double farthest = std::min(std::numbers::pi / 2, 10 / std::sqrt(d));
    const int panels = int(std::ceil(farthest * std::sqrt(d) / rule.widest));
    std::vector<double> ends{0};
    double least = farthest / panels;
    while (least > rule.least / std::sqrt(d)) least /= 2;
    for (double e = least; e < farthest / panels * 0.75; e *= 2) ends.push_back(e);
    for (int i = 1; i <= panels; ++i) ends.push_back(farthest * i / panels);
    return ends;
}

}  // namespace

std::vector<IndexNode> index_nodes(const Labels& labels, double d, const IndexRule& rule) {
    const UnitRule unit(rule.points);
    const std::vector<double> ends = panel_ends(d, rule);
    std::vector<IndexNode> nodes;
    double total = 0;
    for (std::size_t i = 0; i + 1 < ends.size(); ++i)
        for (std::size_t k = 0; k < unit.node.size(); ++k) {
            const double length = ends[i + 1] - ends[i], angle = ends[i] + length * unit.node[k], t = std::sin(angle);
            // in many dimensions the cosine is too close to 1
            const double density =
                d < 1e3 ? std::pow(std::cos(angle), d - 2) : std::exp((d / 2 - 1) * std::log1p(-t * t));
            const double weight = length * unit.weight[k] * density;
            const double u = t * std::sqrt(d);
            total += weight;
            nodes.push_back({u, weight, probability_of_one(labels, u), harmonics_at(t, d, rule.degrees)});
        }
    for (IndexNode& node : nodes) node.weight /= total;
    std::erase_if(nodes, [](const IndexNode& node) { return node.weight < 1e-22; });
    return nodes;
}

}  // namespace lazyrisk
