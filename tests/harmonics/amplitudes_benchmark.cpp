// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Wall time of 1001 amplitudes: smooth, kinked by quadrature, closed form.
#include <benchmark/benchmark.h>

#include "lazyrisk/harmonics/amplitudes.hpp"
#include "lazyrisk/harmonics/quadrature.hpp"

using namespace lazyrisk;

namespace {

constexpr int degrees = 1000;

/// min(max(x,-1),1): no closed form.
struct Clip {
    template <Scalar R>
    R operator()(const R& x) const {
        return x > R(1) ? R(1) : x < R(-1) ? R(-1) : x;
    }
};

/// The argument 0 stands for d = infinity.
double dimension(const benchmark::State& state) { return state.range(0) == 0 ? infinite<> : double(state.range(0)); }

void named(benchmark::State& state, const char* name) {
    const Activation s = activation_named(name);
    for (auto _ : state) benchmark::DoNotOptimize(decompose(s, dimension(state), degrees));
}

void kinked(benchmark::State& state, std::vector<double> kinks) {
    for (auto _ : state)
        benchmark::DoNotOptimize(quadrature_amplitudes<long double>(Clip{}, dimension(state), degrees, kinks));
}

void every_dimension(benchmark::internal::Benchmark* b) {
    for (const int d : {2, 3, 10, 100, 1000, 1000000, 100000000, 0}) b->Arg(d);
    b->Unit(benchmark::kMillisecond);
}

BENCHMARK_CAPTURE(named, tanh, "tanh")->Apply(every_dimension);
BENCHMARK_CAPTURE(named, gelu, "gelu")->Apply(every_dimension);
BENCHMARK_CAPTURE(named, relu, "relu")->Apply(every_dimension);
BENCHMARK_CAPTURE(kinked, listed, std::vector<double>{-1, 1})->Apply(every_dimension);
BENCHMARK_CAPTURE(kinked, found, std::vector<double>{})->Apply(every_dimension);

}  // namespace
