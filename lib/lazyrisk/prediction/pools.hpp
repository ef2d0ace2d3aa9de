// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Pools of problems on data: points read, their kernel matrix computed or recalled.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "lazyrisk/data/data_set.hpp"
#include "lazyrisk/image_kernel/estimate.hpp"
#include "lazyrisk/measure/host.hpp"
#include "lazyrisk/measure/kept_trials.hpp"
#include "lazyrisk/measure/simulation_settings.hpp"
#include "lazyrisk/pool/beyond.hpp"
#include "lazyrisk/pool/leave_one_out.hpp"
#include "lazyrisk/pool/pool.hpp"
#include "lazyrisk/pool/pool_spectrum.hpp"
#include "lazyrisk/prediction/data_problem.hpp"

namespace lazyrisk {

/// Points with their kernel matrix; what several questions share is found once.
class PreparedPool {
public:
    PreparedPool(DataSet set, DataSet test, Pool pool)
        : set_(std::move(set)), test_(std::move(test)), pool_(std::move(pool)) {}
    [[nodiscard]] const DataSet& set() const { return set_; }
    /// The points whose errors are told: those that only test, or all.
    [[nodiscard]] const DataSet& tested() const { return pool_.tested_apart() ? test_ : set_; }
    [[nodiscard]] const Pool& pool() const { return pool_; }
    /// Safe to call from any thread.
    [[nodiscard]] const PoolSpectrum& spectrum() const;
    [[nodiscard]] const LeaveOneOut& leave_one_out(double ridge) const;
    [[nodiscard]] const BeyondLaw& beyond(double ridge) const;

private:
    DataSet set_, test_;
    Pool pool_;
    mutable std::mutex mutex_;
    mutable std::optional<PoolSpectrum> spectrum_;
    mutable std::map<double, LeaveOneOut> left_out_;
    mutable std::map<double, BeyondLaw> beyond_;
};

/// Where points come from: files, or arrays that are there already, by the problem's `data` or `gram`.
struct GivenPoints {
    std::optional<DataSet> set;
    std::optional<Matrix> gram = {};
    std::optional<DataSet> test = {};  ///< points that only test
};

/// What it asks of a pool at that many samples.
PoolSetting setting_of(const DataProblem& problem, double samples);

/// What the kernel matrix of these points takes. Throws DomainError.
GramEstimate gram_cost(const DataProblem& problem, const DataSet& set, int threads);

/// The same where this process computes all: points of several matrices, which ranks would have to meet in one order.
Host own_process(Host host);

class Pools {
public:
    /// kept: where kernel matrices that take long are kept.
    Pools(SimulationSettings kept, int threads, Host host, GivenPoints given = {});
    /// Null on a process that computes for another one, and where interrupted. Throws DomainError.
    std::shared_ptr<const PreparedPool> pool(const DataProblem& problem);
    /// Calls `use` with each stretch of problems of one pool, from `begin` to before `end`. Ends where there is none.
    void for_each(const std::vector<DataProblem>& problems,
                  const std::function<void(std::size_t begin, std::size_t end, const PreparedPool&)>& use);
    /// The points alone.
    [[nodiscard]] DataSet points(const DataProblem& problem) const;
    /// Those that only test, beside them; none where the problem has none.
    [[nodiscard]] DataSet test_points(const DataProblem& problem, const DataSet& points) const;
    /// Their kernel matrix as computed, or nothing as `pool`.
    std::optional<Matrix> gram(const DataProblem& problem, const DataSet& set) const;

private:
    [[nodiscard]] int all_cores() const;
    std::optional<Matrix> across(const DataProblem& problem, const DataSet& test, const DataSet& set) const;
    /// Blocks of gram_block rows each, kept under `text`; nothing as `pool`.
    std::optional<SeenTrials> blocks(const std::string& text, Eigen::Index rows, const std::string& what,
                                     const GramEstimate& cost,
                                     const std::function<Seen(Eigen::Index first, Eigen::Index count)>& block) const;

    SimulationSettings kept_;
    int threads_;
    Host host_;
    GivenPoints given_;
    std::map<std::string, std::shared_ptr<const PreparedPool>> known_;
};

}  // namespace lazyrisk
