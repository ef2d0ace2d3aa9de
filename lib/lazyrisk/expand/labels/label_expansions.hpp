// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Labels that are signs: when they are separable, by which margin, and the error rate under much ridge. Letters: D the
// variance of probit(D), 0 of sign; epsilon the probability of a flip, m = 1 - 2 epsilon; n/p samples a learnable
// feature. Labels of features that do not see all of the target have a larger D, formula (15.6).
#pragma once

#include "lazyrisk/expand/symbolic/expansion.hpp"

namespace lazyrisk {

/// `order`: number of terms after the leading one. Checked in tests/expand/labels/label_expansions_test.cpp as those of
/// proportional.hpp are.

/// Where they hold; `name` is that of the catalogue.
Validity label_region(const std::string& name);

/// n/p at the threshold of separability, of labels nearly random: in m.  Formula (12.40).
Expansion separability_of_weak_labels(int order);
/// The same without flips for little noise: in D.  Formula (12.41).
Expansion separability_of_probit_labels(int order);
/// The same for signs of which few are flipped: in epsilon^(1/3).  Formula (12.42).
Expansion separability_of_flipped_labels(int order);
/// The margin of the linear model, isotropic, at n = n_c (1 - delta) samples.  Formula (12.43). Throws DomainError for
/// an order above 1.
Expansion margin_near_threshold(int order);
/// The same of random labels, n_c = 2 p.  Formula (12.44).
Expansion margin_of_random_labels(int order);
/// Error rate against labels without noise, features in the proportional limit; lambda the ridge per sample, b the
/// loss's curvature l''(0).  Formula (12.45). Throws DomainError for an order above 1.
Expansion error_rate_at_large_ridge(int order);

}  // namespace lazyrisk
