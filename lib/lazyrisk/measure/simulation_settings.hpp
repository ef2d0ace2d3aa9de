// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// How much is simulated, and where its trials are kept.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "lazyrisk/simulate/simulate.hpp"
#include "lazyrisk/words/enum_words.hpp"

namespace lazyrisk {

template <>
inline constexpr std::array enum_words<Plan>{"shared", "pointwise"};
template <>
inline constexpr std::array enum_words<Estimator>{"test-points", "exact"};
template <>
inline constexpr std::array enum_words<Precision>{"double", "mixed"};

struct SimulationSettings {
    int trials = 20, test_points = 2000, most_trials = 10000, blas_threads = 1;
    std::uint64_t seed = 1;
    double until = 0;  ///< as Simulation::until
    Plan plan = Plan::shared;
    Estimator estimator = Estimator::test_points;
    Precision precision = Precision::full;
    int shard = 1, shards = 1;  ///< of a total, from 1
    bool explain = false;       ///< tell the host the plan
    bool dry_run = false;       ///< and simulate nothing
    bool no_store = false;
    std::string store = {};  ///< file; "": the default one
};

}  // namespace lazyrisk
