// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The test error of a problem as a series in one of its fields.
#pragma once

#include <ginac/ginac.h>

#include <string>
#include <string_view>

#include "lazyrisk/expand/symbolic/expansion.hpp"
#include "lazyrisk/risk/resolved.hpp"

namespace lazyrisk {

/// A problem as the expansions see it.
struct Expandable {
    std::string activation;  ///< "": a kernel known by its spectrum alone
    Dimension dimension{};   ///< NaN: a given spectrum
    Spectrum<> spectrum;     ///< as far as the ridge resolves it
    Target<> target;
    Operation<> at;        ///< sizes, ridge per sample, noise; in the limit sizes over d
    bool features = true;  ///< false: infinite width by the model
};

/// Numbers for everything but the variable:
/// "ridge"      lambda -> 0, the ridge per sample, the letter lambda: exact coefficients in the proportional limit of
/// an activation, numbers elsewhere "large-ridge" lambda -> infinity, proportional limit "width"      psi1 -> infinity,
/// proportional limit "samples"    psi2 -> infinity, proportional limit "dimension"  d -> infinity at n = d^alpha, p =
/// d^beta, alpha and beta to two decimals of those at this d: the excess risk in d Throws DomainError for another
/// variable or an order out of range, NotCovered where there is no such series: the sentence says why.
Expansion expand_problem(const Expandable& problem, std::string_view variable, int order);

template <class Model>
Expansion expansion_of(const Problem<Model>& problem, std::string_view variable, int order) {
    const Operation<> at = operation(problem);
    Expandable e{{},
                 dimension_of(problem.model),
                 Resolved(problem.model, problem.target.highest_degree()).resolving(at).spectrum,
                 problem.target,
                 at};
    if constexpr (requires { problem.model.activation.name(); }) {
        // a function known by its values alone has no name to look up
        if constexpr (Model::has_activation)
            if (problem.model.activation.identity() == problem.model.activation.name())
                e.activation = problem.model.activation.name();
    }
    return expand_problem(e, variable, order);
}

/// The sum with its order term, an expression in the letter of the variable: expand(problem, "width", 2).
template <class Model>
GiNaC::ex expand(const Problem<Model>& problem, std::string_view variable, int order) {
    return expansion_of(problem, variable, order).expression();
}

}  // namespace lazyrisk
