// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/data/memory.hpp"

#include <unistd.h>

#include <cmath>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

void require_memory(const std::string& field, const std::string& path, std::size_t rows, std::size_t columns) {
    const double needed = double(rows) * double(columns) * sizeof(double),
                 there = double(sysconf(_SC_PHYS_PAGES)) * double(sysconf(_SC_PAGE_SIZE));
    if (needed <= there) return;
    throw DomainError(field, path,
                      std::to_string(columns) + " points of " + std::to_string(rows) + " numbers take " +
                          to_text(std::ceil(needed / 1e9)) + " GB, and this machine has " +
                          to_text(std::floor(there / 1e9)) + "; keep fewer of them, as with `count`");
}

}  // namespace lazyrisk
