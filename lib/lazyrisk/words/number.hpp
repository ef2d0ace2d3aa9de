// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Numbers as typed.
#pragma once

#include <string_view>

namespace lazyrisk {

/// "inf" is one, NaN is not. Throws DomainError for `field`.
double parse_number(std::string_view field, std::string_view text);

}  // namespace lazyrisk
