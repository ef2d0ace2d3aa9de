// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Names of problems and checksums of units: UUIDs of version 5 (RFC 4122), which any language computes.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lazyrisk {

using Uuid = std::array<unsigned char, 16>;

/// The version 5 UUID of `bytes` in a namespace: 122 bits of SHA-1.
Uuid uuid5(const Uuid& space, std::span<const unsigned char> bytes);

/// The name of a problem: the UUID of its text in the namespace "OID" of RFC 4122, as text. In Python
/// uuid.uuid5(uuid.NAMESPACE_OID, text).
std::string key_of(std::string_view problem);

/// Numbers as eight bytes each, the lowest first, bit by bit.
std::vector<unsigned char> bytes_of(std::span<const double> numbers);
/// Their inverse; what is left over of eight bytes is dropped.
std::vector<double> numbers_of(std::span<const unsigned char> bytes);

/// Guards everything that one unit of a problem says: the UUID in the namespace `key` of seed, trial, seconds, results,
/// then the texts. Throws std::runtime_error where `key` is not a UUID.
Uuid checksum(std::string_view key, std::uint64_t seed, std::uint64_t trial, std::span<const unsigned char> results,
              double seconds, std::string_view finished, std::string_view version);

}  // namespace lazyrisk
