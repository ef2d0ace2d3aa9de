// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/words/read_text.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <vector>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

std::string name_of_text(const std::string& path) { return path == "-" ? "standard input" : path; }

std::string read_text(const std::string& path, const std::string& expected) {
    const std::string name = name_of_text(path);
    std::error_code ignored;
    if (path != "-" && std::filesystem::is_directory(path, ignored))
        throw DomainError(name + ": is a folder; expected " + expected);
    const auto unreadable = [&] { throw DomainError(name + ": cannot be read (" + std::strerror(errno) + ")"); };
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> opened(path == "-" ? nullptr : std::fopen(path.c_str(), "rb"),
                                                           std::fclose);
    if (path != "-" && !opened) unreadable();
    std::FILE* file = path == "-" ? stdin : opened.get();
    std::string text;
    std::vector<char> part(1 << 16);
    for (std::size_t count; (count = std::fread(part.data(), 1, part.size(), file)) > 0;) {
        // at once: a device may have no end
        if (std::memchr(part.data(), 0, count))
            throw DomainError(name + ": has a zero byte, which is in no text; expected " + expected);
        text.append(part.data(), count);
    }
    if (std::ferror(file)) unreadable();
    return text;
}

}  // namespace lazyrisk
