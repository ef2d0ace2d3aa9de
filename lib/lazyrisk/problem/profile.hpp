// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A dot-product kernel K(x,y) = h(<x,y>/|x|^2) on inputs of one length, by its profile h.
#pragma once

#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/problem/deep_kernel.hpp"
#include "lazyrisk/problem/dot_product.hpp"
#include "lazyrisk/problem/model_option.hpp"

namespace lazyrisk {

struct Question;

/// h as a formula, for |t| <= 1.
struct Profile {
    std::string name;
    std::function<long double(long double t)> value;
    int degree = -1;        ///< of a polynomial; -1: not one
    long double error = 0;  ///< bound on the absolute error of `value`, beyond some twenty roundings of h(1)
};

/// The kernel of an activation's random features, h(t) = E_w s(<w,x>) s(<w,y>) with |x|^2 = dimension, that of a deep
/// network, a dot-product kernel, or a formula. Their own fields `dimension` are not used: h does not depend on it.
using DotKernel = std::variant<Activation, Profile, DotProduct, DeepKernel>;

/// The options of every kernel that `dot_kernel_of` can return.
std::vector<ModelOption> dot_kernel_options();

/// The kernel that `kernel` and its options ask for.
/// Throws DomainError for an unknown name, and for an activation or option that this kernel does not have.
DotKernel dot_kernel_of(const Question& question);

}  // namespace lazyrisk
