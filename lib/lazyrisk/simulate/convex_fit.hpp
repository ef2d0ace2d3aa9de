// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The ridge regression of fit.hpp with other losses, one label a sample.
#pragma once

#include "lazyrisk/linear/matrix.hpp"
#include "lazyrisk/loss/loss.hpp"

namespace lazyrisk {

struct ConvexFit {
    Matrix dual;          ///< [n x 1]: a = Z^T dual, f(x) = sum_i dual_i K(x_i, x)
    Matrix coefficients;  ///< a [p x 1]; empty for kernels
    Matrix fitted;        ///< f at the samples [n x 1]
    double norm2 = 0;     ///< |a|^2
    double objective = 0;
    /// The objective less a lower bound of its minimum from the dual, over the objective.
    double gap = 0;
    /// Of the hard margin: false where no a has y f >= 1 everywhere, to rounding; the rest is then empty.
    bool separable = true;
};

/// min_a sum_i l(y_i, (Z a)_i) + (ridge/2) |a|^2.  Formulas (15.1), (15.26).
/// Z [n x p] features, y [n x 1] labels, +-1 of a loss of margins; ridge >= 0 in kernel units, that of (8.4) where the
/// loss is the square. The hard margin has no ridge; an infinite one gives 0 otherwise.
///
/// Ridge 0 is the limit from above: of hinge and squared hinge the hard margin where labels are separable, of Huber's
/// and the absolute loss the interpolant of least norm where there is one; else the least loss, on the singular vectors
/// of Z that are not rounding. Those also serve small ridges at which Z^T Z or K is nearly singular. A ridge above 0
/// and below 1e-10 times the mean of K_ii may leave a loss with a kink without a certificate: NotConverged.
///
/// `start`: the fit of the same samples and loss at a ridge near by; logistic and exponential fits begin there.
/// Cost n p min(n,p) a factor: some 5 to 25 of them, of smooth losses along a path one or two a ridge.
/// Throws DomainError for labels that the loss does not know, NotConverged where the gap stays above 1e-8 or Z is not
/// finite, NotCovered where there is no minimum: ridge 0, logistic or exponential loss, separable labels.
ConvexFit convex_fit(const MatrixView& features, const MatrixView& labels, const Loss& loss, double ridge,
                     const ConvexFit* start = nullptr);

/// The same for features that are known by K = Z Z^T [n x n] alone, of which the lower triangle is read.
ConvexFit convex_kernel_fit(Matrix kernel, const MatrixView& labels, const Loss& loss, double ridge,
                            const ConvexFit* start = nullptr);

}  // namespace lazyrisk
