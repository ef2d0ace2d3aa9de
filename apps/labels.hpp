// What a figure says about itself: axes in the field's words, the parameters that do not vary, the special places.
#pragma once

#include <string>
#include <vector>

#include "lazyrisk/curve/figure.hpp"
#include "lazyrisk/curve/sweep.hpp"
#include "lazyrisk/problem/question.hpp"

namespace lazyrisk::app {

/// "psi1" -> "ψ₁ = p/d", "test_error" -> "test error".
std::string axis_label(const std::string& name);

/// One line of everything that is not swept, convention and version included.
std::string parameters(const Question& question, const std::vector<Sweep>& sweeps);

/// Where p = n along a sweep of one of the two sizes.
std::vector<Mark> marks(const Question& question, const Sweep& along);

}  // namespace lazyrisk::app
