// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Long formulas in lines that fit a page.
#pragma once

#include <cstddef>
#include <string>

namespace lazyrisk {

/// Letters that fit in a line of the standard classes.
constexpr std::size_t formula_width = 52;

/// Roughly the letters that a reader sees of LaTeX mathematics; a fraction is as wide as its wider half.
std::size_t visible_length(const std::string& latex);

/// The right-hand side of a line of `align`, broken before + and - so that no line shows more than `width` letters,
/// where that is possible: a long fraction is written as a bracket over its denominator (a long denominator as a
/// bracket to the power -1), a long parenthesis as one that may be broken. `used`: letters before it in its line. Other
/// formulas come back as they are.
std::string break_lines(const std::string& latex, std::size_t used = 0, std::size_t width = formula_width);

}  // namespace lazyrisk
