// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The bytes of a file one after another, unpacked where it is a gzip file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

struct gzFile_s;

namespace lazyrisk {

class FileBytes {
public:
    /// Opens an ordinary file; `field` names the option in errors. Throws DomainError: no file, a folder, a pipe.
    FileBytes(std::string path, std::string field);
    ~FileBytes();
    FileBytes(const FileBytes&) = delete;
    FileBytes& operator=(const FileBytes&) = delete;

    /// Up to `count` bytes, fewer at the end alone. Throws DomainError where a gzip file is damaged or cut off.
    std::size_t read(void* to, std::size_t count);
    /// `count` bytes. Throws DomainError: "is cut off in `what`".
    void read_all(void* to, std::size_t count, const std::string& what);
    /// Goes over `count` bytes that are there.
    void skip(std::uint64_t count);
    /// Throws DomainError unless all bytes have been read.
    void require_end();

    [[nodiscard]] std::uint64_t position() const { return position_; }
    [[nodiscard]] bool packed() const { return packed_; }
    /// Bytes that there are; of a packed file the most that it can hold.
    [[nodiscard]] std::uint64_t most() const;

    /// Throws DomainError: the field, the file and this.
    [[noreturn]] void fail(const std::string& why) const;

private:
    std::string path_, field_;
    gzFile_s* file_ = nullptr;
    std::uint64_t size_ = 0, position_ = 0;
    bool packed_ = false;
};

}  // namespace lazyrisk
