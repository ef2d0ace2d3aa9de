// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/data/file_bytes.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

FileBytes::FileBytes(std::string path, std::string field) : path_(std::move(path)), field_(std::move(field)) {
    namespace fs = std::filesystem;
    std::error_code error;
    const fs::file_status status = fs::status(path_, error);
    if (!fs::exists(status)) fail("there is no such file");
    if (fs::is_directory(status)) fail("it is a folder; expected a file");
    if (!fs::is_regular_file(status)) fail("it is a pipe or a device; expected a file");
    size_ = fs::file_size(path_, error);
    if (error) fail("it cannot be read (" + error.message() + ")");
    errno = 0;
    file_ = gzopen(path_.c_str(), "rb");
    if (!file_) fail(std::string("it cannot be read (") + std::strerror(errno) + ")");
    gzbuffer(file_, 1 << 17);
    packed_ = gzdirect(file_) == 0;
}

FileBytes::~FileBytes() {
    if (file_) gzclose(file_);
}

std::size_t FileBytes::read(void* to, std::size_t count) {
    std::size_t done = 0;
    while (done < count) {
        const auto part = unsigned(std::min<std::size_t>(count - done, 1U << 30));
        const int got = gzread(file_, static_cast<char*>(to) + done, part);
        if (got < 0)
            fail(std::string(packed_ ? "its gzip stream is damaged" : "it cannot be read") + " after byte " +
                 std::to_string(position_) + "; fetch it again");
        if (got == 0) break;
        done += std::size_t(got);
        position_ += std::uint64_t(got);
    }
    int code = Z_OK;
    if (done < count && (gzerror(file_, &code), code == Z_BUF_ERROR))
        fail("its gzip stream is cut off after byte " + std::to_string(position_) + "; fetch it again");
    return done;
}

void FileBytes::read_all(void* to, std::size_t count, const std::string& what) {
    if (read(to, count) < count) fail("it is cut off in " + what + ", at byte " + std::to_string(position_));
}

void FileBytes::skip(std::uint64_t count) {
    std::array<char, 16384> part{};
    while (count > 0) {
        const std::size_t wanted = std::size_t(std::min<std::uint64_t>(count, part.size()));
        read_all(part.data(), wanted, "its header");
        count -= wanted;
    }
}

void FileBytes::require_end() {
    char one = 0;
    if (read(&one, 1) > 0)
        fail("it goes on behind its last number, at byte " + std::to_string(position_ - 1) +
             ": its header announces less than it has");
}

std::uint64_t FileBytes::most() const {
    constexpr std::uint64_t largest_ratio = 1032;  // of deflate: 258 bytes in two bits
    constexpr std::uint64_t end = UINT64_MAX / (2 * largest_ratio);
    return packed_ ? largest_ratio * (std::min(size_, end) + 1) : size_;
}

void FileBytes::fail(const std::string& why) const { throw DomainError(field_, path_, why); }

}  // namespace lazyrisk
