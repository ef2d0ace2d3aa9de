// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "lazyrisk/problem/training.hpp"
#include "lazyrisk/simulate/drawn_labels.hpp"

namespace lazyrisk {

/// One point of a sweep, in whole numbers.
struct TrialPoint {
    int samples, width;  ///< width 0: the kernel
    double ridge;        ///< lambda, added to the kernel matrix; may be infinite
    double noise_variance;
    Training training{};
    FitLoss loss{};
    std::string loss_text{};  ///< loss.text()

    friend bool operator<(const TrialPoint& a, const TrialPoint& b) {
        const auto parts = [](const TrialPoint& p) {
            return std::tie(p.samples, p.width, p.ridge, p.noise_variance, p.training.time, p.training.step,
                            p.loss_text);
        };
        return parts(a) < parts(b);
    }
};

/// What one point of a trial saw; the members as in Measurement.
struct Outcome {
    double test_error, train_error, bias, variance, weight_norm;
    std::vector<double> of_loss{};  ///< loss_quantities(); empty of a plain regression
};

}  // namespace lazyrisk
