// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Regions of a few letters: points where linear expressions in them are positive.
#pragma once

#include <ginac/ginac.h>

#include <optional>
#include <string>
#include <vector>

#include "lazyrisk/expand/symbolic/expansion.hpp"

namespace lazyrisk {

/// The open convex set on which every expression is positive; linear in the letters, rational coefficients.
struct Region {
    std::vector<GiNaC::symbol> letters;
    std::vector<GiNaC::ex> positive;

    [[nodiscard]] Region with(const GiNaC::ex& another) const;
    /// Is there a point? Decided by Fourier-Motzkin elimination, exactly.
    [[nodiscard]] bool empty() const { return !point(); }
    /// A rational point well inside: letter by letter the middle of what the ones before leave it, 1 above a bound that
    /// is alone.
    [[nodiscard]] std::optional<GiNaC::exmap> point() const;
    /// Without the inequalities that the others imply.
    [[nodiscard]] Region reduced() const;
    /// "1 < alpha < 3/2, beta > 2*alpha - 1"; each inequality solved for its last letter.
    [[nodiscard]] std::string text() const;
};

}  // namespace lazyrisk
