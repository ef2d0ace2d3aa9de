// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a loss offers: a struct with
//     residual            a function of y - f (regression), else of the margin y f (labels +-1)
//     value(x)            the loss
//     slope(x), curvature(x)  -l'(x) and l''(x), where there is one
//     moreau(x, V)        prox, and the derivatives of the Moreau envelope
//     kinks(V)            where those are not smooth in x
//     centers(V)          real parts of their singularities at distance pi, where there are any
#pragma once

#include "lazyrisk/numerics/scalar.hpp"

namespace lazyrisk {

/// At one x and step V of the envelope M(x) = min_p l(p) + (p - x)^2/(2V).  Formula (15.3).
template <Scalar R>
struct Moreau {
    R prox;       ///< p
    R slope;      ///< g = -M'(x) = -l'(p), of its own: never (p - x)/V
    R curvature;  ///< M''(x) = l''(p)/(1 + V l''(p))
};

/// Of a residual loss g is odd: M' = +g(u).
template <class L>
concept ResidualLoss = L::residual;
template <class L>
concept MarginLoss = !L::residual;

}  // namespace lazyrisk
