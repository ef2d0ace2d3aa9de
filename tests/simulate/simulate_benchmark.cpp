// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Wall time of the simulator's parts, beside the bare matrix product they cannot beat.
#include <benchmark/benchmark.h>

#include <cmath>

#include "lazyrisk/linear/decomposition.hpp"
#include "lazyrisk/simulate/dual_kernel.hpp"
#include "lazyrisk/simulate/executor.hpp"
#include "lazyrisk/simulate/experiment.hpp"
#include "lazyrisk/simulate/features.hpp"
#include "lazyrisk/simulate/fit.hpp"
#include "lazyrisk/simulate/sphere.hpp"
#include "lazyrisk/simulate/target.hpp"

using namespace lazyrisk;

namespace {

constexpr int dimension = 100;
constexpr Draw draw{};

Matrix points(int count) { return on_sphere(dimension, count, std::sqrt(double(dimension)), draw.stream(Role::data)); }
Matrix weights(int count) { return on_sphere(dimension, count, 1, draw.stream(Role::features)); }

void normals(benchmark::State& state) {
    std::vector<double> x(1 << 16);
    Stream stream = draw.stream(Role::data);
    for (auto _ : state) stream.normals(x);
    double square = 0;
    for (const double value : x) square += value * value / double(x.size());
    if (std::abs(square - 1) > 0.05) state.SkipWithError("the variance is not 1");
    state.SetItemsProcessed(state.iterations() * std::int64_t(x.size()));
}
BENCHMARK(normals);

void bare_product(benchmark::State& state) {
    const BlasThreads one;
    const int n = int(state.range(0));
    const Matrix x = points(n), w = weights(n);
    for (auto _ : state) benchmark::DoNotOptimize(Matrix(x.transpose() * w));
    state.SetItemsProcessed(state.iterations() * n * n);
}
BENCHMARK(bare_product)->Arg(1000)->Unit(benchmark::kMillisecond);

void feature_matrix(benchmark::State& state, const char* name) {
    const BlasThreads one;
    const int n = int(state.range(0));
    const Matrix x = points(n), w = weights(n);
    const Activation s = activation_named(name);
    for (auto _ : state) benchmark::DoNotOptimize(features(s, w, x));
    state.SetItemsProcessed(state.iterations() * n * n);
}
BENCHMARK_CAPTURE(feature_matrix, relu, "relu")->Arg(1000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(feature_matrix, tanh, "tanh")->Arg(1000)->Unit(benchmark::kMillisecond);

void kernel_fill(benchmark::State& state) {
    const BlasThreads one;
    const int n = int(state.range(0));
    const Matrix x = points(n);
    const Realization world = realize(Kernel{activation_named("tanh"), dimension}, {});
    for (auto _ : state) benchmark::DoNotOptimize(world.gram(x));
    state.SetItemsProcessed(state.iterations() * n * (n + 1) / 2);
}
BENCHMARK(kernel_fill)->Arg(2000)->Unit(benchmark::kMillisecond);

void kernel_table(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(DualKernel(activation_named("tanh"), dimension).diagonal());
}
BENCHMARK(kernel_table)->Unit(benchmark::kMillisecond);

/// Features and fit at n = 2p, beside n p^2 flops for the Gram matrix and p^3/3 for its factor.
void feature_fit(benchmark::State& state) {
    const BlasThreads one;
    const int p = int(state.range(0)), n = 2 * p;
    const Matrix x = points(n), w = weights(p);
    Matrix y(n, 2);
    draw.stream(Role::noise).normals(entries(y));
    for (auto _ : state) benchmark::DoNotOptimize(ridge_fit(features(relu(), w, x), y, 1e-3));
    state.counters["Gflops"] =
        benchmark::Counter(double(state.iterations()) * (n + p / 3.0) * p * p * 1e-9, benchmark::Counter::kIsRate);
}
BENCHMARK(feature_fit)->Arg(500)->Arg(1000)->Unit(benchmark::kMillisecond);

/// The same count of flops by one square product.
void bare_product_rate(benchmark::State& state) {
    const BlasThreads one;
    const int n = int(state.range(0));
    Matrix a(n, n);
    draw.stream(Role::noise).normals(entries(a));
    for (auto _ : state) benchmark::DoNotOptimize(Matrix(a * a));
    state.counters["Gflops"] =
        benchmark::Counter(double(state.iterations()) * 2 * std::pow(n, 3) * 1e-9, benchmark::Counter::kIsRate);
}
BENCHMARK(bare_product_rate)->Arg(1000)->Unit(benchmark::kMillisecond);

void kernel_fit(benchmark::State& state) {
    const BlasThreads one;
    const int n = int(state.range(0));
    const Matrix x = points(n);
    const Realization world = realize(Kernel{relu(), dimension}, {});
    Matrix y(n, 2);
    draw.stream(Role::noise).normals(entries(y));
    for (auto _ : state) benchmark::DoNotOptimize(kernel_ridge_fit(world.gram(x), y, 1e-3));
    state.counters["Gflops"] =
        benchmark::Counter(double(state.iterations()) * std::pow(n, 3) / 3 * 1e-9, benchmark::Counter::kIsRate);
}
BENCHMARK(kernel_fit)->Arg(2000)->Unit(benchmark::kMillisecond);

/// The products and the factor of a trial with n samples and width n, called bare.
void bare_trial(benchmark::State& state) {
    const BlasThreads one;
    const int n = int(state.range(0));
    const Matrix x = on_sphere(30, n, std::sqrt(30.0), draw.stream(Role::data)),
                 w = on_sphere(30, n, 1, draw.stream(Role::features));
    for (auto _ : state) {
        const Matrix z = x.transpose() * w;
        Matrix m = lower_gram(z);
        m.diagonal().array() += n;
        cholesky(m);
        benchmark::DoNotOptimize(m);
    }
}
BENCHMARK(bare_trial)->Arg(4000)->Unit(benchmark::kMillisecond);

/// The whole trial: draws, features, fit, 2000 test points.
void whole_trial(benchmark::State& state, const char* name) {
    const BlasThreads one;
    const int n = int(state.range(0));
    const Experiment e{.world = realize(RandomFeatures{activation_named(name), 30}, {.energy = {{1, 1}, {2, 0.5}}}, n),
                       .points = {{n, n, 1e-3, 0.1}},
                       .ensemble = 1,
                       .test_points = 2000,
                       .seed = 1,
                       .draw = 1};
    std::uint64_t t = 0;
    for (auto _ : state) {
        const Outcome seen = run_trial(e, t++).front();
        if (!(seen.test_error > 0.1 && seen.test_error < 2))
            state.SkipWithError("the error is not of the expected size");
    }
}
BENCHMARK_CAPTURE(whole_trial, relu, "relu")->Arg(4000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(whole_trial, tanh, "tanh")->Arg(4000)->Unit(benchmark::kMillisecond);

/// `points` sizes up to 4000 at one ridge, kernel: 1 is the last point alone.
void kernel_curve(benchmark::State& state) {
    const BlasThreads one;
    const int points = int(state.range(0));
    Experiment e{.world = realize(Kernel{relu(), 30}, {.energy = {{1, 1}}}),
                 .points = {},
                 .ensemble = 1,
                 .test_points = 2000,
                 .seed = 1,
                 .draw = 1};
    for (int i = 1; i <= points; ++i) e.points.push_back({4000 * i / points, 0, 1e-3, 0.1});
    for (auto _ : state) benchmark::DoNotOptimize(run_trial(e, 0));
}
BENCHMARK(kernel_curve)->Arg(1)->Arg(100)->Unit(benchmark::kMillisecond);

void target(benchmark::State& state) {
    const BlasThreads one;
    const Matrix x = points(2000);
    const DrawnTarget f({.energy = {{0, 1}, {1, 1}, {2, 1}, {3, 1}}}, dimension, draw);
    for (auto _ : state) benchmark::DoNotOptimize(f(x));
    state.SetItemsProcessed(state.iterations() * 2000);
}
BENCHMARK(target)->Unit(benchmark::kMillisecond);

void target_drawn(benchmark::State& state) {
    const BlasThreads one;
    for (auto _ : state)
        benchmark::DoNotOptimize(DrawnTarget({.energy = {{0, 1}, {1, 1}, {2, 1}, {3, 1}}}, dimension, draw));
}
BENCHMARK(target_drawn)->Unit(benchmark::kMillisecond);

}  // namespace
