// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/train/mirrored_network.hpp"

#include <cmath>
#include <numbers>

namespace lazyrisk {
namespace {

std::vector<double> scaled(std::span<const double> x, double factor) {
    std::vector<double> y(x.size());
    as_vector(y) = factor * as_vector(x);
    return y;
}

}  // namespace

MirroredNetwork::MirroredNetwork(std::unique_ptr<Network> plus, std::unique_ptr<Network> minus, Scaling scaling)
    : plus_(std::move(plus)),
      minus_(std::move(minus)),
      share_(scaling == Scaling::lazy ? std::numbers::sqrt2 / 2 : 0.5),
      rate_(scaling == Scaling::lazy ? 1 : 2) {
    add_up();
}

void MirroredNetwork::add_up() {
    f_.resize(plus_->outputs().size());
    as_vector(f_) = share_ * (as_vector(plus_->outputs()) - as_vector(minus_->outputs()));
}

std::vector<double> MirroredNetwork::at(const MatrixView& points) const {
    std::vector<double> f = plus_->at(points);
    as_vector(f) = share_ * (as_vector(f) - as_vector(minus_->at(points)));
    return f;
}

void MirroredNetwork::step(std::span<const double> residual, double rate) {
    plus_->step(scaled(residual, share_), rate_ * rate);
    minus_->step(scaled(residual, -share_), rate_ * rate);
    add_up();
}

void MirroredNetwork::velocity(std::span<const double> residual, std::span<double> out) const {
    const std::size_t half = out.size() / 2;
    plus_->velocity(scaled(residual, rate_ * share_), out.first(half));
    minus_->velocity(scaled(residual, -rate_ * share_), out.last(half));
}

Matrix MirroredNetwork::tangent(const MatrixView& points) const {
    Matrix k = plus_->tangent(points);
    k = (k + minus_->tangent(points)) / 2;  // rate share^2 = 1/2
    return k;
}

double MirroredNetwork::motion() const {
    const double one = plus_->motion(), other = minus_->motion();  // of equal norms at the start
    return std::sqrt((one * one + other * other) / 2);
}

std::vector<double> MirroredNetwork::parameters() const {
    std::vector<double> all = plus_->parameters();
    const std::vector<double> other = minus_->parameters();
    all.insert(all.end(), other.begin(), other.end());
    return all;
}

void MirroredNetwork::set_parameters(std::span<const double> parameters) {
    plus_->set_parameters(parameters.first(parameters.size() / 2));
    minus_->set_parameters(parameters.last(parameters.size() / 2));
    add_up();
}

}  // namespace lazyrisk
