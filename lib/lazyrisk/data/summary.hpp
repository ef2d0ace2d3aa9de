// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a data set is like, before any kernel.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lazyrisk/data/data_set.hpp"

namespace lazyrisk {

struct ClassCount {
    std::string name;
    std::size_t count = 0;
};

/// Over the pairs of some points.
struct SquaredDistances {
    std::size_t points = 0;  ///< evenly spread over the set, 500 at most; fewer than 2: no distance
    double lower_quartile = 0, median = 0, upper_quartile = 0;
};

/// Of the covariance of some points about their mean.
struct Directions {
    struct Share {
        int directions = 0;
        double variance = 0;  ///< share of the whole that the first of them hold
    };
    std::size_t points = 0;     ///< evenly spread over the set, 1000 at most
    std::vector<Share> shares;  ///< of 1, 2, 5, 10, 50, as far as there are more; none where nothing varies
    double participation = 0;   ///< (sum of eigenvalues)^2 / sum of their squares; 0 where nothing varies
};

struct DataSummary {
    std::size_t count = 0, dimension = 0;
    ImageShape shape;
    std::vector<ClassCount> classes;  ///< empty without labels
    std::size_t outputs = 0;          ///< columns of the targets; 0 without them
    double least = 0, most = 0, mean = 0;
    std::optional<ByteSums> bytes;  ///< of the file's unsigned bytes
    std::size_t duplicates = 0;     ///< points that are equal to an earlier one
    double norm_mean = 0, norm_deviation = 0;
    SquaredDistances distances;
    Directions directions;
};

/// Precondition: a set with points. Cost: a pass over the inputs, and of 1000 points one eigen-decomposition.
DataSummary summarise(const DataSet& set);

}  // namespace lazyrisk
