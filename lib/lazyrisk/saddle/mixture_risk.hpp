// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Classes of a Gaussian mixture.  Formula (15.24).
#pragma once

#include "lazyrisk/saddle/convex_risk.hpp"

namespace lazyrisk {

/// problem.labels are the classes, target says where their means lie. Throws NotCovered for ensembles, infinitely many
/// samples, least squares that interpolate and a hard margin where there is none; NotConverged.
/// Cost: 5 to 20 means over one place and two labels.
ConvexRisk<> mixture_risk(const ConvexProblem& problem, const Spectrum<>& spectrum, const Target<>& target);

/// Of the classes.  Formula (15.18).
Separability mixture_separability(const Labels& labels, const LearnedField<>& field);

}  // namespace lazyrisk
