// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// How often the largest of several outputs is not that of the class: normal scores, point by point.
#pragma once

#include <vector>

#include "lazyrisk/pool/largest_score.hpp"
#include "lazyrisk/pool/site_equivalent.hpp"

namespace lazyrisk {

struct PoolClasses {
    double class_error = 0;        ///< against labels without flips
    double noisy_class_error = 0;  ///< against flipped ones
    std::vector<double> image;     ///< probability over training sets that point i is taken for another class
};

/// 1 to 3 % right from 1000 samples on, low by 2 to 8 % below.  Formulas (17.16), (17.17). Cost beside the
/// equivalent's: 3 M^2 c(c+1), and the quadrature of each point, over `threads` (0: all). The same for every number of
/// threads. Throws DomainError for a pool without labels. At ridge infinity the limit: the order of scores does not
/// vanish.
PoolClasses classification(const SiteEquivalent& equivalent, int nodes = usual_nodes, int threads = 1);
PoolClasses classification(const Pool& pool, const PoolSetting& setting, const SiteField& start = {},
                           int nodes = usual_nodes, int threads = 1);

}  // namespace lazyrisk
