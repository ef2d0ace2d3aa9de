// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A drawn svg with the figure's words in it: what a browser shows under the pointer and a screen reader reads.
#pragma once

#include <string>

#include "lazyrisk/figure/figure.hpp"

namespace lazyrisk {

/// `svg` as gnuplot drew `figure`, its own titles replaced: the picture's, one a curve, and the numbers of each point.
std::string svg_with_words(const std::string& svg, const Figure& figure);

}  // namespace lazyrisk
