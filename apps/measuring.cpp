#include "measuring.hpp"

#include <fmt/format.h>

#include <cmath>

#include "lazyrisk/error.hpp"
#include "lazyrisk/problem/model.hpp"

namespace lazyrisk::app {

namespace {

void check(const Question& q, const Answer& theory) {
    if (!q.spectrum.empty() || q.has_mass)
        throw NotCovered(std::string(q.spectrum.empty() ? "--mass" : "--spectrum") +
                         " does not say which features to draw; the simulation needs an --activation");
    if (is_infinite(q.dim)) throw DomainError("--dim is missing: a simulation needs a finite dimension; try --dim 100 with the same --psi1, --psi2");
    for (const auto& [name, size] : {std::pair{"samples", theory.setting.samples}, {"width", theory.setting.width}})
        if (!is_infinite(size) && size != std::floor(size)) throw DomainError(name, size, "a simulation needs a whole number");
}

}  // namespace

void check_simulable(const Questions& questions, Answers& answers) {
    for (std::size_t i = 0; i < questions.size; ++i) {
        const Question q = questions.at(i);
        check(q, answers.ask(q));
    }
}

std::optional<Measurement> measure(const Question& q, const Answer& theory, const SimulationOptions& options, int threads, Progress& progress,
                    const std::string& which) {
    check(q, theory);
    const Simulation simulation{
        .trials = options.trials,
        .seed = options.seed,
        .threads = threads,
        .test_points = options.test_points,
        .progress = [&](int done, int trials) { progress.show(fmt::format("{}trial {} of {}", which, done, trials)); },
        .interrupted = [] { return stop_requested(); }};
    const auto ask = [&](const auto& model) -> Measurement {
        if constexpr (requires { realize(model, Target<>{}, 1.0); }) {
            Realization world = realize(model, q.neuron.empty() ? target_of(q) : Target<>{}, theory.setting.width);
            if (!q.neuron.empty()) use_neuron_target(world, activation_named(q.neuron));
            return simulate(world, {theory.setting.samples, theory.setting.width, Ridge<>{theory.ridge, q.ridge_convention}, q.noise,
                                    q.ensemble, q.dim}, simulation);
        } else {
            throw NotCovered(std::string(model.title) + " does not say what to draw; the simulation needs another model");
        }
    };
    try {
        return std::visit(ask, model_of(q));
    } catch (const NotConverged&) {
        if (stop_requested()) return {};
        throw;
    }
}

const std::vector<std::string>& measured_quantities() {
    static const std::vector<std::string> names{"test_error", "train_error", "bias", "variance", "weight_norm"};
    return names;
}

void append_estimate_columns(std::vector<std::string>& columns, const std::string& prefix) {
    for (const std::string& name : measured_quantities())
        for (const char* part : {".mean", ".standard_error"}) columns.push_back(prefix + name + part);
}

void append_estimates(Row& row, const Measurement& seen) {
    for (const Estimate& e : {seen.test_error, seen.train_error, seen.bias, seen.variance, seen.weight_norm}) {
        row.emplace_back(e.mean);
        row.emplace_back(e.standard_error);
    }
}

}  // namespace lazyrisk::app
