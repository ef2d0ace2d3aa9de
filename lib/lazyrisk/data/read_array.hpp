// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <vector>

#include "lazyrisk/data/number_file.hpp"

namespace lazyrisk {

/// `read_points` of an idx or npy file: one pass over the file, and no memory but for what is kept.
Matrix read_array(const NumberFile& file, const std::vector<std::size_t>& kept);

}  // namespace lazyrisk
