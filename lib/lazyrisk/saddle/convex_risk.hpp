// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The risk of a fit with a convex loss, at every size and ridge: the limits are values.
#pragma once

#include "lazyrisk/loss/loss.hpp"
#include "lazyrisk/problem/labels.hpp"
#include "lazyrisk/problem/noise_law.hpp"
#include "lazyrisk/saddle/convex_outputs.hpp"
#include "lazyrisk/saddle/robust.hpp"

namespace lazyrisk {

/// Everything but the spectrum and the target.
struct ConvexProblem {
    Loss loss;
    Labels labels;            ///< signs for losses of the margin, numbers for those of the residual
    NoiseLaw noise;           ///< of labels that are numbers ...
    double noise_variance{};  ///< ... or plainly this
    double samples, width;    ///< in the units of the spectrum; inf allowed
    double ridge;  ///< total (of infinitely many samples per sample), 0 and inf allowed; the hard margin has none
    double ensemble = 1;  ///< inf allowed
    /// Of the sphere, where the target is linear and the label a function of one index (15.29); infinite: the field is
    /// taken for normal. Ensembles, infinitely many samples and interpolating least squares take it for normal always.
    double dimension = infinite<>;
    bool has_constant = true;  ///< mode 0 is a constant function; false: of a spectrum whose rows are numbered
};

/// Threshold of separability of one question.  Formula (15.18).
struct Separability {
    double h;                ///< separable where min(width, rank)/samples > h
    double effective_width;  ///< min(width, rank)
    double samples;          ///< effective_width/h; infinite where any number is separable
    [[nodiscard]] bool separates(double n) const { return n < samples; }
};

/// Throws DomainError for a target without energy.
Separability separability(const Labels& labels, const Spectrum<>& spectrum, const Target<>& target, double width,
                          bool has_constant = true);

/// The width from which on n samples are separable: 0 where any is, infinite where none is.
double threshold_width(const Labels& labels, const Spectrum<>& spectrum, const Target<>& target, double samples,
                       bool has_constant = true);

/// A loss of the margin, and the square loss of signs. Throws DomainError for a target without energy or labels that
/// are numbers, NotCovered for a hard margin where the labels are not separable, NotConverged.
ConvexRisk<> convex_risk(const ConvexProblem& problem, const Spectrum<>& spectrum, const Target<>& target);

/// Huber's and the absolute loss. Throws DomainError for labels that are signs, NotCovered for ensembles, NotConverged.
RobustRisk<> robust_risk(const ConvexProblem& problem, const Spectrum<>& spectrum, const Target<>& target);

}  // namespace lazyrisk
