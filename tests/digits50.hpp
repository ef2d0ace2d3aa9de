// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// More digits: the second opinion of most tests.
#pragma once

#include <boost/multiprecision/cpp_bin_float.hpp>

#include "lazyrisk/equations/solve.hpp"
#include "lazyrisk/risk/risk.hpp"

using Digits50 = boost::multiprecision::cpp_bin_float_50;

/// The same spectrum with the doubles taken as exact; masses are multiplied again.
inline lazyrisk::Spectrum<Digits50> exactly(const lazyrisk::Spectrum<>& s) {
    lazyrisk::Spectrum<Digits50> t;
    t.tail = s.tail;
    for (const auto& level : s.levels) {
        const Digits50 eigenvalue = level.eigenvalue, multiplicity = level.multiplicity;
        const Digits50 mass = level.multiplicity == 0 ? Digits50(level.mass) : Digits50(eigenvalue * multiplicity);
        t.levels.push_back({level.mode, eigenvalue, multiplicity, mass, 0});
    }
    return t;
}

inline lazyrisk::Target<Digits50> exactly(const lazyrisk::Target<>& target) {
    lazyrisk::Target<Digits50> t;
    for (const auto& [mode, energy] : target.energy) t.energy.emplace_back(mode, Digits50(energy));
    t.rest = target.rest;
    return t;
}

inline lazyrisk::Operation<Digits50> exactly(const lazyrisk::Operation<>& op) {
    return {{Digits50(op.sizes.samples), Digits50(op.sizes.width)},
            Digits50(op.ridge_over_samples),
            Digits50(op.noise_variance),
            op.ensemble};
}
