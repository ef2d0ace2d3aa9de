// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Problems on data answered from their pools.
#pragma once

#include <vector>

#include "lazyrisk/pool/site_resolved.hpp"
#include "lazyrisk/prediction/pools.hpp"
#include "lazyrisk/prediction/prediction.hpp"

namespace lazyrisk {

/// From n of the M points, by the problem's method; without n from all points but one, exactly; at n >= M by the law of
/// (17.16), with its standard deviation. Formulas of section 17.
/// Throws DomainError, NotCovered, NotConverged.
Prediction predict(const DataProblem& problem, const PreparedPool& pool);

/// Of all of them, over threads; one that has no answer says why in its status. Fewer where interrupted, none on a
/// process that computes for another one. Throws DomainError for points that cannot be read, and where no problem has
/// an answer.
std::vector<Prediction> predict_all(const std::vector<DataProblem>& problems, Pools& pools, int threads,
                                    const Host& host);

/// Point by point, by the formula `site`. Throws as predict, DomainError for another method or too many samples.
std::vector<PointPrediction> predict_points(const DataProblem& problem, const PreparedPool& pool);

/// What is to be said beside numbers: where a formula is known to be off.
std::vector<std::string> cautions(const DataProblem& problem, const Prediction& prediction);

}  // namespace lazyrisk
