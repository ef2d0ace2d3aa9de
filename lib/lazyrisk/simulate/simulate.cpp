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

std::string shown(double x) { return is_infinite(x) ? "inf" : fmt::format("{}", x); }

int whole(const char* name, double value) {
    const double rounded = std::round(value);
    if (!(rounded >= 1) || rounded > std::numeric_limits<int>::max())
        throw DomainError(name, shown(value), "a simulation needs a whole number from 1 on");
    return int(rounded);
}

void check_not_negative(const char* name, double value) {
    if (!(value >= 0)) throw DomainError(name, shown(value), "expected a number >= 0");
}

Experiment experiment(const Realization& world, const Fit& fit, const Simulation& simulation) {
    if (is_infinite(fit.samples))
        throw NotCovered("samples = inf cannot be drawn: give a finite number of samples to simulate");
    check_not_negative("ridge", fit.ridge.value);
    check_not_negative("noise", fit.noise_variance);
    if (is_infinite(fit.noise_variance)) throw DomainError("noise", "inf", "a simulation needs a finite variance");
    if (fit.ensemble < 1) throw DomainError("ensemble", fit.ensemble, "expected 1 or more");
    if (simulation.trials < 1) throw DomainError("trials", simulation.trials, "expected 1 or more");
    if (simulation.test_points < 1)
        throw DomainError("test-points", simulation.test_points, "expected 1 or more");

    Experiment e{.world = world,
                 .samples = whole("samples", fit.samples),
                 .width = world.features ? whole("width", fit.width) : 0,
                 .ridge = 0,
                 .noise_variance = fit.noise_variance,
                 .ensemble = world.features ? fit.ensemble : 1,  // a kernel has no features to draw afresh
                 .test_points = simulation.test_points,
                 .seed = simulation.seed,
                 .draw = world.kind};
    e.ridge = fit.ridge.over_samples(e.samples, fit.dimension) * e.samples;
    for (const int size : {world.dimension, e.samples, e.width}) e.draw = mixed(e.draw, std::uint64_t(size));
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

Measurement simulate(const Realization& world, const Fit& fit, const Simulation& simulation) {
    const Experiment e = experiment(world, fit, simulation);
    return measured(e, simulation, [&](int t) { return run_trial(e, std::uint64_t(t)); });
}

}  // namespace lazyrisk
