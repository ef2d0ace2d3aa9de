// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A letter in an expression that is still text.
#pragma once

#include <string>
#include <string_view>

namespace lazyrisk {

/// Is the letter a word of its own in the expression?
bool mentions(std::string_view expression, std::string_view letter);

/// The expression with a number in the letter's place.
std::string with_number(std::string_view expression, std::string_view letter, double value);

}  // namespace lazyrisk
