// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/fit.hpp"

#include <utility>

#include "lazyrisk/linear/decomposition.hpp"
#include "lazyrisk/linear/shifted_inverse.hpp"
#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/simulate/leading.hpp"

namespace lazyrisk {

Matrix singular_fit(Matrix z, const MatrixView& y, double ridge) {
    if (is_infinite(ridge)) return Matrix::Zero(z.cols(), y.cols());
    const SingularVectors s = singular_vectors(std::move(z));
    Eigen::VectorXd share(s.value.size());
    for (std::size_t i = 0; i < s.value.size(); ++i) {
        const double value = s.value[i];
        share(Eigen::Index(i)) = value > s.cut ? value * shifted_inverse(value * value, ridge) : 0;
    }
    Matrix part = s.u.transpose() * y;
    part = share.asDiagonal() * part;
    return s.vt.transpose() * part;
}

Matrix ridge_fit(const MatrixView& z, const MatrixView& y, double ridge) {
    const bool tall = z.rows() >= z.cols();
    Matrix gram = tall ? lower_gram(z) : lower_outer_gram(z);
    const LeadingSystem system{int(gram.rows()), ridge};
    const Matrix right = tall ? Matrix(z.transpose() * y) : Matrix(y);
    LeadingSolution found = solve_leading(gram, right, {&system, 1}, Factoring::cholesky);
    if (found.sound[0]) return tall ? std::move(found.x) : Matrix(z.transpose() * found.x);
    gram.resize(0, 0);
    return singular_fit(z, y, ridge);
}

KernelFit kernel_ridge_fit(Matrix k, const MatrixView& y, double ridge) {
    const LeadingSystem system{int(k.rows()), ridge};
    LeadingSolution found = solve_leading(k, y, {&system, 1}, Factoring::cholesky);
    if (!found.sound[0]) found = solve_leading(k, y, {&system, 1}, Factoring::eigenvectors);
    Matrix fitted = y - found.residual_of(0, system, int(y.cols()));
    return {std::move(found.x), std::move(fitted)};
}

}  // namespace lazyrisk
