// Questions put to the simulator.
#pragma once

#include "lazyrisk/curve/answer.hpp"
#include "lazyrisk/simulate/simulate.hpp"
#include "options.hpp"
#include "output.hpp"

namespace lazyrisk::app {

/// Simulates the question at the ridge of its answer. Throws DomainError, NotCovered.
Measurement measure(const Question& question, const Answer& theory, const SimulationOptions& options, int threads, Progress& progress,
                    const std::string& which);

}  // namespace lazyrisk::app
