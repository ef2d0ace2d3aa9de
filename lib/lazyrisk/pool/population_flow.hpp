// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The error of gradient flow on n of M points, stopped early: a pool whose eigenvectors say nothing.
#pragma once

#include "lazyrisk/pool/finite_population.hpp"

namespace lazyrisk {

/// At setting.time, 0 and infinity included; the ridge is a weight decay. Of a time between, effective_ridge is 0:
/// there is none. Exact for eigenvectors that are random rotations, M large.  Formulas (17.21)-(17.23). Cost: 14
/// complex roots and 210 sums over the modes. Throws as finite_population, NotCovered for features.
PopulationErrors population_flow(const PoolSpectrum& spectrum, const PoolSetting& setting);

}  // namespace lazyrisk
