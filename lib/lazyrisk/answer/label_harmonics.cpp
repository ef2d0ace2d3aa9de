// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/answer/label_harmonics.hpp"

#include <cmath>
#include <vector>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/harmonics/amplitudes.hpp"
#include "lazyrisk/saddle/normal.hpp"
#include "lazyrisk/saddle/one_index_law.hpp"

namespace lazyrisk {
namespace {

/// Harmonics of the label's mean, as many as the coarsest spectrum has levels; what is beyond is noise that nothing
/// learns.
constexpr int harmonics = 11;

/// E[y | u] without flips.
Activation mean_label(const Labels& labels) {
    switch (labels.kind) {
        case LabelKind::probit:
            if (labels.slope > 0) return activation_named("erf(" + to_text(1 / std::sqrt(2 * labels.slope)) + "*x)");
            break;
        case LabelKind::logistic:
            return activation_named("tanh(" + to_text(labels.slope / 2) + "*x)");
        default:
            break;
    }
    return activation_named("sign");
}

}  // namespace

OneIndexRisk one_index_risk(const Resolved& model, const Labels& labels, double d, const Operation<>& op) {
    const double straight = 1 - 2 * labels.flip;
    const Amplitudes amplitudes = decompose(mean_label(labels), d, harmonics);
    Target<> target{{}, straight * straight * double(amplitudes.tail)};
    std::vector<double> c;
    std::vector<Mode> modes;
    double known = target.rest;
    for (int k = 0; k <= harmonics; ++k) {
        c.push_back(straight * double(amplitudes.value[std::size_t(k)]));
        modes.emplace_back(k);
        if (c.back() == 0) continue;
        target.energy.emplace_back(k, c.back() * c.back());
        known += c.back() * c.back();
    }
    Operation<> regression = op;
    regression.noise_variance = std::max(0.0, 1 - known);
    OneIndexRisk one;
    one.risk = model.at(target, regression);
    const std::vector<double> learned = model.learnability(regression, one.risk, modes);
    double of_label = 0, of_index = 0;
    for (std::size_t k = 0; k < c.size(); ++k) {
        of_label += learned[k] * c[k] * c[k];
        of_index += learned[k] * learned[k] * c[k] * c[k];
    }
    one.overlap = learned[1] * c[1];
    one.prediction_variance = one.risk.excess_risk - known + 2 * of_label;
    if (is_infinite(one.risk.excess_risk)) {
        one.prediction_variance = infinite<>;
        one.error_rate = one.clean_error_rate = 0.5;
        return one;
    }
    const double spread = std::sqrt(std::max(one.prediction_variance - of_index, 0.0));
    for (const IndexNode& node : index_nodes(labels, d, {.degrees = harmonics, .widest = 0.6, .points = 20})) {
        double g = 0;
        for (std::size_t k = 1; k <= harmonics; k += 2) g += learned[k] * c[k] * node.harmonic[k];
        const double wrong = normal_cdf(-g / spread), p = node.probability;
        one.clean_error_rate += node.weight * wrong;
        one.error_rate += node.weight * (p * wrong + (1 - p) * (1 - wrong));
    }
    return one;
}

}  // namespace lazyrisk
