// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/words/whole_file.hpp"

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace lazyrisk {
namespace {

/// Where it lies, links followed; a name that nothing has yet, a pipe and a device as they are.
std::filesystem::path place_of(const std::filesystem::path& path) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(path, ignored) ? std::filesystem::canonical(path, ignored) : path;
}

}  // namespace

std::string WholeFile::half_written(const std::filesystem::path& path) {
    std::error_code ignored;
    const bool direct = std::filesystem::exists(path, ignored) && !std::filesystem::is_regular_file(path, ignored);
    return direct ? "" : place_of(path).string() + ".partial";
}

WholeFile::WholeFile(const std::filesystem::path& path)
    : path_(place_of(path).string()),
      partial_(half_written(path)),
      file_(std::fopen(partial_.empty() ? path_.c_str() : partial_.c_str(), "wb")) {
    if (!file_) fail();
}

WholeFile::~WholeFile() {
    if (!file_) return;
    std::fclose(file_);
    if (!partial_.empty()) std::remove(partial_.c_str());
}

void WholeFile::write(std::string_view text) {
    if (std::fwrite(text.data(), 1, text.size(), file_) != text.size()) fail();
}

void WholeFile::finish() {
    const bool closed = std::fclose(file_) == 0;
    file_ = nullptr;
    if (closed && (partial_.empty() || std::rename(partial_.c_str(), path_.c_str()) == 0)) return;
    const int why = errno;
    if (!partial_.empty()) std::remove(partial_.c_str());
    errno = why;
    fail();
}

void WholeFile::fail() const {
    throw std::runtime_error(path_ + " cannot be written (" + std::strerror(errno) +
                             "); name a file in a folder that exists and has room");
}

void write_text(const std::filesystem::path& path, std::string_view text) {
    WholeFile file(path);
    file.write(text);
    file.finish();
}

}  // namespace lazyrisk
