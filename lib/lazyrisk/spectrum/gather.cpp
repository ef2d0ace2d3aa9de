// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/spectrum/gather.hpp"

#include <algorithm>
#include <string>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

Spectrum<> gather(const std::string& name, const std::vector<Found>& found, long double trace, long double trace_error,
                  long double beyond, bool complete) {
    constexpr long double resolved = 1e-9L;
    Spectrum<> spectrum;
    long double tail = trace, tail_error = trace_error;
    for (const Found& f : found) {
        if (!(f.eigenvalue >= -f.error))
            throw DomainError(name + " is not positive definite on these data: the eigenvalue of mode " +
                              to_text(f.mode) + " is " + to_text(double(f.eigenvalue)) +
                              ", and every eigenvalue of a kernel is at least 0");
        const long double mass = f.eigenvalue * f.multiplicity, error = f.error * f.multiplicity;
        if (f.error > resolved * f.eigenvalue) {
            beyond = std::max(beyond, std::max(f.eigenvalue, 0.0L) + f.error);
            if (f.eigenvalue <= f.error) spectrum.levels.push_back({f.mode, 0, double(f.multiplicity), 0, 0});
            continue;
        }
        spectrum.levels.push_back(
            {f.mode, double(f.eigenvalue), double(f.multiplicity), double(mass), double(error + mass * 0x1p-53L)});
        tail -= mass;
        tail_error += error;
    }
    if (tail < -2 * tail_error - 1e-15L * trace)
        throw DomainError(name +
                          " is not positive definite on these data: the eigenvalues beyond those computed add up to " +
                          to_text(double(tail)) + ", and every eigenvalue of a kernel is at least 0");
    if (complete) return spectrum;
    spectrum.tail = tail > tail_error ? double(tail) : 0;
    spectrum.tail_error = double(tail_error + std::max(tail, 0.0L) * 0x1p-53L);
    spectrum.tail_largest = double(beyond);
    return spectrum;
}

}  // namespace lazyrisk
