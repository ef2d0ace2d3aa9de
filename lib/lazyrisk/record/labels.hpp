// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a figure says about itself: axes in the field's words, the parameters that do not vary, the special places.
#pragma once

#include <string>
#include <vector>

#include "lazyrisk/answer/sweep.hpp"
#include "lazyrisk/figure/figure.hpp"
#include "lazyrisk/problem/question.hpp"

namespace lazyrisk {

/// "psi1" -> "ψ₁ = p/d", "test_error" -> "test error".
std::string axis_label(const std::string& name);

/// Value `i` of the sweep that tells curves apart, for the legend: "λ = 0.1", "a = 0.5", "tanh".
std::string family_label(const Sweep& family, std::size_t i);

/// One line of everything that is not swept, convention and version included; `also` stands before the version.
std::string parameters(const Question& question, const std::vector<Sweep>& sweeps, const std::string& also = "");

/// The special places that a sweep crosses: p = n (N d = n for neural tangents of N neurons), n = B(d,k) along samples,
/// whole powers of d along exponents, the optimal ridge and time.
std::vector<Mark> marks(const Question& question, const Sweep& along);

/// The same on the axis `x`, which is the swept field or one of quantity.hpp that follows from it.
std::vector<Mark> marks_on(const std::string& x, const Question& question, const Sweep& along);

/// Of several curves in one figure: marks on which all that have them agree.
std::vector<Mark> common_marks(const std::vector<std::vector<Mark>>& of_curves);

}  // namespace lazyrisk
