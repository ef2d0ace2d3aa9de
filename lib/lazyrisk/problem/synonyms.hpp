// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Other words for the fields of a problem: letters of papers, names in other programs.
#pragma once

#include <string_view>

namespace lazyrisk {

/// The field that is exactly this: "lambda" is ridge, "noise-variance" is noise. "" for anything else.
std::string_view field_called(std::string_view word);

/// The field that somebody who writes this may mean, whether its value would be the same or not; "" for anything else.
std::string_view field_of_symbol(std::string_view symbol);

/// How to say with this project's fields what a word of another meaning says: "sigma" is a deviation, the noise is a
/// variance. "" where nothing is to be said.
std::string_view advice_for(std::string_view word);

}  // namespace lazyrisk
