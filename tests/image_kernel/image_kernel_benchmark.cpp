// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Pairs of images a second on one thread, beside the multiplications and additions that the machine does at best.
#include <benchmark/benchmark.h>

#include "lazyrisk/image_kernel/image_pairs.hpp"
#include "test_images.hpp"

using namespace lazyrisk;

namespace {

#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__)
#define LAZYRISK_WIDEST_BARE __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define LAZYRISK_WIDEST_BARE
#endif

using Vector [[gnu::vector_size(64)]] = float;

/// Twelve independent sums: as many as hide the latency of one.
LAZYRISK_WIDEST_BARE void multiply_and_add(float* numbers, int count) {
    Vector sums[12] = {};
    const Vector factor = numbers[0] + Vector{}, term = numbers[1] + Vector{};
    for (int i = 0; i < count; ++i)
#pragma GCC unroll 12
        for (auto& sum : sums) sum = sum * factor + term;
    for (const auto& sum : sums) numbers[0] += sum[0];
}

void bare_multiplications(benchmark::State& state) {
    constexpr int count = 100000;
    float numbers[2] = {0.5F, 1e-3F};
    for (auto _ : state) {
        multiply_and_add(numbers, count);
        benchmark::DoNotOptimize(numbers[0]);
        numbers[0] = 0.5F;
    }
    state.counters["flops"] = benchmark::Counter(2.0 * 12 * 16 * count, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(bare_multiplications);

void pairs_of(benchmark::State& state, const char* text, int side, bool single) {
    const ImageShape shape{side, side, 1};
    const Matrix images = test_images::at_random(shape, 32, 1);
    const ImagePairs pairs(parse_image_kernel(text), shape, images.rows());
    const double unit = pairs.unit_of(images);
    const Eigen::Index width = single ? 16 : 8;
    constexpr Eigen::Index height = 16;
    const ImagePairs::Side x = pairs.side(images.leftCols(height), unit, false),
                           z = pairs.side(images.rightCols(width), unit, true);
    Matrix out(height, width);
    for (auto _ : state) {
        pairs.block(x, z, 0, unit, single, out);
        benchmark::DoNotOptimize(out.data());
    }
    using benchmark::Counter;
    state.counters["pairs"] = Counter(double(height * width), Counter::kIsIterationInvariantRate);
    state.counters["pair"] =
        Counter(double(height * width), Counter::kIsIterationInvariantRate | Counter::kInvert);  // seconds a pair
    state.counters["flops"] = Counter(pairs.flops() * double(height * width), Counter::kIsIterationInvariantRate);
}

#define LAZYRISK_PAIRS(name, text, side)                                                         \
    BENCHMARK_CAPTURE(pairs_of, name##_single, text, side, true)->Unit(benchmark::kMillisecond); \
    BENCHMARK_CAPTURE(pairs_of, name##_double, text, side, false)->Unit(benchmark::kMillisecond)

LAZYRISK_PAIRS(cntk5_flat_28, "cntk(layers=5,end=flat)", 28);
LAZYRISK_PAIRS(lenet_28, "lenet", 28);
LAZYRISK_PAIRS(cntk5_lap2_28, "cntk(layers=5,end=lap(2))", 28);
LAZYRISK_PAIRS(cntk5_lap4_28, "cntk(layers=5,end=lap(4))", 28);
LAZYRISK_PAIRS(cntk5_gap_28, "cntk(layers=5,end=gap)", 28);
LAZYRISK_PAIRS(cntk5_gap_28_nngp, "cntk(layers=5,end=gap,kind=nngp)", 28);
LAZYRISK_PAIRS(myrtle5_28_ntk, "myrtle(5,kind=ntk)", 28);
LAZYRISK_PAIRS(myrtle5_28, "myrtle(5)", 28);
LAZYRISK_PAIRS(myrtle10_28, "myrtle(10)", 28);
LAZYRISK_PAIRS(myrtle5_exp_28, "myrtle(5,activation=exp(1))", 28);
LAZYRISK_PAIRS(cntk5_gap_14, "cntk(layers=5,end=gap)", 14);
LAZYRISK_PAIRS(cntk10_gap_14, "cntk(layers=10,end=gap)", 14);
LAZYRISK_PAIRS(myrtle21_14_ntk, "myrtle(2,1,kind=ntk)", 14);
LAZYRISK_PAIRS(cntk2_filter5_gap_14, "cntk(layers=2,filter=5,end=gap)", 14);
LAZYRISK_PAIRS(ntk3, "ntk(depth=3)", 28);
LAZYRISK_PAIRS(ntk3_tanh, "ntk(depth=3,activation=tanh)", 28);
LAZYRISK_PAIRS(ntk3_elu, "ntk(depth=3,activation=max(x,0)+min(exp(x)-1,0))", 28);

}  // namespace
