// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/linear/matrix.hpp"

#include <algorithm>

namespace lazyrisk {
namespace {

/// Copies what is below the diagonal above it, by tiles: what is read and written of one stays in the cache.
template <class View>
void copy_below_above(View a) {
    constexpr Eigen::Index tile = 64;
    const Eigen::Index n = a.rows();
    for (Eigen::Index j = 0; j < n; j += tile)
        for (Eigen::Index i = j; i < n; i += tile) {
            const Eigen::Index rows = std::min(tile, n - i), columns = std::min(tile, n - j);
            if (i == j)
                a.block(i, j, rows, columns).template triangularView<Eigen::StrictlyUpper>() =
                    a.block(i, j, rows, columns).transpose();
            else
                a.block(j, i, columns, rows) = a.block(i, j, rows, columns).transpose();
        }
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

void mirror_lower(Eigen::Ref<Matrix> a) { copy_below_above(a); }

void mirror_upper(Eigen::Ref<Matrix> a) { copy_below_above(a.transpose()); }

}  // namespace lazyrisk
