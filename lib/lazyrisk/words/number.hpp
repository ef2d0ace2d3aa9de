// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Numbers as typed.
#pragma once

#include <string_view>

namespace lazyrisk {

/// "0.5", "1/2", "10^-3", "3*10^-2", "inf"; blanks around it do not count, NaN is no number. Throws DomainError for
/// `field`.
double parse_number(std::string_view field, std::string_view text);

}  // namespace lazyrisk
