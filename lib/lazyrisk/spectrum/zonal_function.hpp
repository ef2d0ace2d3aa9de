// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "lazyrisk/harmonics/zonal.hpp"
#include "lazyrisk/problem/deep_kernel.hpp"
#include "lazyrisk/problem/dot_product.hpp"

namespace lazyrisk {

/// The kernels as the routes to their spectrum see them.
ZonalFunction zonal_function(const DeepKernel& model);
ZonalFunction zonal_function(const DotProduct& model);

}  // namespace lazyrisk
