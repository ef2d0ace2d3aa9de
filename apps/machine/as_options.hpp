// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The library's sentences name fields, `dim` or `dim = 30`: what C++, Python and TOML call them. Who types a command
// reads options, --dim or --dim 30.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace lazyrisk::app {

/// Without hyphens in front: "step-size".
using OptionNames = std::set<std::string, std::less<>>;

/// The sentence with an option wherever it names one of these between backquotes; a value that the shell would read
/// otherwise comes in quotes. What else is between backquotes stays.
std::string as_options(std::string_view sentence, const OptionNames& options);
/// The same with the options of the verb that runs: a problem in a file of `run` has fields, not options.
std::string as_options(std::string_view sentence);
void use_options(OptionNames of_the_verb);

}  // namespace lazyrisk::app
