// Questions put to the simulator.
#pragma once

#include <optional>

#include "lazyrisk/curve/answer.hpp"
#include "lazyrisk/simulate/simulate.hpp"
#include "options.hpp"
#include "output.hpp"
#include "sweeping.hpp"

namespace lazyrisk::app {

/// Throws what `measure` would throw for any of the questions, before the first is simulated.
void check_simulable(const Questions& questions, Answers& answers);

/// Simulates the question at the ridge of its answer; nothing where it was interrupted before a trial was finished.
/// Throws DomainError, NotCovered.
std::optional<Measurement> measure(const Question& question, const Answer& theory, const SimulationOptions& options, int threads, Progress& progress,
                    const std::string& which);

/// What a measurement has: test_error, train_error, bias, variance, weight_norm.
const std::vector<std::string>& measured_quantities();
/// "prefix" + quantity + ".mean" and ".standard_error", and the cells below them.
void append_estimate_columns(std::vector<std::string>& columns, const std::string& prefix);
void append_estimates(Row& row, const Measurement& seen);

}  // namespace lazyrisk::app
