#include "lazyrisk/simulate/simulate.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <string>

#include "lazyrisk/error.hpp"
#include "lazyrisk/simulate/experiment.hpp"
#include "lazyrisk/simulate/trials.hpp"

namespace lazyrisk {
namespace {

enum class Kind : std::uint64_t { features = 1, kernel = 2 };

std::string shown(double x) { return is_infinite(x) ? "inf" : fmt::format("{}", x); }

int whole(const char* name, double value) {
    const double rounded = std::round(value);
    if (!(rounded >= 1) || rounded > std::numeric_limits<int>::max())
        throw DomainError(name, shown(value), "a simulation needs a whole number from 1 on");
    return int(rounded);
}

int whole_dimension(double dimension) {
    if (!(dimension >= 2) || dimension != std::round(dimension) || dimension > std::numeric_limits<int>::max())
        throw DomainError("dim", shown(dimension),
                          "a simulation needs a finite dimension, a whole number from 2 on");
    return int(dimension);
}

void check_not_negative(const char* name, double value) {
    if (!(value >= 0)) throw DomainError(name, shown(value), "expected a number >= 0");
}

template <class Model>
Experiment experiment(const Problem<Model>& problem, const Simulation& simulation, Kind kind) {
    if (is_infinite(problem.samples))
        throw NotCovered("samples = inf cannot be drawn: give a finite number of samples to simulate");
    check_not_negative("ridge", problem.ridge.value);
    check_not_negative("noise", problem.noise_variance);
    if (is_infinite(problem.noise_variance)) throw DomainError("noise", "inf", "a simulation needs a finite variance");
    if (problem.ensemble < 1) throw DomainError("ensemble", problem.ensemble, "expected 1 or more");
    if (simulation.trials < 1) throw DomainError("trials", simulation.trials, "expected 1 or more");
    if (simulation.test_points < 1)
        throw DomainError("test-points", simulation.test_points, "expected 1 or more");

    Experiment e{.activation = problem.model.activation,
                 .target = problem.target,
                 .dimension = whole_dimension(problem.model.dimension),
                 .samples = whole("samples", problem.samples),
                 .width = kind == Kind::kernel ? 0 : whole("width", problem.width),
                 .ridge = 0,
                 .noise_variance = problem.noise_variance,
                 .ensemble = problem.ensemble,
                 .test_points = simulation.test_points,
                 .seed = simulation.seed,
                 .draw = std::uint64_t(kind)};
    e.ridge = problem.ridge.over_samples(e.samples, e.dimension) * e.samples;
    for (const int size : {e.dimension, e.samples, e.width}) e.draw = mixed(e.draw, std::uint64_t(size));
    return e;
}

Measurement measured(const Experiment& e, const Simulation& simulation, const std::function<Outcome(int)>& run) {
    const std::vector<Outcome> outcomes = run_trials(simulation, memory_of_trial(e), run);
    if (outcomes.empty()) throw NotConverged("interrupted before the first trial was finished");
    Accumulator test, train, bias, variance, norm;
    for (const Outcome& o : outcomes) {  // in the order of the trials: the sums do not depend on who was faster
        test.add(o.test_error);
        train.add(o.train_error);
        bias.add(o.bias);
        variance.add(o.variance);
        norm.add(o.weight_norm);
    }
    return {.test_error = test.estimate(),
            .train_error = train.estimate(),
            .bias = bias.estimate(),
            .variance = variance.estimate(),
            .weight_norm = norm.estimate(),
            .trials = int(outcomes.size()),
            .draw = e.draw};
}

}  // namespace

Measurement simulate(const Problem<RandomFeatures>& problem, const Simulation& simulation) {
    if (is_infinite(problem.width))
        return simulate(Problem<Kernel>{.model = {problem.model.activation, problem.model.dimension},
                                        .target = problem.target,
                                        .samples = problem.samples,
                                        .ridge = problem.ridge,
                                        .noise_variance = problem.noise_variance},
                        simulation);
    const Experiment e = experiment(problem, simulation, Kind::features);
    return measured(e, simulation, [&](int t) { return features_trial(e, std::uint64_t(t)); });
}

Measurement simulate(const Problem<Kernel>& problem, const Simulation& simulation) {
    const Experiment e = experiment(problem, simulation, Kind::kernel);
    const DualKernel kernel(e.activation, e.dimension);
    return measured(e, simulation, [&](int t) { return kernel_trial(e, kernel, std::uint64_t(t)); });
}

}  // namespace lazyrisk
