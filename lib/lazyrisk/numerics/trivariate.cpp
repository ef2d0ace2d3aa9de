// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/numerics/trivariate.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/numerics/chebyshev.hpp"

#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__)
#define LAZYRISK_WIDEST_ROWS __attribute__((target_clones("arch=x86-64-v3", "default")))
#else
#define LAZYRISK_WIDEST_ROWS
#endif

namespace lazyrisk {

Trivariate::Trivariate(std::vector<double> value, double negligible) {
    static const std::vector<double> points = chebyshev_points<double>(size);
    std::vector<double> line(size);
    constexpr std::size_t strides[] = {size * size, size, 1};
    for (const std::size_t stride : strides)
        for (std::size_t first = 0; first < count; ++first) {
            if (first / stride % size != 0) continue;
            for (std::size_t j = 0; j < size; ++j) line[j] = value[first + j * stride];
            const std::vector<double> c = chebyshev_coefficients(line, points);
            for (std::size_t j = 0; j < size; ++j) value[first + j * stride] = c[j];
        }
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t axis = 0; axis < 3; ++axis)
            if (i / strides[axis] % size >= size - 2) tails_[axis] += std::abs(value[i]);
    for (std::size_t i = 0; i < size * size; ++i) {
        const auto from = value.begin() + std::ptrdiff_t(i * size), to = from + size;
        if (std::none_of(from, to, [&](double c) { return std::abs(c) >= negligible; })) continue;
        rows_.push_back({i / size, i % size, {}});
        std::copy(from, to, rows_.back().c.begin());
    }
}

LAZYRISK_WIDEST_ROWS double Trivariate::operator()(const Basis& x, const Basis& y, const Basis& z) const {
    double sum = 0;
    for (const Row& row : rows_) {
        double line = 0;
#pragma omp simd reduction(+ : line)
        for (std::size_t k = 0; k < size; ++k) line += row.c[k] * z[k];
        sum += x[row.first] * y[row.second] * line;
    }
    return sum;
}

}  // namespace lazyrisk
