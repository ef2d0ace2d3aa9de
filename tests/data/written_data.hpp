// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Small files of every format that data are read from, written here byte by byte.
#pragma once

#include <zlib.h>

#include <bit>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace written {

/// A new file: to cut an old one short makes file systems wait for the disk.
inline void file(const std::string& path, const std::string& bytes) {
    std::remove(path.c_str());
    std::ofstream out(path, std::ios::binary);
    out << bytes;
    if (!out) throw std::runtime_error(path + " cannot be written");
}

/// A number's bytes, the last first where that is asked for.
template <class Number>
std::string bytes_of(Number number, bool big_endian) {
    std::string text(sizeof(Number), '\0');
    std::memcpy(text.data(), &number, sizeof(Number));
    if (big_endian != (std::endian::native == std::endian::big)) text = std::string(text.rbegin(), text.rend());
    return text;
}

template <class Number>
std::string all_bytes_of(const std::vector<Number>& numbers, bool big_endian) {
    std::string text;
    for (const Number x : numbers) text += bytes_of(x, big_endian);
    return text;
}

template <class Number>
std::string idx(unsigned char type, const std::vector<unsigned>& shape, const std::vector<Number>& numbers) {
    std::string text{'\0', '\0', char(type), char(shape.size())};
    for (const unsigned size : shape) text += bytes_of(size, true);
    return text + all_bytes_of(numbers, true);
}

/// type as '<f8'; shape as "(3, 2)".
template <class Number>
std::string npy(const std::string& type, const std::string& shape, const std::vector<Number>& numbers,
                bool fortran = false, int version = 1) {
    std::string head =
        "{'descr': '" + type + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': " + shape + ", }";
    while ((head.size() + 11) % 16 != 0) head += ' ';
    head += '\n';
    std::string text = "\x93NUMPY" + std::string{char(version), '\0'};
    text += version == 1 ? bytes_of(static_cast<unsigned short>(head.size()), false)
                         : bytes_of(static_cast<unsigned>(head.size()), false);
    return text + head + all_bytes_of(numbers, type[0] == '>');
}

/// As gzip does.
inline std::string packed(const std::string& text) {
    z_stream stream{};
    if (deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
    std::string out(deflateBound(&stream, uLong(text.size())), '\0');
    std::string in = text;
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = uInt(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = uInt(out.size());
    const int end = deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    if (end != Z_STREAM_END) throw std::runtime_error("not packed");
    return out;
}

}  // namespace written
