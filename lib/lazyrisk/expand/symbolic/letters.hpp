// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The letters of the expansions: one symbol a name, with the name that LaTeX prints.
#pragma once

#include <ginac/ginac.h>

#include <string>

namespace lazyrisk {

/// The symbol of that name, always the same one: GiNaC compares symbols by identity. Greek names ("psi1", "lambda")
/// print as Greek letters in LaTeX, a name with "_" or a final digit gets an index. All letters are positive.
const GiNaC::symbol& letter(const std::string& name);

}  // namespace lazyrisk
