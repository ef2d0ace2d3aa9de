// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <memory>

#include "lazyrisk/train/network.hpp"

namespace lazyrisk {

/// f = c (F(theta) - F(theta')) of two networks of N/2 neurons a layer that begin as one and move apart: f_0 = 0, and
/// the tangent kernel at the start is that of F.  Formula (14.6).
class MirroredNetwork : public Network {
public:
    /// Both equal at their start. Lazy: c = 2^{-1/2}; mean field: c = 1/2, and steps twice as long.
    MirroredNetwork(std::unique_ptr<Network> plus, std::unique_ptr<Network> minus, Scaling scaling);
    [[nodiscard]] std::span<const double> outputs() const override { return f_; }
    [[nodiscard]] std::vector<double> at(const MatrixView& points) const override;
    void step(std::span<const double> residual, double rate) override;
    void velocity(std::span<const double> residual, std::span<double> out) const override;
    [[nodiscard]] Matrix tangent(const MatrixView& points) const override;
    [[nodiscard]] double motion() const override;
    [[nodiscard]] bool has_kinks() const override { return plus_->has_kinks(); }
    [[nodiscard]] std::vector<double> parameters() const override;  ///< those of the first, then those of the second
    void set_parameters(std::span<const double> parameters) override;

private:
    std::unique_ptr<Network> plus_, minus_;
    double share_, rate_;
    std::vector<double> f_;

    void add_up();
};

}  // namespace lazyrisk
