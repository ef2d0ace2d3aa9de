// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Elementary functions of many doubles at once: x <- f(x), to 4 units in the last place (glibc's libmvec), at the
// widest vectors of the machine. Infinities and NaN as in the scalar functions.
#pragma once

#include <span>

namespace lazyrisk::vectorised {

void exp(std::span<double> x);
void sin(std::span<double> x);
void cos(std::span<double> x);
void tanh(std::span<double> x);
void erf(std::span<double> x);
void gaussian(std::span<double> x);    ///< exp(-x^2/2)
void sigmoid(std::span<double> x);     ///< 1/(1 + e^-x)
void swish(std::span<double> x);       ///< x/(1 + e^-x)
void softplus(std::span<double> x);    ///< log(1 + e^x)
void normal_cdf(std::span<double> x);  ///< Phi(x)
void gelu(std::span<double> x);        ///< x Phi(x)
void tanh_slope(std::span<double> x);  ///< 1/cosh(x)^2
void erf_slope(std::span<double> x);   ///< 2/sqrt(pi) exp(-x^2)
void gelu_slope(std::span<double> x);  ///< Phi(x) + x phi(x)

}  // namespace lazyrisk::vectorised
