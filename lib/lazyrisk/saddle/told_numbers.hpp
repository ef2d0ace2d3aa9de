// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What is told of a fit with a convex loss, apart from how it is found: answers hold it.
#pragma once

#include "lazyrisk/numerics/scalar.hpp"

namespace lazyrisk {

/// Of a fit with signs as labels. In the limit d -> infinity weight_norm is per d.
template <Scalar R = double>
struct ConvexRisk {
    R error_rate{0};        ///< P(label of a new sample differs from the sign of f)
    R clean_error_rate{0};  ///< P(sign of the teacher's field differs)
    R test_error{0};        ///< E (y - f)^2
    R test_loss{0}, train_loss{0};
    R train_error_rate{0};
    R overlap{0};              ///< E s f, s the field in unit variance
    R prediction_variance{0};  ///< E f^2
    R margin{0};               ///< of the hard margin: 1/|a|
    R separability{0};         ///< h: separable where min(width, rank)/n > h
    R threshold_samples{0};    ///< min(width, rank)/h
    R support{0};              ///< share of the samples with y f <= 1
    R calibration_error{0};    ///< E |sigma(f) - P(y = 1 | f)|
    R calibration_slope{0};    ///< dP(y = 1 | f)/df at 0, over the model's 1/4
    R best_temperature{0};     ///< that minimises the test loss of sigma(f/T)
    R weight_norm{0};
    R weight_norm_again{0};  ///< by the second route, where the ridge is positive
    R objective{0};          ///< per sample
    R effective_ridge{0};
    R error_bound{0};  ///< of error_rate and clean_error_rate, absolute
};

/// Of a fit with labels that are numbers, by Huber's or the absolute loss.
template <Scalar R = double>
struct RobustRisk {
    R excess_risk{0}, test_error{0}, train_error{0};
    R test_loss{0}, train_loss{0};
    R overlap{0};              ///< E s f, s the target in unit variance
    R prediction_variance{0};  ///< E f^2
    R support{0};              ///< share of the samples whose residual is not in the quadratic part of the envelope
    R weight_norm{0}, objective{0}, effective_ridge{0}, V{0};
    R error_bound{0};  ///< of test_error (of excess_risk, where that is infinite)
};

}  // namespace lazyrisk
