// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Shell completion, written from the program's own options.
#pragma once

#include <string>

#include "command_line/outline.hpp"

namespace lazyrisk::app {

/// A script for bash 4 or later, to be sourced or kept in share/bash-completion/completions/lazyrisk.
std::string bash_completion(const OutlinedVerb& program);
/// share/zsh/site-functions/_lazyrisk
std::string zsh_completion(const OutlinedVerb& program);
/// share/fish/vendor_completions.d/lazyrisk.fish
std::string fish_completion(const OutlinedVerb& program);

}  // namespace lazyrisk::app
