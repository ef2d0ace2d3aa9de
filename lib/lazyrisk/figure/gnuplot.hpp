// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Figures through gnuplot: the script as text, and the child process that draws it.
#pragma once

#include <string>

#include "lazyrisk/figure/figure.hpp"

namespace lazyrisk {

/// The script that draws `figure` on standard output. format: "svg", "pdf", "png".
std::string gnuplot_script(const Figure& figure, const std::string& format);

/// A text in gnuplot's quotes, in which nothing is markup; control characters become spaces.
std::string gnuplot_text(const std::string& text);

/// The terminal of a format, with the size and the fonts of every picture.
std::string gnuplot_terminal(double width_cm, double height_cm, const std::string& format, double enlarged = 1);

/// Runs gnuplot on `script`, its output into the open file `descriptor`.
/// throws: std::runtime_error where gnuplot is missing or fails
void run_gnuplot(const std::string& script, int descriptor);

}  // namespace lazyrisk
