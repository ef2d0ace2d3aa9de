// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a pool of points says of a learning curve.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lazyrisk/prediction/data_problem.hpp"

namespace lazyrisk {

/// Of a point or a row; what a formula does not know is empty.
struct Prediction {
    double samples = 0;  ///< n
    double pool = 0;     ///< M
    double scale = 1;    ///< the kernel's mean diagonal before it was made 1
    std::string checksum;
    std::string method;  ///< by which formula: site, population, iid; loo at n = M - 1 without it; beyond: (17.7)
    double test_error = 0;
    std::optional<double> test_error_sd;  ///< how much the points that there are leave open, a standard deviation
    std::optional<double> class_error, class_error_sd;
    std::optional<double> noisy_class_error;  ///< against labels that are flipped as well
    std::optional<double> bias, variance, train_error;
    std::optional<double> degrees_of_freedom, effective_ridge;
    std::optional<double> slope;                            ///< d log(error)/d log n of the law beyond
    std::optional<double> loo_error, loo_class_error, gcv;  ///< of all points, at n = M - 1
    std::string status = "ok";
    bool answered = true, computed = false;
};

/// Of one image, or one point.
struct PointPrediction {
    std::size_t point;
    std::string label;  ///< "" of numbers
    double bias, variance;
    std::optional<double> error_probability;
};

}  // namespace lazyrisk
