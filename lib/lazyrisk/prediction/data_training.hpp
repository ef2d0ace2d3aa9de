// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Networks trained on real data, beside their linearization and the kernel of infinite width.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lazyrisk/image_network/image_training.hpp"
#include "lazyrisk/measure/answer_table.hpp"
#include "lazyrisk/prediction/pools.hpp"
#include "lazyrisk/statistics/estimate.hpp"

namespace lazyrisk {

/// Which network, how it is trained, and what stands beside it.
struct DataTraining {
    std::string network = "conv(16) relu pool conv(32) relu pool flat";
    ImageTraining recipe;
    Parametrization parametrization = Parametrization::standard;
    bool kernel = true;          ///< fits of the same layers' tangent kernel at infinite width
    bool linearization = false;  ///< the network as it starts and a fit of its tangent kernel to what it misses
};

/// What one predictor leaves, over trials.
struct DataErrors {
    std::optional<Estimate> test_error, class_error;
};

struct DataTrainingPoint {
    double samples = 0, parameters = 0;
    DataErrors network, kernel, linearization;
    Estimate train_error, train_class_error, train_loss, updates, seconds;
    int trials = 0;
};

/// Networks of a problem with a number of samples: in each trial n of the points are drawn, as simulate_data draws
/// them, and the others test. Test errors are mean squares |y - f|^2, with cross-entropy of softmax(f). Trials are kept
/// in the store. None where interrupted.
/// Throws DomainError: a network that does not fit the images, no labels for cross-entropy; NotConverged where training
/// diverges.
std::vector<DataTrainingPoint> train_on_data(const std::vector<DataProblem>& problems, const DataTraining& training,
                                             Pools& pools, const SimulationSettings& settings, int threads,
                                             const Host& host);

/// The problem's columns, the recipe, then network., kernel. and linearization. with means and standard errors.
AnswerTable training_table(const std::vector<DataProblem>& problems, const DataTraining& training,
                           const std::vector<DataTrainingPoint>& points, const SimulationSettings& settings);

/// The text of the kernel of a network's layers, as `kernel` takes it. Throws DomainError.
std::string kernel_of_network(const std::string& network);

}  // namespace lazyrisk
