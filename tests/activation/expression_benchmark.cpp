// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Wall time of expressions beside the named activations. Each benchmark checks its answer.
#include <benchmark/benchmark.h>

#include <cmath>
#include <vector>

#include "lazyrisk/activation/activation.hpp"

using namespace lazyrisk;

namespace {

/// 1e5 values through the activation of that name or expression; the sum is compared with `other`'s, one by one.
void block(benchmark::State& state, const char* text, const char* other) {
    const Activation s = activation_named(text), check = activation_named(other);
    std::vector<double> at(100000);
    for (std::size_t i = 0; i < at.size(); ++i) at[i] = -4 + 8e-5 * double(i * 7919 % at.size());
    std::vector<double> x;
    for (auto _ : state) {
        x = at;
        s.apply(std::span<double>(x));
        benchmark::DoNotOptimize(x.data());
    }
    for (std::size_t i = 0; i < at.size(); i += 97)
        if (!(std::abs(x[i] - check(at[i])) <= 1e-14 * (1 + std::abs(x[i])))) state.SkipWithError("a value is wrong");
    state.SetItemsProcessed(state.iterations() * std::int64_t(at.size()));
}
BENCHMARK_CAPTURE(block, tanh_named, "tanh", "tanh")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(block, tanh_expression, "tanh(x)", "tanh")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(block, relu_named, "relu", "relu")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(block, relu_expression, "max(x,0)", "relu")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(block, swish_named, "swish", "swish")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(block, swish_expression, "x/(1+exp(-x))", "swish")->Unit(benchmark::kMicrosecond);

void single_value(benchmark::State& state, const char* text) {
    const Activation s = activation_named(text);
    double x = 0.3;
    for (auto _ : state) x = 0.3 + 1e-3 * s(x);
    if (!(std::abs(x - 0.3) < 1e-2)) state.SkipWithError("a value is wrong");
}
BENCHMARK_CAPTURE(single_value, tanh_named, "tanh");
BENCHMARK_CAPTURE(single_value, tanh_expression, "tanh(x)");
BENCHMARK_CAPTURE(single_value, mixed_expression, "max(x,0) - 0.1*tanh(x)^2");

/// A new text each time: reading, differentiating, kinks, parity.
void reading(benchmark::State& state) {
    int i = 0;
    for (auto _ : state) {
        const Expression f = Expression::parse("max(x,0) - 0." + std::to_string(1000 + i++ % 8999) + "*tanh(x)^2");
        if (f.kinks() != std::vector<double>{0.0}) state.SkipWithError("the kink is wrong");
    }
}
BENCHMARK(reading)->Unit(benchmark::kMicrosecond);

}  // namespace
