// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/answer/exponents.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// Of power-law covariates, infinitely many, as they are. Formula (16.12).
std::optional<ScalingLaw> law_of(const Linear& model, const Operation<>& op, double energy) {
    const auto* law = std::get_if<PowerLaw>(&model.covariance);
    if (!law || model.penalty || !is_infinite(law->terms) || !(op.ridge_over_samples >= 0) ||
        is_infinite(op.ridge_over_samples) || is_infinite(op.sizes.samples))
        return {};
    const double a = law->exponent;
    return scaling_law({a, model.alignment.power.value_or(a * (1 + 2 * model.alignment.source)), energy,
                        op.ridge_over_samples * op.sizes.samples, op.sizes.samples, op.noise_variance});
}

}  // namespace

RiskExponents exponents_of(const Question& question, Answers& answers) {
    if (question.has_loss() || question.has_training())
        throw NotCovered("exponents are known for the square loss of labels that are numbers, trained to the end");
    ResolvedPoint p = answers.point(question);
    RiskExponents found{.answer = answer_of(p)};
    if (p.known->shifted || (p.known->linear && (p.known->linear->shifts() || p.known->linear->model.finite_size)))
        throw NotCovered("exponents under a `test-covariance` of its own, or with `finite-size`, are not covered");
    require_alike_samples(*p.known, "an exponent");
    const Resolved& model = p.known->model;
    if (model.coarsest().spectrum.blocks && !is_infinite(p.setting.width))
        throw NotCovered("exponents of a neural tangent of finite width are not covered; `width = inf` is");
    require_one_layer(model.coarsest().spectrum, "an exponent");
    const Ridge<> ridge{found.answer.ridge, p.ridge.convention};
    const Operation<> op = operation(p.setting.samples, p.setting.width, ridge.with_diagonal(model.mean_diagonal()),
                                     p.noise_variance, p.ensemble, p.known->dimension);
    const Resolved::Stage& stage = model.resolving(op);
    const AlignedTarget<> target(p.target, stage.spectrum);
    const Equivalent<> at = equivalent(stage.degrees, op.sizes, op.ridge_over_samples);
    found.samples = local_exponents(stage.degrees, target, op, at, Moved::samples);
    found.width = local_exponents(stage.degrees, target, op, at, Moved::width);
    found.ridge = local_exponents(stage.degrees, target, op, at, Moved::ridge);
    if (p.known->linear && question.energy.rest == 0) {
        double energy = p.target.rest;
        for (const auto& [mode, part] : p.target.energy) energy += part;
        found.law = law_of(p.known->linear->model, op, energy);
    }
    return found;
}

}  // namespace lazyrisk
