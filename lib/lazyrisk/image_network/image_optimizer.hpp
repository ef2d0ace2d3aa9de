// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// From gradients to steps.
#pragma once

#include <span>

#include "lazyrisk/image_network/image_pass.hpp"
#include "lazyrisk/words/enum_words.hpp"

namespace lazyrisk {

/// theta <- theta - rate (step + decay theta), the step being the gradient; m <- momentum m + gradient; or Adam's
/// (Kingma & Ba 2015) with the decay apart (Loshchilov & Hutter 2019).  Formula (19.4).
enum class Optimizer { descent, momentum, adam };
template <>
inline constexpr std::array enum_words<Optimizer>{"descent", "momentum", "adam"};

/// `one_cycle` (Smith & Topin 2018): up from rate/25 in three tenths of the updates and down to nothing, half cosines.
enum class RateSchedule { constant, one_cycle };
template <>
inline constexpr std::array enum_words<RateSchedule>{"constant", "one-cycle"};

/// The rate after a share of the updates in [0, 1].
double rate_at(RateSchedule schedule, double rate, double share);

struct OptimizerSettings {
    Optimizer optimizer = Optimizer::adam;
    double momentum = 0.9;  ///< of `momentum`
    double weight_decay = 0;
};

template <class Real>
class OptimizerState {
public:
    OptimizerState(const OptimizerSettings& settings, std::size_t parameters);
    void step(std::span<const Real> gradient, double rate, std::span<Real> parameters);

private:
    OptimizerSettings settings_;
    LaneArray<Real> first_, second_;  // running means of the gradient and of its square
    double first_missing_ = 1, second_missing_ = 1;
};

}  // namespace lazyrisk
