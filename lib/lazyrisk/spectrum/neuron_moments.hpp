// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "lazyrisk/activation/activation.hpp"

namespace lazyrisk {

/// What a neuron s makes of a pre-activation u = offset + sqrt(variance) z, z normal.  Formula (16.13).
struct NeuronMoments {
    double mean;   ///< E s(u)
    double slope;  ///< a = (E z s(u))^2/variance: what is linear in u
    double rest;   ///< c = Var s(u) - variance * a: what is not
    double line;   ///< mu_1 = E z s(u)/sqrt(variance), whose square is the slope
};

/// To some 1e-15 of E s(u)^2, by Gauss-Kronrod rules between the kinks. Throws DomainError for a variance that is not
/// positive or an activation that is not finite there.
NeuronMoments neuron_moments(const Activation& activation, double variance, double offset = 0);

/// E s(u) alone. Throws as that.
double neuron_mean(const Activation& activation, double variance, double offset = 0);

}  // namespace lazyrisk
