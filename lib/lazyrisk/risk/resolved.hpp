// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A model, ready to be asked many times: the spectrum is taken as far as each question needs.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <mutex>

#include "lazyrisk/problem/problem.hpp"
#include "lazyrisk/risk/optimal_ridge.hpp"
#include "lazyrisk/risk/radial_risk.hpp"
#include "lazyrisk/risk/resolved_blocks.hpp"
#include "lazyrisk/risk/resolved_layers.hpp"
#include "lazyrisk/risk/risk.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"

namespace lazyrisk {

/// The spectrum and risk of one model at every target, size, ridge and noise. Thread-safe; the answers do not depend on
/// the order of the questions.
class Resolved {
public:
    /// `highest_degree` of the targets to come; `degrees`: levels kept, -1 takes as many as the truncation needs to be
    /// below rounding, question by question. Throws DomainError for degrees below the highest, and as diagonalize.
    template <class Model>
    explicit Resolved(const Model& model, int highest_degree, int degrees = -1)
        : Resolved([model](int k) { return diagonalize(model, k); },
                   ladder(most_degrees(model), highest_degree, degrees)) {}

    /// A spectrum cut at some degree.
    struct Stage {
        Spectrum<> spectrum;
        Degrees<> degrees;
        explicit Stage(Spectrum<> s) : spectrum(std::move(s)), degrees(spectrum) {}
    };

    /// Risk at one point.  As risk(Degrees, ...), on the first stage that resolves it (the last, if none does).
    /// Throws DomainError for an energy that is negative or not finite.
    [[nodiscard]] Risk<> at(const Target<>& target, const Operation<>& op) const;
    [[nodiscard]] OptimalRidge<> optimal_ridge(const Target<>& target, const Operation<>& op) const;
    /// Has the model an equivalent of its own at this width: of finitely many blocks (section 10), or of layers
    /// (16.13)? None of its ridges below 0 is known then.
    [[nodiscard]] bool has_own_equivalent(double width) const {
        return (stage(0).spectrum.blocks && !is_infinite(width)) || stage(0).spectrum.layers;
    }
    /// The least lambda/n at which there is a fit of these sizes, 0 or negative.  Formula (16.6). 0 where the model has
    /// an equivalent of its own.
    [[nodiscard]] double lowest_ridge_over_samples(const Operation<>& op) const;
    /// L_k of each of the modes, at a point whose risk is known.  Formulas (5.6), (10.14).
    [[nodiscard]] std::vector<double> learnability(const Operation<>& op, const Risk<>& risk,
                                                   const std::vector<Mode>& modes) const;
    /// The stage that resolves this ridge, as `at` takes it.
    [[nodiscard]] const Stage& resolving(const Operation<>& op) const { return *resolve(op).first; }
    /// The coarsest stage: eigenvalues of the low degrees are the same in all.
    [[nodiscard]] const Stage& coarsest() const { return stage(0); }
    /// h(1), the mean diagonal of the kernel [K]: all mass there is.
    [[nodiscard]] double mean_diagonal() const { return stage(0).spectrum.trace(); }

private:
    static constexpr std::size_t most_stages = 8;
    using Ladder = std::vector<int>;

    Resolved(std::function<Spectrum<>(int)> spectrum, Ladder degrees);
    static Ladder ladder(int most, int highest_degree, int degrees);

    [[nodiscard]] const Stage& stage(std::size_t i) const;
    [[nodiscard]] std::pair<const Stage*, Equivalent<>> resolve(const Operation<>& op) const;
    /// Finitely many blocks have an equivalent of their own (section 10).
    [[nodiscard]] bool in_blocks(const Operation<>& op) const {
        return stage(0).spectrum.blocks && !is_infinite(op.sizes.width);
    }
    [[nodiscard]] std::pair<const Stage*, BlockAnswer> blocks(const Target<>& target, const Operation<>& op) const;

    std::function<Spectrum<>(int)> spectrum_;
    Ladder degrees_;
    mutable std::array<std::once_flag, most_stages> made_;
    mutable std::array<std::unique_ptr<Stage>, most_stages> stages_;
};

/// The risk of a problem: diagonalize, solve, evaluate.
/// Throws DomainError for sizes <= 0, a negative ridge or noise, an ensemble < 1; NotCovered for another fit than at a
/// given ridge (answer/answer_problem.hpp has them all); otherwise as its parts.
template <class Model>
Risk<> risk(const Problem<Model>& problem);

/// Sizes, ridge and noise of a problem in the units of its model. Checks them; throws DomainError.
Operation<> operation(double samples, double width, const Ridge<>& ridge, double noise_variance, double ensemble,
                      const Dimension& dimension);

template <class Model>
Dimension dimension_of(const Model& model) {
    return model.dimension;
}
/// A given spectrum has plain sizes and no dimension; `mei-montanari` ridges have no meaning for it.
inline Dimension dimension_of(const GivenSpectrum&) { return std::numeric_limits<double>::quiet_NaN(); }
/// So many as there are covariates, where they are counted.
inline Dimension dimension_of(const DeepFeatures& model) {
    const double d = model.inputs().covariates();
    return is_infinite(d) ? Dimension{} : Dimension{d};
}
/// So it is with covariates, whose kernel <x,y> is not divided by d.
inline Dimension dimension_of(const Linear&) { return std::numeric_limits<double>::quiet_NaN(); }

/// Throws NotCovered for another fit than at a given ridge.
template <class Model>
Operation<> operation(const Problem<Model>& p) {
    if (!p.is_ridge_fit())
        throw NotCovered(
            "this formula is of fits at a given ridge with the square loss; answer() knows trainings that stop early, "
            "optimal ridges and times, labels that are signs and other losses");
    const Ridge<> ridge =
        p.ridge.convention == RidgeConvention::trace ? p.ridge.with_diagonal(diagonalize(p.model, 0).trace()) : p.ridge;
    return operation(p.samples, p.width, ridge, p.noise_variance, p.ensemble, dimension_of(p.model));
}

template <class Model>
Risk<> risk(const Problem<Model>& problem) {
    if constexpr (std::is_constructible_v<RadialModes, Model, int>)
        if (!is_infinite(double(problem.model.dimension))) {
            const int highest = problem.target.highest_degree();
            const RadialModes modes(problem.model, highest);
            const Resolved resolved(problem.model, highest);
            if (is_linear_regression(resolved.coarsest().spectrum))
                return resolved.at(modes.of(problem.target), operation(problem));
            return RadialRisk(problem.model, highest).at(modes.functions(problem.target), operation(problem));
        }
    return Resolved(problem.model, problem.target.highest_degree())
        .at(in_modes(problem.model, problem.target), operation(problem));
}

}  // namespace lazyrisk
