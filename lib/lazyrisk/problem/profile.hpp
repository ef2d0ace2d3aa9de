// A dot-product kernel K(x,y) = h(<x,y>/|x|^2) on inputs of one length, by its profile h.
#pragma once

#include <functional>
#include <string>
#include <variant>

#include "lazyrisk/activation/activation.hpp"

namespace lazyrisk {

struct Question;

/// h as a formula, for |t| <= 1.
struct Profile {
    std::string name;
    std::function<long double(long double t)> value;
    int degree = -1;          ///< of a polynomial; -1: not one
    long double error = 0;    ///< bound on the absolute error of `value`, beyond some twenty roundings of h(1)
};

/// Either the kernel of an activation's random features, h(t) = E_w s(<w,x>) s(<w,y>) with |x|^2 = dimension, or a formula.
using DotKernel = std::variant<Activation, Profile>;

/// The kernel that --kernel and --activation ask for. Throws DomainError for an unknown name.
DotKernel dot_kernel_of(const Question& question);

}  // namespace lazyrisk
