// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/gauss/closed_form.hpp"

#include <doctest/doctest.h>

#include <map>
#include <memory>

#include "expand/golden.hpp"
#include "lazyrisk/expand/symbolic/print.hpp"

using namespace lazyrisk;

namespace {

const HermiteForm& form(const std::string& activation) {
    static std::map<std::string, std::unique_ptr<HermiteForm>> known;
    auto& f = known[activation];
    if (!f) f = std::make_unique<HermiteForm>(activation);
    return *f;
}

/// The table's names as the program's.
const HermiteForm& of_table(const std::string& name) {
    static const std::map<std::string, std::string> names{{"abs^2.5", "abs(x)^2.5"},
                                                          {"erf(x/sqrt2)", "erf(x/sqrt(2))"},
                                                          {"exp(0.7x)", "exp(0.7*x)"},
                                                          {"sin(1.5x)", "sin(1.5*x)"},
                                                          {"cos(1.5x)", "cos(1.5*x)"},
                                                          {"leaky_relu_0.1", "leaky-relu(0.1)"},
                                                          {"He_3", "he3"},
                                                          {"exp(-x^2/2)", "gaussian"}};
    const auto found = names.find(name);
    return form(found == names.end() ? name : found->second);
}

void agrees(const GiNaC::ex& value, const std::string& digits) {
    const Digits wanted(digits), seen = evaluate(value, {});
    const std::string shown = print(value, Notation::text);
    CAPTURE(shown);
    CAPTURE(digits);
    CHECK(abs(Digits(seen - wanted)) <= 1e-32 * (1 + abs(wanted)));
}

}  // namespace

TEST_SUITE("expand/gauss/closed_form") {
    TEST_CASE("[reference] every Hermite coefficient of the table to 30 digits") {
        const auto rows = golden::rows("hermite_mu,");
        CHECK(rows.size() == 183);
        for (const golden::Row& row : rows) {
            CAPTURE(row.parameters);
            CAPTURE(row.order);
            agrees(of_table(row.parameters).mu(std::stoi(row.order)), row.coefficient);
        }
    }

    TEST_CASE("[reference] second moments and mu_star^2 of the table to 30 digits") {
        for (const golden::Row& row : golden::rows("hermite_mu_star^2,")) {
            CAPTURE(row.parameters);
            agrees(of_table(row.parameters).mu_star_squared(), row.coefficient);
        }
        for (const golden::Row& row : golden::rows("hermite_second_moment,")) {
            CAPTURE(row.parameters);
            agrees(of_table(row.parameters).second_moment(), row.coefficient);
        }
    }

    TEST_CASE("[agreement] closed forms against quadrature") {
        for (const char* name : {"relu",
                                 "relu3",
                                 "abs",
                                 "step",
                                 "sign",
                                 "gelu",
                                 "gaussian",
                                 "he4",
                                 "square",
                                 "max(x-1,0)",
                                 "max(min(x,1),-1)",
                                 "abs(x^2-1)",
                                 "if(x > 1/2, x^2, exp(x))",
                                 "exp(-x^2)*max(x,0)",
                                 "x*erf(x)^1",
                                 "erf(x-1)",
                                 "exp(x)*erf(2*x+1)",
                                 "cos(2*x+1)",
                                 "x^2*sin(x)",
                                 "cosh(x)",
                                 "sqrt(abs(x))",
                                 "max(x,0)^1.5",
                                 "exp(x/2)*cos(3*x)",
                                 "max(abs(x)-1, 0)^2"}) {
            const HermiteForm& f = form(name);
            CAPTURE(name);
            CAPTURE(f.reason());
            REQUIRE(f.closed());
            for (int k = 0; k <= 7; ++k) {
                CAPTURE(k);
                const Digits exact = evaluate(f.mu(k), {}), seen = f.mu_by_quadrature(k);
                CHECK(abs(Digits(exact - seen)) <= 1e-28 * (1 + abs(exact)));
            }
            const Digits exact = evaluate(f.second_moment(), {}), seen = f.mu_of_square_by_quadrature(0);
            CHECK(abs(Digits(exact - seen)) <= 1e-28 * (1 + abs(exact)));
        }
    }

    TEST_CASE(
        "[agreement] powers beside erf, exp, sin and cos, growing exponentials and fractional powers against "
        "quadrature") {
        for (const char* name :
             {"x^2*erf(x+1)", "x^3*erf(2*x)", "x^2*exp(x)*erf(x/2-1)", "erf(x)*erf(2*x)", "x^2*erf(x)^2",
              "x^4*exp(0.2*x^2)", "x^3*sin(2*x)", "exp(-x)*sin(2*x+1)", "x^2*exp(-x^2)*cos(x)", "abs(x)^(1/3)",
              "sqrt(max(-x,0))+max(x,0)", "max(x,0)^(7/3)*exp(-x^2)", "if(x > -1/2, exp(0.1*x^2+x), 0)",
              "if(x < 1, x^3, x*exp(-x/2))"}) {
            const HermiteForm& f = form(name);
            CAPTURE(name);
            CAPTURE(f.reason());
            CHECK(f.closed());
            for (const int k : {0, 1, 4}) {
                CAPTURE(k);
                const Digits exact = evaluate(f.mu(k), {}), seen = f.mu_by_quadrature(k);
                CHECK(abs(Digits(exact - seen)) <= 1e-28 * (1 + abs(exact)));
            }
        }
    }

    TEST_CASE("[agreement] products of error functions beside exponentials, about one centre, against quadrature") {
        // the weight's own variance and mean enter the arcsine; shifted arguments that the weight centres are closed as
        // well
        const auto close = [](const Digits& exact, const Digits& seen) {
            CHECK(abs(Digits(exact - seen)) <= 1e-28 * (1 + abs(exact)));
        };
        for (const char* name : {"exp(x)*erf(x-1)*erf(2*x-2)", "erf(x)*erf(2*x)*erf(3*x)"}) {
            const HermiteForm& f = form(name);
            CAPTURE(name);
            CAPTURE(f.reason());
            REQUIRE(f.closed());
            close(evaluate(f.mu(1), {}), f.mu_by_quadrature(1));
        }
        CHECK(form("erf(x)*erf(2*x)*erf(3*x)").mu(2).is_zero());
        const HermiteForm& sum = form("exp(-x^2/2)*(erf(x)+erf(2*x))");
        close(evaluate(sum.second_moment(), {}), sum.mu_of_square_by_quadrature(0));
        // of exp(-x^2/2), s = 2: sin(a) sin(b) = 1/2 with tan(a) = u, tan(b) = v, so that (2/pi) asin(1/2)/sqrt(2) is
        // left
        for (const char* name : {"exp(-x^2/2)*erf(x)^2", "exp(-x^2/2)*erf(sqrt(3)*x)*erf(x/sqrt(2))"})
            close(evaluate(form(name).mu(0), {}), sqrt(Digits(2)) / 6);
    }

    TEST_CASE(
        "[identity] one function in two writings: kinks at roots of factored polynomials, falling arguments, powers "
        "left of zero") {
        for (const auto& [one, other] : {std::pair{"max((x-1)^3,0)", "max(x-1,0)^3"},
                                         {"max((x-1)^2*(x+2),0)", "if(x > -2, (x-1)^2*(x+2), 0)"},
                                         {"abs(x^4-5*x^2+4)", "abs(x^2-1)*abs(x^2-4)"},
                                         {"abs(x^2-2)", "if(abs(x) > sqrt(2), x^2-2, 2-x^2)"},
                                         {"erf(1-2*x)", "-erf(2*x-1)"},
                                         {"x*abs(x)^(1/2)", "max(x,0)^1.5-max(-x,0)^1.5"},
                                         {"abs(x)^(1/2)*abs(x)^(3/2)", "x^2"},
                                         {"cosh(x-1)", "(exp(x-1)+exp(1-x))/2"},
                                         {"sin(2*x)", "2*sin(x)*cos(x)"}}) {
            const HermiteForm &a = form(one), &b = form(other);
            const std::string shown = one;
            CAPTURE(shown);
            CAPTURE(a.reason());
            CAPTURE(b.reason());
            REQUIRE(a.closed());
            REQUIRE(b.closed());
            for (int k = 0; k <= 4; ++k) {
                CAPTURE(k);
                const Digits seen = evaluate(a.mu(k), {}), wanted = evaluate(b.mu(k), {});
                CHECK(abs(Digits(seen - wanted)) <= 1e-40 * (1 + abs(wanted)));
            }
            const Digits seen = evaluate(a.second_moment(), {}), wanted = evaluate(b.second_moment(), {});
            CHECK(abs(Digits(seen - wanted)) <= 1e-40 * (1 + abs(wanted)));
        }
        CHECK_FALSE(form("max(x^3-x-1,0)").closed());
        CHECK(form("max(x^3-x-1,0)").reason().find("degree 3") != std::string::npos);
    }

    TEST_CASE("[identity] what is printed does not depend on the run") {
        const auto text = [](const char* name, int k) { return print(simplified(form(name).mu(k)), Notation::text); };
        const auto latex = [](const char* name, int k) { return print(simplified(form(name).mu(k)), Notation::latex); };
        CHECK(text("relu", 0) == "1/sqrt(2*pi)");
        CHECK(latex("relu", 6) == "\\frac{3}{\\sqrt{2 \\pi}}");
        CHECK(latex("erf", 1) == "\\frac{2}{\\sqrt{3 \\pi}}");
        CHECK(text("gelu", 4) == "-5/(8*sqrt(pi))");
        CHECK(latex("sin", 3) == "-e^{-\\frac{1}{2}}");
        CHECK(print(simplified(form("gelu").second_moment()), Notation::text) == "1/3 + sqrt(3)/(6*pi)");
        CHECK(print(simplified(form("relu").mu_star_squared()), Notation::text) == "1/4 - 1/(2*pi)");
        CHECK(print(form("max(x,0)^(1/2)").mu(0), Notation::text) == "Gamma(3/4)*2^(1/4)/(2*sqrt(pi))");
    }

    TEST_CASE("[error] where there is no closed form, or no moment") {
        CHECK_FALSE(form("tanh").closed());
        CHECK(form("tanh").reason().find("tanh") != std::string::npos);
        CHECK_FALSE(form("sin(x)*max(x,0)").closed());
        CHECK_THROWS_AS(HermiteForm("exp(x^2)"), DomainError);
        CHECK_THROWS_AS(HermiteForm("rellu"), DomainError);
        CHECK_THROWS_AS(static_cast<void>(form("relu").mu(-1)), DomainError);
        CHECK_THROWS_AS(static_cast<void>(form("relu").mu(201)), DomainError);
    }
}
