// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// How long a predictor is trained: gradient flow of (1/2n) |y - f|^2 from 0, or gradient descent on it.
#pragma once

#include <cmath>
#include <string>

#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

/// The ridge of a problem is the weight decay: the descent is on (1/2n)(|y - f|^2 + ridge |a|^2).  Formula (13.1).
struct Training {
    double time = infinite<>;  ///< t of the flow, steps * step of the descent; infinite: trained to the end, which is
                               ///< the ridge fit
    double step = 0;           ///< step size of the descent; 0: the flow

    [[nodiscard]] bool finished() const { return is_infinite(time); }
    [[nodiscard]] double steps() const { return std::round(time / step); }
    static Training descent(double step, double steps) { return {is_infinite(steps) ? steps : step * steps, step}; }
    friend bool operator==(const Training&, const Training&) = default;
};

/// Throws DomainError for a negative time or step, NaN, or a finite time beyond 1e100.
inline void require_training(const Training& t) {
    if (!(t.time >= 0) || (!t.finished() && t.time > 1e100))
        throw DomainError("time", t.time, "a training time is a number from 0 to 1e100, or inf (trained to the end)");
    if (!(t.step >= 0) || is_infinite(t.step))
        throw DomainError("step-size", t.step, "a step size is a finite number above 0");
}

}  // namespace lazyrisk
