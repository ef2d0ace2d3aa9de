// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "lazyrisk/train/network.hpp"

namespace lazyrisk {

/// Fully connected, `depth` >= 2 hidden layers of N neurons each, normal weights.  Formulas (14.6), (14.7).
/// A step costs 6 n N^2 flops a middle layer.
class DeepNetwork : public Network {
public:
    DeepNetwork(const NetworkShape& shape, const Matrix& inputs, const Draw& draw);
    [[nodiscard]] std::span<const double> outputs() const override { return f_; }
    [[nodiscard]] std::vector<double> at(const MatrixView& points) const override;
    void step(std::span<const double> residual, double rate) override;
    void velocity(std::span<const double> residual, std::span<double> out) const override;
    [[nodiscard]] Matrix tangent(const MatrixView& points) const override;
    [[nodiscard]] double motion() const override;
    [[nodiscard]] bool has_kinks() const override { return !shape_.activation.kinks().empty(); }
    [[nodiscard]] std::vector<double> parameters() const override;
    void set_parameters(std::span<const double> parameters) override;

private:
    /// Of some points: the inputs scaled by d^{-1/2}, then s and s' of every hidden layer, [N x points].
    struct Pass {
        std::vector<Matrix> values, slopes;
    };
    NetworkShape shape_;
    double scale_;                // (weight variance/N)^{1/2}, on every layer but the first
    double output_scale_, rate_;  // mean field: N^{-1/2} of it, N; lazy: the same, 1
    Matrix inputs_;
    std::vector<Matrix> weights_, start_;  // [N x d], then [N x N]
    std::vector<double> a_, a_start_;
    Pass now_;
    std::vector<double> f_;

    /// layers[l] += factor sum_i residual_i df(x_i)/d(layer), of those that move; the output's come last.
    void add_pull(std::span<const double> residual, double factor, std::span<double* const> layers) const;
    [[nodiscard]] bool moves(std::size_t layer) const;
    [[nodiscard]] Pass pass(const MatrixView& points) const;
    [[nodiscard]] std::vector<double> outputs_of(const Pass& pass) const;
    /// df/dz of every hidden layer [N x points]; of the last one in `from`.
    [[nodiscard]] Matrix backwards(const Pass& pass, std::size_t layer, const Matrix& from) const;
    [[nodiscard]] Matrix top(const Pass& pass) const;
};

}  // namespace lazyrisk
