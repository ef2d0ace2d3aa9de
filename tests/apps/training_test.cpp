// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Training time and densities from the command line.
#include <doctest/doctest.h>

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "../command.hpp"
#include "../nearly.hpp"
#include "../reference.hpp"
#include "paths.hpp"

namespace {

using Result = CommandResult;

Result lazyrisk(const std::string& arguments, const char* errors = "2>&1") {
    return run_command(std::string("'") + paths::program + "' " + arguments + " " + errors);
}

nlohmann::json answer(const std::string& arguments) {
    const Result r = lazyrisk(arguments + " --format json --quiet", "2>/dev/null");
    CAPTURE(arguments);
    REQUIRE(r.status == 0);
    return nlohmann::json::parse(r.out);
}

void refused(const std::string& arguments, const std::string& words, int status = 2) {
    const Result r = lazyrisk(arguments);
    CAPTURE(arguments);
    CAPTURE(r.out);
    CHECK(r.status == status);
    CHECK(r.out.find(words) != std::string::npos);
}

const std::string features = "--dim 16 --samples 100 --width 150 --noise 0.1 ";

}  // namespace

TEST_SUITE("apps/training") {
    TEST_CASE(
        "[limit] infinite time, infinitely many steps and no time at all are one answer; time has a column only where "
        "it is asked for") {
        const auto plain = answer("risk " + features), end = answer("risk " + features + "--time inf"),
                   steps = answer("risk " + features + "--step-size 1 --steps inf");
        for (const char* name : {"test_error", "train_error", "weight_norm", "effective_ridge", "degrees_of_freedom"}) {
            CHECK(plain[name] == end[name]);
            CHECK(plain[name] == steps[name]);
        }
        CHECK(!plain.contains("time"));
        CHECK(!plain.contains("oracle_error"));
        CHECK(end["time"] == "inf");
        CHECK(steps["steps"] == "inf");
        CHECK(double(end["oracle_error"]) == nearly(0.1));
        const auto begin = answer("risk " + features + "--time 0");
        CHECK(double(begin["test_error"]) == nearly(1.1));
        CHECK(begin["effective_ridge"].is_null());
        // decay is the ridge, in the convention of the question
        const auto total = answer("risk " + features + "--time 50 --ridge 0.1"),
                   mean = answer("risk " + features + "--time 50 --ridge 0.001 --ridge-convention mean");
        CHECK(double(total["test_error"]) == nearly(double(mean["test_error"]), 1e-12));
    }

    TEST_CASE("[identity] a sweep over time, the optimal time, and the limit of large dimension") {
        const auto curve = answer("curve " + features + "--ridge 0 --sweep time=1:1e6:13:log");
        const auto best = answer("risk " + features + "--ridge 0 --time opt");
        double last = 10;
        for (const auto& point : curve) {
            CHECK(double(point["test_error"]) >= double(best["test_error"]));
            CHECK(double(point["train_error"]) < last);
            last = point["train_error"];
        }
        CHECK(double(best["time"]) > 10);
        // times are in units of d: d t of a large dimension
        const auto limit = answer("risk --psi1 2 --psi2 3 --time 5"),
                   finite = answer("risk --dim 4000 --psi1 2 --psi2 3 --ridge 1e-3 --time 20000");
        CHECK(double(limit["test_error"]) == nearly(double(finite["test_error"]), 2e-3));
    }

    TEST_CASE("[reference] the table of gradient flow through the command line, every case, to 1e-9") {
        const std::string file =
            (std::filesystem::temp_directory_path() / ("lazyrisk_flow_" + std::to_string(getpid()) + ".csv")).string();
        std::map<std::string, std::vector<std::map<std::string, std::string>>> cases;
        for (const auto& row : reference::table("dynamics_gradient_flow.csv")) cases[row.at("case")].push_back(row);
        int rows = 0;
        for (const auto& one : cases) {
            const std::string& name = one.first;
            const auto& first = one.second.front();
            const double d = std::stod(first.at("d"));
            std::string model =
                "--model kernel --kernel ntk --layers both --energy 1=0.5,2=0.4,3=0.1 --dim " + first.at("d");
            if (!name.starts_with("ntk")) {  // spectra of the table's own: random features without the trace beyond
                                             // degree 40, two blocks
                std::ofstream out(file);
                out.precision(17);
                out << "eigenvalue,multiplicity,energy\n";
                if (name.starts_with("epochdd")) {
                    const double second = (d + 2) * (d - 1) / 2;
                    out << 0.002 / d << ',' << d << ",0.7\n" << 1 / second << ',' << second << ",0.3\n";
                } else {
                    for (const auto& level : answer("spectrum --degrees 0:40 --dim " + first.at("d"))) {
                        if (!level["degree"].is_number()) continue;
                        const double energy[] = {0, 0.5, 0.4, 0.1};
                        const int k = level["degree"];
                        out << double(level["eigenvalue"]) << ',' << double(level["multiplicity"]) << ','
                            << (k < 4 ? energy[k] : 0.0) << '\n';
                    }
                }
                model = "--spectrum '" + file + "'";
            }
            std::string times;
            for (const auto& row : one.second) {  // quarters of a decade, printed with 8 digits
                const double printed = std::stod(row.at("t")),
                             exact = std::pow(10.0, std::round(4 * std::log10(printed)) / 4);
                times += fmt::format("{}{:.17g}", times.empty() ? "" : ",",
                                     std::abs(printed / exact - 1) < 1e-7 ? exact : printed);
            }
            const auto curve = answer("curve " + model + " --samples " + first.at("n") + " --width " + first.at("N") +
                                      " --noise " + first.at("noise_var") + " --ridge " + first.at("ridge") +
                                      " --ridge-convention mean --sweep time=" + times);
            REQUIRE(curve.size() == one.second.size());
            for (std::size_t i = 0; i < curve.size(); ++i, ++rows) {
                const auto& row = one.second[i];
                CAPTURE(name);
                CAPTURE(row.at("t"));
                CHECK(std::abs(double(curve[i]["excess_risk"]) - std::stod(row.at("risk_eq"))) <
                      1e-9 * std::max(1.0, double(curve[i]["excess_risk"])));
                CHECK(std::abs(double(curve[i]["train_error"]) - std::stod(row.at("train_eq"))) < 1e-9);
                CHECK(std::abs(double(curve[i]["oracle_error"]) - std::stod(row.at("noise_var")) -
                               std::stod(row.at("oracle_world"))) < 1e-9);
            }
        }
        std::filesystem::remove(file);
        CHECK(rows == 241);
    }

    TEST_CASE("[identity] a neural tangent of finite width in time: its end, its best time, many neurons, descent") {
        const std::string tangent =
            "--model neural-tangent --dim 12 --samples 100 --noise 0.2 --energy 1=0.5,2=0.5 --ridge 0.01 ";
        const auto end = answer("risk " + tangent + "--width 6"),
                   late = answer("risk " + tangent + "--width 6 --time 1e9");
        for (const char* name : {"test_error", "train_error", "weight_norm", "degrees_of_freedom"})
            CHECK(double(late[name]) == nearly(double(end[name]), 1e-8));
        for (std::size_t k = 0; k < 3; ++k)
            CHECK(double(late["learnability"][k]) == nearly(double(end["learnability"][k]), 1e-8));
        const auto best = answer("risk " + tangent + "--width 8 --time opt");
        for (const auto& point : answer("curve " + tangent + "--width 8 --sweep time=1:1e5:9:log"))
            CHECK(double(point["test_error"]) >= double(best["test_error"]));
        CHECK(double(answer("risk " + tangent + "--width 100000 --time 50")["test_error"]) ==
              nearly(double(answer("risk " + tangent + "--width inf --time 50")["test_error"]), 1e-3));
        const Result r =
            lazyrisk("compare " + tangent +
                     "--width 30 --step-size 1 --sweep steps=3,30,300 --trials 20 --test-points 300 --format csv");
        CHECK(r.status == 0);
        refused("risk " + tangent + "--width 10 --step-size 100 --steps 3", "2/(largest eigenvalue");
    }

    TEST_CASE("[simulation] simulate and compare in time; a stored trial of another time is another trial") {
        const Result r = lazyrisk("compare " + features +
                                  "--ridge 0 --sweep time=10,100,1e4 --trials 10 --test-points 500 --format csv");
        CHECK(r.status == 0);
        CHECK(r.out.find("agree") != std::string::npos);
        const std::string store = (std::filesystem::temp_directory_path() /
                                   ("lazyrisk_training_test_" + std::to_string(getpid()) + ".sqlite"))
                                      .string();
        const std::string command =
            "simulate --dim 6 --samples 20 --width 10 --trials 2 --test-points 20 --store '" + store + "' ";
        const auto five = answer(command + "--time 5"), ten = answer(command + "--time 10"), end = answer(command),
                   inf = answer(command + "--time inf");
        const auto descent = answer(command + "--step-size 0.5 --steps 10");
        CHECK(five["test_error"]["mean"] != ten["test_error"]["mean"]);
        CHECK(five["test_error"]["mean"] != descent["test_error"]["mean"]);
        CHECK(end["test_error"]["mean"] == inf["test_error"]["mean"]);
        CHECK(answer(command + "--time 5")["test_error"]["mean"] == five["test_error"]["mean"]);
        std::filesystem::remove(store);
    }

    TEST_CASE("[identity] density: bulks of every degree, step sizes, features and kernel, histogram") {
        const auto kernel = answer("density --dim 30 --samples 400 --width 600 --simulate 5"),
                   gram = answer("density --dim 30 --samples 400 --width 600 --of features");
        REQUIRE(kernel["bulks"].size() == 2);
        CHECK(double(kernel["bulks"][1]["count"]) == 30);
        REQUIRE(kernel["outliers"].size() == 1);
        CHECK(double(kernel["outliers"][0]["count"]) == 1);
        CHECK(kernel["outliers"][0]["eigenvalue"] == kernel["largest_eigenvalue"]);
        CHECK(kernel["outliers"][0]["deviation"] == kernel["largest_deviation"]);
        CHECK(kernel["largest"]["verdict"] == "agrees");
        CHECK(double(gram["zero_mass"]) == nearly(1.0 / 3));
        CHECK(kernel["largest_eigenvalue"] == gram["largest_eigenvalue"]);
        CHECK(double(kernel["largest_step"]) == nearly(2 / double(kernel["largest_eigenvalue"])));
        CHECK(double(kernel["outside"]) < 0.01);
        // the histogram of the middle bulk: 30 eigenvalues of 400, five times
        double seen = 0, expected = 0;
        for (const auto& p : kernel["density"])
            if (double(p["eigenvalue"]) < 0.002) seen += double(p["histogram"]), expected += double(p["density"]);
        CHECK(seen / expected == nearly(1, 0.1));
        CHECK(lazyrisk("density --psi1 2 --psi2 3 --bulks").status == 0);
    }

    TEST_CASE(
        "[simulation] an isolated eigenvalue is no bulk: places, steps and deviations beside other people's drawn "
        "matrices") {
        struct Case {
            const char* problem;
            double largest, error, deviation;  // of 20 matrices drawn elsewhere; deviation 0: not known
        };
        for (const Case& c :
             {Case{"density --model kernel --activation relu --dim 50 --samples 50", 0.16761, 0.0003, 0.0013},
              Case{"density --model kernel --activation relu --dim 50 --samples 200", 0.162462, 0.00006, 0.00018},
              Case{"density --model kernel --activation relu --dim 50 --samples 2000", 0.160908, 0.00002, 0.000015},
              Case{"density --of features --dim 50 --samples 400 --width 100", 0.1648, 0.0008, 0.0031},
              Case{"density --model kernel --kernel ntk --layers both --depth 3 --dim 20 --samples 200", 1.1097, 0.0005,
                   0.0019}}) {
            CAPTURE(c.problem);
            const auto a = answer(c.problem);
            const double largest = a["largest_eigenvalue"];
            REQUIRE(a["outliers"].size() == 1);
            CHECK(std::abs(largest - c.largest) < 2 * c.error);
            CHECK(double(a["largest_deviation"]) / c.deviation == nearly(1, 0.75));
            CHECK(double(a["largest_step"]) == nearly(2 / largest, 1e-12));
            for (const auto& b : a["bulks"]) CHECK(double(b["right"]) < 0.5 * largest);
        }
        // a square matrix has an edge of exactly 0
        CHECK(answer("density --dim 30 --samples 50 --width 50")["bulks"][0]["left"] == 0.0);
        // in the limit the constant's eigenvalue is infinite in units of 1/d, and no step is stable
        const auto limit = answer("density --psi1 2 --psi2 3");
        CHECK(limit["largest_eigenvalue"] == "inf");
        CHECK(limit["largest_step"] == 0.0);
        CHECK(limit["best_rate"] == 1.0);
        CHECK(answer("density --psi1 2 --psi2 3 --activation tanh")["outliers"].empty());
    }

    TEST_CASE(
        "[simulation] a step that the matrix allows is taken, by the theory and by the draws; one that it does not is "
        "refused by the matrix") {
        const std::string deep =
            "--model kernel --kernel ntk --layers both --depth 3 --dim 20 --samples 200 --ridge 0 ";
        // the Gaussian edge would be 1.27 and the limit 1.57
        const Result r = lazyrisk("compare " + deep +
                                  "--step-size 1.7 --sweep steps=3,200 --trials 8 --test-points 500 --format csv");
        CAPTURE(r.out);
        CHECK(r.status == 0);
        refused("risk " + deep + "--step-size 1.81 --steps 200", "diverges from 2/(largest eigenvalue) = 1.80");
        const std::string square =
            "--model kernel --activation relu --dim 50 --samples 50 --ridge 0 --trials 1 --test-points 50 --steps 20 "
            "--step-size ";
        // theory's limit is 11.926, that of the matrix of seed 1 above it
        refused("risk --model kernel --activation relu --dim 50 --samples 50 --ridge 0 --steps 20 --step-size 11.93",
                "diverges from");
        CHECK(answer("simulate " + square + "11.93 --seed 1")["trials"] == 1);
        refused("simulate " + square + "13", "diverges on a drawn matrix of order 50", 1);
    }

    TEST_CASE("[error] what is not covered is refused in words") {
        refused("risk " + features + "--time -1", "time = -1");
        refused("risk " + features + "--time 5 --step-size 1 --steps 3", "given both");
        refused("risk " + features + "--steps 3", "--step-size is missing");
        refused("risk " + features + "--step-size 3", "--steps is missing");
        refused("risk " + features + "--step-size 1e3 --steps 3", "2/(largest eigenvalue");
        refused("risk " + features + "--steps 2.5 --step-size 1", "whole number");
        refused("risk " + features + "--time opt --ridge opt", "weight decay");
        refused("risk " + features + "--time 5 --sources", "--sources");
        refused("risk --model neural-tangent --dim 16 --samples 100 --width 15 --time 5 --ensemble 2", "--ensemble 1",
                1);
        refused("risk --psi1 2 --psi2 3 --step-size 1 --steps 3", "give --dim", 1);
        refused("simulate " + features + "--time 5 --estimator exact", "test-points", 1);
        refused("density --dim 10 --samples inf --width 10", "samples = inf");
        refused("density --dim 10 --samples 20 --width inf --of features", "infinitely many");
        refused("density --model neural-tangent --dim 10 --samples 20 --width 5", "not covered", 1);
        refused("density --dim 10 --samples 20 --width 5 --noise 1", "density has no option --noise");
    }
}
