// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Small images of three classes: noisy bars.
#pragma once

#include <random>

#include "lazyrisk/data/data_set.hpp"

namespace cloud_data {

/// side x side pixels, classes 0, 1, 2 in turn.
inline lazyrisk::DataSet bars(int points, int side = 6) {
    std::mt19937_64 random(7);
    std::normal_distribution<double> normal;
    lazyrisk::DataSet set;
    set.shape = {side, side, 1};
    set.inputs.resize(side * side, points);
    for (int i = 0; i < points; ++i) {
        const int label = i % 3;
        set.label.push_back(label), set.row.push_back(std::size_t(i));
        for (int row = 0; row < side; ++row)
            for (int column = 0; column < side; ++column) {
                const int at = label == 0 ? row : label == 1 ? column : row + column;
                set.inputs(row * side + column, i) = (at % 3 == i / 3 % 3 ? 0.8 : 0.2) + 0.4 * normal(random);
            }
    }
    set.classes = {"across", "down", "slanted"};
    set.source = "bars";
    set.checksum = lazyrisk::checksum_of(set);
    return set;
}

}  // namespace cloud_data
