// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Interpolation at Chebyshev points of a cube.
#pragma once

#include <array>
#include <vector>

namespace lazyrisk {

/// Sums of T_i(x) T_j(y) T_k(z) on [-1, 1]^3.
class Trivariate {
public:
    static constexpr std::size_t size = 12;                   ///< points along an axis
    static constexpr std::size_t count = size * size * size;  ///< of a cube
    using Basis = std::array<double, size>;

    /// Nothing: 0 everywhere.
    Trivariate() = default;
    /// `value` at points (i, j, k), k innermost, in the order of `chebyshev_points`. Rows along z whose coefficients
    /// are all below `negligible` are left out.
    Trivariate(std::vector<double> value, double negligible);

    /// Sums of the magnitudes of coefficients whose index along an axis is one of the last two.
    [[nodiscard]] const std::array<double, 3>& tails() const { return tails_; }
    [[nodiscard]] double operator()(const Basis& x, const Basis& y, const Basis& z) const;

    /// T_0(x) .. T_{size-1}(x).
    static Basis basis(double x) {
        Basis t{1, x};
        for (std::size_t j = 2; j < size; ++j) t[j] = 2 * x * t[j - 1] - t[j - 2];
        return t;
    }

private:
    struct Row {
        std::size_t first, second;
        Basis c;
    };
    std::vector<Row> rows_;
    std::array<double, 3> tails_{};
};

}  // namespace lazyrisk
