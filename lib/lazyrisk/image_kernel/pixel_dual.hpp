// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// E s(u)s(v) and E s'(u)s'(v) of Gaussian pairs whose variances differ, for activations that are not piecewise linear.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "lazyrisk/activation/activation.hpp"

namespace lazyrisk {

/// Of an activation. What depends on one variance alone is found once a pixel: its features.
class PixelDual {
public:
    struct Value {
        double value, slope;  ///< E s(u)s(v), E s'(u)s'(v)
    };
    PixelDual() = default;
    PixelDual(const PixelDual&) = delete;
    PixelDual& operator=(const PixelDual&) = delete;
    virtual ~PixelDual() = default;

    /// How many numbers `describe` writes.
    [[nodiscard]] virtual std::size_t features() const = 0;
    /// Of `at`, roughly.
    [[nodiscard]] virtual double flops() const = 0;
    /// Those of a variance, each `stride` after the last. Throws NotCovered where the variance is too large.
    virtual void describe(double variance, double* features, std::size_t stride) const = 0;
    /// u and v of these features and this covariance.
    [[nodiscard]] virtual Value at(double covariance, const double* x, std::size_t x_stride, const double* z,
                                   std::size_t z_stride) const = 0;
};

/// Formulas (18.8)-(18.11): powers, erf, gelu, sin, cos, exp and gaussian closed; other activations without kinks by
/// Hermite series, some hundred multiplications a value, where the variances are small; all else, and Sampled, by a
/// table, some thousand. Throws NotCovered for jumps where `with_slope`.
std::shared_ptr<const PixelDual> pixel_dual(const Activation& activation, bool with_slope);

/// What is said of an activation that jumps.
std::string no_tangent_kernel(const std::string& activation);

}  // namespace lazyrisk
