// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <filesystem>

#include "lazyrisk/linear/matrix.hpp"

namespace lazyrisk {

/// A matrix as float64 in the order of C, which numpy.load reads; the file appears when it is whole. Throws
/// std::runtime_error where it cannot be written.
void write_npy(const std::filesystem::path& path, const MatrixView& matrix);

}  // namespace lazyrisk
