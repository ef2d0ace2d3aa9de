// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/data/write_npy.hpp"

#include <bit>
#include <string>
#include <vector>

#include "lazyrisk/words/whole_file.hpp"

namespace lazyrisk {
namespace {

/// Version 1.0, with blanks to a multiple of 64 bytes.
std::string npy_head(Eigen::Index rows, Eigen::Index columns) {
    const char* order = std::endian::native == std::endian::big ? ">" : "<";
    std::string dictionary = std::string("{'descr': '") + order + "f8', 'fortran_order': False, 'shape': (" +
                             std::to_string(rows) + ", " + std::to_string(columns) + "), }";
    constexpr std::size_t fixed = 10, unit = 64;
    dictionary.append(unit - 1 - (fixed + dictionary.size()) % unit, ' ');
    dictionary += '\n';
    const std::size_t length = dictionary.size();
    return std::string("\x93NUMPY\x01\0", 8) + char(length & 255) + char(length >> 8) + dictionary;
}

}  // namespace

void write_npy(const std::filesystem::path& path, const MatrixView& matrix) {
    WholeFile file(path);
    file.write(npy_head(matrix.rows(), matrix.cols()));
    std::vector<double> row(std::size_t(matrix.cols()));
    for (Eigen::Index i = 0; i < matrix.rows(); ++i) {
        for (Eigen::Index j = 0; j < matrix.cols(); ++j) row[std::size_t(j)] = matrix(i, j);
        file.write({reinterpret_cast<const char*>(row.data()), row.size() * sizeof(double)});
    }
    file.finish();
}

}  // namespace lazyrisk
