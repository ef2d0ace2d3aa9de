// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The functions of an expression as GiNaC sees them. Included by the .cpp files that parse, never by a public header.
#pragma once

#include <ginac/ginac.h>

#include <mutex>
#include <string>
#include <vector>

#include "lazyrisk/activation/program.hpp"

namespace lazyrisk::symbols {

/// GiNaC counts its references without locks: who holds one of its objects holds this.
std::mutex& ginac_mutex();

/// A function of one argument: the word that is typed, and what it becomes.
struct Unary {
    std::string word;
    GiNaC::ex (*of)(const GiNaC::ex&);
};
const std::vector<Unary>& unary_functions();

/// a > b ? c : d. Its derivative takes the derivative of the branch alone, so that the other may be singular.
GiNaC::ex greater(const GiNaC::ex& a, const GiNaC::ex& b, const GiNaC::ex& c, const GiNaC::ex& d);
GiNaC::ex maximum(const GiNaC::ex& a, const GiNaC::ex& b);
GiNaC::ex minimum(const GiNaC::ex& a, const GiNaC::ex& b);

/// The operation that a function of an expression stands for. Precondition: `e` is a GiNaC::function from this file.
Op operation(const GiNaC::ex& e);

}  // namespace lazyrisk::symbols
