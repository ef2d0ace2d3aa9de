// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <vector>

namespace lazyrisk {

/// An eigenvalue of the covariance, the target's energy there, and the variance of that direction under the test law.
struct CovariateLevel {
    double eigenvalue, multiplicity, energy, test_variance;
};

/// What is beyond the levels: eigenvalues too small to be learned.
struct CovariateTail {
    double trace = 0, energy = 0;            ///< in training
    double test_trace = 0, test_energy = 0;  ///< sum of s t, and the energy under the test law
};

struct CovariateAxes {
    std::vector<CovariateLevel> levels;
    CovariateTail tail;
};

}  // namespace lazyrisk
