// Questions put to the simulator.
#pragma once

#include "lazyrisk/curve/answer.hpp"
#include "lazyrisk/simulate/simulate.hpp"
#include "options.hpp"
#include "output.hpp"
#include "sweeping.hpp"

namespace lazyrisk::app {

/// Throws what `measure` would throw for any of the questions, before the first is simulated.
void check_simulable(const Questions& questions, Answers& answers);

/// Simulates the question at the ridge of its answer. Throws DomainError, NotCovered.
Measurement measure(const Question& question, const Answer& theory, const SimulationOptions& options, int threads, Progress& progress,
                    const std::string& which);

}  // namespace lazyrisk::app
