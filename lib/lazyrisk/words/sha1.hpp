// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// SHA-1, by which files and texts are known again.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace lazyrisk {

/// Of a file, as `sha1sum` prints it. Throws std::runtime_error where it cannot be read.
std::string hash_of_file(const std::filesystem::path& path);

/// The same of a text.
std::string hash_of_text(std::string_view text);

}  // namespace lazyrisk
