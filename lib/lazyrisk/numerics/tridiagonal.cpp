// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/numerics/tridiagonal.hpp"

#include <Eigen/Eigenvalues>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

std::vector<double> tridiagonal_eigenvalues(const std::vector<double>& diagonal, const std::vector<double>& beside) {
    if (diagonal.empty()) return {};
    using Vector = Eigen::VectorXd;
    const auto vector = [](const std::vector<double>& x) {
        return Eigen::Map<const Vector>(x.data(), Eigen::Index(x.size()));
    };
    Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver;
    solver.computeFromTridiagonal(Vector(vector(diagonal)), Vector(vector(beside)), Eigen::EigenvaluesOnly);
    if (solver.info() != Eigen::Success) throw NotConverged("the eigenvalues of a tridiagonal matrix did not converge");
    return {solver.eigenvalues().begin(), solver.eigenvalues().end()};
}

}  // namespace lazyrisk
