// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/series/series.hpp"

#include <doctest/doctest.h>

#include "lazyrisk/expand/series/implicit.hpp"
#include "lazyrisk/expand/symbolic/expansion.hpp"
#include "lazyrisk/expand/symbolic/symbolic.hpp"
#include "lazyrisk/expand/symbolic/tidy.hpp"
#include "lazyrisk/words/error.hpp"
#include "nearly.hpp"

using namespace lazyrisk;
using S = Series<double>;

TEST_SUITE("expand/series/series") {
    TEST_CASE("[identity] geometric series, Laurent parts and orders of truncation") {
        const S x = S::variable(5), one(1.0), g = one / (one - x);
        for (int i = 0; i < 5; ++i) CHECK(g[i] == 1);
        CHECK(g.end() == 5);
        CHECK((g * (one - x) - one).low() == 5);
        const S pole = one / (x * x);
        CHECK(pole.low() == -2);
        CHECK(pole.end() == 2);
        CHECK((x * pole).low() == -1);
        CHECK(((x + one) - one).low() == 1);
        CHECK((one - one).low() == S::exact);
        CHECK(x.shifted(2).end() == 7);
        CHECK(x.truncated(3).end() == 3);
    }

    TEST_CASE("[identity] the chord iteration: Catalan numbers; an inverse function undoes its function") {
        // y = 1 + x y^2
        const S y =
            chord<double>([](const S& guess) { return guess - S(1.0) - (guess * guess).shifted(1); }, 1.0, 1.0, 8);
        const double catalan[] = {1, 1, 2, 5, 14, 42, 132, 429};
        for (int i = 0; i < 8; ++i) CHECK(y[i] == catalan[i]);
        const S f = S::terms(1, 6, {2.0, -1.0, 3.0, 0.5, -2.0}), inverse = inverse_function(f);
        S power = inverse, total(0.0);
        for (int i = 1; i < 6; ++i) {
            total = total + S(f[i]) * power;
            power = power * inverse;
        }
        CHECK(total[1] == nearly(1));
        for (int i = 2; i < 6; ++i) CHECK(std::abs(total[i]) < 1e-12);
    }

    TEST_CASE("[identity] edges of Newton polygons") {
        // k w_m w_M = lambda around k0: off the threshold v ~ lambda, on it v^2 ~ lambda, c = 0 and psi = 1: k^3 ~
        // lambda
        auto edges = newton_edges({{1, 0}, {0, 1}, {0, 2}});
        REQUIRE(edges.size() == 1);
        CHECK((edges[0].p == 1 && edges[0].r == 1 && edges[0].height == 1));
        edges = newton_edges({{1, 0}, {0, 2}, {0, 3}});
        CHECK((edges[0].p == 1 && edges[0].r == 2));
        edges = newton_edges({{1, 0}, {0, 3}, {1, 1}, {1, 2}});
        CHECK((edges[0].p == 1 && edges[0].r == 3 && edges[0].height == 3));
        // y^3 + x y + x^4: y ~ x^(1/2) and y ~ x^3
        edges = newton_edges({{0, 3}, {1, 1}, {4, 0}});
        REQUIRE(edges.size() == 2);
        CHECK((edges[0].p == 1 && edges[0].r == 2 && edges[1].p == 3 && edges[1].r == 1));
    }

    TEST_CASE("[identity] polynomials in letters agree with GiNaC") {
        const auto [a, b] = as_coefficients<2>({letter("a"), letter("b")});
        const GiNaC::ex x = letter("a"), y = letter("b");
        const Symbolic two(2), p = (a + b / (a * a)) * (a - two * b), q = p * p / b - a / two;
        const GiNaC::ex P = (x + y / (x * x)) * (x - 2 * y), Q = P * P / y - x / 2;
        CHECK((q.expression() - Q).expand().is_zero());
        CHECK((p - p).is_zero());
        CHECK(q.lowest(0) == -4);
        CHECK(q.lowest(1) == -1);
        CHECK_THROWS_AS(a / (a + b), std::logic_error);
    }

    TEST_CASE("[error] powers of letters that would leave their range are refused, those that come back are not") {
        const auto [a, b] = as_coefficients<2>({letter("a"), letter("b")});
        Symbolic power(1);
        for (int i = 0; i < 126; ++i) power = power * a;
        Symbolic back = power;
        for (int i = 0; i < 400; ++i) back = i % 2 == 0 ? back / a : back * a;  // never far, though the bounds add up
        CHECK((back - power).is_zero());
        power = power * a;
        CHECK((power.expression() - GiNaC::pow(letter("a"), 127)).is_zero());
        CHECK_THROWS_AS(power * a, NotCovered);
        CHECK_THROWS_AS(power / (Symbolic(1) / a), NotCovered);
        Symbolic low(1);
        for (int i = 0; i < 127; ++i) low = low / b;
        CHECK_THROWS_AS(low / b, NotCovered);
    }

    TEST_CASE("[identity] tidying changes the form and not the value") {
        const GiNaC::symbol &q = letter("q"), &g = letter("G"), &psi = letter("psi"), &rho = letter("rho"),
                            &r = letter("r");
        const GiNaC::ex value = GiNaC::pow(q, 2) / GiNaC::pow(g, 3) + 2 / g - q, meaning = psi - q;
        const GiNaC::ex tidy = over_powers(value, {{g, meaning}});
        CHECK((tidy.subs(g == meaning) - value.subs(g == meaning)).normal().is_zero());
        CHECK(tidy.denom().degree(g) == 3);
        const GiNaC::ex root = without_square(GiNaC::pow(rho, 3) * q + r / rho, rho, GiNaC::pow(r, 2) + 4, {});
        const auto at = [&](const GiNaC::ex& e) {
            return evaluate(e, {{"q", 3}, {"r", 2}}, {{rho, GiNaC::sqrt(GiNaC::pow(r, 2) + 4)}});
        };
        CHECK(abs(Digits(at(root) - at(GiNaC::pow(rho, 3) * q + r / rho))) < Digits("1e-90"));
    }

    TEST_CASE(
        "[identity] every power of a root, odd and even, below and above 0, alone and beside others, keeps its value "
        "without its square") {
        const GiNaC::symbol &q = letter("q"), &psi = letter("psi"), &rho = letter("rho"), &r = letter("r");
        const GiNaC::ex square = GiNaC::pow(r, 2) + 4;
        const auto at = [&](const GiNaC::ex& e) {
            return evaluate(e, {{"q", 3}, {"r", 2}, {"psi", Digits("0.7")}}, {{rho, GiNaC::sqrt(square)}});
        };
        const auto same = [&](const GiNaC::ex& e) {
            const GiNaC::ex tidy = without_square(e, rho, square, {q, psi});
            CAPTURE(e);
            CHECK(abs(Digits(at(tidy) - at(e))) < Digits("1e-90") * (1 + abs(at(e))));
            CHECK(tidy.degree(rho) <= 1);
        };
        for (int i = -6; i <= 6; ++i) {
            same(GiNaC::pow(rho, i));
            for (int j = -6; j <= 6; ++j)
                same(q * GiNaC::pow(rho, i) / GiNaC::pow(psi, 2) + r * GiNaC::pow(rho, j) / q - psi);
        }
        CHECK(without_square(square * rho / GiNaC::pow(rho, 2), rho, square, {})
                  .is_equal(rho));  // no power is left below that divides out
    }

    TEST_CASE("[identity] sums, products and quotients of series at every length are those of the functions") {
        // (1 + 2x) x^i times and over (1 - x) x^j, term by term
        for (const int i : {-3, 0, 2})
            for (const int j : {-2, 0, 3})
                for (const int end : {1, 2, 5}) {
                    CAPTURE(i);
                    CAPTURE(j);
                    CAPTURE(end);
                    const S a = S::terms(i, i + end, {1.0, 2.0}), b = S::terms(j, j + 4, {1.0, -1.0}), product = a * b,
                            quotient = a / b;
                    const int length = std::min(end, 4);
                    CHECK(product.low() == i + j);
                    CHECK(product.end() == i + j + length);
                    CHECK(quotient.low() == i - j);
                    CHECK(quotient.end() == i - j + length);
                    const double times[] = {1, 1, -2, 0, 0}, over[] = {1, 3, 3, 3, 3};
                    for (int k = 0; k < length; ++k) {
                        CHECK(product[i + j + k] == times[k]);
                        CHECK(quotient[i - j + k] == over[k]);
                    }
                    const S sum = a + b, difference = a - b;
                    CHECK(sum.end() == std::min(a.end(), b.end()));
                    for (int k = -4; k < sum.end(); ++k) {
                        CHECK(sum[k] == a[k] + b[k]);
                        CHECK(difference[k] == a[k] - b[k]);
                    }
                    // over one power of x exactly
                    const S power = S::terms(2, S::exact, {4.0}), shorter = a / power;
                    CHECK(shorter.end() == a.end() - 2);
                    CHECK(shorter[i - 2] == 0.25);
                }
        const S nothing = S(0.0) * S::variable(3);
        CHECK(nothing.end() == S::exact);
        CHECK((S::variable(3) - S::variable(5)).low() == 3);              // O(x^3)
        CHECK((S::terms(0, 3, {}) * S::terms(-1, 2, {1.0})).end() == 2);  // O(x^3) over x
        CHECK((S::terms(0, 3, {}) / S::terms(-1, 2, {1.0})).end() == 4);
    }

    TEST_CASE("[identity] an expansion evaluates, sums and prints with its order") {
        Expansion e;
        e.variable = letter("x");
        e.terms = {{GiNaC::ex(-1) / 2, letter("b")}, {0, GiNaC::sqrt(GiNaC::ex(2)) * GiNaC::Pi}};
        e.remainder = GiNaC::ex(1) / 2;
        e.definitions = {{letter("b"), 3 * letter("a")}};
        const Values v{{"a", 2}};
        CHECK(coefficients(e, v)[0] == 6);
        const Digits pi = boost::math::constants::pi<Digits>();
        CHECK(abs(Digits(sum(e, v, Digits(4)) - (3 + sqrt(Digits(2)) * pi))) < Digits("1e-95"));
        CHECK(e.expression().has(GiNaC::Order(GiNaC::sqrt(letter("x")))));
        CHECK(with_numbers(e, v, 20).terms[0].coefficient.info(GiNaC::info_flags::numeric));
        CHECK_THROWS_AS(coefficients(e, {}), DomainError);
        CHECK_THROWS_AS(check(e, v), DomainError);
    }
}
