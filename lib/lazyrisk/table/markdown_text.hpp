// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Plain text in a Markdown document.
#pragma once

#include <string>

namespace lazyrisk {

/// Plain text as Markdown that shows it: what would be markup, HTML or the end of a table's cell has a backslash before
/// it.
std::string markdown_text(const std::string& text);

}  // namespace lazyrisk
