// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Pictures of predictions: curves with what was drawn beside them, the modes of a kernel, the hardest points.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "lazyrisk/data/contact_sheet.hpp"
#include "lazyrisk/figure/figure.hpp"
#include "lazyrisk/prediction/data_problems.hpp"
#include "lazyrisk/prediction/data_simulation.hpp"
#include "lazyrisk/prediction/data_training.hpp"
#include "lazyrisk/prediction/prediction.hpp"

namespace lazyrisk {

/// Throws DomainError where no figure has these sweeps: none, or words along the axis.
void require_axis(const DataProblems& problems);

/// A line a value of the first of two sweeps, along the last; points of `seen`, unless empty, with their errors.
/// Throws as require_axis.
Figure data_figure(const DataProblems& problems, const std::vector<Prediction>& predictions,
                   const std::vector<DataMeasurement>& seen, const std::string& quantity);

inline constexpr const char* forecast_label = "one standard deviation of the forecast";

/// Where a line goes beyond the points there are: a dashed one a standard deviation below it, and one above. None where
/// it does not, or where the quantity has no deviation.
std::vector<DrawnSeries> forecast_bounds(const DrawnSeries& line, std::span<const Prediction> predictions,
                                         const std::string& quantity);

/// Class errors (of real targets test errors) of networks, and of the kernels beside them, along the last sweep.
Figure training_figure(const DataProblems& problems, const DataTraining& training,
                       const std::vector<DataTrainingPoint>& points);

/// The points that are most often mistaken, or missed by most, the worst first.
ContactSheet hardest_points(const std::vector<PointPrediction>& points, std::size_t count = 60);

}  // namespace lazyrisk
