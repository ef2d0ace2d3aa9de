// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Polynomials: linear, square, Hermite, and any other.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "lazyrisk/activation/parity.hpp"
#include "lazyrisk/numerics/scalar.hpp"

namespace lazyrisk {

/// s(x) = sum_j coefficients[j] x^j.
struct Polynomial {
    std::vector<double> coefficients;
    std::string label;
    bool rounded = false;  ///< the coefficients meant are not doubles: 1/6

    template <Scalar R>
    R operator()(const R& x) const {
        R value(0);
        for (auto c = coefficients.rbegin(); c != coefficients.rend(); ++c) value = value * x + R(*c);
        return value;
    }
    template <Scalar R>
    R derivative(const R& x) const {
        R value(0);
        for (int j = degree(); j > 0; --j) value = value * x + R(j) * R(coefficients[std::size_t(j)]);
        return value;
    }
    [[nodiscard]] int degree() const { return int(coefficients.size()) - 1; }
    [[nodiscard]] Parity parity() const {
        bool has[2] = {false, false};
        for (std::size_t j = 0; j < coefficients.size(); ++j) has[j % 2] |= coefficients[j] != 0;
        return has[0] && has[1] ? Parity::none : has[1] ? Parity::odd : Parity::even;
    }
    [[nodiscard]] std::vector<double> kinks() const { return {}; }
    [[nodiscard]] std::string name() const { return label; }
};

inline Polynomial linear() { return {{0, 1}, "linear"}; }
inline Polynomial square() { return {{0, 0, 1}, "square"}; }

/// Probabilists' Hermite polynomial: He_{k+1} = x He_k - k He_{k-1}.
inline Polynomial hermite_polynomial(int k) {
    std::vector<double> before{}, now{1};
    for (int j = 0; j < k; ++j) {
        std::vector<double> next(now.size() + 1, 0.0);
        for (std::size_t i = 0; i < now.size(); ++i) next[i + 1] += now[i];
        for (std::size_t i = 0; i < before.size(); ++i) next[i] -= j * before[i];
        before = std::exchange(now, std::move(next));
    }
    return {now, "he" + std::to_string(k)};
}

}  // namespace lazyrisk
