// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The templates over the scalar, for double.
#include "lazyrisk/equations/ridge_path.hpp"

namespace lazyrisk {

template class RidgePath<double>;
template Equivalent<double> equivalent(const Degrees<double>&, const Sizes<double>&, const double&);

}  // namespace lazyrisk
