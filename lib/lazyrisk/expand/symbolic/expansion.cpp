// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/symbolic/expansion.hpp"

#include <cmath>
#include <limits>
#include <sstream>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

namespace {

using GiNaC::ex;
using Table = std::map<ex, Digits, GiNaC::ex_is_less>;

Digits number(const GiNaC::numeric& x) {
    const auto text = [](const GiNaC::numeric& n) {
        std::ostringstream out;
        out << n;
        return Digits(out.str());
    };
    if (!x.is_rational()) return text(x);
    return text(x.numer()) / text(x.denom());
}

Digits value_of(const ex& e, const Values& values, const Table& defined);

Digits power(const ex& e, const Values& values, const Table& defined) {
    const Digits base = value_of(e.op(0), values, defined);
    if (e.op(1).info(GiNaC::info_flags::integer)) {
        const int n = GiNaC::ex_to<GiNaC::numeric>(e.op(1)).to_int();
        return n < 0 ? Digits(1 / pow(base, -n)) : Digits(pow(base, n));
    }
    if (e.op(1).is_equal(ex(1) / 2)) return sqrt(base);
    if (e.op(1).is_equal(ex(-1) / 2)) return 1 / sqrt(base);
    return pow(base, value_of(e.op(1), values, defined));
}

Digits function(const ex& e, const Values& values, const Table& defined) {
    using Function = Digits (*)(const Digits&);
    static const std::map<std::string, Function> known{{"exp", [](const Digits& x) -> Digits { return exp(x); }},
                                                       {"log", [](const Digits& x) -> Digits { return log(x); }},
                                                       {"sin", [](const Digits& x) -> Digits { return sin(x); }},
                                                       {"cos", [](const Digits& x) -> Digits { return cos(x); }},
                                                       {"asin", [](const Digits& x) -> Digits { return asin(x); }},
                                                       {"atan", [](const Digits& x) -> Digits { return atan(x); }},
                                                       {"lr_erf", [](const Digits& x) -> Digits { return erf(x); }},
                                                       {"tgamma", [](const Digits& x) -> Digits { return tgamma(x); }},
                                                       {"lgamma", [](const Digits& x) -> Digits { return lgamma(x); }}};
    const std::string name = GiNaC::ex_to<GiNaC::function>(e).get_name();
    const auto found = known.find(name);
    if (found == known.end())
        throw NotCovered("the function " + name + " has no digits here: insert its value instead");
    return found->second(value_of(e.op(0), values, defined));
}

Digits value_of(const ex& e, const Values& values, const Table& defined) {
    if (GiNaC::is_a<GiNaC::numeric>(e)) return number(GiNaC::ex_to<GiNaC::numeric>(e));
    if (GiNaC::is_a<GiNaC::symbol>(e)) {
        if (const auto found = defined.find(e); found != defined.end()) return found->second;
        const std::string& name = GiNaC::ex_to<GiNaC::symbol>(e).get_name();
        const auto found = values.find(name);
        if (found == values.end()) throw DomainError(name, "nothing", "a coefficient needs a number for it");
        return found->second;
    }
    if (GiNaC::is_a<GiNaC::add>(e)) {
        Digits total = 0;
        for (const ex& part : e) total += value_of(part, values, defined);
        return total;
    }
    if (GiNaC::is_a<GiNaC::mul>(e)) {
        Digits product = 1;
        for (const ex& part : e) product *= value_of(part, values, defined);
        return product;
    }
    if (GiNaC::is_a<GiNaC::power>(e)) return power(e, values, defined);
    if (e.is_equal(GiNaC::Pi)) return boost::math::constants::pi<Digits>();
    if (GiNaC::is_a<GiNaC::function>(e)) return function(e, values, defined);
    std::ostringstream text;
    text << e;
    throw NotCovered("the expression " + text.str() + " has no digits here");
}

Table table(const Values& values, const std::vector<std::pair<GiNaC::symbol, ex>>& definitions) {
    Table defined;
    for (const auto& [symbol, meaning] : definitions) {
        const auto given = values.find(symbol.get_name());  // whoever knows the abbreviation need not know its parts
        defined[symbol] = given != values.end() ? given->second : value_of(meaning, values, defined);
    }
    return defined;
}

}  // namespace

ex Expansion::expression() const {
    ex total = 0;
    for (const ExpansionTerm& term : terms) total += term.coefficient * GiNaC::pow(variable, term.exponent);
    if (remainder) total += GiNaC::Order(GiNaC::pow(variable, *remainder));
    for (const ex& further : further_remainders) total += GiNaC::Order(GiNaC::pow(variable, further));
    return total;
}

Digits evaluate(const ex& expression, const Values& values,
                const std::vector<std::pair<GiNaC::symbol, ex>>& definitions) {
    return value_of(expression, values, table(values, definitions));
}

std::vector<Digits> coefficients(const Expansion& expansion, const Values& values) {
    require(expansion.validity, expansion.name, values);
    const Table defined = table(values, expansion.definitions);
    std::vector<Digits> numbers;
    for (const ExpansionTerm& term : expansion.terms) numbers.push_back(value_of(term.coefficient, values, defined));
    return numbers;
}

Digits sum(const Expansion& expansion, const Values& values, const Digits& x) {
    const std::vector<Digits> numbers = coefficients(expansion, values);
    Digits total = 0;
    for (std::size_t i = 0; i < numbers.size(); ++i)
        total += numbers[i] * pow(x, value_of(expansion.terms[i].exponent, values, {}));
    return total;
}

Expansion with_numbers(const Expansion& expansion, const Values& values, int digits) {
    Expansion shorter = expansion;
    const std::vector<Digits> numbers = coefficients(expansion, values);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        // a rational coefficient stays one
        if (GiNaC::is_a<GiNaC::numeric>(shorter.terms[i].coefficient)) continue;
        shorter.terms[i].coefficient = GiNaC::numeric(numbers[i].str(digits, std::ios_base::scientific).c_str());
    }
    shorter.definitions.clear();
    return shorter;
}

OrderCheck check(const Expansion& expansion, const Values& values, double first, int points) {
    if (!expansion.exact)
        throw DomainError("expansion", expansion.name, "it has no independent solve to be checked against");
    OrderCheck seen;
    const double infinity = std::numeric_limits<double>::infinity();
    seen.claimed = !expansion.remainder ? infinity : value_of(*expansion.remainder, values, {}).convert_to<double>();
    for (const ex& further : expansion.further_remainders) {
        const double order = value_of(further, values, {}).convert_to<double>();
        seen.claimed = expansion.large ? std::max(seen.claimed, order) : std::min(seen.claimed, order);
    }
    const std::vector<Digits> numbers = coefficients(expansion, values);
    std::vector<Digits> rest;
    Digits largest = 0;
    for (int i = 0; i < points; ++i) {
        const Digits size =
            expansion.large ? Digits(pow(Digits(10), i) / Digits(first)) : Digits(Digits(first) / pow(Digits(10), i));
        const Digits x = expansion.negative ? Digits(-size) : size;
        Digits total = 0;
        for (std::size_t j = 0; j < numbers.size(); ++j)
            total += numbers[j] * pow(x, value_of(expansion.terms[j].exponent, values, {}));
        const Digits truth = expansion.exact(values, x);
        seen.argument.push_back(x.convert_to<double>());
        rest.push_back(abs(Digits(truth - total)));
        const Digits relative = rest.back() / (abs(truth) > 0 ? Digits(abs(truth)) : Digits(1));
        largest = std::max(largest, relative);
    }
    if (!expansion.remainder) {  // nothing but rounding may be left
        seen.holds = largest < Digits(1e-40);
        return seen;
    }
    for (std::size_t i = 0; i + 1 < rest.size(); ++i) {
        const bool gone = rest[i] == 0 || rest[i + 1] == 0;
        const double slope = gone ? infinity : Digits(log10(Digits(rest[i] / rest[i + 1]))).convert_to<double>();
        seen.slope.push_back(expansion.large ? -slope : slope);
    }
    seen.holds = std::abs(seen.slope.back() - seen.claimed) < 0.1;
    return seen;
}

}  // namespace lazyrisk
