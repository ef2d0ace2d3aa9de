// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Real data as they are used: points, and labels or targets of each, or neither.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lazyrisk/data/image_shape.hpp"
#include "lazyrisk/data/normalise.hpp"
#include "lazyrisk/linear/matrix.hpp"

namespace lazyrisk {

/// Sums over unsigned bytes as they stand in a file.
struct ByteSums {
    std::uint64_t sum = 0, squares = 0;
};

struct DataSet {
    Matrix inputs;                     ///< [D x M], a point a column
    ImageShape shape;                  ///< of a point; zero sizes: vectors
    std::vector<int> label;            ///< [M], places in `classes`; empty with targets, or where there are none
    std::vector<std::string> classes;  ///< [C] names; a class without a point among the first `count` keeps its place
    Matrix targets;                    ///< [M x c] real targets; empty with labels, or where there are none
    std::string source;                ///< file, or name
    std::string checksum;              ///< 16 hexadecimal digits: of inputs, shape, labels, names and targets as used
    std::vector<std::size_t> row;      ///< [M] which point of the file each is, from 0
    Standard standard = {};            ///< what coordinates were taken in; empty where they are as they stand
    std::optional<ByteSums> bytes;     ///< of the points kept, before any averaging, where the file has unsigned bytes

    [[nodiscard]] std::size_t count() const { return row.size(); }
};

/// What a regression fits: one-hot minus 1/C [M x C] of labels, or the real targets [M x c].
Matrix targets_of(const DataSet& set);

/// The first 16 hexadecimal digits of a SHA-1 of inputs, shape, labels, names of classes and targets.
std::string checksum_of(const DataSet& set);

/// The set with points read as square images of one channel. Throws DomainError of `data`: D is not side^2.
DataSet with_image_shape(DataSet set, int side);
/// The set as images: as it is where it has a shape, else vectors of side^2 numbers as grey images. Throws DomainError
/// of `data` where neither is so.
DataSet images_of(DataSet set);

}  // namespace lazyrisk
