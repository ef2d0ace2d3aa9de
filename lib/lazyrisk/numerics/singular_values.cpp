// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/numerics/singular_values.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using Column = std::vector<long double>;

long double product(const Column& a, const Column& b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0L);
}

/// Turns a and b in their plane until they are orthogonal; false where they are already.
bool made_orthogonal(Column& a, Column& b) {
    constexpr long double epsilon = std::numeric_limits<long double>::epsilon();
    const long double aa = product(a, a), bb = product(b, b), ab = product(a, b);
    if (std::abs(ab) <= epsilon * std::sqrt(aa * bb) || ab == 0) return false;
    const long double zeta = (bb - aa) / (2 * ab);
    const long double t = (zeta < 0 ? -1 : 1) / (std::abs(zeta) + std::sqrt(1 + zeta * zeta));
    const long double c = 1 / std::sqrt(1 + t * t), s = c * t;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const long double x = a[i], y = b[i];
        a[i] = c * x - s * y;
        b[i] = s * x + c * y;
    }
    return true;
}

}  // namespace

SingularAxes singular_axes(std::vector<Column> columns) {
    constexpr int most_sweeps = 60;
    bool turned = columns.size() > 1;
    for (int sweep = 0; turned && sweep < most_sweeps; ++sweep) {
        turned = false;
        for (std::size_t i = 0; i + 1 < columns.size(); ++i)
            for (std::size_t j = i + 1; j < columns.size(); ++j)
                turned = made_orthogonal(columns[i], columns[j]) || turned;
    }
    SingularAxes found;
    std::vector<std::size_t> order(columns.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::vector<long double> length;
    for (const Column& column : columns) length.push_back(std::sqrt(product(column, column)));
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return length[a] > length[b]; });
    for (const std::size_t i : order) {
        found.value.push_back(length[i]);
        found.axis.push_back(columns[i]);
        if (length[i] > 0)
            for (long double& x : found.axis.back()) x /= length[i];
    }
    return found;
}

SingularAxes symmetric_axes(const std::vector<Column>& columns) {
    using Matrix = Eigen::Matrix<long double, Eigen::Dynamic, Eigen::Dynamic>;
    const auto size = Eigen::Index(columns.size());
    Matrix a(size, size);
    for (Eigen::Index j = 0; j < size; ++j)
        for (Eigen::Index i = 0; i < size; ++i) a(i, j) = columns[std::size_t(j)][std::size_t(i)];
    const Eigen::SelfAdjointEigenSolver<Matrix> solver(a);
    if (solver.info() != Eigen::Success) throw NotConverged("the eigenvectors of a matrix did not converge");
    SingularAxes found;
    for (Eigen::Index i = size; i-- > 0;) {
        found.value.push_back(solver.eigenvalues()(i));
        found.axis.emplace_back(solver.eigenvectors().col(i).begin(), solver.eigenvectors().col(i).end());
    }
    return found;
}

}  // namespace lazyrisk
