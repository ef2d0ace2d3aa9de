// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A point of a learning curve by each law, beside the one inverse that none of them can do without.
#include <benchmark/benchmark.h>

#include <cmath>

#include "lazyrisk/linear/blas_threads.hpp"
#include "lazyrisk/linear/decomposition.hpp"
#include "lazyrisk/pool/classification.hpp"
#include "lazyrisk/pool/simulate_pool.hpp"
#include "lazyrisk/pool/site_resolved.hpp"
#include "lazyrisk/simulate/random.hpp"

using namespace lazyrisk;

namespace {

/// Ten clouds in 20 dimensions.
Pool clouds(int points) {
    constexpr int dimension = 20, classes = 10;
    Matrix centre(dimension, classes), x(dimension, points);
    Stream(1, 0, 0, Role::target).normals(entries(centre));
    Stream(1, 0, 0, Role::data).normals(entries(x));
    std::vector<int> label;
    for (int i = 0; i < points; ++i) {
        label.push_back(i % classes);
        x.col(i) += centre.col(label.back());
    }
    const Matrix products = x.transpose() * x;
    const Eigen::VectorXd squared = products.diagonal();
    Matrix kernel(points, points);
    for (int i = 0; i < points; ++i)
        for (int j = 0; j < points; ++j) kernel(i, j) = std::exp((products(i, j) - (squared(i) + squared(j)) / 2) / 20);
    return make_pool(kernel, class_targets(label, classes), label);
}

PoolSetting tenth(int points) { return {.samples = points / 10.0, .ridge = 1e-2}; }

void bare_inverse(benchmark::State& state) {
    const BlasThreads one;
    const Pool pool = clouds(int(state.range(0)));
    for (auto _ : state) {
        Matrix a = pool.kernel;
        a.diagonal().array() += 0.1;
        if (cholesky(a) != 0) state.SkipWithError("not positive");
        invert_factored(a);
        benchmark::DoNotOptimize(a.data());
    }
}
BENCHMARK(bare_inverse)->Arg(1000)->Arg(2000)->Unit(benchmark::kMillisecond);

void site_resolved_point(benchmark::State& state) {
    const Pool pool = clouds(int(state.range(0)));
    const SiteField start = site_resolved(pool, {.samples = double(state.range(0)) / 15, .ridge = 1e-2}).field;
    int steps = 0;
    for (auto _ : state) steps = site_resolved(pool, tenth(pool.points()), start).steps;
    state.counters["inverses"] = steps;
}
BENCHMARK(site_resolved_point)->Arg(1000)->Arg(2000)->Unit(benchmark::kMillisecond);

void classes_point(benchmark::State& state) {
    const Pool pool = clouds(int(state.range(0)));
    const SiteEquivalent site(pool, tenth(pool.points()));
    for (auto _ : state) benchmark::DoNotOptimize(classification(site).class_error);
}
BENCHMARK(classes_point)->Arg(1000)->Arg(2000)->Unit(benchmark::kMillisecond);

void finite_population_point(benchmark::State& state) {
    const Pool pool = clouds(1000);
    const PoolSpectrum spectrum = pool_spectrum(pool);
    for (auto _ : state) benchmark::DoNotOptimize(finite_population(spectrum, tenth(1000)).test_error);
}
BENCHMARK(finite_population_point)->Unit(benchmark::kMicrosecond);

void trial(benchmark::State& state) {
    const Pool pool = clouds(1000);
    for (auto _ : state)
        benchmark::DoNotOptimize(
            simulate_trial(pool, {.samples = double(state.range(0)), .ridge = 1e-2}, 1, 0).test_error);
}
BENCHMARK(trial)->Arg(100)->Arg(500)->Unit(benchmark::kMillisecond);

}  // namespace
