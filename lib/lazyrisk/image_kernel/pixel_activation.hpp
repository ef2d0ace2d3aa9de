// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What an activation does to a covariance and to a tangent kernel.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lazyrisk/image_kernel/pixel_dual.hpp"

namespace lazyrisk {

/// none: nothing. arc_cosine: slopes above and below 0, weighted by w. embedding: exp(gamma (c - 1)). dual: all others.
enum class PixelKind { none, arc_cosine, embedding, dual };

/// S <- value, T <- T slope. Arc-cosine, of correlation c (Cho and Saul 2009), formula (18.3): value
/// N (line c + bend k1(c)), slope line + bend k0(c), N the root of both variances. `relu` has line 0 and bend 1.
struct PixelActivation {
    PixelKind kind = PixelKind::none;
    double line = 0, bend = 1, gamma = 1;
    double weight = 1;  ///< of kind dual
    std::shared_ptr<const PixelDual> dual;

    /// By how much a kernel grows with S: whether S -> a S, a > 0, gives a K.
    [[nodiscard]] bool homogeneous() const { return kind != PixelKind::dual; }
};

/// Weight variance `weight`; empty: 2/(r^2 + l^2) of slopes r above and l below 0, which keeps the variance, 1 of all
/// others. Throws NotCovered as `pixel_dual`.
PixelActivation pixel_activation(const std::string& name, std::optional<double> weight, bool tangent);
/// That default.
double kept_variance(const Activation& activation);
PixelActivation pixel_embedding(double gamma, std::optional<double> weight);

/// Covariance of two numbers, its variances, and the tangent kernel beside them: layers without pixels, in the form
/// that is exact where both are the same.
struct ScalarPair {
    double xz = 0, xx = 0, zz = 0, tangent = 0;

    void apply(const PixelActivation& activation);
};

}  // namespace lazyrisk
