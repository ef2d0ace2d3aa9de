// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The error from the training points alone.
#pragma once

#include <vector>

#include "lazyrisk/linear/matrix.hpp"

namespace lazyrisk {

/// Standard errors are those between data sets: 1.5 times that of independent points for squares, 1.3 times for
/// classes, as measured on images.  Formula (17.15).
struct LeaveOneOut {
    double mse = 0, mse_error = 0;                  ///< exact at n - 1: unbiased
    double class_error = 0, class_error_error = 0;  ///< 0 without labels
    double gcv = 0;                                 ///< right only where all points have the same leverage
    double train_error = 0, train_class_error = 0;
    double degrees_of_freedom = 0;  ///< tr K (K + ridge)^{-1}
    Matrix residual;                ///< y_i - the fit to the others, at i [n x c]
};

/// kernel [n x n], of which the lower triangle is read, targets [n x c], ridge from 0 to inf added to the kernel.
/// `label` [n] or empty. No refit: one inverse, n^3 flops. Formulas (17.14), (17.15).
/// Throws DomainError where sizes do not match, and where kernel + ridge is not positive definite to rounding.
LeaveOneOut leave_one_out(const MatrixView& kernel, const MatrixView& targets, double ridge,
                          const std::vector<int>& label = {});

/// Share of rows of `scores` [n x c] whose largest is not the label; of equal ones the first is taken.
double share_wrong(const MatrixView& scores, const std::vector<int>& label);

}  // namespace lazyrisk
