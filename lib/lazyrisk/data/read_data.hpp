// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Real data from files, as one asks for them.
#pragma once

#include <string>

#include "lazyrisk/data/data_set.hpp"
#include "lazyrisk/data/normalise.hpp"

namespace lazyrisk {

struct DataRequest {
    std::string data;          ///< idx, npy or csv file, each also packed by gzip; or a name of `data_names`
    std::string labels_file;   ///< idx, npy or text; empty: those of the name, or the first column of a csv
    std::string targets;       ///< idx, npy or csv of real numbers, M or M x c, in place of labels
    std::string classes = {};  ///< "0,6": these classes alone, in this order; empty: all
    int side = 0;              ///< images as means over blocks, side x side of them; 0: as they are
    Normalise normalise = Normalise::none;
    std::size_t count = 0;  ///< the first points (of these classes) alone; 0: all
    std::string test = {};  ///< points that only test, as `data`; empty: what is not drawn to train tests
    std::string test_labels_file = {}, test_targets = {};
    std::size_t test_count = 0;  ///< the first of them alone; 0: all
    bool one_class = false;      ///< true: all points may be of one class
    bool answers = true;         ///< false: points alone are enough; the first column of a csv is labels all the same
};

/// Unsigned bytes are divided by 255, other numbers are as they stand. Points keep their order. Vectors of a square
/// length are images where `side` asks for it. Throws DomainError of `data`, `labels-file`, `targets`, `classes`,
/// `side`, `normalise` or `count`, with the place: byte, or line and column. Memory: that of the points kept.
DataSet read_data(const DataRequest& request);

/// The same without inputs, for `points` points known by a Gram matrix: labels or targets, `classes` and `count`; the
/// matrix's rows and columns that are kept are `row`.
DataSet read_answers(const DataRequest& request, std::size_t points);

}  // namespace lazyrisk
