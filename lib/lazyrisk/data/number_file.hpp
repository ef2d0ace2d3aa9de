// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A file of numbers, a point after another: idx, npy or a table of text, each also packed by gzip.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "lazyrisk/data/number_type.hpp"
#include "lazyrisk/linear/matrix.hpp"

namespace lazyrisk {

enum class FileFormat { idx, npy, table };

/// By what stands in the file; the name tells a damaged array from a text. Throws DomainError: a file that cannot be
/// read, is empty, or is not what its name says.
FileFormat format_of(const std::string& path, const std::string& field);

/// What has been learnt of a file without reading its numbers. A shape of arrays is that of the header, and the file is
/// long enough for it; of a packed file that is known at the end alone.
struct NumberFile {
    std::string path, field;  ///< `field` names the option in errors
    FileFormat format = FileFormat::table;
    NumberType type = NumberType::float64;  ///< of tables float64
    bool big_endian = false;
    bool fortran = false;            ///< the first index runs fastest
    std::vector<std::size_t> shape;  ///< points, then what a point is; none is 0
    std::uint64_t offset = 0;        ///< of arrays: where the first number stands
    bool header = false;             ///< of tables: the first row are names
    bool labels_first = false;       ///< of tables: the first column are labels, and not of the shape
    char separator = ',';            ///< of tables; ' ': blanks

    [[nodiscard]] std::size_t points() const { return shape.front(); }
    /// Numbers of a point.
    [[nodiscard]] std::size_t point_size() const;
    /// "60000 x 28 x 28".
    [[nodiscard]] std::string shape_text() const;
    /// Throws DomainError: the field, the file and this.
    [[noreturn]] void fail(const std::string& why) const;
};

/// The text of a label and its line.
using LabelSink = std::function<void(std::string_view label, std::size_t line)>;

/// Opens a file and looks at its header, of a table at every row. `labels`: takes the first column of a table, in order
/// of the rows; without it all columns are numbers. Throws DomainError with the place for a file that is none of these,
/// is cut off or too long, has no points, or announces more than it can hold.
NumberFile look_at_file(const std::string& path, const std::string& field, const LabelSink& labels = {});

/// Numbers of the points `kept` (ascending, below points()), a point a column [point_size x kept], the last index of
/// the shape running fastest. Throws DomainError with the place: not a number, not finite, above 1e100 in size; more
/// than this machine's memory.
Matrix read_points(const NumberFile& file, const std::vector<std::size_t>& kept);
/// Of all points.
Matrix read_points(const NumberFile& file);

/// Largest number that is read: sums of its square are numbers.
inline constexpr double largest_read = 1e100;

}  // namespace lazyrisk
