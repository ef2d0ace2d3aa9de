// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Whole texts from files: what cannot be read to its end is said, not taken for the end.
#pragma once

#include <string>

namespace lazyrisk {

/// The text of a file; "-" is standard input. expected: "a csv file", for the sentences.
/// Throws DomainError: a folder, a file that cannot be read to its end, one with zero bytes, which is no text.
std::string read_text(const std::string& path, const std::string& expected);

/// What sentences call the file.
std::string name_of_text(const std::string& path);

}  // namespace lazyrisk
