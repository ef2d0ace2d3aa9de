// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Duals of activations that have no closed one.
#pragma once

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/image_kernel/dual_table.hpp"
#include "lazyrisk/image_kernel/pixel_dual.hpp"

namespace lazyrisk {

/// By interpolation. Features: the standard deviation and the logarithm of the variance. A pixel without variance is
/// one of 2^-64, and 0 where s(0) is. Formula (18.11).
class TablePixelDual final : public PixelDual {
public:
    /// Throws as DualTable.
    TablePixelDual(const Activation& s, bool with_slope);

    [[nodiscard]] std::size_t features() const override { return 2; }
    [[nodiscard]] double flops() const override { return 1500; }
    void describe(double variance, double* features, std::size_t stride) const override;
    [[nodiscard]] Value at(double covariance, const double* x, std::size_t x_stride, const double* z,
                           std::size_t z_stride) const override;

private:
    std::string name_;
    bool starts_at_zero_;
    std::shared_ptr<const DualTable> table_;
};

/// By Hermite series, of an activation without kinks, where the series of both variances are short; by the table
/// otherwise. Features: those of the table, the number of terms, b_k = E s(u) He_k/k!^{1/2}, then the same of s'.
/// Formula (18.10).
class SeriesPixelDual final : public PixelDual {
public:
    SeriesPixelDual(Activation s, bool with_slope);

    [[nodiscard]] std::size_t features() const override;
    [[nodiscard]] double flops() const override { return 360; }
    void describe(double variance, double* features, std::size_t stride) const override;
    [[nodiscard]] Value at(double covariance, const double* x, std::size_t x_stride, const double* z,
                           std::size_t z_stride) const override;

private:
    Activation s_;
    TablePixelDual table_;
};

}  // namespace lazyrisk
