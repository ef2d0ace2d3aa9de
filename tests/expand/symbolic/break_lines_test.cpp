// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/symbolic/break_lines.hpp"

#include <doctest/doctest.h>

#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "lines_of.hpp"

using lazyrisk::break_lines;
using lazyrisk::visible_length;

namespace {

/// x_{0} + x_{1} - x_{2} + ...
std::string sum_of(int terms) {
    std::string out;
    for (int i = 0; i < terms; ++i)
        out += (i == 0 ? "" : i % 3 == 2 ? " - " : " + ") + ("x_{" + std::to_string(i) + "}");
    return out;
}

int count(const std::string& s, const std::string& word) {
    int n = 0;
    for (std::size_t i = s.find(word); i != std::string::npos; i = s.find(word, i + 1)) ++n;
    return n;
}

std::string joined(const std::string& broken) {
    return std::regex_replace(broken, std::regex(R"( \\\\\n  &\\quad)"), "");
}

}  // namespace

TEST_SUITE("expand/symbolic/break_lines") {
    TEST_CASE("[identity] what a reader sees") {
        CHECK(visible_length("\\psi_{1} q^{2} + 1") == 7);
        CHECK(visible_length("\\frac{a + b}{c}") == 4);
        CHECK(visible_length("\\left(a - b\\right)^{2}") == 7);
    }

    TEST_CASE("[identity] a short formula stays, a long sum is broken at its signs and nothing else") {
        CHECK(break_lines(sum_of(10)) == sum_of(10));
        const std::string broken = break_lines(sum_of(100), 5);
        CHECK(joined(broken) == sum_of(100));
        CHECK(lines_of(broken).size() > 3);
        for (const std::string& line : lines_of(broken)) CHECK(visible_length(line) <= 95);
    }

    TEST_CASE(
        "[identity] a long fraction is a bracket over its denominator, a long parenthesis one that may be broken") {
        const std::string fraction = break_lines("-\\frac{" + sum_of(60) + "}{q \\left(q - 1\\right)}");
        CHECK(joined(fraction) == "-\\frac{1}{q \\left(q - 1\\right)} \\bigl[" + sum_of(60) + "\\bigr]");
        const std::string below = break_lines("\\frac{2}{" + sum_of(60) + "} d^{-1}");
        CHECK(joined(below) == "\\bigl[2\\bigr] \\bigl[" + sum_of(60) + "\\bigr]^{-1} d^{-1}");
        const std::string product = break_lines("\\frac{F \\left(" + sum_of(60) + "\\right)}{D^{3}} d^{-1}");
        CHECK(joined(product) == "\\frac{1}{D^{3}} \\bigl[F \\bigl(" + sum_of(60) + "\\bigr)\\bigr] d^{-1}");
        for (const std::string& line : lines_of(product)) {
            CHECK(visible_length(line) <= 100);
            CHECK(count(line, "\\left") == count(line, "\\right"));
            CHECK(count(line, "{") == count(line, "}"));
        }
    }

    TEST_CASE("[identity] what cannot be broken stays whole") {
        const std::string power = "\\left(" + sum_of(60) + "\\right)^{2}", root = "\\sqrt{" + sum_of(60) + "}";
        CHECK(break_lines(power) == power);
        CHECK(break_lines(root) == root);
    }
}
