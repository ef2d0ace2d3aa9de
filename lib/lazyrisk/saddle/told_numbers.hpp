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

    /// Of a fit with labels that are numbers, by Huber's or the absolute loss.
    template <Scalar R = double>
    struct RobustRisk {
        R excess_risk{0}, test_error{0}, train_error{0};

    }  // namespace lazyrisk
