// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Labels of drawn samples, and what a test point says of a score.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "lazyrisk/linear/matrix.hpp"
#include "lazyrisk/problem/plain_regression.hpp"
#include "lazyrisk/simulate/random.hpp"

namespace lazyrisk {

/// Labels and loss of a fit that is more than a regression with the square loss.
struct FitLoss {
    Labels labels{};
    Loss loss = SquareLoss{};
    NoiseLaw noise_law{};
    double field_variance = 1;  ///< of the target, which signs see in unit variance

    [[nodiscard]] bool is_plain() const { return is_plain_regression(labels, loss, noise_law); }
    /// Equal texts are equal fits; "" of a plain one.
    [[nodiscard]] std::string text() const;
    /// Labels that are drawn alike, whatever the loss.
    [[nodiscard]] std::string labels_text() const;
};

/// Of the samples 0, 1, ... whose targets these are: signs given target/sd, the classes of a mixture, or target plus
/// noise [n x 1].
Matrix drawn_labels(const FitLoss& fit, double noise_variance, std::span<const double> target, double sd,
                    const Draw& draw, Role role = Role::noise, std::span<const double> classes = {});

/// What is measured of such a fit beside the numbers of every fit, by name: 0 where it has none.
const std::vector<std::string>& loss_quantities();

/// Sums over test points of one predictor.
class LossScore {
public:
    explicit LossScore(const FitLoss& fit) : fit_(fit) {}
    /// Scores f at points with targets f*, and with labels that are numbers, those of one draw; of a mixture with the
    /// classes, which the overlap is then taken with.
    void add(std::span<const double> score, std::span<const double> target, double sd, std::span<const double> noisy,
             std::span<const double> classes = {});

    double points = 0, error_rate = 0, clean = 0, squares = 0, excess = 0, loss = 0, overlap = 0, variance = 0;

private:
    const FitLoss& fit_;
};

}  // namespace lazyrisk
