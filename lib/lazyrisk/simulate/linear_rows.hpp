// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <vector>

#include "lazyrisk/linear/matrix.hpp"
#include "lazyrisk/problem/linear.hpp"
#include "lazyrisk/problem/target.hpp"

namespace lazyrisk {

/// An eigenspace of the covariance as rows of the inputs.
struct LinearRows {
    double eigenvalue;
    double test_variance;  ///< of each under the test law
    double energy;         ///< of them all
    int first, count;
    double kept = 1;                 ///< of the eigenvalue, what is no noise on the inputs
    double coefficient = 0;          ///< of the target along a single direction, where it is given; 0: of random sign
    std::vector<double> variance{};  ///< of each in the laws of training, where these are several
};

struct LinearDraw {
    std::vector<LinearRows> rows;
    double lost = 0;       ///< energy that noise on the inputs hides
    Matrix test_matrix{};  ///< covariance of the inputs at test, where it is not diagonal: [d x d]
};

/// Every covariate of a model that can be drawn, with the target's energies without its rest. Throws DomainError where
/// the covariates are not finitely many, in whole multiplicities; NotCovered for a density other than levels.
LinearDraw linear_draw(const Linear& model, const Target<>& target);

}  // namespace lazyrisk
