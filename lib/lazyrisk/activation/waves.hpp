// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Entire functions: sin, cos, exp, gaussian.
#pragma once

#include <cmath>
#include <span>

#include "lazyrisk/activation/smooth.hpp"
#include "lazyrisk/numerics/vectorised.hpp"

namespace lazyrisk {

struct Sin : Smooth<Sin, Parity::odd> {
    static constexpr const char* label = "sin";
    void apply(std::span<double> x) const { vectorised::sin(x); }
    void apply_derivative(std::span<double> x) const { vectorised::cos(x); }
    template <Scalar R>
    R operator()(const R& x) const {
        using std::sin;
        return sin(x);
    }
    template <Scalar R>
    R derivative(const R& x) const {
        using std::cos;
        return cos(x);
    }
};

struct Cos : Smooth<Cos, Parity::even> {
    static constexpr const char* label = "cos";
    void apply(std::span<double> x) const { vectorised::cos(x); }
    template <Scalar R>
    R operator()(const R& x) const {
        using std::cos;
        return cos(x);
    }
    template <Scalar R>
    R derivative(const R& x) const {
        using std::sin;
        return -sin(x);
    }
};

struct Exp : Smooth<Exp> {
    static constexpr const char* label = "exp";
    void apply(std::span<double> x) const { vectorised::exp(x); }
    void apply_derivative(std::span<double> x) const { vectorised::exp(x); }
    template <Scalar R>
    R operator()(const R& x) const {
        using std::exp;
        return exp(x);
    }
    template <Scalar R>
    R derivative(const R& x) const {
        using std::exp;
        return exp(x);
    }
};

/// exp(-x^2/2).
struct Gaussian : Smooth<Gaussian, Parity::even> {
    static constexpr const char* label = "gaussian";
    void apply(std::span<double> x) const { vectorised::gaussian(x); }
    template <Scalar R>
    R operator()(const R& x) const {
        using std::exp;
        return exp(R(-x * x / 2));
    }
    template <Scalar R>
    R derivative(const R& x) const {
        return -x * (*this)(x);
    }
};

}  // namespace lazyrisk
