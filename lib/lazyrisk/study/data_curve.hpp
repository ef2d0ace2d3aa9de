// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A curve of an experiment on real data.
#pragma once

#include <optional>

#include "lazyrisk/prediction/data_problems.hpp"
#include "lazyrisk/prediction/data_training.hpp"

namespace lazyrisk {

struct DataCurve {
    DataProblem problem;
    std::optional<DataSweep> theory, simulation;
    std::optional<DataTraining> training = {};  ///< a network instead of a kernel
};

}  // namespace lazyrisk
