// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Trials of several points, of anything that is drawn: what is remembered is not run again.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "lazyrisk/simulate/executor.hpp"

namespace lazyrisk {

/// What a finished trial of a point saw.
struct FinishedTrial {
    std::size_t point;
    std::uint64_t trial;
    Seen seen;
    double seconds;  ///< the point's share of its unit
};

/// Results kept elsewhere. Empty functions: nothing is kept.
struct Memory {
    std::function<std::vector<FinishedTrial>(std::size_t point)> recall;
    std::function<void(std::span<const FinishedTrial>)> keep;  ///< all of one unit: all or nothing
};

/// Points that share the draws of a trial. `run` sees the points that are missing in it, ascending, and returns a list
/// a point; it is called on any thread and its numbers depend on nothing but the trial and the point.
struct TrialPlan {
    std::size_t points = 1;
    int trials = 1;
    double memory = 0;          ///< bytes of one unit
    int shard = 0, shards = 1;  ///< only trials t with t mod shards = shard are run; the others may be remembered
    std::function<std::vector<Seen>(std::uint64_t trial, std::span<const std::size_t> points)> run;
    std::function<void(double part)> progress = {};  ///< called on the caller's thread
    std::function<bool()> interrupted = {};          ///< asked there too; true: finish the units begun, start no more
};

/// Of one point, ascending by trial; fewer than asked for where interrupted.
using SeenTrials = std::vector<std::pair<std::uint64_t, Seen>>;

/// Runs what `memory` does not know. The same numbers for any executor. On a process that only works for another one
/// the lists are empty.  Throws what `run` throws.
std::vector<SeenTrials> run_trials(const TrialPlan& plan, Executor& executor, const Memory& memory = {});

/// Who runs the trials of a plan, and remembers them.
using TrialRunner = std::function<std::vector<SeenTrials>(const TrialPlan&)>;

/// Threads of this process (0: all cores), as far as half the memory goes; nothing is remembered.
TrialRunner on_threads(int threads);

/// Units at a time where each holds so many bytes: as many as asked for (0: a core each), and as fit in half of the
/// memory.
int threads_within_memory(int threads, double bytes);

/// Adds to a list that ascends by trial; one that is there stays.
void note(SeenTrials& list, std::uint64_t trial, Seen seen);
[[nodiscard]] bool knows(const SeenTrials& list, std::uint64_t trial);

}  // namespace lazyrisk
