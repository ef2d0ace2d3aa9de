// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// TeX as MathML.
#include <doctest/doctest.h>

#include <regex>
#include <stdexcept>
#include <string>

#include "lazyrisk/report/mathml.hpp"

using namespace lazyrisk::report;

TEST_SUITE("report/mathml") {
    TEST_CASE("[golden] TeX as MathML") {
        CHECK(mathml("q_i") ==
              "<math><semantics><mrow><msub><mi>q</mi><mi>i</mi></msub></mrow>"
              "<annotation encoding=\"application/x-tex\">q_i</annotation></semantics></math>");
        const std::regex frame("^<math><semantics><mrow>|</mrow><annotation[^]*");
        const auto inside = [&](const char* tex) { return std::regex_replace(mathml(tex), frame, ""); };
        CHECK(inside("a'^2") == "<msup><mi>a</mi><mrow><mo>′</mo><mn>2</mn></mrow></msup>");
        CHECK(inside("\\frac12") == "<mfrac><mn>1</mn><mn>2</mn></mfrac>");
        CHECK(inside("x<1") == "<mi>x</mi><mo>&lt;</mo><mn>1</mn>");
        CHECK(inside("\\text{a b}") == "<mtext>a b</mtext>");
    }

    TEST_CASE("[error] TeX that is not understood is refused, never shown as something else") {
        for (const std::string tex : {"\\binom n2",
                                      "\\unknown",
                                      "\\\\",
                                      "\\",
                                      "a&b",
                                      "a%b",
                                      "a~b",
                                      "a#b",
                                      "\"",
                                      "é",
                                      "_i",
                                      "^2",
                                      "'",
                                      "a_",
                                      "\\frac1",
                                      "\\sqrt",
                                      "\\hat",
                                      "a_i_j",
                                      "a^2^3",
                                      "{a",
                                      "a}",
                                      "\\frac{a",
                                      "|a",
                                      "\\frac{|a}{b|}",
                                      "\\left(a",
                                      "a\\right)",
                                      "\\left(\\frac{a\\right)}b",
                                      "\\left\\{a\\right\\}",
                                      "\\left",
                                      "\\big",
                                      "\\big\\langle",
                                      "\\sqrt[3]x",
                                      "\\sqrt [3]x",
                                      "\\text",
                                      "\\text a",
                                      "\\text{a",
                                      "\\text{a $b$}",
                                      "\\text{\\alpha}",
                                      "\\mathrm{a_b}"}) {
            CAPTURE(tex);
            CHECK_THROWS_AS(mathml(tex), std::logic_error);
            CHECK_THROWS_AS(mathml(tex, MathStyle::display), std::logic_error);
        }
        CHECK_THROWS_WITH(mathml("a+\\binom n2"), "formula a+\\binom n2: the command \\binom is not understood");
    }
}
