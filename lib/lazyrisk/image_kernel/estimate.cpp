// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/image_kernel/estimate.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "lazyrisk/image_kernel/image_pairs.hpp"
#include "lazyrisk/numerics/parallel.hpp"

namespace lazyrisk {
namespace {

constexpr double enough_seconds = 0.1;
constexpr Eigen::Index columns = 32;

/// Images without structure: what a pair costs does not depend on its pixels.
Matrix invented_images(Eigen::Index numbers) {
    Matrix points(numbers, columns);
    for (Eigen::Index j = 0; j < columns; ++j)
        for (Eigen::Index i = 0; i < numbers; ++i) points(i, j) = double((7 * i + 13 * j + i * j) % 17) / 16;
    return points;
}

std::string duration(double seconds) {
    if (seconds < 100) return fmt::format("{:.2g} s", seconds);
    if (seconds < 6000) return fmt::format("{:.0f} min", seconds / 60);
    return fmt::format("{:.1f} h", seconds / 3600);
}

}  // namespace

std::string GramEstimate::text(int threads) const {
    const double milliseconds = 1000 * flops_per_pair / flops_per_second;
    return fmt::format("{:.0f} pairs at {:.2g} ms each: {} on {} thread{}, {:.0f} MB", pairs, milliseconds,
                       duration(seconds), threads, threads == 1 ? "" : "s", (matrix_bytes + work_bytes) / 1e6);
}

GramEstimate estimate_gram(const ImageKernel& kernel, const ImageShape& shape, std::size_t count,
                           const GramOptions& options, std::size_t numbers) {
    using Clock = std::chrono::steady_clock;
    const Matrix points =
        invented_images(Eigen::Index(shape.is_image() ? shape.size() : std::max<std::size_t>(numbers, 1)));
    const ImagePairs pairs(kernel, shape, points.rows());
    const bool single = options.precision == KernelPrecision::in_single;
    const Eigen::Index lanes = single ? 16 : 8;  // what is computed at once
    const double unit = pairs.unit_of(points);
    constexpr Eigen::Index most_rows = 16;
    const ImagePairs::Side all = pairs.side(points.leftCols(most_rows), unit, false);
    const ImagePairs::Side right = pairs.side(points.rightCols(lanes), unit, true);
    const auto seconds_of = [&](Eigen::Index rows) {
        Matrix out(most_rows, lanes);
        const auto start = Clock::now();
        pairs.block(all, right, std::size_t(most_rows - rows), unit, single, out);
        return std::chrono::duration<double>(Clock::now() - start).count();
    };
    seconds_of(1);  // tables of duals are made when they are first asked for
    // of one row the preparation of the others is a large share, unless it takes long
    double spent = seconds_of(1), done = double(lanes);
    if (spent < enough_seconds)
        for (spent = done = 0; spent < enough_seconds; done += double(most_rows * lanes))
            spent += seconds_of(most_rows);
    const int threads = threads_or_all(options.threads);
    GramEstimate estimate;
    estimate.pairs = double(count) * (double(count) + 1) / 2;
    estimate.flops_per_pair = pairs.flops();
    estimate.flops_per_second = estimate.flops_per_pair * done / spent;
    estimate.seconds = estimate.pairs * spent / done / threads;
    estimate.matrix_bytes = 8.0 * double(count) * double(count);
    estimate.work_bytes = threads * (pairs.work_bytes(single) + 64 * pairs.image_bytes()) + 256 * pairs.image_bytes();
    return estimate;
}

}  // namespace lazyrisk
