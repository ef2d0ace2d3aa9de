// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Bounded, monotone: erf, tanh, logistic sigmoid.
#pragma once

#include <cmath>
#include <span>

#include "lazyrisk/activation/smooth.hpp"
#include "lazyrisk/numerics/constants.hpp"
#include "lazyrisk/numerics/vectorised.hpp"

namespace lazyrisk {

struct Erf : Smooth<Erf, Parity::odd> {
    static constexpr const char* label = "erf";
    void apply(std::span<double> x) const { vectorised::erf(x); }
    void apply_derivative(std::span<double> x) const { vectorised::erf_slope(x); }
    template <Scalar R>
    R operator()(const R& x) const {
        using std::erf;
        return erf(x);
    }
    template <Scalar R>
    R derivative(const R& x) const {
        using std::exp;
        return two_div_root_pi<R>() * exp(R(-x * x));
    }
};

struct Tanh : Smooth<Tanh, Parity::odd> {
    static constexpr const char* label = "tanh";
    void apply(std::span<double> x) const { vectorised::tanh(x); }
    void apply_derivative(std::span<double> x) const { vectorised::tanh_slope(x); }
    template <Scalar R>
    R operator()(const R& x) const {
        using std::tanh;
        return tanh(x);
    }
    template <Scalar R>
    R derivative(const R& x) const {
        using std::cosh;
        const R c = cosh(x);
        return R(1) / (c * c);
    }
};

/// 1/(1 + e^{-x}); the exponential never overflows.
template <Scalar R>
R logistic(const R& x) {
    using std::exp;
    const R e = exp(R(x > R(0) ? R(-x) : x));
    return x > R(0) ? R(R(1) / (R(1) + e)) : R(e / (R(1) + e));
}

struct Sigmoid : Smooth<Sigmoid> {
    static constexpr const char* label = "sigmoid";
    void apply(std::span<double> x) const { vectorised::sigmoid(x); }
    template <Scalar R>
    R operator()(const R& x) const {
        return logistic(x);
    }
    template <Scalar R>
    R derivative(const R& x) const {
        return logistic(x) * logistic(R(-x));
    }
};

}  // namespace lazyrisk
