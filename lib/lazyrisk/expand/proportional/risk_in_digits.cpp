// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/proportional/risk_in_digits.hpp"

namespace lazyrisk {

template class Degrees<Digits>;
template struct AlignedTarget<Digits>;
template Equivalent<Digits> solve(const Degrees<Digits>&, const Sizes<Digits>&, const Digits&);
template Risk<Digits> risk(const Degrees<Digits>&, const AlignedTarget<Digits>&, const Operation<Digits>&);
template Risk<Digits> risk(const Degrees<Digits>&, const AlignedTarget<Digits>&, const Operation<Digits>&,
                           const Equivalent<Digits>&);

}  // namespace lazyrisk
