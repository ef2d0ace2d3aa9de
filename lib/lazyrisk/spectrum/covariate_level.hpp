// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace lazyrisk {

/// An eigenvalue of the covariance, the target's energy there, and the variance of that direction under the test law.
struct CovariateLevel {
    double eigenvalue, multiplicity, energy, test_variance;
};

}  // namespace lazyrisk
