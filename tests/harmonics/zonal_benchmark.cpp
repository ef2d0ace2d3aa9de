// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Wall time of the spectra of kernels. Each benchmark checks its answer: masses and tail sum to the trace.
#include <benchmark/benchmark.h>

#include <cmath>

#include "lazyrisk/spectrum/diagonalize.hpp"

using namespace lazyrisk;

namespace {

template <class Model>
void spectrum_of(benchmark::State& state, const Model& model, int degrees, double trace) {
    double sum = 0;
    for (auto _ : state) {
        const Spectrum<> s = diagonalize(model, degrees);
        sum = s.tail;
        for (const auto& level : s.levels) sum += level.mass;
    }
    if (!(std::abs(sum - trace) <= 1e-11 * trace)) state.SkipWithError("the masses do not sum to the trace");
}

void deep_relu_ntk(benchmark::State& state) {
    DeepKernel k;
    k.depth = 10;
    k.kind = DeepKind::ntk;
    k.layers = TrainedLayers::all;
    k.dimension = double(state.range(0));
    spectrum_of(state, k, 60, 11);
}
BENCHMARK(deep_relu_ntk)->Arg(3)->Arg(10)->Arg(30)->Arg(1000)->Unit(benchmark::kMillisecond);

void gaussian_kernel(benchmark::State& state) {
    spectrum_of(state, DotProduct{GaussianKernel{1}, double(state.range(0))}, 60, 1);
}
BENCHMARK(gaussian_kernel)->Arg(10)->Unit(benchmark::kMillisecond);

void laplace_kernel(benchmark::State& state) {
    spectrum_of(state, DotProduct{MaternKernel{0.5, 1}, double(state.range(0))}, 60, 1);
}
BENCHMARK(laplace_kernel)->Arg(3)->Arg(10)->Arg(100)->Unit(benchmark::kMillisecond);

void expression_kernel(benchmark::State& state) {
    spectrum_of(state, DotProduct{Expression::parse("exp(t-1)", "t", "kernel"), double(state.range(0))}, 60, 1);
}
BENCHMARK(expression_kernel)->Arg(10)->Arg(1000)->Unit(benchmark::kMillisecond);

}  // namespace
