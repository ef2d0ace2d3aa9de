// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/saddle/harmonic_risk.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/saddle/harmonic_contraction.hpp"
#include "lazyrisk/saddle/harmonic_outputs.hpp"

namespace lazyrisk {
namespace {

/// Harmonics of the label beyond this degree are noise that nothing learns.
constexpr int harmonics = 11;

/// Places fine enough for scores of this overlap and rest.
IndexRule rule_for(const ScoreFields& fields, const SaddlePoint<>& normal) {
    const double width = normal.t > 0 ? normal.r / normal.t : 1;
    return {int(fields.harmonic(fields.size() - 1)), std::clamp(width / 4, 1e-4, 0.1), std::clamp(5 * width, 0.1, 1.25),
            16};
}

/// The saddle itself, or the end of a path from a dimension where the index is normal and its harmonics are not
/// learned.
template <MarginLoss L>
std::optional<HarmonicPoint> find(const L& loss, const Labels& labels, double dimension, const ScoreFields& fields,
                                  const IndexRule& rule, const std::vector<IndexNode>& places,
                                  const ConvexFitSizes<>& sizes, const SaddlePoint<>& normal) {
    if (is_infinite(normal.u)) return detail::averaged(fields, places, loss.slope(0.0), sizes);
    HarmonicPoint start{std::vector<double>(fields.size(), 0.0), normal.r, normal.tau, normal.beta, normal.u, 0};
    start.t[0] = normal.t;
    if (const auto p = detail::harmonic_newton(loss, fields, places, sizes, start)) return p;
    constexpr double largest_step = 1e3;  // V of a large ridge
    if (sizes.ridge > 0 && !fields[0].has_certain() && fields[0].averaging().mass < largest_step * sizes.ridge) {
        if (const auto p = detail::contracted(loss, fields, places, sizes)) return p;
    }
    std::optional<HarmonicPoint> p = start;
    for (double d = 1024 * dimension; p && d >= dimension; d /= 2)
        p = detail::harmonic_newton(loss, fields, index_nodes(labels, d, rule), sizes, *p);
    return p;
}

}  // namespace

std::optional<ConvexRisk<>> harmonic_risk(const Loss& loss, const Labels& labels, double dimension,
                                          const Spectrum<>& spectrum, double width, const ConvexFitSizes<>& sizes,
                                          const SaddlePoint<>& normal) {
    const ScoreFields fields = harmonic_fields(spectrum, width, harmonics);
    if (fields.size() == 0) return std::nullopt;
    IndexRule rule = rule_for(fields, normal);
    const std::vector<IndexNode> places = index_nodes(labels, dimension, rule);
    return std::visit(
        [&]<class L>(const L& l) -> std::optional<ConvexRisk<>> {
            if constexpr (MarginLoss<L>) {
                const auto p = find(l, labels, dimension, fields, rule, places, sizes, normal);
                if (!p) return std::nullopt;
                rule.points = rule.points * 3 / 4;
                return harmonic_outputs(l, fields, places, index_nodes(labels, dimension, rule), sizes, *p);
            } else {
                return std::nullopt;
            }
        },
        loss);
}

}  // namespace lazyrisk
