// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/numerics/symmetric.hpp"

#include <Eigen/Eigenvalues>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

SymmetricAxes symmetric_axes(const std::vector<double>& entries, int size) {
    using Matrix = Eigen::Matrix<long double, Eigen::Dynamic, Eigen::Dynamic>;
    const Matrix a = Eigen::Map<const Eigen::MatrixXd>(entries.data(), size, size).cast<long double>();
    const Eigen::SelfAdjointEigenSolver<Matrix> solver(a);
    if (solver.info() != Eigen::Success) throw NotConverged("the eigenvectors of a matrix did not converge");
    SymmetricAxes found;
    for (Eigen::Index i = size; i-- > 0;) {
        found.value.push_back(double(solver.eigenvalues()(i)));
        found.axis.emplace_back();
        for (Eigen::Index j = 0; j < size; ++j) found.axis.back().push_back(double(solver.eigenvectors()(j, i)));
    }
    return found;
}

}  // namespace lazyrisk
