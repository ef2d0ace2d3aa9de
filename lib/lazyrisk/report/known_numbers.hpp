// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Numbers stated elsewhere beside those of the run.
#pragma once

#include <string>

#include "lazyrisk/report/folder.hpp"

namespace lazyrisk::report {

struct KnownNumbers {
    std::size_t all = 0, wrong = 0;
};
KnownNumbers count_known_numbers(const ResultFolder& result);

/// As a table; "" where nothing is known.
std::string html_of_known_numbers(const ResultFolder& result);

}  // namespace lazyrisk::report
