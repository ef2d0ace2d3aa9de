// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Long texts in sentences.
#pragma once

#include <string>

namespace lazyrisk {

/// A long text in the middle of a sentence is left out, with its length in place.
std::string shortened(const std::string& text, std::size_t most = 1000);

}  // namespace lazyrisk
