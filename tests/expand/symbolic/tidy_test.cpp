// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/symbolic/tidy.hpp"

#include <doctest/doctest.h>

#include "lazyrisk/expand/symbolic/letters.hpp"

using namespace lazyrisk;
using GiNaC::ex;
using GiNaC::pow;

TEST_SUITE("expand/symbolic/tidy") {
    TEST_CASE("[identity] a fraction over powers: what divides is divided out, few letters are factored") {
        const GiNaC::symbol &u = letter("u"), &v = letter("v");
        const ex a = letter("a"), b = letter("b"), one_more = 1 + u;
        // (a^2 - b^2) (1 + u)^2 u / v^3, v = 1 + u
        const ex given = ((pow(a, 2) - pow(b, 2)) * pow(one_more, 2) * u / pow(v, 3)).expand();
        const ex tidied = over_powers(given, {{v, one_more}, {u, u}}).subs(v == one_more);
        CHECK((tidied - (a - b) * (a + b) * u / one_more).normal().is_zero());
        CHECK(tidied.denom().expand().is_equal(one_more.expand()));  // without common factors
        CHECK(GiNaC::is_a<GiNaC::mul>(tidied));
        CHECK(over_powers(0, {{v, one_more}}).is_zero());
    }

    TEST_CASE("[identity] of many letters those that stand before all are taken out, and it ends") {
        const GiNaC::symbol &u = letter("u"), &v = letter("v");
        const ex zeta = letter("zeta"), m = letter("m"), rho = letter("rho"), beta = letter("beta"),
                 omega = letter("omega");
        const ex rest =
                     m * rho * pow(u, 3) + beta * pow(u + zeta, 3) * pow(1 + u, 2) + omega * rho * pow(zeta, 2) + beta,
                 given = (pow(rho, 2) * pow(1 + u, 3) * rest).expand() / v;
        const ex tidied = over_powers(given.expand(), {{v, 1 + u}}).subs(v == 1 + u);
        CHECK(GiNaC::is_a<GiNaC::mul>(tidied));
        ex quotient;
        CHECK(GiNaC::divide(tidied.expand(), (pow(rho, 2) * pow(1 + u, 2) * rest).expand(), quotient));
        CHECK(quotient.is_equal(1));
        CHECK((tidied.op(0) * tidied.op(1) * tidied.op(2) - tidied).expand().is_zero());  // rho^2, (1 + u)^2, the rest
    }

    TEST_CASE("[identity] coefficients that are no fractions are left as they are") {
        const GiNaC::symbol& v = letter("v");
        const ex decimal = GiNaC::numeric("0.25") * letter("a") / v;
        CHECK((over_powers(decimal, {{v, 1 + letter("a")}}) - decimal).expand().is_zero());
    }
}
