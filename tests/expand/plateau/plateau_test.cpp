// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/plateau/plateau.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <sstream>

#include "expand/golden.hpp"
#include "lazyrisk/expand/catalogue/regime.hpp"
#include "lazyrisk/expand/symbolic/number_text.hpp"

using namespace lazyrisk;

namespace {

using GiNaC::numeric;

Plateau of_table(const golden::Row& row) {
    Plateau p;
    p.kind = row.name.starts_with("plateau_krr")    ? PlateauKind::kernel
             : row.name.starts_with("plateau_rf_n") ? PlateauKind::few_samples
             : row.name.starts_with("plateau_rf_p") ? PlateauKind::few_neurons
                                                    : PlateauKind::approximation;
    p.l = std::stoi(row.parameter("l"));
    p.delta = exact_number("delta", row.parameter("delta"));
    p.gamma = p.kind == PlateauKind::few_samples ? numeric(9, 10) : numeric(17, 20);
    p.ridge = exact_number("lam", row.parameter("lam"));
    p.noise = exact_number("s2", row.parameter("s2"));
    p.activation = std::make_shared<const HermiteForm>("exp");
    p.energy.emplace();
    std::stringstream energies(row.parameter("F2"));
    int k = 0;
    for (std::string each; std::getline(energies, each, ',');) (*p.energy)[k++] = exact_number("F2", each);
    return p;
}

}  // namespace

TEST_SUITE("expand/plateau/plateau") {
    TEST_CASE("[reference] every plateau coefficient of the table to 30 digits") {
        int seen = 0;
        for (const golden::Row& row : golden::rows("plateau_")) {
            CAPTURE(row.name);
            CAPTURE(row.parameters);
            CAPTURE(row.order);
            Plateau p = of_table(row);
            const std::string what = row.name.substr(row.name.rfind('_') + 1);
            const std::string quantity = what == "V" ? "variance" : what;
            if (quantity == "risk") p.noise = exact_number("s2", row.parameter("s2"));
            Exponents e{};
            REQUIRE(std::sscanf(row.order.c_str(), "x^%d y^%d r^%d", &e[0], &e[1], &e[2]) == 3);
            Digits found = 0;
            for (const PlateauTerm& t : expand_plateau_terms(p, quantity, 12).terms)
                if (t.of == e) found = evaluate(t.coefficient, {});
            const Digits wanted(row.coefficient);
            CHECK(abs(Digits(found - wanted)) <= 1e-32 * (1 + abs(wanted)));
            ++seen;
        }
        CHECK(seen == 106);
    }

    TEST_CASE("[limit] observed orders at huge d") {
        const golden::Row row{"", "exp(x);l=1;delta=0.3;lam=0.5;s2=0.2;F2=.1,.4,.3,.15,.05", "", ""};
        Plateau p = of_table(row);
        for (const PlateauKind kind :
             {PlateauKind::kernel, PlateauKind::few_samples, PlateauKind::few_neurons, PlateauKind::approximation}) {
            p.kind = kind;
            for (const char* quantity : {"h", "risk", "bias.1", "bias.2"})
                for (int order = 0; order <= 4; ++order) {
                    CAPTURE(int(kind));
                    CAPTURE(quantity);
                    CAPTURE(order);
                    const OrderCheck c = check(expand_plateau(p, quantity, order), {}, 1e-32, 3);
                    CHECK(std::abs(c.slope.back() - c.claimed) < 0.1);
                }
        }
    }

    TEST_CASE("[identity] the letters are the numbers") {
        Plateau p;
        p.ridge_exponent = 0;
        const PlateauSeries h = expand_plateau_terms(p, "h", 2);
        const auto at = [&](const Exponents& e) {
            for (const PlateauTerm& t : h.terms)
                if (t.of == e) return t.coefficient;
            return GiNaC::ex(0);
        };
        const GiNaC::ex L = letter("L"), a = letter("a_1"), b = letter("b_1"), A = letter("a_2"), B = letter("b_2");
        CHECK((at({0, 0, 0, 0}) - L).expand().is_zero());
        CHECK((at({1, 0, 0, 0}) - L * b).expand().is_zero());
        CHECK((at({0, 1, 0, 0}) + A * A * B / L).expand().is_zero());
        CHECK((at({2, 0, 0, 0}) - L * b * (a * b - L) / a).expand().is_zero());
        CHECK(at({1, 1, 0, 0}).is_zero());
    }

    TEST_CASE("[identity] regimes by their names") {
        const auto name = [](const char* alpha, const char* beta) {
            const auto e = [](const std::string& t) {
                return t == "inf" ? Exponent{} : Exponent{exact_number("alpha", t)};
            };
            return regime_of(e(alpha), e(beta)).name;
        };
        CHECK(name("1.5", "inf") ==
              "n = d^(3/2), p = inf: sample-limited plateau of the kernel between levels 1 and 2");
        CHECK(name("2.5", "1.5").find("width-limited plateau between levels 1 and 2") != std::string::npos);
        CHECK(name("inf", "0.5").find("approximation error between levels 0 and 1") != std::string::npos);
        CHECK(name("2", "3").find("critical in n") != std::string::npos);
        CHECK(name("1", "1").find("critical in both") != std::string::npos);
        CHECK(name("1.5", "1.5").find("interpolation peak") != std::string::npos);
        CHECK_THROWS_AS(name("inf", "inf"), DomainError);
        CHECK_THROWS_AS(name("-1", "inf"), DomainError);
    }

    TEST_CASE("[limit] biases of learned degrees at finite width, at the remainders they claim") {
        Plateau p;
        p.kind = PlateauKind::few_samples;
        p.delta = numeric(1, 2);
        p.gamma = numeric(1, 4);
        Expansion e = expand_plateau(p, "bias.0", 2);
        CHECK(e.remainder->is_equal(numeric(-5, 2)));
        for (const PlateauKind kind :
             {PlateauKind::few_samples, PlateauKind::few_neurons, PlateauKind::kernel, PlateauKind::approximation})
            for (const int only : {0, 1})
                for (int order = 0; order <= 2; ++order) {
                    CAPTURE(int(kind));
                    CAPTURE(only);
                    CAPTURE(order);
                    p.kind = kind;
                    e = expand_plateau(p, "bias." + std::to_string(only), order);
                    CHECK(check(e, e.sample, 1e-60, 2).holds);
                }
    }

    TEST_CASE("[identity] remainders in letters are not below the first term left out of the series in numbers") {
        Plateau letters;
        CHECK([&] {
            const Expansion e = expand_plateau(letters, "bias.1", 1);
            const GiNaC::ex claimed = letter("delta") - 3;
            bool found = (*e.remainder - claimed).expand().is_zero();
            for (const GiNaC::ex& further : e.further_remainders)
                found = found || (further - claimed).expand().is_zero();
            return found;
        }());
        for (const PlateauKind kind :
             {PlateauKind::kernel, PlateauKind::few_samples, PlateauKind::few_neurons, PlateauKind::approximation})
            for (const char* quantity : {"h", "bias.1", "bias.2"})
                for (const numeric& delta : {numeric(1, 5), numeric(2, 5), numeric(7, 10)}) {
                    letters.kind = kind;
                    Plateau number = letters;
                    number.delta = delta;
                    number.gamma = numeric(13, 20);
                    const GiNaC::lst at{letter("delta") == delta, letter("gamma") == *number.gamma};
                    const std::vector<ExpansionTerm> exact = expand_plateau(number, quantity, 2).terms;
                    for (const int order : {0, 1}) {
                        CAPTURE(int(kind));
                        CAPTURE(quantity);
                        CAPTURE(order);
                        CAPTURE(delta.to_double());
                        const Expansion e = expand_plateau(letters, quantity, order);
                        double claimed = -1e9;
                        const auto count = [&](const GiNaC::ex& exponent) {
                            claimed = std::max(claimed, GiNaC::ex_to<numeric>(exponent.subs(at)).to_double());
                        };
                        if (e.remainder) count(*e.remainder);
                        for (const GiNaC::ex& further : e.further_remainders) count(further);
                        std::vector<GiNaC::ex> there;
                        for (const ExpansionTerm& t : e.terms) there.push_back(t.exponent.subs(at));
                        for (const ExpansionTerm& t : exact) {
                            if (std::any_of(there.begin(), there.end(),
                                            [&](const GiNaC::ex& exponent) { return exponent.is_equal(t.exponent); }))
                                continue;
                            CHECK(GiNaC::ex_to<numeric>(t.exponent).to_double() <= claimed + 1e-12);
                        }
                    }
                }
    }

    TEST_CASE(
        "[limit] an activation's dead degrees and its energy by letters agree with the solve; a vanishing term does "
        "not lead") {
        for (const char* name : {"relu", "gelu", "exp"})
            for (const PlateauKind kind : {PlateauKind::kernel, PlateauKind::approximation, PlateauKind::few_neurons})
                for (const char* quantity : {"risk", "bias", "h"})
                    for (const int order : {0, 1, 2}) {
                        Plateau p;
                        p.kind = kind;
                        p.delta = numeric(2, 5);
                        p.gamma = numeric(13, 10);
                        p.ridge = numeric(1, 10);
                        p.activation = std::make_shared<const HermiteForm>(name);
                        CAPTURE(name);
                        CAPTURE(int(kind));
                        CAPTURE(quantity);
                        CAPTURE(order);
                        const Expansion e = expand_plateau(p, quantity, order);
                        CHECK(check(e, e.sample, 1e-60, 2).holds);
                    }
        Plateau p;  // the variance of few neurons begins with p/n, beyond the first powers of d^-delta
        p.kind = PlateauKind::few_neurons;
        p.delta = numeric(2, 5);
        p.gamma = numeric(6, 5);
        const Expansion variance = expand_plateau(p, "variance", 0);
        REQUIRE(variance.terms.size() == 1);
        CHECK(variance.terms.front().exponent.is_equal(numeric(-6, 5)));
        CHECK(check(variance, variance.sample, 1e-60, 2).holds);
        // energy of a learned degree alone: a term, or an order, and never 0
        p.kind = PlateauKind::approximation;
        p.delta.reset();
        p.activation = std::make_shared<const HermiteForm>("gelu");
        p.energy.emplace();
        (*p.energy)[0] = 1;
        for (const int order : {0, 1, 2}) {
            const Expansion risk = expand_plateau(p, "risk", order);
            CHECK(risk.remainder.has_value());
            if (risk.exact) CHECK(check(risk, risk.sample, 1e-60, 2).holds);
        }
        (*p.energy)[0] = 0;
        p.noise = 0;
        CHECK_FALSE(expand_plateau(p, "risk", 1).remainder.has_value());
    }

    TEST_CASE("[error] what plateaus do not have") {
        Plateau p;
        p.delta = numeric(1);
        CHECK_THROWS_AS(expand_plateau(p, "h", 1), DomainError);
        p.delta = numeric(1, 2);
        CHECK_THROWS_AS(expand_plateau(p, "nothing", 1), DomainError);
        CHECK_THROWS_AS(expand_plateau(p, "h", 6), DomainError);
        p.activation = std::make_shared<const HermiteForm>("square");
        p.ridge = 1;
        p.l = 3;
        CHECK_THROWS_AS(expand_plateau(p, "h", 1), NotCovered);
    }
}
