// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a TOML file may be before its parser, which is recursive, sees it.
#pragma once

#include <string>

namespace lazyrisk {

/// Throws DomainError with file, line and column: a line over 64 kB, a file over 16 MB, a key more than 256 tables
/// deep.
void require_limits(const std::string& text, const std::string& path);

}  // namespace lazyrisk
