// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A figure in characters, for a terminal.
#pragma once

#include <string>

#include "lazyrisk/figure/figure.hpp"

namespace lazyrisk {

/// `figure` in lines of at most `columns` characters (at least 40), `rows` of them the plot (at least 6). Curves are
/// dots of Braille characters, eight to a character; points have their shapes and error bars; axes, marks, legend,
/// title and note as in the other formats; a pole is a gap. Several lines carry letters that the legend explains; with
/// `coloured` they also have ANSI colours. throws: DomainError as write_figure
std::string terminal_picture(const Figure& figure, int columns, int rows, bool coloured = false);

/// On standard output: as wide as the terminal, 80 columns where it is none; in colours there unless NO_COLOR is set.
void draw_in_terminal(const Figure& figure);

}  // namespace lazyrisk
