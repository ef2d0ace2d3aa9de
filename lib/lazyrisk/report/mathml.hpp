// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A formula in the notation of docs/theory.md as MathML.
#pragma once

#include <string>
#include <string_view>

namespace lazyrisk::report {

enum class MathStyle { inline_text, display };

/// The TeX that docs/theory.md uses for its formulas: letters, digits, Greek, scripts, \frac, \sqrt, \hat, \text, \sum,
/// \left and \right, \big, \Big, angle brackets, \lvert. The TeX itself stays with it as an annotation. Throws
/// std::logic_error for what it does not know or cannot pair.
std::string mathml(std::string_view tex, MathStyle style = MathStyle::inline_text);

}  // namespace lazyrisk::report
