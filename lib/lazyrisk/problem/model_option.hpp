// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

namespace lazyrisk {

/// An option of the command line that some models have and others do not; its text lands in Question::parameters.
struct ModelOption {
    std::string name, help;
    bool numeric = true;          ///< can be swept
    const char* alone = nullptr;  ///< the value it has where it is given without one; none: it needs one
    char again = 0;               ///< stands between the values where it is given more than once; 0: it may not be
};

}  // namespace lazyrisk
