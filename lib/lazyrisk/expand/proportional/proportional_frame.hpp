// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the expansions of the proportional limit have in common.
#pragma once

#include <string>

#include "lazyrisk/expand/proportional/proportional.hpp"
#include "lazyrisk/expand/proportional/proportional_regions.hpp"
#include "lazyrisk/expand/proportional/proportional_series.hpp"
#include "lazyrisk/expand/proportional/risk_in_digits.hpp"
#include "lazyrisk/expand/symbolic/symbolic.hpp"

namespace lazyrisk::proportional {

using Definitions = std::vector<std::pair<GiNaC::symbol, GiNaC::ex>>;

/// One point in numbers.
struct Point {
    Digits a, c, psi1, psi2, ridge;
};
/// The named number. Throws DomainError where it is missing, or not positive although it must be.
Digits positive(const Values& values, const std::string& name);
Digits number(const Values& values, const std::string& name);
/// Any of the quantities by the solver of equations/ and the formulas of risk/, in 100 digits.
Digits solved(Quantity quantity, const Values& values, const Point& at);

/// k0, q and e0 at ridge 0, T(k0) = m.  Formula (12.4).
Definitions ridgeless_base(const GiNaC::ex& m);

/// A series in t as it comes from proportional_series.hpp, and how it becomes one in the variable.
struct Frame {
    std::string name, source;
    Validity validity;
    GiNaC::symbol variable;
    GiNaC::ex step = 1;                   ///< t^i is variable^(i step)
    std::function<GiNaC::ex(int)> scale;  ///< times this, for each i
    GiNaC::ex factor = 1;                 ///< of B and 1 + V
    GiNaC::ex unit = 1;                   ///< of the effective ridge ...
    GiNaC::ex shift = 0;                  ///< ... and an exponent it has beside
    std::function<GiNaC::ex(const GiNaC::ex&)> tidy;
    Definitions definitions;
    bool large = false, negative = false;
    std::function<Point(const Values&, const Digits&)> point;
    bool generic = false;  ///< no coefficient vanishes: the first one left out need not be computed
    int more = 0;          ///< terms beyond order + 1 that the search for the remainder may need
    std::function<Factors<Symbolic>(int)> factors;  ///< to O(t^end) at least, relative to the leading term
};

/// The expansion of one quantity, with the exponent of the first term left out that is not 0.
Expansion expand(const Frame& frame, Quantity quantity, int order);

}  // namespace lazyrisk::proportional
