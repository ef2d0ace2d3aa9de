// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Numbers as bytes.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace lazyrisk {

enum class NumberType { boolean, int8, uint8, int16, uint16, int32, uint32, int64, uint64, float16, float32, float64 };

/// Bytes of one.
std::size_t size_of(NumberType type);
/// Distance of 1 from the next number of a type with a point; 0 of whole numbers.
double epsilon_of(NumberType type);

/// As many numbers as `to` has, of bytes that follow each other.
void decode(NumberType type, bool big_endian, const unsigned char* from, std::span<double> to);

}  // namespace lazyrisk
