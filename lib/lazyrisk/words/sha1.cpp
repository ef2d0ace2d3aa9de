// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/words/sha1.hpp"

#include <array>
#include <boost/uuid/detail/sha1.hpp>
#include <fstream>
#include <stdexcept>

namespace lazyrisk {
namespace {

std::string digits_of(boost::uuids::detail::sha1& sha) {
    boost::uuids::detail::sha1::digest_type digest;  // words, or bytes from Boost 1.86 on
    sha.get_digest(digest);
    std::string text;
    for (const auto word : digest)
        for (int shift = 8 * int(sizeof word) - 4; shift >= 0; shift -= 4)
            text += "0123456789abcdef"[(word >> shift) & 15];
    return text;
}

}  // namespace

std::string hash_of_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error(path.string() + " cannot be read");
    boost::uuids::detail::sha1 sha;
    std::array<char, 65536> part{};
    while (file.read(part.data(), part.size()) || file.gcount() > 0)
        sha.process_bytes(part.data(), std::size_t(file.gcount()));
    if (file.bad()) throw std::runtime_error(path.string() + " cannot be read to its end");
    return digits_of(sha);
}

std::string hash_of_text(std::string_view text) {
    boost::uuids::detail::sha1 sha;
    sha.process_bytes(text.data(), text.size());
    return digits_of(sha);
}

}  // namespace lazyrisk
