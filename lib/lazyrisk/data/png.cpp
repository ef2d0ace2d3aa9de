// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/data/png.hpp"

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>

namespace lazyrisk {
namespace {

std::string big_endian(std::uint32_t number) {
    return {char(number >> 24), char(number >> 16 & 255), char(number >> 8 & 255), char(number & 255)};
}

/// Length, name, content, and the check of the last two.
std::string chunk(const std::string& name, const std::string& content) {
    const std::string checked = name + content;
    const auto sum = crc32(0, reinterpret_cast<const Bytef*>(checked.data()), uInt(checked.size()));
    return big_endian(std::uint32_t(content.size())) + checked + big_endian(std::uint32_t(sum));
}

std::string deflated(const std::string& text) {
    uLongf length = compressBound(uLong(text.size()));
    std::string packed(length, '\0');
    if (compress2(reinterpret_cast<Bytef*>(packed.data()), &length, reinterpret_cast<const Bytef*>(text.data()),
                  uLong(text.size()), Z_BEST_COMPRESSION) != Z_OK)
        throw std::runtime_error("a picture cannot be packed: there is not enough memory");
    packed.resize(length);
    return packed;
}

}  // namespace

std::string png_of(const std::vector<unsigned char>& samples, int height, int width, int channels) {
    const std::size_t row = std::size_t(width) * std::size_t(channels);
    std::string lines;
    for (std::size_t i = 0; i < std::size_t(height); ++i) {
        lines += '\0';  // the line is not filtered
        lines.append(reinterpret_cast<const char*>(samples.data()) + i * row, row);
    }
    const char colour = channels == 1 ? 0 : channels == 3 ? 2 : 6;
    const std::string head = big_endian(std::uint32_t(height)), bits{8, colour, 0, 0, 0};
    return "\x89PNG\r\n\x1a\n" + chunk("IHDR", big_endian(std::uint32_t(width)) + head + bits) +
           chunk("IDAT", deflated(lines)) + chunk("IEND", "");
}

std::string base64(std::string_view bytes) {
    static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t word = 0;
        for (std::size_t k = 0; k < 3; ++k)
            word = word << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k) text += k <= count ? letters[word >> (18 - 6 * k) & 63] : '=';
    }
    return text;
}

}  // namespace lazyrisk
