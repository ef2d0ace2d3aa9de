// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A network that is trained for real, every gradient written by hand.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "lazyrisk/linear/matrix.hpp"
#include "lazyrisk/simulate/random.hpp"
#include "lazyrisk/train/network_shape.hpp"

namespace lazyrisk {

class Network {
public:
    virtual ~Network() = default;
    /// f at the training inputs.
    [[nodiscard]] virtual std::span<const double> outputs() const = 0;
    /// f at each column of `points` [d x m].
    [[nodiscard]] virtual std::vector<double> at(const MatrixView& points) const = 0;
    /// theta <- theta - (rate/n) sum_i residual_i grad f(x_i), times N with Scaling::mean_field; then f anew.  Formula
    /// (14.3).
    virtual void step(std::span<const double> residual, double rate) = 0;
    /// -(1/n) sum_i residual_i grad f(x_i), times N with Scaling::mean_field: by how much `parameters` change per time;
    /// 0 where they do not move.
    virtual void velocity(std::span<const double> residual, std::span<double> out) const = 0;
    /// The empirical tangent kernel now, <grad f(z_i), grad f(x_j)> (times N with Scaling::mean_field), points by
    /// inputs.
    [[nodiscard]] virtual Matrix tangent(const MatrixView& points) const = 0;
    /// |theta - theta_0|/|theta_0| over the weights that move.
    [[nodiscard]] virtual double motion() const = 0;
    /// Does the velocity jump, neuron by neuron, as the weights move?
    [[nodiscard]] virtual bool has_kinks() const = 0;
    /// All weights in a row; and back.
    [[nodiscard]] virtual std::vector<double> parameters() const = 0;
    virtual void set_parameters(std::span<const double> parameters) = 0;
};

/// The network at its start. Equal draws give equal weights, and of two layers the first neurons of a wider one.
/// Throws DomainError: no neuron, an odd width with antisymmetric pairs, `ones` with several hidden layers that move.
std::unique_ptr<Network> make_network(const NetworkShape& shape, const Matrix& inputs, const Draw& draw);

/// All weights of a network.
double parameter_count(const NetworkShape& shape);

/// Bytes that a network holds while it trains on so many samples.
double network_memory(const NetworkShape& shape, int samples);

/// Output weights of `count` neurons as Initialization says; normals from lane 1.
std::vector<double> output_weights(Initialization initialization, int count, const Draw& draw);

}  // namespace lazyrisk
