// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// One point of a curve, every text resolved: what a model is asked, and its answer.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lazyrisk/answer/known_model.hpp"
#include "lazyrisk/problem/question.hpp"
#include "lazyrisk/risk/weakness.hpp"
#include "lazyrisk/saddle/told_numbers.hpp"

namespace lazyrisk {

struct ResolvedPoint {
    std::shared_ptr<const KnownModel> known{};
    Target<> target{};
    Setting setting{};  ///< sizes in the model's units
    Ridge<> ridge{};
    double noise_variance = 0;
    double ensemble = 1;
    Training training{};
    bool trains = false;                               ///< something was said about the training
    bool optimal_ridge = false, optimal_time = false;  ///< instead of those above: what minimises the test error
    std::vector<Mode> shown{};                         ///< whose learnability is told
    Labels labels{};
    Loss loss = SquareLoss{};
    NoiseLaw noise_law{};
    std::optional<Objective> objective{};   ///< of the optimal ridge, where it was asked for
    std::optional<RadialTarget> lengths{};  ///< the target by its radial functions, where lengths vary

    /// Is it more than a regression with the square loss?
    [[nodiscard]] bool has_loss() const { return !is_plain_regression(labels, loss, noise_law); }
};

/// Which degrees sizes n = d^alpha, p = d^beta learn.
struct Staircase {
    std::vector<int> learned;     ///< degrees of shown_modes with learnability of at least 1/2
    std::vector<int> dead;        ///< degrees with eigenvalue zero, in the limit at every exponent: never learned
    std::optional<double> limit;  ///< test error of the theorem, d -> infinity at these exponents, where it has one
};

/// The risk of a question, or why there is none.
struct Answer {
    Setting setting{};
    double ridge = 0;  ///< as asked, or the optimal one, in the question's convention
    /// In that convention the lowest at which there is a fit, 0 or negative; of tangents of finite width it is not
    /// known.
    std::optional<double> ridge_min = 0;
    Risk<> risk;             ///< where the training stops early without an effective ridge and sources (0)
    bool of_squares = true;  ///< false: the risk has no bias, variance and training error
    std::optional<ConvexRisk<>> classifier{};  ///< of labels that are signs
    std::optional<RobustRisk<>> robust{};      ///< of Huber's and the absolute loss
    std::optional<Loss> loss{};                ///< chosen, where huber(opt) was asked
    Training training;                         ///< as asked, or the optimal time
    std::optional<double> equivalent_error{};  ///< of linear regression: what the first order in 1/n is, or was
    double oracle_error = 0;                   ///< of questions with a training (13.11)
    std::vector<Mode> modes;                   ///< whose learnability is told
    std::vector<double> learnability;          ///< of these modes; of a spectrum's rows as many of them as it has
    double rest_energy = 0;                    ///< used beyond the modes: as asked, or the tail's of a spectrum
    std::optional<Staircase> staircase;        ///< of questions with exponents, --alpha or --beta
    std::string status = "ok";                 ///< "ok", or a word, a colon and a sentence
    /// Where the formula itself is known to be off: no failure, but worth the status' place.
    Weakness weakness = Weakness::none;
    bool answered = true;         ///< false: the numbers mean nothing
    bool wrong_question = false;  ///< the failure is the question's (exit status 2), not the program's

    /// What a record says: the failure, or the weakness, or "ok".
    [[nodiscard]] std::string told_status() const {
        return status == "ok" && weakness != Weakness::none ? to_text(weakness) : status;
    }
};

/// Throws DomainError, NotCovered, NotConverged.
Answer answer_of(const ResolvedPoint& point);

/// Degrees 0 to 3 at least, up to `highest`, and the other modes of a target.
std::vector<Mode> shown_modes(int highest, const std::vector<Mode>& others);

}  // namespace lazyrisk
