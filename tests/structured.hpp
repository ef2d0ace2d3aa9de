// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the tests of structured data share.
#pragma once

#include <algorithm>
#include <cmath>

#include "lazyrisk/problem/profile.hpp"

/// t k0(t) + k1(t): the tangent kernel of one hidden layer of rectifiers with weights of variance 2, both layers
/// trained.
inline lazyrisk::Profile relu_tangent() {
    return {"relu tangent", [](long double t) {
                t = std::clamp(t, -1.0L, 1.0L);
                const long double pi = std::acos(-1.0L), rest = pi - std::acos(t);
                return (t * rest + std::sqrt(1 - t * t)) / pi + t * rest / pi;
            }};
}
/// E max(<w,x>,0) max(<w,y>,0), |x|^2 = |y|^2 = d.
inline long double relu_dual(long double t) {
    const long double pi = std::acos(-1.0L);
    return (t * (pi - std::acos(t)) + std::sqrt(1 - t * t)) / (2 * pi);
}
