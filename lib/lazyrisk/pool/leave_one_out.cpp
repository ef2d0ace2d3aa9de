// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/pool/leave_one_out.hpp"

#include <cmath>

#include "lazyrisk/linear/blas_threads.hpp"
#include "lazyrisk/linear/decomposition.hpp"
#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

void check_sizes(const MatrixView& kernel, const MatrixView& targets, double ridge, const std::vector<int>& label) {
    const double n = double(kernel.rows());
    if (kernel.rows() != kernel.cols() || n < 2)
        throw DomainError("gram", to_text(n) + " x " + to_text(double(kernel.cols())),
                          "a kernel matrix is square, a row and a column a point, of 2 points or more");
    if (double(targets.rows()) != n || (!label.empty() && double(label.size()) != n))
        throw DomainError("targets", double(targets.rows()), "expected a row and a label a point, " + to_text(n));
    if (!(ridge >= 0)) throw DomainError("ridge", ridge, "expected a number from 0 to inf");
}

/// (kernel + ridge)^{-1}, lower triangle.
Matrix resolvent(const MatrixView& kernel, double ridge) {
    Matrix a = kernel;
    a.diagonal().array() += ridge;
    if (cholesky(a) != 0)
        throw DomainError(
            "ridge", ridge,
            "the kernel matrix of the samples is not positive definite to rounding with this ridge: take a larger one");
    invert_factored(a);
    return a;
}

}  // namespace

double share_wrong(const MatrixView& scores, const std::vector<int>& label) {
    int wrong = 0;
    for (Eigen::Index i = 0; i < scores.rows(); ++i) {
        Eigen::Index largest = 0;
        scores.row(i).maxCoeff(&largest);
        wrong += largest != label[std::size_t(i)];
    }
    return double(wrong) / double(scores.rows());
}

LeaveOneOut leave_one_out(const MatrixView& kernel, const MatrixView& targets, double ridge,
                          const std::vector<int>& label) {
    check_sizes(kernel, targets, ridge, label);
    const BlasThreads one;
    const double n = double(kernel.rows());
    LeaveOneOut r;
    r.residual = targets;
    Matrix missed = targets;  // ridge alpha: what the fit to all leaves
    if (is_infinite(ridge)) {
        r.train_error = r.gcv = targets.squaredNorm() / n;
    } else {
        const Matrix a = resolvent(kernel, ridge);
        const Matrix alpha = a.selfadjointView<Eigen::Lower>() * targets;
        r.residual = a.diagonal().cwiseInverse().asDiagonal() * alpha;
        missed = ridge * alpha;
        const double trace = a.trace() / n;
        r.gcv = alpha.squaredNorm() / n / (trace * trace);
        r.train_error = missed.squaredNorm() / n;
        r.degrees_of_freedom = n - ridge * a.trace();
    }
    const Eigen::VectorXd square = r.residual.rowwise().squaredNorm();
    constexpr double shared_samples = 1.5, shared_samples_of_classes = 1.3;
    r.mse = square.mean();
    r.mse_error = shared_samples * std::sqrt((square.array() - r.mse).square().sum() / (n - 1) / n);
    if (!label.empty()) {
        r.class_error = share_wrong(targets - r.residual, label);
        r.class_error_error = shared_samples_of_classes * std::sqrt(r.class_error * (1 - r.class_error) / n);
        r.train_class_error = share_wrong(targets - missed, label);
    }
    return r;
}

}  // namespace lazyrisk
