// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/risk/weakness.hpp"

#include <algorithm>
#include <cmath>

namespace lazyrisk {
namespace {

/// The share of the test error beyond which it is made of the remainder.
constexpr double most = 0.5;

/// A degree of few harmonics is a handful of numbers and no average: what is left of it, once it is learned,
/// fluctuates.
constexpr double learned = 0.8, few_harmonics = 25;

/// Kurtosis that is heavy at dimension d: least + d/slope. Measured: where it is, features are off by 2 to 28 %.
constexpr double heavy_least = 6, heavy_slope = 8;

constexpr double smallest_dimension = 10;

bool is_remainder(const std::vector<LearnedPart>& target, const Risk<>& risk) {
    double remainder = 0;
    for (const LearnedPart& part : target) {
        const double left = 1 - part.learnability;
        if (part.learnability > learned && part.multiplicity < few_harmonics) remainder += part.energy * left * left;
    }
    // what it becomes with finitely many samples (6.2); the rest of the risk is the features' doing
    const double b2 = risk.sources.bias_squared;
    if (risk.has_sources && b2 > 0) remainder *= 1 + risk.sources.samples / b2;
    return remainder > most * risk.test_error;
}

/// Less than half a sample and half a neuron is unused: the ridge is below the distance of a draw's smallest
/// eigenvalues.
bool at_threshold(const Sizes<>& sizes, double used) {
    if (is_infinite(sizes.samples) || is_infinite(sizes.width)) return false;
    return std::abs(sizes.samples - used) < 0.5 && std::abs(sizes.width - used) < 0.5;
}

}  // namespace

Weakness weakness(const std::vector<LearnedPart>& target, const Operation<>& op, const Risk<>& risk, double dimension,
                  double feature_kurtosis) {
    if (!std::isfinite(dimension) || is_infinite(risk.test_error)) return Weakness::none;
    if (is_remainder(target, risk)) return Weakness::remainder;
    if (feature_kurtosis > heavy_least + dimension / heavy_slope && !is_infinite(op.sizes.width))
        return Weakness::heavy_tails;
    if (at_threshold(op.sizes, risk.degrees_of_freedom)) return Weakness::threshold;
    return dimension < smallest_dimension ? Weakness::small_dimension : Weakness::none;
}

std::string to_text(Weakness weakness) {
    switch (weakness) {
        case Weakness::remainder:
            return "remainder: the risk is what a learned degree of few harmonics leaves, where the asymptotic formula "
                   "may be off by tens of percent, at "
                   "dimensions below 10 by a factor; "
                   "error_bound is numerical, compare judges by simulation";
        case Weakness::heavy_tails:
            return "heavy-tails: the formula is asymptotic, and features with heavy tails come to it slowly, off by 2 "
                   "to 30 % at dimensions of tens; "
                   "error_bound is numerical, compare judges by simulation";
        case Weakness::threshold:
            return "threshold: at n = p with so small a ridge one draw differs from the next by a factor; error_bound "
                   "is numerical, compare judges by simulation";
        case Weakness::small_dimension:
            return "small-dimension: below dimension 10 the asymptotic formula is off by 5 to 10 % near its peaks; "
                   "error_bound is numerical, "
                   "compare judges by simulation";
        case Weakness::labels:
            return "label-harmonics: so many samples see more of a label than the formula of this loss says: its "
                   "error rates are 2 to 4 % high at dimensions near 20, those of ensembles up to 15 % (15.29); "
                   "error_bound is numerical, compare judges by simulation";
        case Weakness::none:
            break;
    }
    return "";
}

}  // namespace lazyrisk
