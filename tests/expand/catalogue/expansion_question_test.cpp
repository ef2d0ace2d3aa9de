// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// From typed text to values: exact ones, and back to text where a message shows them.
#include "lazyrisk/expand/catalogue/expansion_question.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "capture_bound.hpp"
#include "lazyrisk/expand/catalogue/catalogue.hpp"
#include "lazyrisk/expand/catalogue/expansion_field.hpp"
#include "lazyrisk/expand/symbolic/print.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

using GiNaC::numeric;

ExpansionProblem with(const std::string& field, const std::string& text) {
    return resolve({"regime", 2, {{field, text}}});
}

std::string back(const std::string& field, const std::string& text) {
    return expansion_field(field).given(with(field, text)).value_or("nothing");
}

std::string first_term(const ExpansionProblem& problem) {
    const ExpansionAnswer answer = expansions(problem);
    return print(answer.expansions.front().terms.front().coefficient, Notation::text);
}

}  // namespace

TEST_SUITE("expand/catalogue/expansion_question") {
    TEST_CASE("[identity] a decimal is the fraction it says, what is left out stays out") {
        const ExpansionProblem p = resolve({"small-ridge", 3, {{"noise", "0.1"}, {"psi1", "1/3"}, {"psi2", "1e-3"}}});
        CHECK(p.of == "small-ridge");
        CHECK(p.order == 3);
        CHECK(*p.noise == numeric(1, 10));
        CHECK(*p.psi1 == numeric(1, 3));
        CHECK(*p.psi2 == numeric(1, 1000));
        for (const ExpansionField& field : expansion_fields())
            CHECK(field.given(p).has_value() ==
                  (field.name == "noise" || field.name == "psi1" || field.name == "psi2"));
    }

    TEST_CASE("[identity] a ridge is a factor and a power of d, each a number or a letter") {
        const auto ridge = [](const char* text) { return *with("ridge", text).ridge; };
        CHECK(*ridge("0.3").factor == numeric(3, 10));
        CHECK_FALSE(ridge("0.3").exponent);
        CHECK_FALSE(ridge("lambda").factor);
        CHECK(ridge("0.3*d^-0.5").exponent->is_equal(numeric(1, 2)));
        CHECK(*ridge("0.3*d^(-1/2)").factor == numeric(3, 10));
        CHECK(*ridge("d^-gamma").factor == 1);
        CHECK(ridge("lambda*d^-(gamma)").exponent->is_equal(letter("gamma")));
        CHECK_FALSE(ridge("lambda*d^-gamma").factor);
        for (const char* wrong : {"d^0.5", "d^", "x*d^-1", "0.3*d^-", "0.3*e^-1", "d^-g*h"})
            CHECK_THROWS_AS(ridge(wrong), DomainError);
    }

    TEST_CASE("[identity] an exponent is a number, infinity, an interval or the letter of a level") {
        const auto alpha = [](const char* text) { return *with("alpha", text).alpha; };
        CHECK(*alpha("1.5").value == numeric(3, 2));
        CHECK(alpha("inf").infinite());
        CHECK(alpha("1:2").range->letter.is_equal(letter("alpha")));
        CHECK(*alpha("1/2:2").range->to == 2);
        CHECK_FALSE(alpha("1:inf").range->to);
        CHECK_FALSE(alpha("1:2").range->of_level);
        CHECK(alpha("alpha").range->of_level);
        for (const char* wrong : {"beta", "", ":", "1:", "1;2"}) CHECK_THROWS_AS(alpha(wrong), DomainError);
    }

    TEST_CASE("[identity] every field reads what it writes") {
        for (const auto& [field, text] : std::map<std::string, std::string>{{"quantity", "risk"},
                                                                            {"activation", "max(x,0)-0.1"},
                                                                            {"degrees", "0:6"},
                                                                            {"index", "3"},
                                                                            {"power", "2.5"},
                                                                            {"alpha", "0.5:inf"},
                                                                            {"beta", "beta"},
                                                                            {"level", "2"},
                                                                            {"delta", "1/3"},
                                                                            {"gamma", "0.001"},
                                                                            {"ridge", "0.3*d^-0.5"},
                                                                            {"ridge-exponent", "gamma"},
                                                                            {"mass", "0=1,1=0.25,rest=0.09"},
                                                                            {"set", "a=2,c=0.5"},
                                                                            {"energy", "rest=1/7"},
                                                                            {"noise", "0"},
                                                                            {"psi1", "3"},
                                                                            {"psi2", "1e+99"},
                                                                            {"r", "-0.7"},
                                                                            {"zeta", "12.25"},
                                                                            {"smaller", "samples"}}) {
            CAPTURE_BOUND(field);
            CHECK(back(field, text) == text);
        }
        CHECK(back("degrees", "3:3") == "3");
        CHECK(back("noise", "2/4") == "0.5");
    }

    TEST_CASE("[identity] values and the text of them are one problem") {
        ExpansionProblem p{"large-ridge", 2};
        p.mass = {{1, numeric(1, 10)}, {-1, numeric(1, 5)}};
        p.psi1 = 2;
        p.psi2 = numeric(1, 3);
        p.noise = numeric(1, 10);
        p.energy = {{1, 1}, {-1, 0}};
        CHECK(first_term(p) == first_term(resolve({"large-ridge",
                                                   2,
                                                   {{"mass", "1=0.1,rest=0.2"},
                                                    {"psi1", "2"},
                                                    {"psi2", "1/3"},
                                                    {"noise", "0.1"},
                                                    {"energy", "1=1,rest=0"}}})));
    }

    TEST_CASE("[error] wrong names and texts, and values that typed callers get wrong") {
        CHECK_THROWS_WITH_AS(resolve({"hermit", 2, {}}), doctest::Contains("did you mean hermite?"), DomainError);
        CHECK_THROWS_WITH_AS(with("nois", "1"), doctest::Contains("did you mean noise?"), DomainError);
        for (const auto& [field, text] : std::map<std::string, std::string>{{"noise", "x"},
                                                                            {"index", "1.5"},
                                                                            {"level", "1e9"},
                                                                            {"degrees", "1:x"},
                                                                            {"energy", "1"},
                                                                            {"mass", "1=1,1=2"},
                                                                            {"set", "=1"},
                                                                            {"smaller", "wide"},
                                                                            {"activation", "nothing"},
                                                                            {"ridge-exponent", "2*g"}})
            CHECK_THROWS_AS(with(field, text), DomainError);
        const auto refused = [](const char* of, auto set, const char* why) {
            ExpansionProblem p{of};
            set(p);
            CHECK_THROWS_WITH_AS(expansions(p), doctest::Contains(why), DomainError);
        };
        using P = ExpansionProblem;
        refused(
            "large-ridge", [](P& p) { p.noise = -1; }, "noise = -1");
        refused(
            "large-ridge", [](P& p) { p.psi1 = 0; }, "positive");
        refused(
            "large-ridge",
            [](P& p) {
                p.energy = ByDegree{{1, numeric(-1)}};
            },
            "energy = 1=-1: energies");
        refused(
            "large-ridge", [](P& p) { p.zeta = 1; }, "`of = large-ridge` does not have it");
        refused(
            "multiplicity",
            [](P& p) {
                p.degrees = {5, 2};
            },
            "FIRST:LAST");
        refused(
            "infinite-width",
            [](P& p) {
                p.ridge = PowerRidge{{}, letter("g")};
            },
            "ridge = lambda*d^-g");
        refused(
            "plateau-samples", [](P& p) { p.ridge_exponent = letter("gamma"); }, "the letter g");
        refused(
            "nothing", [](P&) {}, "no expansion has this name");
    }
}
