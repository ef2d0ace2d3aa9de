// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/answer/label_harmonics.hpp"

#include <cmath>
#include <numbers>
#include <vector>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/harmonics/amplitudes.hpp"
#include "lazyrisk/harmonics/dimension.hpp"
#include "lazyrisk/numerics/constants.hpp"
#include "lazyrisk/numerics/unit_rule.hpp"

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

/// Mean over u > 0 of f(u, q_1(u), q_3(u), ...), u the first coordinate of a point on the sphere of radius sqrt(d).
template <class F>
void for_positive(double d, const F& f) {
    static const UnitRule rule(20);
    // t = sin(angle) has density cos(angle)^{d-2}; panels shrink towards 0, where a label may jump
    double farthest = std::numbers::pi / 2;
    if (d > 60) farthest = std::min(farthest, 10 / std::sqrt(d));
    std::vector<double> ends{0};
    for (double e = farthest * 0x1p-10; e < farthest / 8; e *= 2) ends.push_back(e);
    for (int i = 1; i <= 14; ++i) ends.push_back(farthest * (2 + i) / 16);
    double total = 0;
    std::vector<double> angle, weight;
    for (std::size_t i = 0; i + 1 < ends.size(); ++i)
        for (std::size_t k = 0; k < rule.node.size(); ++k) {
            const double a = ends[i] + (ends[i + 1] - ends[i]) * rule.node[k];
            const double w = (ends[i + 1] - ends[i]) * rule.weight[k] * std::pow(std::cos(a), d - 2);
            angle.push_back(a);
            weight.push_back(w);
            total += w;
        }
    for (std::size_t i = 0; i < angle.size(); ++i) {
        const double t = std::sin(angle[i]);
        std::vector<double> q{1, t * std::sqrt(d)};
        double before = 1, now = t;
        long double multiplicity = (long double)(d);
        for (int k = 1; k < harmonics; ++k) {
            const double next = ((2 * k + d - 2) * t * now - k * before) / (k + d - 2);
            before = now, now = next;
            multiplicity = next_multiplicity(multiplicity, d, k);
            q.push_back(double(std::sqrt(multiplicity)) * now);
        }
        f(t * std::sqrt(d), q, weight[i] / total);
    }
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
    for_positive(d, [&](double u, const std::vector<double>& q, double weight) {
        double g = 0;
        for (std::size_t k = 1; k < q.size(); k += 2) g += learned[k] * c[k] * q[k];
        const double wrong = std::erfc(g / spread * half_root_two<double>()) / 2, p = probability_of_one(labels, u);
        one.clean_error_rate += weight * wrong;
        one.error_rate += weight * (p * wrong + (1 - p) * (1 - wrong));
    });
    return one;
}

}  // namespace lazyrisk
