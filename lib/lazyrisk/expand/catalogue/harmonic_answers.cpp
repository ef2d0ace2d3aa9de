// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Hermite coefficients, and the series of a kernel's levels in 1/d, in the catalogue.
#include "lazyrisk/expand/catalogue/harmonic_answers.hpp"

#include "lazyrisk/expand/catalogue/require_fields.hpp"
#include "lazyrisk/expand/dimension/large_dimension.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using GiNaC::ex;

/// Throws DomainError where it is left out.
const std::shared_ptr<const HermiteForm>& required_activation(const ExpansionProblem& q) {
    if (!q.activation) throw DomainError("`activation` is missing: " + q.of + " is of one activation");
    return q.activation;
}

Expansion value_of(const std::string& name, const std::string& quantity, const ex& value, const char* source) {
    return {name, quantity, letter("d"), {{0, value}}, {}, "exact", source, {}, true};
}

void note_digits(ExpansionAnswer& answer, const HermiteForm& f) {
    if (!f.closed())
        answer.sentences.push_back(f.name() + " has no closed form here (" + f.reason() +
                                   "): digits by quadrature instead");
}

ExpansionAnswer hermite(const ExpansionProblem& q) {
    const auto f = required_activation(q);
    const auto [first, last] = q.degrees.value_or(DegreeRange{0, 6});
    ExpansionAnswer answer;
    note_digits(answer, *f);
    const auto with_check = [&](Expansion e, auto exact) {
        e.exact = [exact](const Values&, const Digits&) -> Digits { return exact(); };
        answer.expansions.push_back(std::move(e));
    };
    for (int k = first; k <= last; ++k)
        with_check(value_of("hermite", "mu_" + std::to_string(k), f->mu(k), "(12.20)"),
                   [f, k] { return f->mu_by_quadrature(k); });
    with_check(value_of("hermite", "E s(G)^2", f->second_moment(), "(12.20)"),
               [f] { return f->mu_of_square_by_quadrature(0); });
    with_check(value_of("hermite", "mu_*^2", f->mu_star_squared(), "(12.20)"), [f]() -> Digits {
        return f->mu_of_square_by_quadrature(0) - pow(f->mu_by_quadrature(0), 2) - pow(f->mu_by_quadrature(1), 2);
    });
    return answer;
}

ExpansionAnswer of_harmonics(const ExpansionProblem& q, bool amplitude) {
    ExpansionAnswer answer;
    if (q.activation) note_digits(answer, *q.activation);
    if (!q.degrees && !q.activation) {
        answer.expansions.push_back(expand_gegenbauer(std::nullopt, q.order, amplitude));
        return answer;
    }
    const auto [first, last] = q.degrees.value_or(DegreeRange{0, 4});
    for (int k = first; k <= last; ++k)
        answer.expansions.push_back(q.activation ? expand_gegenbauer(q.activation, k, q.order, amplitude)
                                                 : expand_gegenbauer(k, q.order, amplitude));
    return answer;
}
ExpansionAnswer gegenbauer(const ExpansionProblem& q) { return of_harmonics(q, false); }
ExpansionAnswer amplitude(const ExpansionProblem& q) { return of_harmonics(q, true); }

template <class F>
ExpansionAnswer by_degree(const ExpansionProblem& q, const F& f) {
    ExpansionAnswer answer;
    if (!q.degrees)
        answer.expansions.push_back(f(std::optional<int>()));
    else
        for (int k = q.degrees->first; k <= q.degrees->last; ++k) answer.expansions.push_back(f(std::optional<int>(k)));
    return answer;
}
ExpansionAnswer mass(const ExpansionProblem& q) {
    const auto f = required_activation(q);
    const auto [first, last] = q.degrees.value_or(DegreeRange{0, 4});
    ExpansionAnswer answer;
    note_digits(answer, *f);
    for (int k = first; k <= last; ++k) answer.expansions.push_back(expand_mass(f, k, q.order));
    return answer;
}
ExpansionAnswer second_moment(const ExpansionProblem& q) {
    const auto f = required_activation(q);
    ExpansionAnswer answer;
    note_digits(answer, *f);
    answer.expansions.push_back(expand_second_moment(f, q.order));
    return answer;
}
ExpansionAnswer multiplicity(const ExpansionProblem& q) {
    return by_degree(q, [&](std::optional<int> k) { return expand_multiplicity(k, q.order); });
}
ExpansionAnswer log_multiplicity(const ExpansionProblem& q) {
    return by_degree(q, [&](std::optional<int> k) { return expand_multiplicity(k, q.order, true); });
}
ExpansionAnswer power(const ExpansionProblem& q) {
    return by_degree(q, [&](std::optional<int> k) { return expand_power(q.power, k, q.order); });
}
ExpansionAnswer hermite_weight_answer(const ExpansionProblem& q) {
    const int j = within("index", q.index, 0, 40, 0);
    return by_degree(q, [&](std::optional<int> k) { return expand_hermite_weight(k, j, q.order); });
}

}  // namespace

void append_harmonics(std::vector<CatalogueEntry>& list) {
    const std::vector<Validity> large{{{}, "d -> infinity"}};
    list.insert(list.end(),
                {
                    {"hermite",
                     "mu_k = E s(G) He_k(G), E s^2, mu_*^2 in closed form",
                     {{{}, "d = infinity"}},
                     {"activation", "degrees"},
                     hermite},
                    {"gegenbauer",
                     "coefficient lambda_{d,k} of an activation, or in its mu_k",
                     large,
                     {"activation", "degrees"},
                     gegenbauer,
                     8},
                    {"amplitude",
                     "g_k = sqrt(B) lambda_{d,k} of an activation, or in its mu_k",
                     large,
                     {"activation", "degrees"},
                     amplitude,
                     8},
                    {"mass",
                     "B(d,k) xi_{d,k} = g_k^2, the kernel's mass in a degree",
                     large,
                     {"activation", "degrees"},
                     mass,
                     8},
                    {"second-moment", "E s(sqrt(d) t)^2, the kernel's trace", large, {"activation"}, second_moment, 8},
                    {"power",
                     "g_k sqrt(k!)/mu_k of max(x,0)^p and |x|^p, any p > -1, any k",
                     {power_region(letter("p"), letter("k"))},
                     {"power", "degrees"},
                     power,
                     8},
                    {"hermite-weight",
                     "weight r_{k,j} of mu_{k+2j} in lambda_{d,k}",
                     large,
                     {"index", "degrees"},
                     hermite_weight_answer,
                     8},
                    {"multiplicity", "dimension B(d,k) of the harmonics of degree k", large, {"degrees"}, multiplicity},
                    {"log-multiplicity", "log(B(d,k) k!/d^k)", large, {"degrees"}, log_multiplicity},
                });
}

}  // namespace lazyrisk
