#include "measuring.hpp"

#include <fmt/format.h>

#include "lazyrisk/error.hpp"

namespace lazyrisk::app {

Measurement measure(const Question& q, const Answer& theory, const SimulationOptions& options, int threads, Progress& progress,
                    const std::string& which) {
    if (!q.spectrum.empty() || !q.mass.empty())
        throw NotCovered(std::string(q.spectrum.empty() ? "--mass" : "--spectrum") +
                         " does not say which features to draw; the simulation needs an --activation");
    if (is_infinite(q.dim)) throw DomainError("--dim is missing: a simulation needs a finite dimension; try --dim 100 with the same --psi1, --psi2");
    if (options.trials < 1) throw DomainError("trials", std::to_string(options.trials), "expected at least 1");
    if (options.test_points < 1) throw DomainError("test-points", std::to_string(options.test_points), "expected at least 1");
    const Simulation simulation{
        .trials = options.trials,
        .seed = options.seed,
        .threads = threads,
        .test_points = options.test_points,
        .progress = [&](int done, int trials) { progress.show(fmt::format("{}trial {} of {}", which, done, trials)); },
        .interrupted = [] { return stop_requested(); }};
    const auto ask = [&](auto model) {
        return simulate(Problem<decltype(model)>{std::move(model), target_of(q), theory.setting.samples, theory.setting.width,
                                                 Ridge<>{theory.ridge, q.ridge_convention}, q.noise, q.ensemble},
                        simulation);
    };
    const Activation activation = activation_of(q);
    return q.model == "kernel" ? ask(Kernel{activation, q.dim}) : ask(RandomFeatures{activation, q.dim});
}

}  // namespace lazyrisk::app
