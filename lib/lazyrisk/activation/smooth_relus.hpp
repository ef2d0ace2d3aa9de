// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Analytic relatives of relu: gelu, softplus, swish.
#pragma once

#include <cmath>

#include "lazyrisk/activation/sigmoids.hpp"
#include "lazyrisk/numerics/constants.hpp"

namespace lazyrisk {

/// x Phi(x), Phi the normal distribution function.
struct Gelu : Smooth<Gelu> {
    static constexpr const char* label = "gelu";
    void apply(std::span<double> x) const { vectorised::gelu(x); }
    void apply_derivative(std::span<double> x) const { vectorised::gelu_slope(x); }
    template <Scalar R>
    R operator()(const R& x) const {
        return x * phi_below(x);
    }
    template <Scalar R>
    R derivative(const R& x) const {
        using std::exp;
        return phi_below(x) + x * exp(R(-x * x / 2)) * one_div_root_two_pi<R>();
    }

private:
    template <Scalar R>
    static R phi_below(const R& x) {
        using std::erfc;
        return erfc(R(-x * half_root_two<R>())) / 2;
    }
};

/// log(1 + e^x), without overflow.
struct Softplus : Smooth<Softplus> {
    static constexpr const char* label = "softplus";
    void apply(std::span<double> x) const { vectorised::softplus(x); }
    void apply_derivative(std::span<double> x) const { vectorised::sigmoid(x); }
    template <Scalar R>
    R operator()(const R& x) const {
        using std::exp;
        using std::log1p;
        const R magnitude = x > R(0) ? x : R(-x);
        return (x > R(0) ? x : R(0)) + log1p(R(exp(R(-magnitude))));
    }
    template <Scalar R>
    R derivative(const R& x) const {
        return logistic(x);
    }
};

/// x/(1 + e^{-x}).
struct Swish : Smooth<Swish> {
    static constexpr const char* label = "swish";
    void apply(std::span<double> x) const { vectorised::swish(x); }
    template <Scalar R>
    R operator()(const R& x) const {
        return x * logistic(x);
    }
    template <Scalar R>
    R derivative(const R& x) const {
        const R s = logistic(x);
        return s + x * s * logistic(R(-x));
    }
};

}  // namespace lazyrisk
