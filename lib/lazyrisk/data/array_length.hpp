// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "lazyrisk/data/file_bytes.hpp"
#include "lazyrisk/data/number_file.hpp"

namespace lazyrisk {

/// Compares what a header announces with the length of the file, before anything of that size is allocated. Throws
/// DomainError: no points, more or fewer bytes than the file has; of a packed file more than it can hold.
void require_length(const NumberFile& file, const FileBytes& bytes);

}  // namespace lazyrisk
