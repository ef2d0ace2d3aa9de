// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Files that appear only when they are whole.
#pragma once

#include <filesystem>
#include <string_view>

namespace lazyrisk {

/// Writes beside the file's name and renames: what was there before stays until then. Throws std::runtime_error where
/// it cannot be written.
void write_text(const std::filesystem::path& path, std::string_view text);

}  // namespace lazyrisk
