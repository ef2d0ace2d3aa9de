// Figures as LaTeX.
#pragma once

#include <string>

#include "lazyrisk/curve/figure.hpp"

namespace lazyrisk {

/// A tikzpicture with its data, for a document with \usepackage{pgfplots}.
std::string pgfplots_picture(const Figure& figure);

/// Plain text as LaTeX: its special characters escaped, Greek letters, sub- and superscripts and the common
/// mathematical signs as commands; other characters stay UTF-8.
std::string latex_text(const std::string& text);

}  // namespace lazyrisk
