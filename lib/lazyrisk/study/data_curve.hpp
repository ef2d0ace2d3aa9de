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
    int hardest = 0;                            ///< so many points that are hardest to tell, as a sheet of images
};

}  // namespace lazyrisk
