// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/risk/resolved.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// Truncation below this share of the risk is below the rounding of everything else.
constexpr double negligible = 1e-14;

double truncation(const Resolved::Stage& stage, const Equivalent<>& at) {
    const double nu = at.effective_ridge;
    if (!(nu > 0) || is_infinite(nu)) return 0;
    return 15 * stage.degrees.error_of_tail(nu) / at.degrees.slope;
}

}  // namespace

Resolved::Resolved(std::function<Spectrum<>(int)> spectrum, Ladder degrees)
    : spectrum_(std::move(spectrum)), degrees_(std::move(degrees)) {
    static_cast<void>(stage(0));  // a bad model is an error here, not at the first question
}

Resolved::Ladder Resolved::ladder(int most, int highest_degree, int degrees) {
    if (most == 0) return {0};
    if (degrees >= 0 && degrees < highest_degree)
        throw DomainError(
            "degrees", degrees,
            "the target has energy in degree " + std::to_string(highest_degree) + "; keep at least that many");
    if (degrees >= 0) return {degrees};
    const int first = std::max(12, highest_degree), last = std::max(first, most);
    Ladder ladder;
    for (int k = first; k < last && ladder.size() + 1 < most_stages; k = std::max(40, 4 * k)) ladder.push_back(k);
    ladder.push_back(last);
    return ladder;
}

const Resolved::Stage& Resolved::stage(std::size_t i) const {
    std::call_once(made_[i], [&] { stages_[i] = std::make_unique<Stage>(spectrum_(degrees_[i])); });
    return *stages_[i];
}

std::pair<const Resolved::Stage*, Equivalent<>> Resolved::resolve(const Operation<>& op) const {
    for (std::size_t i = 0;; ++i) {
        const Stage& s = stage(i);
        const Equivalent<> at = equivalent(s.degrees, op.sizes, op.ridge_over_samples);
        if (i + 1 == degrees_.size() || truncation(s, at) <= negligible) return {&s, at};
    }
}

double Resolved::lowest_ridge_over_samples(const Operation<>& op) const {
    if (has_own_equivalent(op.sizes.width)) return 0;
    Operation<> ridgeless = op;
    ridgeless.ridge_over_samples = 0;
    const auto& [stage, at] = resolve(ridgeless);
    return lazyrisk::lowest_ridge_over_samples(stage->degrees, op.sizes, at);
}

std::pair<const Resolved::Stage*, BlockAnswer> Resolved::blocks(const Target<>& target, const Operation<>& op) const {
    for (std::size_t i = 0;; ++i) {
        const Stage& s = stage(i);
        BlockAnswer answer = block_answer(s.spectrum, target, op);
        if (i + 1 == degrees_.size() || answer.truncation <= negligible) return {&s, std::move(answer)};
    }
}

std::vector<double> Resolved::learnability(const Operation<>& op, const Risk<>& risk,
                                           const std::vector<Mode>& modes) const {
    if (!in_blocks(op)) return lazyrisk::learnability(stage(0).spectrum, risk.effective_ridge, modes);
    const std::vector<double> levels = blocks({}, op).second.learnability;
    std::vector<double> learned;
    for (const Mode& mode : modes) {
        const std::size_t i = std::size_t(mode.degree);
        learned.push_back(mode == Mode(mode.degree) && i < levels.size() ? levels[i] : 0.0);
    }
    return learned;
}

Risk<> Resolved::at(const Target<>& target, const Operation<>& op) const {
    for (const auto& [mode, energy] : target.energy)
        if (!(energy >= 0) || std::isinf(energy))
            throw DomainError("energy." + to_text(mode), energy, "an energy is a finite number, at least 0");
    if (!(target.rest >= 0) || std::isinf(target.rest))
        throw DomainError("energy.rest", target.rest, "an energy is a finite number, at least 0");
    if (in_blocks(op) && op.ridge_over_samples < 0)
        throw NotCovered("a negative ridge of a neural tangent of finite width is not covered");
    if (in_blocks(op)) return blocks(target, op).second.risk;
    if (const Spectrum<>& s = stage(0).spectrum; s.layers) return layers_risk(s, target, op);
    const auto& [stage, at] = resolve(op);
    return lazyrisk::risk(stage->degrees, AlignedTarget<>(target, stage->spectrum), op, at);
}

OptimalRidge<> Resolved::optimal_ridge(const Target<>& target, const Operation<>& op) const {
    // the ridgeless point has the smallest nu of all, so its spectrum resolves every ridge
    Operation<> ridgeless = op;
    ridgeless.ridge_over_samples = 0;
    if (in_blocks(op)) return block_optimal_ridge(blocks(target, ridgeless).first->spectrum, target, op);
    if (const Spectrum<>& s = stage(0).spectrum; s.layers) return layers_optimal_ridge(s, target, op);
    const Stage& s = *resolve(ridgeless).first;
    return lazyrisk::optimal_ridge(s.degrees, AlignedTarget<>(target, s.spectrum), op);
}

Operation<> operation(double samples, double width, const Ridge<>& ridge, double noise_variance, double ensemble,
                      const Dimension& dimension) {
    const auto size = [](const char* name, double value) {
        if (!(value > 0)) throw DomainError(name, value, "a size is a number above 0, or inf");
    };
    size("samples", samples);
    size("width", width);
    if (!(ridge.value > -infinite<>)) throw DomainError("ridge", ridge.value, "a ridge is a number, or inf");
    if (!(noise_variance >= 0) || std::isinf(noise_variance))
        throw DomainError("noise", noise_variance, "the noise variance is a finite number, at least 0");
    if (!(ensemble >= 1) || (std::isfinite(ensemble) && ensemble != std::floor(ensemble)))
        throw DomainError("ensemble", ensemble, "the members of an ensemble are a whole number, at least 1, or inf");
    if (std::isnan(dimension.value) && ridge.convention == RidgeConvention::mei_montanari)
        throw DomainError("ridge-convention", "mei-montanari",
                          "(n/d) ridge has no meaning for a given spectrum or covariance; use total or mean");
    if (dimension == infinite<> && dimension.scale != 1 && ridge.convention == RidgeConvention::mei_montanari &&
        ridge.value != 0)
        throw DomainError("ridge-convention", "mei-montanari",
                          "(n/d) ridge has a limit at sizes of order d alone; use total");
    const double over_samples = ridge.over_samples(samples, dimension);
    if (over_samples != 0 && std::abs(over_samples) <= Degrees<>::smallest())
        throw DomainError("ridge", ridge.value,
                          "too small to be told from 0 in double precision; use 0, or more than 1e-240 a sample");
    return {{samples, width}, over_samples, noise_variance, ensemble};
}

}  // namespace lazyrisk
