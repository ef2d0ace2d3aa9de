// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Any spectrum.
#include <cmath>
#include <string>

#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

Spectrum<> diagonalize(const GivenSpectrum& model, int) {
    Spectrum<> spectrum;
    spectrum.tail = model.tail_trace;
    if (!(model.tail_trace >= 0) || std::isinf(model.tail_trace))
        throw DomainError("tail", model.tail_trace, "the tail's trace is a finite number, at least 0");
    int row = 0;
    for (const GivenSpectrum::Mode& mode : model.levels) {
        if (!(mode.eigenvalue >= 0) || std::isinf(mode.eigenvalue))
            throw DomainError("eigenvalue", mode.eigenvalue, "an eigenvalue is a finite number, at least 0");
        if (!(mode.multiplicity > 0) || std::isinf(mode.multiplicity))
            throw DomainError("multiplicity", mode.multiplicity, "a multiplicity is a finite number above 0");
        const double mass = mode.eigenvalue * mode.multiplicity;
        if (std::isinf(mass))
            throw DomainError("multiplicity", mode.multiplicity,
                              "times its eigenvalue it leaves the range of a double");
        spectrum.levels.push_back({row++, mode.eigenvalue, mode.multiplicity, mass, mass * 0x1p-53});
    }
    return spectrum;
}

}  // namespace lazyrisk
