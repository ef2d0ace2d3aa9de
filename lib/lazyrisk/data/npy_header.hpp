// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

#include "lazyrisk/data/number_file.hpp"

namespace lazyrisk {

/// Of an npy file of version 1, 2 or 3, as numpy.save writes them (NumPy enhancement proposal 1): numbers and booleans
/// of either byte order, in the order of C or Fortran. Throws DomainError.
NumberFile npy_header(const std::string& path, const std::string& field);

}  // namespace lazyrisk
