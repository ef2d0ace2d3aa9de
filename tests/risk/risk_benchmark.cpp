// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Wall time of the theory. Each benchmark checks its answer: a fast wrong number is no result.
#include <benchmark/benchmark.h>

#include <cmath>

#include "lazyrisk/answer/answer.hpp"
#include "lazyrisk/answer/answer_problem.hpp"
#include "lazyrisk/answer/question_array.hpp"
#include "lazyrisk/harmonics/amplitudes.hpp"
#include "lazyrisk/risk/populations.hpp"
#include "lazyrisk/risk/resolved.hpp"

using namespace lazyrisk;

namespace {

/// One point after another along a grid of widths that no branch predictor learns by heart.
template <class Point>
void points(benchmark::State& state, const Point& point) {
    double sum = 0;
    std::int64_t i = 0;
    for (auto _ : state) sum += point(0.1 + double(i++ * 7919 % 100000) * 1e-4);
    if (!(sum > 0) || std::isinf(sum)) state.SkipWithError("a risk is wrong");
    state.SetItemsProcessed(state.iterations());
}

void proportional_point(benchmark::State& state) {
    const Resolved model(RandomFeatures{relu()}, 1);
    const auto& s = model.coarsest();
    const AlignedTarget<> target({{{1, 1.0}}, 0.1}, s.spectrum);
    points(state, [&](double psi1) { return risk(s.degrees, target, {{3, psi1}, 1e-3, 0.1, 1}).test_error; });
}
BENCHMARK(proportional_point);

void finite_point_of_40_levels(benchmark::State& state) {
    const Resolved model(RandomFeatures{Exp{}, 30}, 4, 39);
    const auto& s = model.coarsest();
    const AlignedTarget<> target({{{0, 0.2}, {1, 1.0}, {2, 0.5}, {3, 0.3}, {4, 0.1}}, 0.1}, s.spectrum);
    if (s.degrees.size() != 40) state.SkipWithError("not 40 levels");
    points(state, [&](double psi1) { return risk(s.degrees, target, {{300, 30 * psi1}, 1e-5, 0.1, 1}).test_error; });
}
BENCHMARK(finite_point_of_40_levels);

void fixed_point_alone(benchmark::State& state) {
    const Resolved model(RandomFeatures{relu()}, 1);
    points(state, [&](double psi1) { return solve(model.coarsest().degrees, Sizes<>{3, psi1}, 1e-3).effective_ridge; });
}
BENCHMARK(fixed_point_alone);

void optimal_ridge_in_the_limit(benchmark::State& state) {
    const Resolved model(RandomFeatures{relu()}, 1);
    const Target<> target{{{1, 1.0}}, 0.1};
    points(state, [&](double psi1) {
        return 1 + model.optimal_ridge(target, {{3, psi1}, 0, 0.1, 1}).ridge_over_samples;
    });
}
BENCHMARK(optimal_ridge_in_the_limit)->Unit(benchmark::kMicrosecond);

/// Layers: a chain is explicit, layers that are not centred are mixtures of some 40 kinds of neurons.
void layers(benchmark::State& state, bool centred) {
    DeepFeatures model{.layers = {}};
    for (const double width : {3.0, 2.0, 1.5})
        model.layers.push_back({LayerNeurons{.activation = relu(), .width = width, .centred = centred}});
    const Resolved resolved(model, 1);
    const Target<> target = in_modes(model, {{{1, 1.0}}, 0});
    points(state, [&](double ridge) { return resolved.at(target, {{1.2, infinite<>}, ridge, 0.1, 1}).test_error; });
}
BENCHMARK_CAPTURE(layers, chain_of_three, true);
BENCHMARK_CAPTURE(layers, three_with_means, false);

/// Samples of so many laws on 20 levels, per dimension.
void populations(benchmark::State& state) {
    PopulationsProblem<double> problem{{}, {}, 0, 0.1};
    for (int i = 0; i < 20; ++i) problem.directions.push_back({0.05, 0.05, 1 + 0.1 * i});
    for (int g = 0; g < int(state.range(0)); ++g) {
        TrainingLaw<double> law;
        for (int i = 0; i < 20; ++i) law.variance.push_back(std::pow(1 + i, -0.5 - 0.2 * g));
        law.kinds = {{0.5, 1, 0.1, 0}, {0.3, 2, 0.5, 0}};
        problem.laws.push_back(law);
    }
    points(state, [&](double ridge) { return populations_risk(problem, ridge).risk.test_error; });
}
BENCHMARK(populations)->Arg(1)->Arg(3);

/// A question as typed, to its record: what a point of `lazyrisk curve` costs before it is printed.
void question_to_answer(benchmark::State& state) {
    Answers answers;
    Question q;
    q.dim = 30;
    q.samples = 300;
    points(state, [&](double psi1) {
        q.psi1 = psi1;
        return answers.ask(q).risk.test_error;
    });
}
BENCHMARK(question_to_answer);

/// A curve of a hundred thousand points in C++, on one thread: what the arrays of Python are measured against.
void sweep_of_a_problem(benchmark::State& state) {
    std::vector<double> widths;
    for (int i = 0; i < 100000; ++i) widths.push_back(0.1 + i * 1e-4);
    const Problem<RandomFeatures> problem{
        .model = {relu()}, .target = {{{1, 1.0}}, 0}, .samples = 3, .noise_variance = 0.1};
    for (auto _ : state) {
        const std::vector<Answer> answers = sweep(problem, &Problem<RandomFeatures>::width, widths);
        if (!(answers.back().risk.test_error > 0)) state.SkipWithError("a risk is wrong");
    }
    state.SetItemsProcessed(state.iterations() * std::int64_t(widths.size()));
}
BENCHMARK(sweep_of_a_problem)->Unit(benchmark::kMillisecond);

void array_of_questions(benchmark::State& state) {
    QuestionArray questions{.fields = {{"psi1", {}}}, .size = 100000};
    questions.base.psi2 = 3, questions.base.noise = 0.1;
    for (int i = 0; i < 100000; ++i) questions.fields[0].value.push_back(0.1 + i * 1e-4);
    Answers answers;
    std::vector<double> errors(questions.size);
    for (auto _ : state) {
        answer_each(questions, answers, 1,
                    [&](std::size_t i, const Question&, const Answer& a) { errors[i] = a.risk.test_error; });
        if (!(errors.back() > 0)) state.SkipWithError("a risk is wrong");
    }
    state.SetItemsProcessed(state.iterations() * std::int64_t(questions.size));
}
BENCHMARK(array_of_questions)->Unit(benchmark::kMillisecond);

void amplitudes(benchmark::State& state, const char* name, double d) {
    const Activation s = activation_named(name);
    for (auto _ : state) {
        const Amplitudes a = decompose(s, d, 1000);
        if (!(a.error[1000] < 1e-13L)) state.SkipWithError("the bound is too large");
    }
}
BENCHMARK_CAPTURE(amplitudes, tanh_d_1e6, "tanh", 1e6)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(amplitudes, tanh_d_10, "tanh", 10)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(amplitudes, relu_d_1e6, "relu", 1e6)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(amplitudes, exp_d_30, "exp", 30)->Unit(benchmark::kMillisecond);

}  // namespace
