// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a loss offers: a struct with
//     residual            a function of y - f (regression), else of the margin y f (labels +-1)
//     value(x)            the loss
//     slope(x), curvature(x)  -l'(x) and l''(x), where there is one
//     moreau(x, V)        prox, and the derivatives of the Moreau envelope
//     kinks(V)            where those are not smooth in x
//     centers(V)          real parts of their singularities at distance pi, where there are any
//     shifted(at, by)     of a smooth loss: what it is `by` beyond a proximal point
//     bend(V)             of a smooth loss: the proximal points between which x(p) is not nearly a line
//     pieces(V)           of a loss of the margin whose g is piecewise linear: the pieces where it is not 0
#pragma once

#include <cmath>

#include "lazyrisk/numerics/scalar.hpp"

namespace lazyrisk {

/// At one x and step V of the envelope M(x) = min_p l(p) + (p - x)^2/(2V).  Formula (15.3).
template <Scalar R>
struct Moreau {
    R prox;       ///< p
    R slope;      ///< g = -M'(x) = -l'(p), of its own: never (p - x)/V
    R curvature;  ///< M''(x) = l''(p)/(1 + V l''(p))
};

/// Where the envelope is quadratic: g = height - bend x, M'' = bend.
template <Scalar R>
struct LinearPiece {
    R from, to, height, bend;
};

/// A smooth loss at the proximal point p + h, from its slope at p.
template <Scalar R>
struct ProximalShift {
    R slope, curvature;  ///< -l'(p + h), l''(p + h)
    R fall;              ///< l'(p + h) - l'(p), to all digits also where h is small
};

/// e^{-h} and 1 - e^{-h}, h >= 0, each to all digits.
template <Scalar R>
struct Decay {
    R left, lost;
    explicit Decay(const R& h) {
        using std::exp, std::expm1;
        if (h < R(0.5)) {
            lost = -R(expm1(R(-h)));
            left = 1 - lost;
        } else {
            left = exp(R(-h));
            lost = 1 - left;
        }
    }
};

/// Of a residual loss g is odd: M' = +g(u).
template <class L>
concept ResidualLoss = L::residual;
template <class L>
concept MarginLoss = !L::residual;
/// Without kinks and with an envelope that is known at a proximal point.
template <class L>
concept SmoothLoss = MarginLoss<L> && requires(const L& loss, double V) {
    loss.bend(V);
};

}  // namespace lazyrisk
