// Independent trials side by side.
#pragma once

#include <functional>
#include <vector>

#include "lazyrisk/simulate/experiment.hpp"
#include "lazyrisk/simulate/simulate.hpp"

namespace lazyrisk {

/// While one lives, BLAS works on the calling thread alone: sums come in the same order in every trial, and the
/// cores belong to the trials. Nests; the last one restores the number of threads.
class SerialBlas {
public:
    SerialBlas();
    ~SerialBlas();
    SerialBlas(const SerialBlas&) = delete;
    SerialBlas& operator=(const SerialBlas&) = delete;
};

/// run(0), ..., run(trials - 1) in the order of their numbers, computed on several threads; fewer where
/// interrupted. Each trial is thought to hold `bytes` of memory: as many run at a time as fit in half of it.
/// Throws what the first failing trial threw; NotCovered where one trial alone exceeds the memory.
std::vector<Outcome> run_trials(const Simulation& simulation, double bytes, const std::function<Outcome(int)>& run);

}  // namespace lazyrisk
