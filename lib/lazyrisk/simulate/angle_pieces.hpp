// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A function of the angle as polynomials of degree 7 in v = sqrt(1 - |t|): an entry of a kernel matrix costs a square
// root.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace lazyrisk {

/// v is sqrt(2) times sin(angle/2) for t = cos(angle) >= 0, cos(angle/2) for t < 0: its range [0, 1] is cut into 256
/// pieces for either sign.
class AnglePieces {
public:
    static constexpr int count = 256;

    /// Where t lies: the piece (t >= 0 first, then t < 0), and the place in it, from -1 to 1.
    struct Place {
        std::size_t piece;
        double y, v;
    };
    static Place place(double t) {
        const double v = std::sqrt(std::max(0.0, 1 - std::abs(t)));
        const int i = std::min(int(v * count), count - 1);
        return {std::size_t(t < 0 ? count + i : i), 2 * (v * count - i) - 1, v};
    }
    /// v at the place y of piece i of its sign.
    static double v_of(int i, double y) { return (i + (y + 1) / 2) / count; }

    /// Appends the polynomial through f at the eight Chebyshev points of [-1, 1].
    template <class F>
    void append(const F& f) {
        using std::numbers::pi;
        std::array<double, 8> value{}, monomial{}, before{}, now{1};  // T_{j-1}, T_j
        for (std::size_t i = 0; i < 8; ++i) value[i] = f(std::cos(pi * (double(i) + 0.5) / 8));
        for (std::size_t j = 0; j < 8; ++j) {
            double c = 0;
            for (std::size_t i = 0; i < 8; ++i) c += value[i] * std::cos(pi * double(j) * (double(i) + 0.5) / 8);
            c *= (j == 0 ? 1.0 : 2.0) / 8;
            std::array<double, 8> next{};
            for (std::size_t k = 0; k < 8; ++k) {
                monomial[k] += c * now[k];
                next[k] = (k == 0 ? 0 : (j == 0 ? 1 : 2) * now[k - 1]) - before[k];
            }
            before = now;
            now = next;
        }
        piece_.push_back(monomial);
    }
    [[nodiscard]] double operator()(std::size_t piece, double y) const {
        const std::array<double, 8>& a = piece_[piece];
        double value = a[7];
        for (std::size_t k = 7; k-- > 0;) value = value * y + a[k];
        return value;
    }

private:
    std::vector<std::array<double, 8>> piece_;  // a cache line each
};

}  // namespace lazyrisk
