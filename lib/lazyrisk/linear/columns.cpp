// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/linear/columns.hpp"

#include <cblas.h>

namespace lazyrisk {

double inner(std::span<const double> a, std::span<const double> b) {
    constexpr std::size_t row = 4096;  // sums of sums: rounding grows with the rows alone
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); i += row)
        sum += cblas_ddot(int(std::min(row, a.size() - i)), a.data() + i, 1, b.data() + i, 1);
    return sum;
}

Matrix symmetric_times(const Columns& s, const Matrix& right) {
    const int n = right.rows();
    Matrix product(n, right.columns());
    for_blocks(n, [&](int first, int count) {
        const Matrix block = s(first, count);
        cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, count, right.columns(), n, 1.0, block.data(), n,
                    right.data(), n, 0.0, product.data() + first, n);
    });
    return product;
}

}  // namespace lazyrisk
