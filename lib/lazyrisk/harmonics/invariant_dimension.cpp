// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/harmonics/invariant_dimension.hpp"

#include <cmath>

#include "lazyrisk/harmonics/cube.hpp"
#include "lazyrisk/harmonics/dimension.hpp"

namespace lazyrisk {
namespace {

/// Euler's phi.
int totient(int m) {
    int phi = m;
    for (int p = 2; p * p <= m; ++p) {
        if (m % p != 0) continue;
        while (m % p == 0) m /= p;
        phi -= phi / p;
    }
    return m > 1 ? phi - phi / m : phi;
}

/// [z^k] (1 - z^m)^{-cycles}.
long double series(int m, int cycles, int k) {
    return k < 0 || k % m != 0 ? 0 : binomial(k / m + cycles - 1, cycles - 1);
}

}  // namespace

std::vector<long double> invariant_dimensions(int d, int degrees) {
    std::vector<long double> dimension;
    long double all = 1;  // m = 1: every harmonic
    for (int k = 0; k <= degrees; ++k) {
        long double sum = all;
        for (int m = 2; m <= d; ++m)
            if (d % m == 0) sum += totient(m) * (series(m, d / m, k) - series(m, d / m, k - 2));
        const long double count = sum / d;
        dimension.push_back(count < 0x1p60L ? std::round(count) : count);
        all = next_multiplicity(all, d, k);
    }
    return dimension;
}

long double invariant_excess(int d, int degree) {
    long double sum = 0;  // each coefficient at most the one at the next multiple of m
    for (int m = 2; m <= d; ++m)
        if (d % m == 0) sum += totient(m) * series(m, d / m, (degree + m - 1) / m * m);
    return sum / std::exp(log_multiplicity<long double>(d, degree));
}

}  // namespace lazyrisk
