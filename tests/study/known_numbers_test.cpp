// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/study/known_numbers.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "nearly.hpp"
#include "study/written.hpp"

using namespace lazyrisk;

namespace {

std::vector<CheckedNumber> checked(const std::string& checks) {
    Answers answers;
    return check_numbers(
        WrittenExperiment(checks + "[[figure]]\nname = \"f\"\n[[figure.curve]]\ntheory = \"psi1=1,2\"\n").read(),
        answers);
}

std::string wrong_with(const std::string& check) try {
    static_cast<void>(checked(check));
    return "";
} catch (const DomainError& error) {
    return error.what();
}

const std::string tail = "problem = {psi1 = 2, psi2 = 3, ridge = \"inf\", energy = {1 = 0.25}}\n";

}  // namespace

TEST_SUITE("study/known_numbers") {
    TEST_CASE("[identity] what is found beside what is expected: relative, absolute where that is 0") {
        // an infinite ridge learns nothing: the bias is the energy
        const auto one = [](const std::string& expected, const std::string& more = "quantity = \"bias\"\n") {
            const std::vector<CheckedNumber> all =
                checked("[[check]]\nlabel = \"L\"\n" + tail + more + "expected = " + expected + "\n");
            REQUIRE(all.size() == 1);
            return all[0];
        };
        const CheckedNumber same = one("0.25");
        CHECK(same.label == "L");
        CHECK(same.quantity == "bias");
        CHECK(same.field.empty());
        CHECK(same.point().empty());
        CHECK(same.expected == 0.25);
        CHECK(same.found == nearly(0.25, 1e-14));
        CHECK(same.tolerance == 1e-8);
        CHECK(same.agrees());
        const CheckedNumber half = one("0.5");
        CHECK(half.deviation == nearly(0.5, 1e-12));
        CHECK_FALSE(half.agrees());
        CHECK(one("-0.5").deviation == nearly(1.5, 1e-12));
        CHECK(one("0").deviation == nearly(0.25, 1e-12));
        CHECK(one("0.5", "quantity = \"bias\"\ntolerance = 0.500001\n").agrees());
        CHECK_FALSE(one("0.5", "quantity = \"bias\"\ntolerance = 0.499999\n").agrees());
        CHECK(one("0.25", "").quantity == "excess_risk");
        CHECK(one("0.0", "quantity = \"sources.noise_samples\"\n").found == 0);
        CHECK(one("1.5", "quantity = \"samples_over_width\"\n").agrees());
        CheckedNumber edge = half;
        edge.tolerance = edge.deviation;
        CHECK(edge.agrees());
    }

    TEST_CASE("[identity] infinite numbers are numbers: equal, or infinitely far from any other") {
        const std::string pole =
            "[[check]]\nproblem = {psi1 = 2, psi2 = 2, ridge = 0}\nquantity = \"test_error\"\nexpected = ";
        CHECK(checked(pole + "inf\n")[0].agrees());
        CHECK(checked(pole + "inf\n")[0].deviation == 0);
        CHECK(checked(pole + "1.0\n")[0].deviation == infinite<>);
        const CheckedNumber finite = checked("[[check]]\n" + tail + "expected = inf\n")[0];
        CHECK(finite.deviation == infinite<>);
        CHECK_FALSE(finite.agrees());
    }

    TEST_CASE("[identity] a sweep is a number a point") {
        const std::vector<CheckedNumber> all =
            checked("[[check]]\n" + tail +
                    "sweep = \"noise=0.5,2\"\nquantity = \"test_error\"\nexpected = [0.75, 2.25]\n"
                    "[[check]]\nlabel = \"second\"\n" +
                    tail + "expected = 0.25\n");
        REQUIRE(all.size() == 3);
        CHECK(all[0].field == "noise");
        CHECK(all[0].value == 0.5);
        CHECK(all[0].point() == "noise 0.5");
        CHECK(all[1].value == 2);
        CHECK(all[2].label == "second");
        for (const CheckedNumber& n : all) CHECK(n.agrees());
    }

    TEST_CASE("[identity] gaps and densities by the names of their verbs") {
        // N >= d neurons: a quadratic form is learned by a network of N = d neurons, nothing is left
        CHECK(checked("[[check]]\nkind = \"gap\"\nmatrix = \"identity\"\nproblem = {dim = 10, width = 10, activation = "
                      "\"x^2\"}\n"
                      "quantity = \"nn\"\nexpected = 0\n")[0]
                  .agrees());
        // Marchenko-Pastur, K/n of a linear kernel with d/n = 4: the largest eigenvalue is (1 + 2)^2/4 in units of 1/4
        const std::vector<CheckedNumber> edge = checked(
            "[[check]]\nkind = \"density\"\nproblem = {model = \"kernel\", activation = \"x\", psi2 = 4}\n"
            "quantity = \"largest_eigenvalue\"\nexpected = 2.25\ntolerance = 1e-6\n");
        CHECK(edge[0].found == nearly(2.25, 1e-6));
    }

    TEST_CASE("[error] what a check cannot ask is refused, by its name") {
        CHECK(wrong_with("[[check]]\nlabel = \"L\"\nproblem = {psi1 = 2}\nexpected = 1\n").starts_with("check L, : "));
        CHECK(wrong_with("[[check]]\nlabel = \"L\"\nproblem = {psi1 = 2}\nsweep = \"noise=1\"\nexpected = 1\n")
                  .starts_with("check L, noise 1: "));
        CHECK(wrong_with("[[check]]\n" + tail + "quantity = \"nope\"\nexpected = 1\n").starts_with("x or y = nope: "));
        const std::string gap =
            "[[check]]\nlabel = \"L\"\nkind = \"gap\"\nmatrix = \"identity\"\nproblem = {dim = 10, activation = "
            "\"x^2\"}\nexpected = 1\n";
        CHECK(wrong_with(gap) == "check L: a gap has a width; give sweep = \"width=...\"");
        CHECK(wrong_with("[[check]]\nlabel = \"L\"\nkind = \"gap\"\nmatrix = \"identity\"\nproblem = {dim = 10, "
                         "activation = \"x^2\"}\n"
                         "sweep = \"width=5\"\nquantity = \"rff\"\nexpected = 1\n") ==
              "check L, quantity = rff: not known here");
    }

    TEST_CASE("[identity] a sentence counts them, tells the largest difference and each that disagrees") {
        CheckedNumber a{"A", "bias", "", 0, 1, 1, 0, 1e-8}, b{"B", "test_error", "psi1", 0.5, 2, 2.5, 0.25, 0.1};
        CHECK(sentence({a}) == "1 number known from elsewhere: all agree, largest relative difference 0\n");
        a.deviation = 2e-11;
        CHECK(sentence({a, a}) == "2 numbers known from elsewhere: all agree, largest relative difference 2e-11\n");
        CHECK(sentence({a, b, a}) ==
              "3 numbers known from elsewhere: 1 disagree, largest relative difference 0.25\n"
              "B psi1 0.5: test_error is 2.5, expected 2, difference 0.25 above 0.1\n");
        CHECK(markdown({a, b}) ==
              "| known number | at | quantity | expected | here | rel. difference |\n|---|---|---|---|---|---|\n"
              "| A |  | bias | 1 | 1 | 2.0e-11 |\n"
              "| B | psi1 0.5 | test_error | 2 | 2.5 | 2.5e-01, **disagrees** |\n");
        a.label = "a|b", a.expected = 1.0 / 3;
        CHECK(markdown({a}).find("| a\\|b |  | bias | 0.3333333333 | 1 |") != std::string::npos);
    }

    TEST_CASE("[identity] as a manifest keeps them, and back: the same, infinite ones too") {
        const CheckedNumber a{"A", "bias", "", 0, 0.1, infinite<>, infinite<>, infinite<>},
            b{"B", "test_error", "psi1", infinite<>, -infinite<>, 2.5, 0.25, 0.1},
            c{"", "", "noise", 0.25, 0, 1e-300, 1e-300, 0};
        const std::vector<CheckedNumber> all{a, b, c};
        const auto back = checked_numbers(nlohmann::ordered_json::parse(json_of(all).dump()));
        REQUIRE(back.size() == all.size());
        for (std::size_t i = 0; i < all.size(); ++i) {
            CHECK(back[i].label == all[i].label);
            CHECK(back[i].quantity == all[i].quantity);
            CHECK(back[i].field == all[i].field);
            CHECK(back[i].value == all[i].value);
            CHECK(back[i].expected == all[i].expected);
            CHECK(back[i].found == all[i].found);
            CHECK(back[i].deviation == all[i].deviation);
            CHECK(back[i].tolerance == all[i].tolerance);
        }
        CHECK(json_of({}).dump() == "[]");
        const std::string text =
            R"([{"label":"B","quantity":"q","psi1":0.5,"expected":2.0,"found":"inf","deviation":"inf",)"
            R"("tolerance":0.1}])";
        CHECK(json_of({{"B", "q", "psi1", 0.5, 2, infinite<>, infinite<>, 0.1}}).dump() == text);
        CHECK_THROWS_AS(checked_numbers(nlohmann::ordered_json::parse(R"([{"label":"B"}])")),
                        nlohmann::json::exception);
    }
}
