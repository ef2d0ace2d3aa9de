// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/harmonics/growth.hpp"

#include <doctest/doctest.h>

#include <string>

#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

/// What is said of a function of u, with its formula left out; "" where it is accepted.
std::string said_of(std::string formula, const std::string& u, double d) {
    for (std::size_t at = formula.find('u'); at != std::string::npos; at = formula.find('u', at + u.size()))
        formula.replace(at, 1, u);
    try {
        require_mean_square(Expression::parse(formula), d);
    } catch (const std::exception& e) {
        const std::string text = e.what();
        const std::size_t at = text.find(formula);
        return at == std::string::npos ? text : text.substr(0, at) + text.substr(at + formula.size());
    }
    return "";
}

bool has(const std::string& text, const std::string& what) { return text.find(what) != std::string::npos; }

}  // namespace

TEST_SUITE("harmonics/growth") {
    TEST_CASE("[error] a function that leaves the range on one side alone is refused with that side's place") {
        // exp(exp(20 u)): 80 bits end at exp(11356.5), between exp(exp(20/4)) = e^148 and exp(exp(20/2)) = e^22026
        const std::string range = "it leaves the range of floating-point numbers at x = ",
                          sphere = ", which the sphere |x| <= sqrt(dim) reaches";
        for (const double d : {30.0, 2000.0, 1e8}) {
            CAPTURE(d);
            CHECK(has(said_of("exp(exp(20*u))", "x", d), range + "0.5" + sphere));
            CHECK(has(said_of("exp(exp(20*u))", "(-x)", d), range + "-0.5" + sphere));
            // and one that would only where the sphere does not reach
            CHECK(said_of("exp(exp(20*u))", "x", 0.04).empty());
        }
    }

    TEST_CASE("[identity] mirrored functions are judged alike, but for the sign of the place") {
        int accepted = 0, refused = 0;
        for (const char* formula : {"exp(u^3)", "exp(u)", "exp(exp(20*u))", "exp(u^2/8)", "exp(u^5)", "exp(u*abs(u))",
                                    "max(u,0)^3", "exp(max(u,0)^2/5)", "u*exp(u^3/100)", "tanh(u)", "exp(exp(u))"})
            for (const double d : {20.0, 300.0, 2000.0, 1e6, infinite<>}) {
                CAPTURE(formula);
                CAPTURE(d);
                const std::string right = said_of(formula, "x", d);
                std::string left = said_of(formula, "(-x)", d);
                (right.empty() ? accepted : refused) += 1;
                if (const std::size_t at = left.find("x = -"); has(left, "floating-point") && at != std::string::npos)
                    left.erase(at + 4, 1);
                CHECK(left == right);
            }
        CHECK(accepted > 15);
        CHECK(refused > 15);
    }
}
