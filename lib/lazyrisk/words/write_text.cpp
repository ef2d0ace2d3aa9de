// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/words/write_text.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string>

namespace lazyrisk {

void write_text(const std::filesystem::path& path, std::string_view text) {
    const std::string partial = path.string() + ".partial";
    std::FILE* file = std::fopen(partial.c_str(), "wb");
    bool whole = file && std::fwrite(text.data(), 1, text.size(), file) == text.size();
    int why = errno;
    if (file && std::fclose(file) != 0 && whole) whole = false, why = errno;
    if (whole && std::rename(partial.c_str(), path.c_str()) != 0) whole = false, why = errno;
    if (whole) return;
    std::remove(partial.c_str());
    throw std::runtime_error(path.string() + " cannot be written (" + std::strerror(why) +
                             "); name a folder that exists and has room");
}

}  // namespace lazyrisk
