// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/linear/matrix.hpp"

#include <algorithm>

namespace lazyrisk {
namespace {

/// Calls f(first, count) of rows, then of columns, for the tiles on and below the diagonal: what is read and written of
/// one stays in the cache.
template <class F>
void for_lower_tiles(Eigen::Index n, const F& f) {
    constexpr Eigen::Index tile = 64;
    for (Eigen::Index j = 0; j < n; j += tile)
        for (Eigen::Index i = j; i < n; i += tile) f(i, std::min(tile, n - i), j, std::min(tile, n - j));
}

}  // namespace

Matrix lower_gram(const MatrixView& a, double scale) {
    Matrix gram(a.cols(), a.cols());
    gram.triangularView<Eigen::Lower>() = (scale * a.transpose()) * a;
    return gram;
}

Matrix lower_outer_gram(const MatrixView& a, double scale) {
    Matrix gram(a.rows(), a.rows());
    gram.triangularView<Eigen::Lower>() = (scale * a) * a.transpose();
    return gram;
}

void mirror_lower(Eigen::Ref<Matrix> a) {
    for_lower_tiles(a.rows(), [&](Eigen::Index i, Eigen::Index rows, Eigen::Index j, Eigen::Index columns) {
        if (i == j)
            a.block(i, j, rows, columns).triangularView<Eigen::StrictlyUpper>() =
                a.block(i, j, rows, columns).transpose();
        else
            a.block(j, i, columns, rows) = a.block(i, j, rows, columns).transpose();
    });
}

void mirror_upper(Eigen::Ref<Matrix> a) {
    for_lower_tiles(a.rows(), [&](Eigen::Index i, Eigen::Index rows, Eigen::Index j, Eigen::Index columns) {
        if (i == j)
            a.block(i, j, rows, columns).triangularView<Eigen::StrictlyLower>() =
                a.block(i, j, rows, columns).transpose();
        else
            a.block(i, j, rows, columns) = a.block(j, i, columns, rows).transpose();
    });
}

}  // namespace lazyrisk
