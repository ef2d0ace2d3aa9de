// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Points that only test: each as a point of the pool that is never drawn.
#pragma once

#include "lazyrisk/pool/site_equivalent.hpp"

namespace lazyrisk {

/// What a solution says of the pool's test points.  Formula (17.24). Cost M^3/3 + 2 T M^2. Memory: T M numbers.
class SiteTest {
public:
    /// Precondition: equivalent.pool().test has points.
    explicit SiteTest(const SiteEquivalent& equivalent);

    /// Over training sets, of labels without noise [T x c].
    [[nodiscard]] const Matrix& mean_prediction() const { return mean_; }
    /// Covariance of the prediction, a column each, from what SiteEquivalent::moments gave in full [M x r] and the
    /// noise that went into it, or none.
    [[nodiscard]] Matrix spread(const Matrix& of_pool, const Matrix& noise = {}) const;

private:
    Matrix mean_;
    Matrix sent_;         ///< squares of K_TS (K + T)^{-1} [T x M]
    double fluctuation_;  ///< (1 - n/M)/(n/M)
};

}  // namespace lazyrisk
