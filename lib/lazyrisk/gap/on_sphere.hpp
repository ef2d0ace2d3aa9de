// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Any target by its energies, inputs on the sphere, infinitely many samples: what N neurons leave of it.
#pragma once

#include <memory>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/problem/target.hpp"
#include "lazyrisk/risk/resolved.hpp"

namespace lazyrisk {

/// A share of the target's energy, with a bound on its numerical error.
struct Share {
    double value = 0, error = 0;
};

/// Population risk over the target's energy (degree 0 included) at finite d, ridge 0.  Formulas (14.14)-(14.16).
class SphereGaps {
public:
    /// Throws DomainError for an infinite dimension or a target without energy, otherwise as diagonalize.
    SphereGaps(const Activation& activation, double dimension, Target<> target,
               TrainedLayers layers = TrainedLayers::first);
    /// Random features: N = D(kappa), sum F_k^2 kappa/(xi_k + kappa).  (14.14)
    [[nodiscard]] Share features(double width) const;
    /// Neural tangent: the equivalent in blocks of section 10 at infinitely many samples.  (14.15)
    [[nodiscard]] Share tangent(double width) const;
    /// d^l <= N < d^{l+1}: the energy of the degrees that sizes of order d^l (features) or d^{l+1} (tangent) have not
    /// begun to learn: those above, and those below that are dead or begin later.  (14.16), (3.4) Throws DomainError
    /// where s has no mean square at d = infinity.
    [[nodiscard]] double features_limit(double width) const;
    [[nodiscard]] double tangent_limit(double width) const;

private:
    Activation activation_;
    double dimension_, energy_ = 0;
    TrainedLayers layers_;
    Target<> target_;
    Resolved features_, tangent_;

    [[nodiscard]] int level(double width) const;
    [[nodiscard]] double beyond(const LimitMasses& limit, int exponent) const;
    [[nodiscard]] Share at(const Resolved& model, double width) const;
};

}  // namespace lazyrisk
