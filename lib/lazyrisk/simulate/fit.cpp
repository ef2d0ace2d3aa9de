// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/fit.hpp"

#include <utility>

#include "lazyrisk/linear/decomposition.hpp"
#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/simulate/leading.hpp"

namespace lazyrisk {

Matrix singular_fit(Matrix z, const Matrix& y, double ridge) {
    if (is_infinite(ridge)) return Matrix::zero(z.columns(), y.columns());
    const SingularVectors s = singular_vectors(std::move(z));
    Matrix part = transpose_times(s.u, y);
    for (int j = 0; j < part.columns(); ++j)
        for (int i = 0; i < part.rows(); ++i) {
            const double value = s.value[std::size_t(i)];
            part(i, j) = value > s.cut ? part(i, j) * value / (value * value + ridge) : 0;
        }
    return transpose_times(s.vt, part);
}

Matrix ridge_fit(const Matrix& z, const Matrix& y, double ridge) {
    const bool tall = z.rows() >= z.columns();
    Matrix gram = tall ? lower_gram(z) : lower_outer_gram(z);
    const LeadingSystem system{gram.rows(), ridge};
    LeadingSolution found =
        solve_leading(gram, tall ? transpose_times(z, y) : y.copy(), {&system, 1}, Factoring::cholesky);
    if (found.sound[0]) return tall ? std::move(found.x) : transpose_times(z, found.x);
    gram = {};
    return singular_fit(z.copy(), y, ridge);
}

KernelFit kernel_ridge_fit(Matrix k, const Matrix& y, double ridge) {
    const LeadingSystem system{k.rows(), ridge};
    LeadingSolution found = solve_leading(k, y, {&system, 1}, Factoring::cholesky);
    if (!found.sound[0]) found = solve_leading(k, y, {&system, 1}, Factoring::eigenvectors);
    Matrix fitted = y.copy();
    const Matrix residual = found.residual_of(0, system, y.columns());
    for (std::size_t i = 0; i < fitted.size(); ++i) fitted.data()[i] -= residual.data()[i];
    return {std::move(found.x), std::move(fitted)};
}

}  // namespace lazyrisk
