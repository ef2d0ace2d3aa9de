// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Convex losses: a point with everything in its record, and the saddle alone.
#include <benchmark/benchmark.h>

#include "lazyrisk/saddle/convex_risk.hpp"
#include "lazyrisk/saddle/solve_saddle.hpp"

namespace {

using namespace lazyrisk;

/// Random relu features in the limit.
Spectrum<> relu_limit() {
    Spectrum<> s;
    s.levels = {{Mode(0)}, {Mode(1), 0.25, 1, 0.25}};
    s.tail = 0.0908450569081046;
    return s;
}

const Target<> linear{{{Mode(1), 1.0}}, 0};

void point(benchmark::State& state, const Loss& loss) {
    const Spectrum<> spectrum = relu_limit();
    ConvexProblem problem{.loss = loss, .samples = 3, .width = 2, .ridge = 0.01};
    if (is_residual(loss))
        problem.noise_variance = 0.2;
    else
        problem.labels = {LabelKind::probit, 0.25, 0.05};
    for (auto _ : state) {
        if (is_residual(loss))
            benchmark::DoNotOptimize(robust_risk(problem, spectrum, linear));
        else
            benchmark::DoNotOptimize(convex_risk(problem, spectrum, linear));
    }
}
BENCHMARK_CAPTURE(point, square, SquareLoss{});
BENCHMARK_CAPTURE(point, logistic, LogisticLoss{});
BENCHMARK_CAPTURE(point, hinge, HingeLoss{});
BENCHMARK_CAPTURE(point, squared_hinge, SquaredHingeLoss{});
BENCHMARK_CAPTURE(point, exponential, ExponentialLoss{});
BENCHMARK_CAPTURE(point, margin, MarginConstraint{});
BENCHMARK_CAPTURE(point, huber, HuberLoss{0.5});
BENCHMARK_CAPTURE(point, absolute, AbsoluteLoss{});

template <class L>
void saddle_alone(benchmark::State& state) {
    const LearnedField<> field(relu_limit(), linear, 2);
    const LabelChannel<> channel({LabelKind::probit, 0.25, 0.05}, field);
    for (auto _ : state) benchmark::DoNotOptimize(solve_saddle(L{}, channel, field, ConvexFitSizes<>{3, 0.01}));
}
BENCHMARK(saddle_alone<LogisticLoss>);
BENCHMARK(saddle_alone<HingeLoss>);

}  // namespace
