// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Where the convex-concave saddle is: the state of a fit with a convex loss.
#pragma once

#include "lazyrisk/saddle/learned_field.hpp"

namespace lazyrisk {

/// The field of the fit is t s + r xi, s the learnable part of the teacher's field in unit variance.  Formula (15.7).
template <Scalar R = double>
struct SaddlePoint {
    R t{0}, r{0};       ///< both per sqrt of the kernel's unit
    R tau{0}, beta{0};  ///< V = tau/beta, the step of the Moreau envelope
    R V{0};
    R u{0};               ///< k - k0
    FieldSums<R> field;   ///< at u
    R relative_error{0};  ///< of t and r, by the step that was not taken
    int steps = 0;
};

}  // namespace lazyrisk
