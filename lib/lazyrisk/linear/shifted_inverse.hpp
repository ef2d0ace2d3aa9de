// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

/// 1/(eigenvalue + ridge) of an eigenvalue above 0 of a drawn matrix. Throws NotConverged where a negative ridge is not
/// above minus it: the draw has no fit there.
inline double shifted_inverse(double eigenvalue, double ridge) {
    const double shifted = eigenvalue + ridge;
    if (!(shifted > 0))
        throw NotConverged("a drawn matrix has the eigenvalue " + to_text(eigenvalue) + ", and a ridge of " +
                           to_text(ridge) + " is not above minus that: this draw has no fit; take a ridge nearer to 0");
    return 1 / shifted;
}

}  // namespace lazyrisk
