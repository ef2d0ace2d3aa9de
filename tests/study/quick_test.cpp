// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "study/written.hpp"

using namespace lazyrisk;

namespace {

using Values = std::vector<double>;

ExperimentCurve quickly(const std::string& rules, const std::string& curve, const std::string& figure = "") {
    return quick(WrittenExperiment("[quick]\n" + rules + "[[figure]]\nname = \"f\"\n" + figure + "[[figure.curve]]\n" +
                                   curve)
                     .read())
        .figures.at(0)
        .curves.at(0);
}

}  // namespace

TEST_SUITE("study/quick") {
    TEST_CASE("[identity] so many points of a line, ends among them; a shorter one stays") {
        const auto theory = [](const std::string& points, const std::string& sweep) {
            const ExperimentCurve c =
                quickly("points = " + points + "\n", "theory = \"" + sweep + "\"\nlimit = \"" + sweep + "\"\n");
            CHECK(c.theory->values == c.limit->values);
            return c.theory->values;
        };
        CHECK(theory("3", "psi1=1:11:11") == Values{1, 6, 11});
        CHECK(theory("4", "psi1=1:11:11") == Values{1, 4, 7, 11});
        CHECK(theory("10", "psi1=1:11:11").size() == 10);
        CHECK(theory("11", "psi1=1:11:11").size() == 11);
        CHECK(theory("12", "psi1=1:11:11").size() == 11);
        CHECK(theory("2", "psi1=1:11:11") == Values{1, 11});
        CHECK(theory("1", "psi1=1:11:11") == Values{1});
        CHECK(quickly("", "theory = \"psi1=1:100:100\"\n").theory->values.size() == std::size_t(QuickRules{}.points));
    }

    TEST_CASE("[identity] simulations: small ones, three at most, few trials and test points") {
        const std::string rules = "largest = 100\ntrials = 3\ntest_points = 50\n";
        const auto simulated = [&](const std::string& sweep, const std::string& fields) {
            return quickly(rules, "simulation = \"" + sweep + "\"\nproblem = {dim = 10, " + fields + "}\n")
                .simulation->values;
        };
        CHECK(simulated("width=50,100,101", "samples = 20") == Values{50, 100});
        CHECK(simulated("width=50,100", "samples = 100") == Values{50, 100});
        CHECK(simulated("width=101,300,200", "samples = 20") == Values{101});  // the smallest alone
        CHECK(simulated("width=300,150", "samples = 200") == Values{150});     // with its 200 samples
        CHECK(simulated("psi1=5,10,10.1", "samples = 20") == Values{5, 10});
        CHECK(simulated("samples=50,100,101", "width = \"inf\"") == Values{50, 100});  // an infinite width is no size
        CHECK(simulated("width=1,2,3,4,5", "samples = 20") == Values{1, 3, 5});
        const ExperimentCurve few = quickly(
            rules, "simulation = \"width=5\"\nproblem = {dim = 10, samples = 20}\ntrials = 2\ntest_points = 40\n");
        CHECK(few.trials == 2);
        CHECK(few.test_points == 40);
        const ExperimentCurve many = quickly(rules, "simulation = \"width=5\"\nproblem = {dim = 10, samples = 20}\n");
        CHECK(many.trials == 3);
        CHECK(many.test_points == 50);
        // what is tied counts
        CHECK(quickly(rules, "simulation = \"width=10,20\"\nproblem = {dim = 10}\ntied = {samples = [6, 1]}\n")
                  .simulation->values == Values{10});
    }

    TEST_CASE("[identity] neurons are counted alone; a matrix of a density is drawn where it is small") {
        const std::string rules = "largest = 100\ntrials = 3\n";
        CHECK(quickly(rules, "simulation = \"width=50,100,101\"\n",
                      "kind = \"train\"\nproblem = {dim = 10, samples = 1000}\n")
                  .simulation->values == Values{50, 100});
        CHECK(quickly(rules, "simulation = \"width=300,101,200\"\n", "kind = \"gap\"\n").simulation->values ==
              Values{101});
        const auto trials = [&](const std::string& samples) {
            return quickly(rules, "trials = 9\nproblem = {dim = 10, width = 1000, samples = " + samples + "}\n",
                           "kind = \"density\"\n")
                .trials;
        };
        CHECK(trials("100") == 3);
        CHECK(trials("101") == 0);
    }

    TEST_CASE("[identity] a map keeps every n-th value, evenly spaced") {
        const auto axes = [](const std::string& points) {
            const ExperimentMap m =
                quick(WrittenExperiment("[quick]\npoints = " + points +
                                        "\n[[map]]\nname = \"m\"\nx = \"psi1=1:21:21\"\ny = \"psi2=1:5:5\"\n")
                          .read())
                    .maps.at(0);
            return std::pair(m.x.values, m.y.values);
        };
        CHECK(axes("5") == std::pair(Values{1, 6, 11, 16, 21}, Values{1, 2, 3, 4, 5}));
        CHECK(axes("3") == std::pair(Values{1, 11, 21}, Values{1, 3, 5}));
        CHECK(axes("4") == std::pair(Values{1, 7, 13, 19}, Values{1, 2, 3, 4, 5}));
        CHECK(axes("1") == std::pair(Values{1, 21}, Values{1, 5}));
    }

    TEST_CASE("[identity] all else stays") {
        const std::string text =
            "title = \"T\"\n[[figure]]\nname = \"f\"\n[[figure.curve]]\ntheory = \"psi1=1,2\"\n[[check]]\nsweep = "
            "\"psi1=1:30:30\"\nexpected = [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]\n";
        const ExperimentFile e = quick(WrittenExperiment(text).read());
        CHECK(e.title == "T");
        CHECK(e.checks.at(0).sweep->values.size() == 30);
        CHECK(e.figures.at(0).curves.at(0).theory->values.size() == 2);
    }
}
