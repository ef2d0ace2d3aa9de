// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <stdexcept>

namespace lazyrisk {

/// A store cannot be opened, read or written. `what()` is one sentence: the file, the reason, what to try.
struct StoreError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace lazyrisk
