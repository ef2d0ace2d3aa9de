// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/random.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace lazyrisk {
namespace {

/// Uniform on (0, 1], never 0: its logarithm is finite.
double uniform(std::uint64_t word) { return double((word >> 11) + 1) * 0x1p-53; }

}  // namespace

void Stream::normals(std::span<double> out, std::uint64_t first) const {
    r123::Philox4x64 philox;
    auto counter = counter_;
    counter[0] += first / 4;
    for (std::size_t i = 0, skipped = first % 4; i < out.size(); skipped = 0) {
        const auto word = philox(counter, key_);
        ++counter[0];
        std::array<double, 4> four{};
        for (std::size_t pair = 0; pair < 4; pair += 2) {
            const double radius = std::sqrt(-2 * std::log(uniform(word[pair])));
            const double angle = 2 * std::numbers::pi * uniform(word[pair + 1]);
            four[pair] = radius * std::cos(angle);
            four[pair + 1] = radius * std::sin(angle);
        }
        const std::size_t count = std::min(4 - skipped, out.size() - i);
        std::copy_n(four.begin() + std::ptrdiff_t(skipped), count, out.begin() + std::ptrdiff_t(i));
        i += count;
    }
}

}  // namespace lazyrisk
