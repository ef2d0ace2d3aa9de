// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "lazyrisk/train/network.hpp"

namespace lazyrisk {

/// One hidden layer. A step costs two products of n x d x N and two passes of the activation over n N numbers; neurons
/// go through it in blocks that stay in the cache: backwards, moved, and forwards again before the next block is
/// touched.  Formulas (14.1)-(14.4).
class TwoLayers : public Network {
public:
    /// `inputs` [d x n] are copied. weights of neuron j: those of simulated features of equal draw.
    TwoLayers(const NetworkShape& shape, const Matrix& inputs, const Draw& draw);
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
    NetworkShape shape_;
    double scale_, rate_;     // f = scale sum ...; N with mean-field scaling
    Matrix inputs_;           // [d x n]
    Matrix weights_, start_;  // [d x N]
    std::vector<double> a_, a_start_;
    Matrix values_, slopes_;  // s and s' of <w_j, x_i>, [n x N]
    std::vector<double> f_;

    [[nodiscard]] int block() const;
    /// times sum_i r_i s(<w_j,x_i>) of some neurons.
    [[nodiscard]] Eigen::VectorXd pull_last(int first, int count, std::span<const double> r, double times) const;
    /// out <- times sum_i r_i s'(<w_j,x_i>) x_i, [d x count]; `work` [n x count].
    void pull_first(int first, int count, std::span<const double> r, double times, Matrix& work,
                    Eigen::Ref<Matrix> out) const;
    void forward(int first, int count);
    void forward();
};

}  // namespace lazyrisk
