// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Functions of the angle between points of a sphere, by their Gegenbauer coefficients.
#pragma once

#include <span>
#include <vector>

#include "lazyrisk/linear/matrix.hpp"

namespace lazyrisk {

/// sum_k c_k P_k(t) in dimension d >= 2, P_k(1) = 1, with c_k of any sign; |t| is cut to 1.
/// Three-term recurrence in doubles: absolute error some k eps sum |c_k|.  Cost: four flops a degree and value.
class ZonalSum {
public:
    ZonalSum() = default;
    /// Zeros at the end of c cost nothing.
    ZonalSum(double dimension, std::vector<double> coefficients);

    /// t <- sum_k c_k P_k(t), elementwise.
    void apply(std::span<double> t) const;
    /// The value at t = 1: sum_k c_k.
    [[nodiscard]] double at_one() const { return at_one_; }
    [[nodiscard]] double flops() const { return 4.0 * double(coefficient_.size()); }

private:
    std::vector<double> coefficient_, rise_, fall_;  // P_{k+1} = rise_k t P_k - fall_k P_{k-1}
    double at_one_ = 0;
};

/// scale <l_i, r_j> for the columns first .. first + count - 1 of `right`, [columns of left x count].
Matrix cosines(const Matrix& left, const Matrix& right, double scale, int first, int count);

/// Columns of the symmetric matrix sum_k c_k P_k(scale <x_i, x_j>), scale |x_i|^2 = 1; exact on the diagonal.
Matrix zonal_columns(const ZonalSum& sum, const Matrix& points, double scale, int first, int count);

}  // namespace lazyrisk
