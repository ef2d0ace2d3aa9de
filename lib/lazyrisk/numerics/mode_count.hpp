// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "lazyrisk/numerics/scalar.hpp"

namespace lazyrisk {

/// A sum with its rounding error carried along (Knuth's two-sum): differences with a size keep their digits.  Formula
/// (4.6).
template <Scalar R>
struct ModeCount {
    R value{0}, rounding{0};

    ModeCount& operator+=(const R& x) {
        const R sum = value + x, part = sum - value;
        rounding += (value - (sum - part)) + (x - part);
        value = sum;
        return *this;
    }
    /// size - count; positive, zero or negative as the exact difference is.
    [[nodiscard]] R below(const R& size) const { return (size - value) - rounding; }
};

}  // namespace lazyrisk
