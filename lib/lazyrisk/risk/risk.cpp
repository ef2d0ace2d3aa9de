// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The templates over the scalar, for double.
#include "lazyrisk/risk/risk.hpp"

namespace lazyrisk {

template Risk<double> risk(const Degrees<double>&, const AlignedTarget<double>&, const Operation<double>&);
template Risk<double> risk(const Degrees<double>&, const AlignedTarget<double>&, const Operation<double>&,
                           const Equivalent<double>&);

}  // namespace lazyrisk
