// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/harmonics/quadrature.hpp"

namespace lazyrisk {

template QuadratureResult<long double> quadrature_amplitudes(const SampledFunction<long double>&, double, int,
                                                             std::span<const double>);

}  // namespace lazyrisk
