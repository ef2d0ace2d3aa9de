// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Every expansion of the catalogue at random numbers inside its region, against the solve it is checked by, and
// outside, where it is refused.
#include "lazyrisk/expand/catalogue/catalogue.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "expand/expansion_checks.hpp"
#include "lazyrisk/expand/catalogue/sample_values.hpp"
#include "lazyrisk/expand/symbolic/number_text.hpp"
#include "lazyrisk/expand/symbolic/render.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;
using namespace lazyrisk::expand_tests;

namespace {

/// What an expansion cannot be asked without, and what makes letters of it.
ExpansionProblem needed(const std::string& name) {
    const auto named = [](const char* activation) { return std::make_shared<const HermiteForm>(activation); };
    ExpansionProblem p{name, 1};
    if (name == "hermite") p.activation = named("gelu"), p.degrees = {0, 2};
    if (name == "mass") p.activation = named("relu"), p.degrees = {1, 2};
    if (name == "second-moment") p.activation = named("relu");
    if (name == "regime") p.alpha = Exponent{GiNaC::numeric(13, 10)}, p.beta = Exponent{};
    if (name == "ridge-to-zero") p.activation = named("relu"), p.psi1 = 2, p.psi2 = 2;
    if (name.starts_with("plateau")) p.delta = GiNaC::numeric(3, 10);
    return p;
}

void collect(const GiNaC::ex& e, std::set<std::string>& names) {
    if (GiNaC::is_a<GiNaC::symbol>(e)) names.insert(GiNaC::ex_to<GiNaC::symbol>(e).get_name());
    for (const GiNaC::ex& part : e) collect(part, names);
}

/// The letters of the formula and of what it needs.
std::set<std::string> letters_of(const Expansion& e) {
    std::set<std::string> names;
    for (const ExpansionTerm& t : e.terms) collect(t.coefficient, names);
    for (const auto& [symbol, meaning] : e.definitions) collect(meaning, names);
    names.merge(e.validity.letters());
    for (const auto& [name, value] : e.sample) names.insert(name);
    for (const auto& [symbol, meaning] : e.definitions) names.erase(symbol.get_name());
    if (is_series(e)) names.erase(e.variable.get_name());
    return names;
}

class Numbers {
public:
    explicit Numbers(unsigned seed) : engine_(seed) {}
    double uniform() { return double(engine_() >> 11) * 0x1p-53; }
    /// A number of three digits, so that 1 and equal numbers are met.
    Digits size(double low, double high) {
        return Digits(std::llround(1000 * low * std::pow(high / low, uniform()))) / 1000;
    }

    Values of(const Expansion& e) {
        Values v;
        for (const std::string& name : letters_of(e)) {
            Digits value = size(0.1, 4);
            if (name.starts_with("a_") || name.starts_with("b_") || name == "k" || name == "p") continue;
            if (name == "r") value = size(0.1, 3) * (uniform() < 0.5 ? -1 : 1);
            if (name == "zeta" || name == "T" || name == "G") value = size(0.2, 8);
            if (name.starts_with("m_") || name.starts_with("F_{l+")) value = size(0.01, 0.5);
            if (name.starts_with("mu_")) value = size(0.1, 3) * (uniform() < 0.5 ? -1 : 1);
            v[name] = value;
        }
        for (const char* name : {"k", "p"})
            if (letters_of(e).count(name)) v[name] = std::floor(6 * uniform());
        for (int k = 0; k <= 40; ++k)  // levels that fall as those of a kernel do
            if (const std::string index = std::to_string(k); e.sample.count("a_" + index))
                v["a_" + index] = size(0.2, 1) / (k + 2), v["b_" + index] = size(0.5, 1) * e.sample.at("b_" + index);
        const auto set = [&](const char* name, const Digits& value) {
            if (v.count(name)) v[name] = value;
        };
        // where regions have their edges
        if (uniform() < 0.3) set("c", 0);
        if (uniform() < 0.2) set("psi1", 1);
        if (uniform() < 0.2) set("psi2", 1);
        if (uniform() < 0.25 && v.count("psi1") && v.count("psi2")) v["psi1"] = v["psi2"];
        if (uniform() < 0.1) set("a", 0);
        if (uniform() < 0.1) set("lambda", 0);
        if (uniform() < 0.1) set("zeta", 0);
        if (uniform() < 0.1) set("G", 0);
        if (uniform() < 0.1) set("F1^2", 0);
        if (v.count("F*^2") && v.count("tau^2")) v["sigma^2"] = v["F*^2"] + v["tau^2"];
        return sample_values(e, v);  // the solve may have letters of its own
    }

private:
    std::mt19937_64 engine_;
};

/// Where the order is seen: far out, since regions end in points where the coefficients grow.
double where(const Expansion& e) {
    return e.name.starts_with("plateau") ? 1e-60 : e.quantity == "optimal_ridge" ? 1e-6 : 1e-9;
}

bool has_order(const Expansion& e, const Values& v) {
    const OrderCheck seen = check(e, v, where(e), 2);
    if (seen.holds) return true;
    // the series may end at these numbers: then rounding is left, of the solve or of a quadrature
    const Digits x = Digits(e.negative ? -1 : 1) * (e.large ? 1 / where(e) : where(e)), truth = e.exact(v, x);
    if (abs(Digits(truth - sum(e, v, x))) <=
        (e.name.starts_with("plateau") ? Digits("1e-92") : Digits("1e-28")) * abs(truth))
        return true;
    if (!e.remainder) return false;
    // a coefficient beyond may vanish at these numbers: then it is smaller than claimed
    const double observed = seen.slope.back();
    return e.large ? observed < seen.claimed : observed > seen.claimed;
}

}  // namespace

TEST_SUITE("expand/catalogue/catalogue") {
    TEST_CASE(
        "[agreement] 20 random points inside its region, where it agrees with the solve, and 20 outside, where it is "
        "refused") {
        Numbers numbers(20260);
        for (const CatalogueEntry& entry : expansion_catalogue()) {
            CAPTURE(entry.name);
            CHECK_FALSE(entry.region().empty());
            for (const Expansion& e : expansions(needed(entry.name)).expansions) {
                CAPTURE(e.quantity);
                CAPTURE(e.region);
                if (!e.exact) continue;
                const bool fixed = letters_of(e).empty();  // of one activation: nothing to draw
                const bool slow = entry.name == "gegenbauer" || entry.name == "amplitude" ||
                                  entry.name == "hermite-weight";  // by quadrature on the sphere
                int inside = 0, outside = 0, tries = 0;
                const bool bounded = !e.validity.letters().empty();
                for (const int wanted = fixed  ? 1
                                        : slow ? 4
                                               : 20;
                     (inside < wanted || (bounded && outside < 20)) && tries < 4000; ++tries) {
                    const Values v = numbers.of(e);
                    const Condition* broken = e.validity.broken(v);
                    if (!broken && inside < wanted) {
                        ++inside;
                        const bool agrees = has_order(e, v);
                        CHECK(agrees);
                        if (!agrees)
                            for (const std::string& name : letters_of(e))
                                MESSAGE(name, " = ", v.at(name).convert_to<double>());
                    } else if (broken && outside < 20) {
                        ++outside;
                        CHECK_THROWS_WITH_AS(coefficients(e, v),
                                             doctest::Contains(("it needs " + broken->text).c_str()), DomainError);
                        CHECK((broken->obvious || e.region.find(broken->text) != std::string::npos));
                    }
                }
                CHECK(inside > 0);
                if (bounded) CHECK(outside == 20);
            }
        }
    }
}
