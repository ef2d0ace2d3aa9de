// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/catalogue/require_fields.hpp"

#include "lazyrisk/expand/catalogue/field_text.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using GiNaC::numeric;

void not_negative(const char* field, const std::optional<numeric>& value) {
    if (value && value->is_negative()) throw DomainError(field, value->to_double(), "expected a number of at least 0");
}

void positive(const char* field, const std::optional<numeric>& value, const std::string& meaning = "") {
    if (value && !value->is_positive())
        throw DomainError(field, value->to_double(), "expected a positive number" + meaning);
}

void not_negative(const char* field, const std::optional<ByDegree>& parts) {
    if (!parts) return;
    for (const auto& [degree, value] : *parts)
        if (value.is_negative()) throw DomainError(field, field_text(*parts), "energies and masses are not negative");
}

/// An exponent may be an interval that a regime lies in.
void interval(const char* field, const std::optional<Exponent>& exponent) {
    if (!exponent || !exponent->range) return;
    const Exponent::Range& range = *exponent->range;
    if (range.from.is_negative() || (range.to && (*range.to <= range.from || *range.to > 30)))
        throw DomainError(field, field_text(*exponent), "expected an interval FROM:TO with 0 <= FROM < TO <= 30");
}

}  // namespace

void require_fields(const ExpansionProblem& p) {
    if (p.degrees && (p.degrees->first < 0 || p.degrees->first > p.degrees->last || p.degrees->last > 100))
        throw DomainError("degrees", field_text(*p.degrees), degrees_expected);
    interval("alpha", p.alpha), interval("beta", p.beta);
    if (p.ridge) not_negative("ridge", p.ridge->factor);
    not_negative("mass", p.mass), not_negative("energy", p.energy), not_negative("noise", p.noise);
    positive("psi1", p.psi1), positive("psi2", p.psi2);
    if (p.flip && (p.flip->is_negative() || *p.flip > numeric(1, 2)))
        throw DomainError("flip", p.flip->to_double(), "expected a probability from 0 to 0.5");
    positive("zeta", p.zeta, ": (ridge + mass above l)/(mass of degree l)");
}

int within(const char* field, const std::optional<int>& value, int least, int most, int otherwise) {
    if (value && (*value < least || *value > most))
        throw DomainError(field, *value,
                          "expected a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return value.value_or(otherwise);
}

std::optional<numeric> constant_ridge(const ExpansionProblem& p) {
    if (!p.ridge) return std::nullopt;
    if (!p.ridge->factor || p.ridge->exponent)
        throw DomainError("ridge", field_text(*p.ridge), "expected a number, as in 0.3, 3/10 or 1e-3");
    return p.ridge->factor;
}

}  // namespace lazyrisk
