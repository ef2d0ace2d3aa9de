// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/symbolic/condition.hpp"

#include <algorithm>

#include "lazyrisk/expand/symbolic/expansion.hpp"
#include "lazyrisk/expand/symbolic/number_text.hpp"
#include "lazyrisk/expand/symbolic/print.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using GiNaC::ex;

void collect(const ex& e, std::set<std::string>& names) {
    if (GiNaC::is_a<GiNaC::symbol>(e)) names.insert(GiNaC::ex_to<GiNaC::symbol>(e).get_name());
    for (const ex& part : e) collect(part, names);
}

bool all_known(const std::set<std::string>& letters, const Values& values) {
    return std::all_of(letters.begin(), letters.end(),
                       [&](const std::string& name) { return values.count(name) == 1; });
}

enum class Sign { negative, not_positive, zero, not_negative, positive, unknown };

/// With numbers put in; of what is left over letters are positive.
Sign sign_of(const ex& e, const std::set<std::string>& letters, const Values& values) {
    if (all_known(letters, values)) {
        const Digits value = evaluate(e, values);
        return value > 0 ? Sign::positive : value < 0 ? Sign::negative : Sign::zero;
    }
    GiNaC::exmap known;
    for (const std::string& name : letters) {
        const auto found = values.find(name);
        known[letter(name)] = found != values.end() ? long_float(found->second) : ex(GiNaC::possymbol(name));
    }
    const ex left = e.subs(known).expand();
    if (left.is_zero()) return Sign::zero;
    if (left.info(GiNaC::info_flags::positive)) return Sign::positive;
    if (left.info(GiNaC::info_flags::negative)) return Sign::negative;
    if (left.info(GiNaC::info_flags::nonnegative)) return Sign::not_negative;
    if ((-left).expand().info(GiNaC::info_flags::nonnegative)) return Sign::not_positive;
    return Sign::unknown;
}

enum class Relation { more, at_least, equal };

std::optional<bool> decide(Relation relation, Sign sign) {
    if (sign == Sign::unknown) return std::nullopt;
    switch (relation) {
        case Relation::more:
            if (sign == Sign::not_negative) return std::nullopt;
            return sign == Sign::positive;
        case Relation::at_least:
            if (sign == Sign::not_positive) return std::nullopt;
            return sign != Sign::negative;
        default:
            if (sign == Sign::not_negative || sign == Sign::not_positive) return std::nullopt;
            return sign == Sign::zero;
    }
}

Condition relation(const ex& left, Relation kind, const ex& right, const std::string& otherwise) {
    static const char* const signs[] = {" > ", " >= ", " = "};
    // "psi1 < 1" reads better than "1 > psi1"
    const bool turned = GiNaC::is_a<GiNaC::numeric>(left) && kind != Relation::equal;
    const auto shown = [](const ex& e) { return print(e, Notation::text); };
    Condition c;
    c.text = turned ? shown(right) + (kind == Relation::more ? " < " : " <= ") + shown(left)
                    : shown(left) + signs[int(kind)] + shown(right);
    const ex difference = left - right;
    collect(difference, c.letters);
    c.holds = [difference, kind, letters = c.letters](const Values& values) -> std::optional<bool> {
        if (kind == Relation::equal && !all_known(letters, values))
            return std::nullopt;  // a letter may be given that value
        return decide(kind, sign_of(difference, letters, values));
    };
    c.otherwise = otherwise;
    return c;
}

}  // namespace

Condition more(const ex& left, const ex& right, const std::string& otherwise) {
    return relation(left, Relation::more, right, otherwise);
}
Condition at_least(const ex& left, const ex& right, const std::string& otherwise) {
    return relation(left, Relation::at_least, right, otherwise);
}
Condition equal(const ex& left, const ex& right, const std::string& otherwise) {
    return relation(left, Relation::equal, right, otherwise);
}

Condition any_of(const Condition& first, const Condition& second, const std::string& otherwise) {
    Condition c;
    c.text = first.text + " or " + second.text;
    c.letters = first.letters;
    c.letters.insert(second.letters.begin(), second.letters.end());
    c.holds = [one = first.holds, other = second.holds](const Values& values) -> std::optional<bool> {
        const auto a = one(values), b = other(values);
        if (a == true || b == true) return true;
        return a && b ? std::optional(false) : std::nullopt;
    };
    c.otherwise = otherwise;
    return c;
}

Condition positive_letter(const std::string& name) {
    Condition c = more(letter(name), 0);
    c.obvious = true;
    return c;
}

Condition not_negative_letter(const std::string& name) {
    Condition c = at_least(letter(name), 0);
    c.obvious = true;
    return c;
}

std::string Validity::text() const {
    std::string all;
    const auto add = [&](const std::string& one) { all += (all.empty() ? "" : ", ") + one; };
    for (const Condition& c : conditions)
        if (!c.obvious) add(c.text);
    if (!limit.empty()) add(limit);
    return all;
}

const Condition* Validity::broken(const Values& values) const {
    const auto found = std::find_if(conditions.begin(), conditions.end(),
                                    [&](const Condition& c) { return c.holds(values) == false; });
    return found == conditions.end() ? nullptr : &*found;
}

std::set<std::string> Validity::letters() const {
    std::set<std::string> all;
    for (const Condition& c : conditions)
        if (!c.obvious && !c.of_exponents) all.insert(c.letters.begin(), c.letters.end());
    return all;
}

void require(const Validity& validity, const std::string& name, const Values& values) {
    const Condition* broken = validity.broken(values);
    if (!broken) return;
    std::string here;
    for (const std::string& one : broken->letters)
        if (const auto given = values.find(one); given != values.end())
            here += (here.empty() ? "" : ", ") + one + " = " + to_text(given->second.convert_to<double>());
    throw DomainError("of", name,
                      "it needs " + broken->text + (here.empty() ? "" : ", and here " + here) +
                          (broken->otherwise.empty() ? "" : "; " + broken->otherwise));
}

}  // namespace lazyrisk
