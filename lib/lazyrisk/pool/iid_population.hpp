// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The usual formula: the pool taken for the population, its points drawn with replacement.
#pragma once

#include "lazyrisk/pool/pool_spectrum.hpp"
#include "lazyrisk/risk/risk.hpp"

namespace lazyrisk {

/// The risk of a population with eigenvalues k/M and the pool's energies; test points are among those trained on, so
/// that it is low by n/M: for n below M/50 alone.  Formula (17.18). Here `bias` is all that remains without noise, as
/// in every Risk; the ridge is the pool's, samples may exceed M.
Risk<> iid_population(const PoolSpectrum& spectrum, const PoolSetting& setting);

}  // namespace lazyrisk
