// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the expansions of labels share.
#pragma once

#include <string>

#include "lazyrisk/expand/labels/label_expansions.hpp"
#include "lazyrisk/expand/symbolic/take_terms.hpp"

namespace lazyrisk::label_parts {

inline Expansion start(const char* name, const char* quantity, const char* source, const char* region,
                       const GiNaC::symbol& variable) {
    Expansion e;
    e.name = name;
    e.quantity = quantity;
    e.source = source;
    e.hold_where(label_region(region));
    e.variable = variable;
    return e;
}

inline Symbolic fraction(int numerator, int denominator) { return Symbolic(numerator) / Symbolic(denominator); }

}  // namespace lazyrisk::label_parts
