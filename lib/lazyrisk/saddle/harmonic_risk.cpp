// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/saddle/harmonic_risk.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/saddle/harmonic_outputs.hpp"

namespace lazyrisk {
namespace {

/// Harmonics of the label beyond this degree are noise that nothing learns.
constexpr int harmonics = 11;

/// Places fine enough for scores of this overlap and rest.
IndexRule rule_for(const HarmonicFields& fields, const SaddlePoint<>& normal) {
    const double width = normal.t > 0 ? normal.r / normal.t : 1;
    return {fields.highest(), std::clamp(width / 4, 1e-4, 0.1), std::clamp(5 * width, 0.1, 1.25), 16};
}

/// The fit at a ridge beyond all eigenvalues: the average of the labels' features.  Formula (15.19), degree by degree.
HarmonicPoint averaged(const HarmonicFields& fields, const std::vector<IndexNode>& places, double slope,
                       const ConvexFitSizes<>& sizes) {
    const double beta = std::sqrt(sizes.samples) * slope, pull = sizes.samples * slope / sizes.ridge;
    HarmonicPoint p{{}, 0, beta * fields[0].averaging().mass / sizes.ridge, beta, infinite<>, 1e-15};
    double rest = 0;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        double label = 0;  // E y q_k
        for (const IndexNode& node : places)
            label += node.weight * (2 * node.probability - 1) * node.harmonic[fields.degree(i)];
        const auto a = fields[i].averaging();
        p.t.push_back(pull * label * a.overlap / std::sqrt(fields[i].learnable()));
        const double spread = a.squared - a.overlap * a.overlap / fields[i].learnable();
        rest += pull * label * pull * label * std::max(spread, 0.0);
    }
    p.r = std::sqrt(rest + pull * pull / sizes.samples * fields[0].averaging().squares);
    return p;
}

/// The equations one after the other, a contraction where the ridge is large.  Formula (15.9), degree by degree.
template <MarginLoss L>
std::optional<HarmonicPoint> contracted(const L& loss, const HarmonicFields& fields,
                                        const std::vector<IndexNode>& places, const ConvexFitSizes<>& sizes) {
    const double n = sizes.samples;
    const HarmonicPoint average = averaged(fields, places, loss.slope(0.0), sizes);
    HarmonicPoint p = average;
    for (int step = 0; step < 400; ++step) {
        const HarmonicMoments e = harmonic_moments<panel_nodes<double>>(loss, fields, places, p.t, p.r, p.V());
        const double nu1 = sizes.ridge / (n * e.m);
        if (!(nu1 < 1e120)) return average;  // no margin has reached a kink
        const Sizes<> all{infinite<>, fields[0].width()};
        HarmonicPoint next{p.t, 0, 0, std::sqrt(n * e.gg), 0, 0};
        next.u = solve(fields[0].degrees(), all, nu1).effective_ridge - fields[0].k0();
        if (!(next.u > 0)) return std::nullopt;
        FieldSums<double> f{};
        double spread = 0;
        for (std::size_t i = 0; i < fields.size(); ++i) {
            f = fields[i].at(next.u);
            next.t[i] = e.sg[i] * f.a1 / (e.m * (f.omega1 + f.a1 * fields[i].missed()));
            spread += f.c2 * next.t[i] * next.t[i];
        }
        const double V = f.T1 * f.nu1 / sizes.ridge;
        next.tau = V * next.beta;
        next.r = std::sqrt(spread + n * (f.T2 / f.T1 / f.T1) * V * V * e.gg);
        double change = std::abs(next.r / p.r - 1) + std::abs(V / p.V() - 1);
        for (std::size_t i = 0; i < p.t.size(); ++i) change += std::abs(next.t[i] - p.t[i]) / next.r;
        p = next;
        p.relative_error = 2 * change + 1e-14;
        if (change <= 4e-15) return p;
        if (!(change < 1e6)) return std::nullopt;
    }
    return std::nullopt;
}

/// The saddle itself, or the end of a path from a dimension where the index is normal and its harmonics are not
/// learned.
template <MarginLoss L>
std::optional<HarmonicPoint> find(const L& loss, const Labels& labels, double dimension, const HarmonicFields& fields,
                                  const IndexRule& rule, const ConvexFitSizes<>& sizes, const SaddlePoint<>& normal) {
    if (is_infinite(normal.u)) return averaged(fields, index_nodes(labels, dimension, rule), loss.slope(0.0), sizes);
    HarmonicPoint start{std::vector<double>(fields.size(), 0.0), normal.r, normal.tau, normal.beta, normal.u, 0};
    start.t[0] = normal.t;
    const auto from = [&](double d, const HarmonicPoint& point) {
        return detail::harmonic_newton(loss, fields, index_nodes(labels, d, rule), sizes, point);
    };
    if (const auto p = from(dimension, start)) return p;
    constexpr double largest_step = 1e3;  // V of a large ridge
    if (sizes.ridge > 0 && !fields[0].has_certain() && fields[0].averaging().mass < largest_step * sizes.ridge) {
        const std::vector<IndexNode> places = index_nodes(labels, dimension, rule);
        if (const auto p = contracted(loss, fields, places, sizes)) return p;
    }
    std::optional<HarmonicPoint> p = start;
    for (double d = 1024 * dimension; p && d >= dimension; d /= 2) p = from(d, *p);
    return p;
}

}  // namespace

std::optional<ConvexRisk<>> harmonic_risk(const Loss& loss, const Labels& labels, double dimension,
                                          const Spectrum<>& spectrum, double width, const ConvexFitSizes<>& sizes,
                                          const SaddlePoint<>& normal) {
    const HarmonicFields fields(spectrum, width, harmonics);
    if (fields.size() == 0) return std::nullopt;
    IndexRule rule = rule_for(fields, normal);
    return std::visit(
        [&]<class L>(const L& l) -> std::optional<ConvexRisk<>> {
            if constexpr (MarginLoss<L>) {
                const auto p = find(l, labels, dimension, fields, rule, sizes, normal);
                if (!p) return std::nullopt;
                const std::vector<IndexNode> places = index_nodes(labels, dimension, rule);
                rule.points = rule.points * 3 / 4;
                return harmonic_outputs(l, fields, places, index_nodes(labels, dimension, rule), sizes, *p);
            } else {
                return std::nullopt;
            }
        },
        loss);
}

}  // namespace lazyrisk
