// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// E s(u)s(v) and E s'(u)s'(v) of any activation at any two variances, by interpolation.  Formula (18.11).
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/image_kernel/dual_box.hpp"

namespace lazyrisk {

/// Boxes of logarithms and angles, made when they are first asked for. What is answered does not depend on the order of
/// asking. Safe from many threads.
class DualTable {
public:
    /// Exponents of the variances that are told apart.
    static constexpr int lowest = -64, highest = 40;

    /// Throws NotCovered for slopes of an activation that jumps.
    DualTable(Activation s, bool with_slope);
    ~DualTable();
    DualTable(const DualTable&) = delete;
    DualTable& operator=(const DualTable&) = delete;

    /// At base-2 logarithms of two variances. To some 1e-11 of the root of both mean squares in 0.5 us; the first time
    /// in a box in a quarter of a second. Throws NotCovered where s changes within 1e-5 standard
    /// deviations, NotConverged where it grows so fast that there is no mean.
    [[nodiscard]] PixelDual::Value at(double log_q, double log_r, double angle) const;

    /// The table of an activation, of which the last few are kept.
    static std::shared_ptr<const DualTable> of(const Activation& s, bool with_slope);

private:
    Activation s_;
    bool with_slope_;
    mutable std::vector<std::atomic<const DualBox*>> boxes_;  ///< by logarithm, logarithm and angle
};

}  // namespace lazyrisk
