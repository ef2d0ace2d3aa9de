// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// An update of a network on images, gradient and step, and an epoch of 1000 images in batches of 48.
#include <benchmark/benchmark.h>

#include "lazyrisk/image_network/empirical_kernels.hpp"
#include "lazyrisk/image_network/image_training.hpp"
#include "small_networks.hpp"

namespace {

using namespace lazyrisk;

constexpr ImageShape image{28, 28, 1};
constexpr const char* lenet = "conv(16) relu pool conv(32) relu pool flat";
constexpr const char* wide_lenet = "conv(48) relu pool conv(96) relu pool flat";
constexpr const char* fully_connected = "flat dense(256) relu dense(256) relu";

void updates(benchmark::State& state, const char* layers) {
    const Matrix x = small_networks::images(image, 1000);
    const ImageAnswers answers(small_networks::labels(1000, 10), 10);
    ImageNetwork<float> network(small_networks::shape(layers, image, 10), {1, 0, 1});
    const int count = int(state.range(0));
    for (auto _ : state)
        benchmark::DoNotOptimize(
            train_images(network, x, answers, {.rate = 1e-4, .updates = count, .batch = 48}, {1, 0, 1}));
    state.counters["images/s"] = benchmark::Counter(48.0 * count, benchmark::Counter::kIsIterationInvariantRate);
}

void kernels(benchmark::State& state) {
    const Matrix x = small_networks::images(image, 200);
    const ImageNetwork<double> network(small_networks::shape(lenet, image, 10), {1, 0, 1});
    for (auto _ : state) benchmark::DoNotOptimize(empirical_kernels(network, x).tangent.data());
}

BENCHMARK_CAPTURE(updates, lenet, lenet)->Arg(21)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(updates, wide_lenet, wide_lenet)->Arg(3)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(updates, fully_connected, fully_connected)->Arg(21)->Unit(benchmark::kMillisecond);
BENCHMARK(kernels)->Unit(benchmark::kMillisecond);

}  // namespace
