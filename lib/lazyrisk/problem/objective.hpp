// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the best ridge is best for.
#pragma once

#include "lazyrisk/words/enum_words.hpp"

namespace lazyrisk {

enum class Objective { test_error, error_rate, test_loss, calibration };

template <>
inline constexpr std::array enum_words<Objective>{"test_error", "error_rate", "test_loss", "calibration"};

}  // namespace lazyrisk
