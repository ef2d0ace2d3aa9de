// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Signs of a linear target on the sphere, fitted with the square loss: the label is a function of one index, whose
// harmonics beyond the first are learned as well.  Formula (15.22).
#pragma once

#include "lazyrisk/problem/labels.hpp"
#include "lazyrisk/risk/resolved.hpp"

namespace lazyrisk {

/// Numbers of such a fit. u = <b, x>, of variance one.
struct OneIndexRisk {
    Risk<> risk;  ///< of the regression on E[y | u], all else noise
    double error_rate = 0, clean_error_rate = 0;
    double overlap = 0;  ///< E u f
    double prediction_variance = 0;
};

/// op.noise_variance does not count. Throws DomainError and NotConverged as its parts.
OneIndexRisk one_index_risk(const Resolved& model, const Labels& labels, double dimension, const Operation<>& op);

}  // namespace lazyrisk
