// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Plain text in a LaTeX document.
#pragma once

#include <string>

namespace lazyrisk {

/// Plain text as LaTeX: its special characters escaped, Greek letters, sub- and superscripts and the common
/// mathematical signs as commands; other characters stay UTF-8.
std::string latex_text(const std::string& text);

}  // namespace lazyrisk
