// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// How fast the risk falls with each size: logarithmic derivatives of the formulas, exactly.
#pragma once

#include <optional>

#include "lazyrisk/risk/risk.hpp"

namespace lazyrisk {

/// -d log(.)/d log(size) of the excess risk, its bias and its variance; where these are 0 or infinite none.
struct LocalExponents {
    std::optional<double> excess_risk, bias, variance;
};

/// What is moved, the others fixed: n and p at a fixed total ridge.
enum class Moved { samples, width, ridge };

/// Local exponents at a point; of the ridge they are +d log(.)/d log(lambda). None at singular points, and along a size
/// or ridge that is 0 or infinite. One more evaluation of the risk, in dual numbers; nothing is differenced.
/// Formula (16.11).
LocalExponents local_exponents(const Degrees<>& spectrum, const AlignedTarget<>& target, const Operation<>& op,
                               Moved moved);
/// The same where the fixed point of `op` is known already.
LocalExponents local_exponents(const Degrees<>& spectrum, const AlignedTarget<>& target, const Operation<>& op,
                               const Equivalent<>& at, Moved moved);

}  // namespace lazyrisk
