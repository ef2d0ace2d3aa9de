// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/linear/columns.hpp"

namespace lazyrisk {

double inner(const MatrixView& a, const MatrixView& b) {
    double sum = 0;
    for (Eigen::Index j = 0; j < a.cols(); ++j) sum += a.col(j).dot(b.col(j));
    return sum;
}

Matrix symmetric_times(const Columns& s, const Matrix& right) {
    Matrix product(right.rows(), right.cols());
    for_blocks(int(right.rows()), [&](int first, int count) {
        product.middleRows(first, count).noalias() = s(first, count).transpose() * right;
    });
    return product;
}

}  // namespace lazyrisk
