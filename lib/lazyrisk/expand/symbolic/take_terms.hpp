// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A series that was computed becomes the terms of an expansion.
#pragma once

#include <ginac/ginac.h>

#include <functional>

#include "lazyrisk/expand/symbolic/expansion.hpp"
#include "lazyrisk/expand/symbolic/symbolic.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

/// Terms of a series in t, t = variable^step, with the remainder at the first one left out that is not 0; `tidy` makes
/// a coefficient fit to read. Throws DomainError for a negative order.
inline void take_terms(Expansion& e, const Series<Symbolic>& series, int order, const GiNaC::ex& step,
                       const std::function<GiNaC::ex(const GiNaC::ex&)>& tidy) {
    if (order < 0) throw DomainError("order", double(order), "the number of terms after the leading one is 0 or more");
    const int low = series.low();
    for (int i = low; i <= low + order; ++i) e.terms.push_back({i * step, tidy(series[i].expression())});
    int next = low + order + 1;
    while (next + 1 < series.end() && is_zero(series[next])) ++next;
    e.remainder = next * step;
}

}  // namespace lazyrisk
