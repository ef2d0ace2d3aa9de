// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/risk/optimal_ridge_search.hpp"

namespace lazyrisk {

template OptimalRidge<double> optimal_ridge(const Degrees<double>&, const AlignedTarget<double>&,
                                            const Operation<double>&);

}  // namespace lazyrisk
