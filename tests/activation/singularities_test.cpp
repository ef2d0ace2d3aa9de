// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/activation/singularities.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "lazyrisk/activation/expression.hpp"
#include "lazyrisk/words/text.hpp"

using namespace lazyrisk;

namespace {

using Points = std::vector<double>;

/// The formula with another one in place of u.
std::string in_place_of_u(std::string formula, const std::string& inner) {
    for (std::size_t at = formula.find('u'); at != std::string::npos; at = formula.find('u', at + inner.size()))
        formula.replace(at, 1, inner);
    return formula;
}

void check_points(const Points& found, const Points& expected) {
    std::string list;
    for (const double point : found) list += to_text(point) + " ";
    CAPTURE(list);
    CHECK(found == expected);
}

}  // namespace

TEST_SUITE("activation/singularities") {
    TEST_CASE("[identity] everything that jumps or bends where its argument changes its sign has its kinks there") {
        // arguments with simple zeros, known in closed form
        const std::vector<std::pair<std::string, Points>> arguments{{"(x-0.5)", {0.5}},
                                                                    {"(x+3)", {-3}},
                                                                    {"(2-x)", {2}},
                                                                    {"(x^2-2)", {-std::sqrt(2.0), std::sqrt(2.0)}},
                                                                    {"(x^3-4*x)", {-2, 0, 2}},
                                                                    {"(exp(x)-3)", {std::log(3.0)}},
                                                                    {"(x^2+1)", {}}};
        for (const char* bent : {"sign(u)",
                                 "step(u)",
                                 "abs(u)",
                                 "max(u,0)",
                                 "min(0,u)",
                                 "if(u > 0, 1, 2)",
                                 "if(0 >= u, x, 2*x)",
                                 "max(u,-u)",
                                 "if(sign(u) > 0, 3, 4)",
                                 "abs(sign(u)*u)",
                                 "max(0,sign(u))",
                                 "1/sign(u)",
                                 "sign(u)*x + x^2",
                                 "exp(-x^2)*sign(u)",
                                 "tanh(x + sign(u))",
                                 "sign(u) + abs(u)",
                                 "sign(2*u)",
                                 "sign(-u)",
                                 "x/(2+sign(u))",
                                 "cos(sign(u))",
                                 "sign(u*(x^2+1))",
                                 "sign(u^3)"}) {
            for (const auto& [inner, zeros] : arguments) {
                const std::string formula = in_place_of_u(bent, inner);
                CAPTURE(formula);
                check_points(Expression::parse(formula).kinks(), zeros);
            }
        }
    }

    TEST_CASE("[identity] a jump of two arguments has the kinks of both; smooth functions have none") {
        check_points(Expression::parse("sign(x-0.5)*sign(x+1)").kinks(), {-1, 0.5});
        check_points(Expression::parse("sign(x-0.5) - sign(x-0.5)*step(x-3)").kinks(), {0.5, 3});
        check_points(Expression::parse("sign(x^2-2*x+1)").kinks(), {1});  // a double zero: 0 there, 1 beside it
        check_points(Expression::parse("sign(max(x,1)-2)").kinks(), {1, 2});
        for (const char* smooth : {"x^3-x", "tanh(x-0.5)", "exp(-x^2)", "erf(x)+sin(x)", "log(1+x^2)"})
            check_points(Expression::parse(smooth).kinks(), {});
        // a kernel's lie within [-1, 1], its ends left out
        check_points(Expression::parse("sign(t-0.25)+sign(t-3)+2*t", "t", "kernel").kinks(), {0.25});
    }
}
