// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The saddle of a score with means at places where the ridge is large.  Formulas (15.9), (15.19), overlap by overlap.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "lazyrisk/saddle/harmonic_moments.hpp"
#include "lazyrisk/saddle/saddle.hpp"

namespace lazyrisk::detail {

/// The fit at a ridge beyond all eigenvalues: the average of the labels' features.
inline HarmonicPoint averaged(const ScoreFields& fields, const std::vector<IndexNode>& places, double slope,
                              const ConvexFitSizes<>& sizes) {
    const double beta = std::sqrt(sizes.samples) * slope, pull = sizes.samples * slope / sizes.ridge;
    HarmonicPoint p{{}, 0, beta * fields[0].averaging().mass / sizes.ridge, beta, infinite<>, 1e-15};
    double rest = 0;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        double label = 0;  // E y times the harmonic
        for (const IndexNode& node : places)
            label += node.weight * (2 * node.probability - 1) * node.harmonic[fields.harmonic(i)];
        const auto a = fields[i].averaging();
        const double seen = fields[i].learnable(), learned = seen > 0 ? a.overlap / std::sqrt(seen) : 0;
        p.t.push_back(pull * label * learned);
        const double spread = a.squared - learned * learned;
        rest += pull * label * pull * label * std::max(spread, 0.0);
    }
    p.r = std::sqrt(rest + pull * pull / sizes.samples * fields[0].averaging().squares);
    return p;
}

/// The equations one after the other, a contraction where the ridge is large.
template <MarginLoss L>
std::optional<HarmonicPoint> contracted(const L& loss, const ScoreFields& fields, const std::vector<IndexNode>& places,
                                        const ConvexFitSizes<>& sizes) {
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
            next.t[i] = e.sg[i] * f.a1 / (e.m * (f.omega1 + f.a1 * fields.missed(i)));
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

}  // namespace lazyrisk::detail
