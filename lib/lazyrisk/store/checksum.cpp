// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/store/checksum.hpp"

#include <algorithm>
#include <bit>
#include <boost/uuid/name_generator.hpp>
#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/string_generator.hpp>
#include <boost/uuid/uuid_io.hpp>

namespace lazyrisk {
namespace {

boost::uuids::uuid boost_uuid(const Uuid& uuid) {
    boost::uuids::uuid out;
    std::copy(uuid.begin(), uuid.end(), out.begin());
    return out;
}

Uuid plain(const boost::uuids::uuid& uuid) {
    Uuid out;
    std::copy(uuid.begin(), uuid.end(), out.begin());
    return out;
}

void append(std::vector<unsigned char>& out, std::uint64_t word) {
    for (int shift = 0; shift < 64; shift += 8) out.push_back(static_cast<unsigned char>(word >> shift));
}

}  // namespace

Uuid uuid5(const Uuid& space, std::span<const unsigned char> bytes) {
    return plain(boost::uuids::name_generator_sha1(boost_uuid(space))(bytes.data(), bytes.size()));
}

std::string key_of(std::string_view problem) {
    return to_string(boost::uuids::name_generator_sha1(boost::uuids::ns::oid())(problem.data(), problem.size()));
}

std::vector<unsigned char> bytes_of(std::span<const double> numbers) {
    std::vector<unsigned char> out;
    out.reserve(8 * numbers.size());
    for (const double number : numbers) append(out, std::bit_cast<std::uint64_t>(number));
    return out;
}

std::vector<double> numbers_of(std::span<const unsigned char> bytes) {
    std::vector<double> out;
    out.reserve(bytes.size() / 8);
    for (std::size_t i = 0; i + 8 <= bytes.size(); i += 8) {
        std::uint64_t word = 0;
        for (std::size_t j = 0; j < 8; ++j) word |= std::uint64_t(bytes[i + j]) << (8 * j);
        out.push_back(std::bit_cast<double>(word));
    }
    return out;
}

Uuid checksum(std::string_view key, std::uint64_t seed, std::uint64_t trial, std::span<const unsigned char> results,
              double seconds, std::string_view finished, std::string_view version) {
    std::vector<unsigned char> all;
    all.reserve(40 + results.size() + finished.size() + version.size());
    for (const std::uint64_t word : {seed, trial, std::bit_cast<std::uint64_t>(seconds), std::uint64_t(results.size()),
                                     std::uint64_t(finished.size())})
        append(all, word);
    all.insert(all.end(), results.begin(), results.end());
    all.insert(all.end(), finished.begin(), finished.end());
    all.insert(all.end(), version.begin(), version.end());
    return uuid5(plain(boost::uuids::string_generator()(key.begin(), key.end())), all);
}

}  // namespace lazyrisk
