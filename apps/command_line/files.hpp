// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a command reads and what it writes are different files.
#pragma once

#include <CLI/App.hpp>

namespace lazyrisk::app {

/// Of the options of a verb that name a FILE, as typed. Throws DomainError where one that is written names a file that
/// another one reads or writes; a figure in LaTeX writes a .csv of its name as well.
void require_different_files(const CLI::App& verb);

}  // namespace lazyrisk::app
