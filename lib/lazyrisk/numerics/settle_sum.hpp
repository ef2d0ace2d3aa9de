// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "lazyrisk/numerics/mode_count.hpp"

namespace lazyrisk {

/// Moves one of the parts by its rounding, so that their sum in this order, as ModeCount takes it, is `total` exactly:
/// then what is at the total is there, and not nearly so. Sums that are off by more than rounding stay as they are.
inline void settle_sum(const std::vector<double*>& parts, double total) {
    std::vector<double*> by_size = parts;
    std::stable_sort(by_size.begin(), by_size.end(), [](const double* a, const double* b) { return *a > *b; });
    for (int pass = 0; pass < 8; ++pass) {
        ModeCount<double> sum;
        for (const double* part : parts) sum += *part;
        const double left = sum.below(total);
        if (left == 0 || !(std::abs(left) < 1e-9 * total)) return;
        // the smallest part that it is a rounding of: there it is added exactly
        double* taker = by_size.front();
        for (double* part : by_size)
            if (*part > 1e3 * std::abs(left)) taker = part;
        *taker += left;
    }
}

}  // namespace lazyrisk
