// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Training sets drawn from real data, beside what was predicted.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lazyrisk/measure/answer_table.hpp"
#include "lazyrisk/pool/simulate_pool.hpp"
#include "lazyrisk/prediction/pools.hpp"
#include "lazyrisk/prediction/prediction.hpp"
#include "lazyrisk/statistics/verdict.hpp"

namespace lazyrisk {

/// What the trials of a problem saw; none where it was interrupted before.
struct DataMeasurement {
    Prediction about;  ///< its points, pool, scale and checksum; no answer
    PoolSimulation seen;
    bool finished = true;    ///< not a flow that stopped
    bool has_parts = false;  ///< bias and variance: three trials or more, and points that two of them tested
    double tested = 0;       ///< points over all trials, each as often as it tested; 0 where trials do not differ
    std::uint64_t draw = 0;  ///< measurements of one draw have nested training sets
    std::vector<std::uint64_t> trial;
    std::vector<double> test_error, class_error;  ///< of each trial

    /// By its column. Throws DomainError for a quantity that trials do not tell.
    [[nodiscard]] Estimate number(const std::string& quantity) const;
};

/// Trials are kept in the store, and recalled. The same numbers for any number of threads.
/// Throws DomainError: samples that are missing, not whole, or not below the number of points.
std::vector<DataMeasurement> simulate_data(const std::vector<DataProblem>& problems, Pools& pools,
                                           const SimulationSettings& settings, int threads, const Host& host);

/// The problem's columns, then test_error.mean, test_error.standard_error, ..., trials, seed.
AnswerTable simulation_table(const std::vector<DataProblem>& problems, const std::vector<DataMeasurement>& seen,
                             const SimulationSettings& settings);

/// Predictions beside trials, and the verdicts.
struct DataComparison {
    std::vector<DataProblem> problems;
    std::vector<Prediction> theory;
    std::vector<DataMeasurement> seen;
    Verdict verdict;                 ///< on test errors
    std::optional<Verdict> classes;  ///< on class errors, where all points have a prediction of theirs

    [[nodiscard]] int disagreements() const {
        return verdict.disagreements() + (classes ? classes->disagreements() : 0);
    }
    /// Of both, with `between` between them.
    [[nodiscard]] std::string sentence(double tolerance, const std::string& between = "; ") const;
    [[nodiscard]] AnswerTable table(const SimulationSettings& settings) const;
};

/// tolerance: what counts as the formula's own deviation; where it is the usual one, what was measured on images: 4.5 %
/// of random features, and of class errors 4 % from 1000 samples on, 6 % from 100 on, 10 % below, 20 % under flips.
/// Interrupted: without problems. Throws as predict_all and simulate_data.
DataComparison compare_data(const std::vector<DataProblem>& problems, Pools& pools, const SimulationSettings& settings,
                            double tolerance, int threads, const Host& host);

}  // namespace lazyrisk
