// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/trials.hpp"

#include <algorithm>

#include "lazyrisk/numerics/parallel.hpp"
#include "lazyrisk/simulate/campaign.hpp"

namespace lazyrisk {
namespace {

auto place(const SeenTrials& list, std::uint64_t trial) {
    return std::lower_bound(list.begin(), list.end(), trial,
                            [](const auto& seen, std::uint64_t t) { return seen.first < t; });
}

}  // namespace

bool knows(const SeenTrials& list, std::uint64_t trial) {
    const auto at = place(list, trial);
    return at != list.end() && at->first == trial;
}

void note(SeenTrials& list, std::uint64_t trial, Seen seen) {
    if (!knows(list, trial)) list.emplace(place(list, trial), trial, std::move(seen));
}

int threads_within_memory(int threads, double bytes) {
    return int(std::clamp(memory_of_machine() / 2 / std::max(bytes, 1.0), 1.0, double(threads_or_all(threads))));
}

std::vector<SeenTrials> run_trials(const TrialPlan& plan, Executor& executor, const Memory& memory) {
    const BlasThreads blas(1);
    const RunUnit work = [&](const Unit& unit) { return plan.run(unit.trial, unit.points); };
    std::vector<SeenTrials> seen(plan.points);
    if (!executor.leads()) {
        executor.run({}, work, {}, {});
        return seen;
    }
    const std::uint64_t trials = std::uint64_t(plan.trials);
    if (memory.recall)
        for (std::size_t i = 0; i < plan.points; ++i)
            for (FinishedTrial& known : memory.recall(i))
                if (known.trial < trials) note(seen[i], known.trial, std::move(known.seen));  // a store may know more
    std::vector<Unit> units;
    for (std::uint64_t t = std::uint64_t(plan.shard); t < trials; t += std::uint64_t(plan.shards)) {
        Unit unit{0, t, {}};
        for (std::size_t i = 0; i < plan.points; ++i)
            if (!knows(seen[i], t)) unit.points.push_back(i);
        if (!unit.points.empty()) units.push_back(std::move(unit));
    }
    std::size_t finished = 0;
    const auto take = [&](const Unit& unit, std::span<const Seen> saw, double seconds) {
        std::vector<FinishedTrial> done;
        for (std::size_t k = 0; k < saw.size(); ++k) {
            done.push_back({unit.points[k], unit.trial, saw[k], seconds / double(saw.size())});
            note(seen[unit.points[k]], unit.trial, saw[k]);
        }
        if (memory.keep) memory.keep(done);
        if (plan.progress) plan.progress(double(++finished) / double(units.size()));
    };
    executor.run(units, work, take, [&] { return plan.interrupted && plan.interrupted(); });
    executor.release();
    return seen;
}

TrialRunner on_threads(int threads) {
    return [threads](const TrialPlan& plan) {
        ThreadExecutor executor(threads_within_memory(threads, plan.memory));
        return run_trials(plan, executor);
    };
}

}  // namespace lazyrisk
