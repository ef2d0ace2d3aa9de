// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/data/number_type.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

namespace lazyrisk {
namespace {

/// IEEE 754 binary16.
struct Half {
    std::uint16_t bits;
    explicit operator double() const {
        const int exponent = (bits >> 10) & 31, fraction = bits & 1023;
        const double size = exponent == 31  ? (fraction ? std::numeric_limits<double>::quiet_NaN()
                                                        : std::numeric_limits<double>::infinity())
                            : exponent == 0 ? std::ldexp(fraction, -24)
                                            : std::ldexp(1024 + fraction, exponent - 25);
        return bits >> 15 ? -size : size;
    }
};

struct Boolean {
    unsigned char byte;
    explicit operator double() const { return byte ? 1 : 0; }
};

template <class Number>
void decode_as(bool turned, const unsigned char* from, std::span<double> to) {
    std::array<unsigned char, sizeof(Number)> bytes{};
    for (double& x : to) {
        std::memcpy(bytes.data(), from, sizeof(Number));
        if (turned) std::reverse(bytes.begin(), bytes.end());
        x = double(std::bit_cast<Number>(bytes));
        from += sizeof(Number);
    }
}

}  // namespace

std::size_t size_of(NumberType type) {
    switch (type) {
        case NumberType::boolean:
        case NumberType::int8:
        case NumberType::uint8:
            return 1;
        case NumberType::int16:
        case NumberType::uint16:
        case NumberType::float16:
            return 2;
        case NumberType::int32:
        case NumberType::uint32:
        case NumberType::float32:
            return 4;
        default:
            return 8;
    }
}

double epsilon_of(NumberType type) {
    switch (type) {
        case NumberType::float16:
            return std::ldexp(1.0, -10);
        case NumberType::float32:
            return std::numeric_limits<float>::epsilon();
        case NumberType::float64:
            return std::numeric_limits<double>::epsilon();
        default:
            return 0;
    }
}

void decode(NumberType type, bool big_endian, const unsigned char* from, std::span<double> to) {
    const bool turned = big_endian != (std::endian::native == std::endian::big);
    switch (type) {
        case NumberType::boolean:
            return decode_as<Boolean>(turned, from, to);
        case NumberType::int8:
            return decode_as<std::int8_t>(turned, from, to);
        case NumberType::uint8:
            return decode_as<std::uint8_t>(turned, from, to);
        case NumberType::int16:
            return decode_as<std::int16_t>(turned, from, to);
        case NumberType::uint16:
            return decode_as<std::uint16_t>(turned, from, to);
        case NumberType::int32:
            return decode_as<std::int32_t>(turned, from, to);
        case NumberType::uint32:
            return decode_as<std::uint32_t>(turned, from, to);
        case NumberType::int64:
            return decode_as<std::int64_t>(turned, from, to);
        case NumberType::uint64:
            return decode_as<std::uint64_t>(turned, from, to);
        case NumberType::float16:
            return decode_as<Half>(turned, from, to);
        case NumberType::float32:
            return decode_as<float>(turned, from, to);
        case NumberType::float64:
            return decode_as<double>(turned, from, to);
    }
}

}  // namespace lazyrisk
