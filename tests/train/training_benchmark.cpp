// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A step of training against its bare matrix products: two of n x d x N flops and back.
#include <benchmark/benchmark.h>

#include "lazyrisk/simulate/executor.hpp"
#include "lazyrisk/simulate/sphere.hpp"
#include "lazyrisk/train/network.hpp"

namespace {

using namespace lazyrisk;

constexpr int d = 30, n = 1000;

void step(benchmark::State& state, const char* activation, bool products_alone) {
    const BlasThreads blas(1);
    const Draw draw;
    const int width = int(state.range(0));
    const Matrix x = on_sphere(d, n, std::sqrt(double(d)), draw.stream(Role::data));
    if (products_alone) {
        const Matrix w = on_sphere(d, width, 1, draw.stream(Role::features));
        Matrix u(n, width), g(d, width);
        for (auto _ : state) {
            u.noalias() = x.transpose() * w;
            g.noalias() = x * u;
            benchmark::DoNotOptimize(g.data());
        }
    } else {
        const auto network =
            make_network({.activation = activation_named(activation), .dimension = d, .width = width}, x, draw);
        std::vector<double> residual(n);
        for (auto _ : state) {
            for (std::size_t i = 0; i < n; ++i) residual[i] = network->outputs()[i] - x(0, int(i));
            network->step(residual, 0.01);
        }
    }
    state.counters["GFlop/s"] = benchmark::Counter(4e-9 * n * d * width, benchmark::Counter::kIsIterationInvariantRate);
}

BENCHMARK_CAPTURE(step, products, "", true)->Arg(4096)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(step, relu, "relu", false)->Arg(4096)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(step, tanh, "tanh", false)->Arg(4096)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(step, erf, "erf", false)->Arg(4096)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(step, gelu, "gelu", false)->Arg(4096)->Unit(benchmark::kMillisecond);

}  // namespace
