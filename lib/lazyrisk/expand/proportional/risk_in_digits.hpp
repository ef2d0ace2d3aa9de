// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The risk with a hundred digits, beside which expansions are checked; compiled once.
#pragma once

#include "lazyrisk/expand/symbolic/condition.hpp"
#include "lazyrisk/risk/risk.hpp"

namespace lazyrisk {

extern template class Degrees<Digits>;
extern template struct AlignedTarget<Digits>;
extern template Equivalent<Digits> solve(const Degrees<Digits>&, const Sizes<Digits>&, const Digits&);
extern template Risk<Digits> risk(const Degrees<Digits>&, const AlignedTarget<Digits>&, const Operation<Digits>&);
extern template Risk<Digits> risk(const Degrees<Digits>&, const AlignedTarget<Digits>&, const Operation<Digits>&,
                                  const Equivalent<Digits>&);

}  // namespace lazyrisk
