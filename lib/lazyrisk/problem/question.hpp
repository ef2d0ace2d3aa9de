// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A problem as it is typed: every field by name, nothing resolved yet.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lazyrisk/loss/loss.hpp"
#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/problem/dimension.hpp"
#include "lazyrisk/problem/labels.hpp"
#include "lazyrisk/problem/mode.hpp"
#include "lazyrisk/problem/noise_law.hpp"
#include "lazyrisk/problem/objective.hpp"
#include "lazyrisk/problem/plain_regression.hpp"
#include "lazyrisk/problem/ridge.hpp"
#include "lazyrisk/problem/target.hpp"
#include "lazyrisk/problem/training.hpp"
#include "lazyrisk/words/number.hpp"
#include "lazyrisk/words/text.hpp"

namespace lazyrisk {

class Activation;
struct SpectrumFile;

/// "1=1,2=0.5,rest=0.1"; structured data also have modes such as "1:2=0.3".
struct ByMode {
    std::map<Mode, double> at;
    double rest = 0;
};

/// Defaults are those of the command line. docs/guide/question.md lists the fields.
struct Question {
    std::string model = "random-features";
    bool has_model = false;  ///< it was asked for: a kernel alone means the model kernel
    std::string activation = "relu";
    bool has_activation = false;                         ///< it was asked for: a model without one refuses it
    std::shared_ptr<const Activation> own_activation{};  ///< instead of the one of that name, if it has
    std::map<std::string, std::string> parameters;       ///< options that only some models have, by name
    bool has_mass = false;
    ByMode mass;                                         ///< instead of the activation, if it has
    std::string spectrum;                                ///< file, instead of the model, unless empty
    std::shared_ptr<const SpectrumFile> own_spectrum{};  ///< instead of what is in the file of that name, if it has
    double dim = infinite<>;                             ///< infinite: the limit d -> infinity
    std::optional<double> samples, width, psi1, psi2;
    std::optional<double> alpha, beta;  ///< n = d^alpha, p = d^beta
    double scale = 1;                   ///< psi2 = n/d^scale, psi1 = p/d^scale ...
    std::optional<double> scale_width;  ///< ... or p/d^scale_width
    double ridge = 1e-3;
    bool optimal_ridge = false;
    RidgeConvention ridge_convention = RidgeConvention::total;
    ByMode energy{{{1, 1.0}}, 0};
    std::string neuron;                              ///< the target is this function of <b,x> instead, unless empty ...
    std::shared_ptr<const Activation> own_neuron{};  ///< (this one, not the one of that name, if it has)
    std::string process;                             ///< ... or a Gaussian process with this kernel, ...
    bool process_is_activation = false;              ///< ... of infinitely many neurons of this activation, ...
    double process_energy = 1;                       ///< ... and this energy in all
    /// "neuron(relu)", "gp(ntk)*2", or "" where the target is given by energies.
    [[nodiscard]] std::string target_text() const;
    [[nodiscard]] bool has_energies() const { return neuron.empty() && process.empty(); }
    double noise = 0;
    Labels labels{};                         ///< numbers, or signs
    Loss loss = SquareLoss{};                ///< with signs as labels one of the margin
    NoiseLaw noise_law{};                    ///< instead of a normal of variance `noise`, unless plain
    std::optional<Objective> objective{};    ///< what an optimal ridge minimises; none: the usual
    std::optional<double> time;              ///< training stops there; none, and no steps: trained to the end
    bool optimal_time = false;               ///< the time that minimises the test error
    std::optional<double> step_size, steps;  ///< gradient descent instead of the flow

    /// Is there anything about the training?
    [[nodiscard]] bool has_training() const { return time || optimal_time || step_size || steps; }
    /// Is it more than a regression with the square loss?
    [[nodiscard]] bool has_loss() const { return !is_plain_regression(labels, loss, noise_law); }
    double ensemble = 1;
    int degrees = -1;  ///< highest degree kept as a level; -1: as many as it takes

    /// A parameter as typed, or `otherwise`.
    [[nodiscard]] std::string parameter(const std::string& name, const std::string& otherwise = "") const {
        const auto found = parameters.find(name);
        return found == parameters.end() ? otherwise : found->second;
    }
    [[nodiscard]] bool has(const std::string& name) const { return parameters.count(name) > 0; }
    /// Is a part of it a value without a text that says all about it?
    [[nodiscard]] bool has_own_parts() const { return own_activation || own_neuron || own_spectrum; }
    /// Throws DomainError where it is no number.
    [[nodiscard]] double number(const std::string& name, double otherwise) const;
};

/// Sizes in the model's own units, checked for what is missing or contradictory.
struct Setting {
    double samples, width;  ///< n and p; in the limit d -> infinity n/d^scale and p/d^scale of `dimension_of`
    double psi1, psi2;      ///< as a question has them: p/d and n/d, or in other scales; 0 where there is no dimension
};

/// Throws DomainError: a size that is missing, given without `dim`, not positive, or a width for the kernel.
Setting setting(const Question& question);

/// Are the inputs covariates, of a spectrum's file or of a covariance? These have neither a sphere nor degrees.
bool has_covariates(const Question& question);

/// Are sizes plain counts without a dimension, as of a spectrum's file?
bool has_plain_sizes(const Question& question);

/// The dimension of a question; in the limit with the scale of the smaller of n and p.
Dimension dimension_of(const Question& question);

/// The activation of a question. Throws DomainError for an unknown name.
Activation activation_of(const Question& question);

/// The neuron that is its target. Precondition: it has one. Throws DomainError for an unknown name.
Activation neuron_of(const Question& question);

/// How long a question trains; the optimal time is infinite here.
/// Throws DomainError: steps without a step size or the other way round, or with a time.
Training training_of(const Question& question);

/// The target of a question by its energies; for a given spectrum the file has its own, a neuron is decomposed
/// elsewhere.
Target<> target_of(const Question& question);

/// "1=1,2=0.5,rest=0.1". Throws DomainError.
ByMode parse_by_mode(std::string_view field, std::string_view text);
std::string to_text(const ByMode& parts);

}  // namespace lazyrisk
