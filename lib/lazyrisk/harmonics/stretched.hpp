// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// An activation of inputs that are longer or shorter: s(c x).
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "lazyrisk/activation/polynomial_parts.hpp"

namespace lazyrisk {

/// x -> s(c x), c > 0, for the quadratures.
template <class S>
struct Stretched {
    static constexpr double unit = [] {
        if constexpr (requires { S::unit; })
            return S::unit;
        else
            return 0.0;
    }();
    static constexpr double slope_unit = [] {
        if constexpr (requires { S::slope_unit; })
            return S::slope_unit;
        else
            return 0.0;
    }();
    const S& s;
    long double c;

    template <Scalar R>
    R operator()(const R& x) const {
        return R(s(R(R(c) * x)));
    }
    template <Scalar R>
    R derivative(const R& x) const {
        return R(R(c) * s.derivative(R(R(c) * x)));
    }
    [[nodiscard]] std::vector<double> kinks() const {
        std::vector<double> at = s.kinks();
        for (double& kink : at) kink = double(kink / c);
        return at;
    }
    [[nodiscard]] Parity parity() const { return s.parity(); }
    [[nodiscard]] std::string name() const { return s.name(); }
};

/// The parts keep their degrees.
template <class S>
PolynomialParts parts_of(const Stretched<S>& f) {
    return parts_of(f.s);
}

inline Polynomial stretched(const Polynomial& s, long double c) {
    Polynomial p = s;
    for (std::size_t j = 0; j < p.coefficients.size(); ++j)
        p.coefficients[j] = double(p.coefficients[j] * std::pow(c, (long double)j));
    return p;
}

}  // namespace lazyrisk
