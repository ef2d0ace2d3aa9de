// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/dimension/large_dimension.hpp"

#include <doctest/doctest.h>

#include <memory>

#include "expand/golden.hpp"
#include "lazyrisk/expand/symbolic/number_text.hpp"

using namespace lazyrisk;

namespace {

void agrees(const GiNaC::ex& value, const std::string& digits) {
    const Digits wanted(digits), seen = evaluate(value, {});
    CAPTURE(digits);
    CHECK(abs(Digits(seen - wanted)) <= 1e-32 * (1 + abs(wanted)));
}

/// The coefficient of d^(first - s).
GiNaC::ex coefficient(const Expansion& e, const GiNaC::ex& exponent) {
    for (const ExpansionTerm& t : e.terms)
        if (t.exponent.is_equal(exponent)) return t.coefficient;
    return 0;
}

}  // namespace

TEST_SUITE("expand/dimension/large_dimension") {
    TEST_CASE("[reference] amplitudes of powers, by both formulas") {
        for (const golden::Row& row : golden::rows("g_relup,")) {
            CAPTURE(row.parameters);
            CAPTURE(row.order);
            const std::string p = row.parameter("p");
            const int k = std::stoi(row.parameter("k")), s = std::stoi(row.order);
            const auto f = std::make_shared<const HermiteForm>(p == "0" ? "step" : "max(x,0)^" + p);
            agrees(coefficient(expand_gegenbauer(f, k, s, true), -s), row.coefficient);
            const GiNaC::ex mu = f->mu(k) / GiNaC::sqrt(GiNaC::ex(GiNaC::factorial(GiNaC::numeric(k))));
            agrees(mu * power_ratio(exact_number("p", p), k, s)[std::size_t(s)], row.coefficient);
        }
    }

    TEST_CASE("[reference] coefficients of exp, weights, multiplicities") {
        const auto f = std::make_shared<const HermiteForm>("exp(0.7*x)");
        for (const golden::Row& row : golden::rows("lambda_times_d^{k/2},")) {
            const int k = std::stoi(row.parameter("k")), s = std::stoi(row.order);
            agrees(gegenbauer_series(*f, k, s)[std::size_t(s)], row.coefficient);
        }
        for (const golden::Row& row : golden::rows("r_kj_times_d^{k/2},")) {
            const int k = std::stoi(row.parameter("k")), j = std::stoi(row.parameter("j")), s = std::stoi(row.order);
            agrees(hermite_weight(k, j, s)[std::size_t(s)], row.coefficient);
            agrees(hermite_weight(letter("k"), j, s)[std::size_t(s)].subs(letter("k") == k), row.coefficient);
        }
        for (const golden::Row& row : golden::rows("Bk_kfact_over_dk,"))
            agrees(multiplicity_ratio(std::stoi(row.parameter("k")), 4)[std::size_t(std::stoi(row.order))],
                   row.coefficient);
    }

    TEST_CASE("[limit] observed orders are the claimed ones, in less than two seconds") {
        const auto slope = [](const Expansion& e, const Values& values = {}) {
            CAPTURE(e.quantity);
            const OrderCheck c = check(e, values, 1e-4, 3);
            const double claimed = c.claimed, seen = c.slope.empty() ? 0 : c.slope.back();
            CAPTURE(claimed);
            CAPTURE(seen);
            CHECK(c.holds);
        };
        for (int order = 0; order <= 4; ++order) {
            slope(expand_multiplicity({}, order), {{"k", 7}});
            slope(expand_multiplicity(6, order));
            slope(expand_multiplicity({}, order, true), {{"k", 5}});
            slope(expand_power(GiNaC::numeric(5, 2), {}, order), {{"k", 4}});
            slope(expand_power({}, {}, order), {{"k", 3}, {"p", Digits(7) / 10}});
            slope(expand_gegenbauer(std::make_shared<const HermiteForm>("exp(0.7*x)"), 2, order, true));
            slope(expand_gegenbauer(std::make_shared<const HermiteForm>("relu"), 2, order, true));
            if (order <= 2) slope(expand_gegenbauer(std::make_shared<const HermiteForm>("tanh"), 3, order, false));
            if (order <= 2) slope(expand_gegenbauer(std::make_shared<const HermiteForm>("max(x-1,0)"), 1, order, true));
        }
    }

    TEST_CASE("[identity] exact cases end: the multiplicity of degree 5, relu at degree 1, a parity") {
        CHECK_FALSE(expand_multiplicity(5, 4).remainder);
        CHECK(expand_multiplicity(5, 3).remainder);
        const auto relu = std::make_shared<const HermiteForm>("relu");
        CHECK_FALSE(expand_gegenbauer(relu, 3, 2, false).remainder);
        CHECK_FALSE(expand_gegenbauer(relu, 1, 2, true).remainder);
    }

    TEST_CASE("[error] orders and degrees out of range") {
        CHECK_THROWS_AS(expand_multiplicity(3, -1), DomainError);
        CHECK_THROWS_AS(expand_multiplicity(3, 13), DomainError);
        CHECK_THROWS_AS(expand_multiplicity(-1, 2), DomainError);
        CHECK_THROWS_AS(expand_power(GiNaC::numeric(-1), 2, 2), DomainError);
        CHECK_THROWS_AS(expand_hermite_weight(2, -1, 2), DomainError);
    }
}
