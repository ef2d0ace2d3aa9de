// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// In place of expression.cpp, and of everything that GiNaC does, in a build with LAZYRISK_TYPED_FORMULAS=OFF.
#include "lazyrisk/activation/expression.hpp"
#include "lazyrisk/activation/formulas.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

bool formulas_are_read() { return false; }

Expression Expression::parse(std::string_view text, std::string_view, std::string_view field) {
    throw DomainError(std::string(field), std::string(text),
                      "this build of lazyrisk knows names alone; one configured with -DLAZYRISK_TYPED_FORMULAS=ON, "
                      "which takes GiNaC, reads formulas");
}

bool Expression::gaussian_square_integrable() const { return false; }  // there is none to ask

}  // namespace lazyrisk
