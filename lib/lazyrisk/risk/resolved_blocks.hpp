// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Blocks at the precision of the program: doubles in and out, more inside.
#pragma once

#include <vector>

#include "lazyrisk/problem/target.hpp"
#include "lazyrisk/risk/optimal_ridge.hpp"
#include "lazyrisk/risk/risk.hpp"
#include "lazyrisk/spectrum/spectrum.hpp"

namespace lazyrisk {

/// What a point of finitely many blocks is asked for.
struct BlockAnswer {
    Risk<> risk;
    std::vector<double> learnability;  ///< of each level
    double truncation = 0;             ///< share of the risk that the truncation of the spectrum may cost
};

/// The risk of finitely many blocks.  Formulas (10.7)-(10.16).
///
/// In 80-bit numbers; where their rounding is not negligible (two nearly parallel functions along the weight of which
/// one is learned, at ridge 0) again with 100 digits, some hundred times slower. Throws NotCovered for an ensemble of
/// more than one: the equivalents of section 10 are those of a single predictor.
BlockAnswer block_answer(const Spectrum<>& spectrum, const Target<>& target, const Operation<>& op);

/// By scan_ridges.
OptimalRidge<> block_optimal_ridge(const Spectrum<>& spectrum, const Target<>& target, const Operation<>& op);

}  // namespace lazyrisk
