// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What is asked. Every answer of the library is a function of this value.
#pragma once

#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/problem/plain_regression.hpp"
#include "lazyrisk/problem/ridge.hpp"
#include "lazyrisk/problem/target.hpp"
#include "lazyrisk/problem/training.hpp"

namespace lazyrisk {

/// Ridge regression of `target` plus label noise, with `model`.
/// Sizes may be infinite; in the limit d -> infinity they are n/d and p/d.
template <class Model, Scalar R = double>
struct Problem {
    Model model;
    Target<R> target;
    R samples = infinite<R>;  ///< n > 0
    R width = infinite<R>;    ///< p > 0, number of random features
    Ridge<R> ridge{};
    R noise_variance{0};  ///< variance of the label noise
    double ensemble = 1;  ///< predictors averaged, inf allowed: fresh features each, the same data
    Training training{};  ///< one that stops early has the ridge as its weight decay
    bool optimal_ridge = false,
         optimal_time = false;  ///< instead of a number: what minimises the test error, in the ridge's convention
    Labels labels{};            ///< numbers, or signs
    Loss loss = SquareLoss{};
    NoiseLaw noise_law{};  ///< instead of a normal, unless plain

    /// Is it ridge regression at a given ridge, trained to its end?
    [[nodiscard]] bool is_ridge_fit() const {
        return training.finished() && !optimal_ridge && !optimal_time && is_plain_regression(labels, loss, noise_law);
    }
};

}  // namespace lazyrisk
