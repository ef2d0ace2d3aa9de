// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <string>

namespace lazyrisk {

/// Throws DomainError where a matrix of this size takes more than this machine's memory.
void require_memory(const std::string& field, const std::string& path, std::size_t rows, std::size_t columns);

}  // namespace lazyrisk
