// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The profile of a dot-product kernel, ready to be integrated.
#pragma once

#include <functional>
#include <string>

#include "lazyrisk/problem/profile.hpp"

namespace lazyrisk {

/// h(t), |t| <= 1, with what is known about it.
struct DotFunction {
    std::function<long double(long double)> value;
    long double error;  ///< bound on the absolute error of value
    int degree;         ///< of a polynomial, else -1
    std::string name;   ///< of the kernel
};

/// h of inputs with |x|^2 = dimension; the dimension is that of an activation's weights, a formula does not depend on
/// it. Throws as ActivationKernel and DeepDual; DomainError where h(1) is not a finite number above 0.
DotFunction evaluated(const DotKernel& kernel, double dimension);

}  // namespace lazyrisk
