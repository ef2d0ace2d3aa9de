// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/data/idx_header.hpp"

#include <array>

#include "lazyrisk/data/array_length.hpp"
#include "lazyrisk/data/file_bytes.hpp"

namespace lazyrisk {
namespace {

NumberType idx_type(const FileBytes& bytes, unsigned char code) {
    switch (code) {
        case 0x08:
            return NumberType::uint8;
        case 0x09:
            return NumberType::int8;
        case 0x0B:
            return NumberType::int16;
        case 0x0C:
            return NumberType::int32;
        case 0x0D:
            return NumberType::float32;
        case 0x0E:
            return NumberType::float64;
        default:
            bytes.fail("byte 2 of its header, the type of its numbers, is " + std::to_string(code) +
                       "; in an idx file it is 8, 9, 11, 12, 13 or 14");
    }
}

}  // namespace

NumberFile idx_header(const std::string& path, const std::string& field) {
    FileBytes bytes(path, field);
    std::array<unsigned char, 4> word{};
    bytes.read_all(word.data(), word.size(), "its header");
    NumberFile file{path, field, FileFormat::idx, idx_type(bytes, word[2]), true};
    const int rank = word[3];
    if (rank < 1 || rank > 4)
        bytes.fail("byte 3 of its header, its number of dimensions, is " + std::to_string(rank) +
                   "; expected 1 to 4: points, and what a point is");
    for (int i = 0; i < rank; ++i) {
        bytes.read_all(word.data(), word.size(), "its header");
        file.shape.push_back(std::size_t(word[0]) << 24 | std::size_t(word[1]) << 16 | std::size_t(word[2]) << 8 |
                             std::size_t(word[3]));
    }
    file.offset = bytes.position();
    require_length(file, bytes);
    return file;
}

}  // namespace lazyrisk
