// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

#include "lazyrisk/data/number_file.hpp"

namespace lazyrisk {

/// Of an idx file: 0, 0, type, rank, as many sizes of four bytes, all big endian (Y. LeCun, C. Cortes, C. Burges, the
/// MNIST database, 1998). Throws DomainError.
NumberFile idx_header(const std::string& path, const std::string& field);

}  // namespace lazyrisk
