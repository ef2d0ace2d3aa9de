// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <vector>

#include "lazyrisk/problem/linear.hpp"
#include "lazyrisk/problem/target.hpp"

namespace lazyrisk {

/// An eigenspace of the covariance as rows of the inputs.
struct LinearRows {
    double eigenvalue;
    double test_variance;  ///< of each under the test law
    double energy;         ///< of them all
    int first, count;
    std::vector<double> variance{};  ///< of each in the laws of training, where these are several
};

/// Every covariate of a model that can be drawn, with the target's energies without its rest. Throws DomainError where
/// the covariates are not finitely many, in whole multiplicities; NotCovered for a density other than levels.
std::vector<LinearRows> linear_rows(const Linear& model, const Target<>& target);

}  // namespace lazyrisk
