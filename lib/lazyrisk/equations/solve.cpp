// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The templates over the scalar, for double.
#include "lazyrisk/equations/solve.hpp"

namespace lazyrisk {

template class Degrees<double>;
template Equivalent<double> solve(const Degrees<double>&, const Sizes<double>&, const double&);

}  // namespace lazyrisk
