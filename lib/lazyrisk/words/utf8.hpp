// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Texts with other letters than English ones.
#pragma once

#include <string>
#include <vector>

namespace lazyrisk {

/// Characters, not bytes, of UTF-8.
std::size_t length(const std::string& text);

/// Lines of at most `characters`, broken at spaces.
std::vector<std::string> wrap(const std::string& text, std::size_t characters);

}  // namespace lazyrisk
