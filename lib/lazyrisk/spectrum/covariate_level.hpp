// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <memory>
#include <vector>

#include "lazyrisk/problem/sample_weights.hpp"

namespace lazyrisk {

/// An eigenvalue of the covariance, the target's energy there, and the variance of that direction under the test law.
struct CovariateLevel {
    double eigenvalue, multiplicity, energy, test_variance;
    double kept = 1;  ///< of the eigenvalue, what is no noise on the inputs
};

/// What is beyond the levels: eigenvalues too small to be learned.
struct CovariateTail {
    double trace = 0, energy = 0;            ///< in training
    double test_trace = 0, test_energy = 0;  ///< sum of s t, and the energy under the test law
};

/// Training samples of one law.
struct PopulationAxes {
    std::vector<double> variance;            ///< of each level's direction
    double tail_trace = 0, tail_energy = 0;  ///< of what is beyond the levels
    double tail_test_trace = 0;              ///< sum of s t
    std::vector<SampleGroup> groups;         ///< their shares are those of all samples
};

struct CovariateAxes {
    std::vector<CovariateLevel> levels;
    CovariateTail tail;
    double lost = 0;                            ///< energy that noise on the inputs hides
    std::vector<PopulationAxes> populations{};  ///< none: all samples are alike, of these eigenvalues
    std::vector<double> coefficients{};  ///< of a target that is given by them, of energy 1; none: of random signs
    /// Covariance of the inputs at test, where it is not diagonal: [count^2], a row a direction.
    std::shared_ptr<const std::vector<double>> test_matrix{};
};

/// Random features of one layer under another law of the inputs.
struct FeatureLaw {
    double ratio = 1;       ///< rho, of what is linear in the inputs to that in training
    double tail_ratio = 1;  ///< t_*, of the variance of what is not, over rho^2
};

}  // namespace lazyrisk
