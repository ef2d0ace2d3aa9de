// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <vector>

namespace lazyrisk {

/// Any spectrum. The target's modes are the positions in `levels`.
struct GivenSpectrum {
    struct Mode {
        double eigenvalue;    ///< >= 0
        double multiplicity;  ///< > 0
    };
    std::vector<Mode> levels;
    double tail_trace = 0;  ///< trace of a tail of negligible eigenvalues
};

}  // namespace lazyrisk
