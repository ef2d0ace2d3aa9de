// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The risk where the length of inputs or weights varies: an effective ridge for each length.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "lazyrisk/risk/risk.hpp"
#include "lazyrisk/spectrum/radial.hpp"

namespace lazyrisk {

/// Fixed point and risk of these factors; a long input has a larger diagonal of the kernel, hence another leverage,
/// than a short one.  Formulas (16.32)-(16.34).
/// In: ridge >= 0 (0 as 1e-13 of the trace); an ensemble of 1 at finite width; of several channels an infinite width.
/// Throws NotConverged where Newton's method does not settle.
/// Cost: some ten steps of radii^2 products a degree; with two radii radii^3.
Risk<> radial_risk(const RadialFactors& factors, const RadialTarget& target, const Operation<>& op);

/// Is it regression on the inputs themselves? That is the linear model, whose formulas are then taken, so that a
/// question has one answer in both words: their error of order 1/n has a formula of its own (16.10).
inline bool is_linear_regression(const Spectrum<>& s) {
    const auto seen = [](const Level<>& level) { return level.eigenvalue > 0; };
    return !(s.tail > 0) && std::count_if(s.levels.begin(), s.levels.end(), seen) == 1 &&
           std::find_if(s.levels.begin(), s.levels.end(), seen)->mode.degree == 1;
}

/// A model of lengths that vary, at finite dimension: as many degrees as each ridge asks for.  Thread-safe.
class RadialRisk {
public:
    template <class Model>
    RadialRisk(const Model& model, int highest_degree)
        : RadialRisk([=](int degrees) { return radial_factors(model, degrees, highest_degree); },
                     std::max(highest_degree, most_degrees(model)), highest_degree) {}

    /// Throws NotCovered for a negative ridge and for ensembles of finite width.
    [[nodiscard]] Risk<> at(const RadialTarget& target, const Operation<>& op) const;

private:
    struct Stages;
    std::shared_ptr<Stages> stages_;

    RadialRisk(std::function<RadialFactors(int)> factors, int most, int highest);
};

}  // namespace lazyrisk
