// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Data sets that are known by name.
#pragma once

#include <string>
#include <vector>

namespace lazyrisk {

/// Where the points of a data set are, and its labels where they have a file of their own.
struct DataFiles {
    std::string inputs, labels;
};

/// The names that may stand in place of a file: fashion-mnist and fashion-mnist:test, 60000 and 10000 images of ten
/// kinds of clothes (Xiao, Rasul, Vollgraf, arXiv:1708.07747).
const std::vector<std::string>& data_names();

/// Of a name the files of the Debian package dataset-fashion-mnist, or those below LAZYRISK_DATASETS; of other texts
/// the file itself. Throws DomainError of `data`: a name whose files are not there, no such file.
DataFiles data_files(const std::string& data);

}  // namespace lazyrisk
