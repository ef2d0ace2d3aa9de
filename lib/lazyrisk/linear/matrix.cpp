// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/linear/matrix.hpp"

#include <cblas.h>

#include <algorithm>

namespace lazyrisk {
namespace {

Matrix symmetric(const Matrix& a, CBLAS_TRANSPOSE transpose, int n, int inner, double scale) {
    Matrix gram(n, n);
    cblas_dsyrk(CblasColMajor, CblasLower, transpose, n, inner, scale, a.data(), a.rows(), 0.0, gram.data(), n);
    return gram;
}

void add_symmetric(Matrix& m, const Matrix& a, CBLAS_TRANSPOSE transpose, int inner) {
    cblas_dsyrk(CblasColMajor, CblasLower, transpose, m.rows(), inner, 1.0, a.data(), a.rows(), 1.0, m.data(),
                m.rows());
}

}  // namespace

Matrix Matrix::columns(int first, int count) const {
    Matrix part(rows_, count);
    std::copy_n(data() + at(0, first), part.size(), part.data());
    return part;
}

Matrix times(const Matrix& a, const Matrix& b) {
    Matrix c(a.rows(), b.columns());
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, a.rows(), b.columns(), a.columns(), 1.0, a.data(), a.rows(),
                b.data(), b.rows(), 0.0, c.data(), c.rows());
    return c;
}

Matrix transpose_times(const Matrix& a, const Matrix& b) {
    Matrix c(a.columns(), b.columns());
    cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, a.columns(), b.columns(), a.rows(), 1.0, a.data(), a.rows(),
                b.data(), b.rows(), 0.0, c.data(), c.rows());
    return c;
}

Matrix lower_gram(const Matrix& a, double scale) { return symmetric(a, CblasTrans, a.columns(), a.rows(), scale); }

Matrix lower_outer_gram(const Matrix& a, double scale) {
    return symmetric(a, CblasNoTrans, a.rows(), a.columns(), scale);
}

void add_lower_gram(Matrix& m, const Matrix& a) { add_symmetric(m, a, CblasTrans, a.rows()); }
void add_lower_outer_gram(Matrix& m, const Matrix& a) { add_symmetric(m, a, CblasNoTrans, a.columns()); }

void add_transpose_times(Matrix& c, const Matrix& a, const Matrix& b) {
    cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, a.columns(), b.columns(), a.rows(), 1.0, a.data(), a.rows(),
                b.data(), b.rows(), 1.0, c.data(), c.rows());
}

void mirror_lower(Matrix& a) {
    constexpr int tile = 64;  // a tile read and a tile written stay in the cache together
    const int n = a.rows();
    for (int j0 = 0; j0 < n; j0 += tile)
        for (int i0 = j0; i0 < n; i0 += tile)
            for (int j = j0; j < std::min(j0 + tile, n); ++j)
                for (int i = std::max(i0, j + 1); i < std::min(i0 + tile, n); ++i) a(j, i) = a(i, j);
}

}  // namespace lazyrisk
