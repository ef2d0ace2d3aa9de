// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/data/number_file.hpp"

#include <array>
#include <cstring>
#include <numeric>

#include "lazyrisk/data/file_bytes.hpp"
#include "lazyrisk/data/idx_header.hpp"
#include "lazyrisk/data/memory.hpp"
#include "lazyrisk/data/npy_header.hpp"
#include "lazyrisk/data/read_array.hpp"
#include "lazyrisk/data/read_table.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

bool named_as(std::string path, std::string_view ending) {
    if (path.ends_with(".gz")) path.resize(path.size() - 3);
    return path.ends_with(ending);
}

}  // namespace

FileFormat format_of(const std::string& path, const std::string& field) {
    FileBytes bytes(path, field);
    std::array<char, 6> first{};
    const std::size_t count = bytes.read(first.data(), first.size());
    if (count == 0) bytes.fail("it is empty; expected an idx, npy or csv file");
    if (count == 6 && std::memcmp(first.data(), "\x93NUMPY", 6) == 0) return FileFormat::npy;
    if (named_as(path, ".npy")) bytes.fail("it does not begin as an npy file; write it again with numpy.save");
    if (count >= 2 && first[0] == 0 && first[1] == 0) return FileFormat::idx;
    if (named_as(path, "-ubyte") || named_as(path, ".idx"))
        bytes.fail("it does not begin as an idx file, with two zero bytes; fetch it again");
    return FileFormat::table;
}

std::size_t NumberFile::point_size() const {
    return std::accumulate(shape.begin() + 1, shape.end(), std::size_t(1), std::multiplies<>());
}

std::string NumberFile::shape_text() const {
    std::string text;
    for (const std::size_t size : shape) text += (text.empty() ? "" : " x ") + std::to_string(size);
    return text;
}

void NumberFile::fail(const std::string& why) const { throw DomainError(field, path, why); }

NumberFile look_at_file(const std::string& path, const std::string& field, const LabelSink& labels) {
    switch (format_of(path, field)) {
        case FileFormat::idx:
            return idx_header(path, field);
        case FileFormat::npy:
            return npy_header(path, field);
        default:
            return look_at_table(path, field, labels);
    }
}

Matrix read_points(const NumberFile& file, const std::vector<std::size_t>& kept) {
    require_memory(file.field, file.path, file.point_size(), kept.size());
    return file.format == FileFormat::table ? read_table(file, kept) : read_array(file, kept);
}

Matrix read_points(const NumberFile& file) {
    std::vector<std::size_t> all(file.points());
    std::iota(all.begin(), all.end(), std::size_t(0));
    return read_points(file, all);
}

}  // namespace lazyrisk
