// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/image_network/image_optimizer.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lazyrisk {
namespace {

constexpr double warm_up = 0.3, first_share = 1.0 / 25, last_share = 1.0 / 250000;
constexpr double first_decay = 0.9, second_decay = 0.999, floor_of_root = 1e-8;

double half_cosine(double from, double to, double share) {
    return to + (from - to) * (1 + std::cos(std::numbers::pi * share)) / 2;
}

}  // namespace

double rate_at(RateSchedule schedule, double rate, double share) {
    if (schedule == RateSchedule::constant) return rate;
    if (share < warm_up) return rate * half_cosine(first_share, 1, share / warm_up);
    return rate * half_cosine(1, last_share, (share - warm_up) / (1 - warm_up));
}

template <class Real>
OptimizerState<Real>::OptimizerState(const OptimizerSettings& settings, std::size_t parameters) : settings_(settings) {
    const auto count = Eigen::Index(parameters);
    if (settings.optimizer != Optimizer::descent) first_.setZero(count);
    if (settings.optimizer == Optimizer::adam) second_.setZero(count);
}

template <class Real>
void OptimizerState<Real>::step(std::span<const Real> gradient, double rate, std::span<Real> parameters) {
    const Eigen::Map<const LaneArray<Real>> g(gradient.data(), Eigen::Index(gradient.size()));
    Eigen::Map<LaneArray<Real>> theta(parameters.data(), Eigen::Index(parameters.size()));
    if (settings_.weight_decay > 0) theta *= Real(1 - rate * settings_.weight_decay);
    if (settings_.optimizer == Optimizer::descent) {
        theta -= Real(rate) * g;
        return;
    }
    if (settings_.optimizer == Optimizer::momentum) {
        first_ = Real(settings_.momentum) * first_ + g;
        theta -= Real(rate) * first_;
        return;
    }
    first_missing_ *= first_decay;
    second_missing_ *= second_decay;
    first_ += Real(1 - first_decay) * (g - first_);
    second_ += Real(1 - second_decay) * (g * g - second_);
    const Real length = Real(rate / (1 - first_missing_)), over = Real(1 / std::sqrt(1 - second_missing_));
    theta -= length * first_ / (over * second_.sqrt() + Real(floor_of_root));
}

template class OptimizerState<float>;
template class OptimizerState<double>;

}  // namespace lazyrisk
