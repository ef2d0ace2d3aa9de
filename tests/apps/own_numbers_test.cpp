// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Numbers from elsewhere beside the theory: made by the simulator, so that what is wrong with them is known.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "../nearly.hpp"
#include "program.hpp"

namespace {

/// A table of the simulated test errors (or excess risks) of a few widths at this total ridge.
std::string measured(const std::string& ridge, const std::string& more = "", double subtracted = 0) {
    const ProgramResult ran = lazyrisk(
        "simulate --dim 20 --samples 100 --noise 0.1 --no-store --trials 60 --test-points 500 --quiet --format json "
        "--sweep width=20,50,100,400 --ridge " +
        ridge + " " + more);
    REQUIRE(ran.status == 0);
    std::ostringstream table;
    table << (subtracted > 0 ? "width,excess_risk" : "width,test_error") << ",standard_error,trials\n";
    for (const auto& point : nlohmann::json::parse(ran.out))
        table << point["width"] << "," << point["test_error"]["mean"].get<double>() - subtracted << ","
              << point["test_error"]["standard_error"] << ",60\n";
    return table.str();
}

const std::string problem = "compare --dim 20 --samples 100 --noise 0.1 --measured ";

}  // namespace

TEST_SUITE("apps/own_numbers") {
    TEST_CASE("[identity] numbers of the same problem agree; the excess risk is the test error less the noise") {
        const ScratchFolder folder;
        const std::string total = folder.file("total.csv", measured("0.5")),
                          excess = folder.file("excess.csv", measured("0.5", "", 0.1));
        const ProgramResult same = lazyrisk(problem + total + " --ridge 0.5 --format json");
        CHECK(same.status == 0);
        CHECK(same.error.find("theory and measurement agree") != std::string::npos);
        const auto rows = nlohmann::json::parse(same.out),
                   others = nlohmann::json::parse(lazyrisk(problem + excess + " --ridge 0.5 --format json").out);
        REQUIRE(rows.size() == 4);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            CHECK(rows[i]["verdict"] == "agrees");
            CHECK(rows[i]["z"].get<double>() == nearly(others[i]["z"].get<double>(), 1e-6));
            // the same theory as risk has
            const auto alone = nlohmann::json::parse(
                lazyrisk("risk --dim 20 --samples 100 --noise 0.1 --ridge 0.5 --format json --width " +
                         rows[i]["width"].dump())
                    .out);
            CHECK(rows[i]["theory"] == alone["test_error"]);
        }
    }

    TEST_CASE("[golden] measured points are drawn beside the theory") {
        const ScratchFolder folder;
        const std::string own = folder.file("own.csv", measured("0.5")), picture = (folder.path / "own.svg").string();
        const ProgramResult ran = lazyrisk(problem + own + " --ridge 0.5 --plot " + picture + " --title Mine");
        CHECK(ran.status == 0);
        std::ifstream file(picture);
        const std::string svg{std::istreambuf_iterator<char>(file), {}};
        CHECK(svg.find("Mine") != std::string::npos);
        CHECK(svg.find("measured") != std::string::npos);
        CHECK(svg.find("p = n") != std::string::npos);  // the mark of the line
    }

    TEST_CASE("[identity] a wrong factor of the ridge is found and named") {
        const ScratchFolder folder;
        // these numbers have the total ridge 0.5; whoever measured them wrote it otherwise
        const std::string file = folder.file("own.csv", measured("0.5"));
        const auto nearest = [&](const std::string& ridge) {
            const ProgramResult r = lazyrisk(problem + file + " --ridge " + ridge);
            CHECK(r.status == 4);
            const std::size_t table = r.out.find("verdict", r.out.find("total ridge times"));
            REQUIRE(table != std::string::npos);
            const std::size_t line = r.out.find('\n', table) + 1;
            return r.out.substr(line, r.out.find('\n', line) - line);
        };
        const std::string mean = nearest("0.005");  // n = 100 samples
        CHECK(mean.find("ridge_convention = mean") != std::string::npos);
        CHECK(mean.find("agrees") != std::string::npos);
        CHECK(nearest("0.1").find("ridge_convention = mei-montanari") != std::string::npos);  // n/d = 5
        // features without p^(-1/2): a ridge of 0.5 for each p is written as 0.5 p
        std::string raw = "ridge,";
        std::stringstream lines(measured("0.5"));
        std::string line;
        std::getline(lines, line);
        raw += line + "\n";
        while (std::getline(lines, line)) raw += std::to_string(0.5 * std::stod(line)) + "," + line + "\n";
        const ProgramResult r = lazyrisk(problem + folder.file("raw.csv", raw));
        CHECK(r.status == 4);
        CHECK(r.out.find("1/p") < r.out.find("features without the factor p^(-1/2)"));
        CHECK(r.out.find("features without the factor p^(-1/2)") <
              r.out.find("disagrees", r.out.find("total ridge times")));
    }

    TEST_CASE("[identity] label noise forgotten on the test points is found") {
        const ScratchFolder folder;
        std::string text = measured("0.5", "", 0.1);
        text.replace(text.find("excess_risk"), 11, "test_error");
        const ProgramResult r = lazyrisk(problem + folder.file("own.csv", text) + " --ridge 0.5");
        CHECK(r.status == 4);
        CHECK(r.out.find("as given; no label noise on the test points") != std::string::npos);
    }

    TEST_CASE("[identity] noise given as a deviation, or as its square, is found and named") {
        const ScratchFolder folder;
        const std::string file = folder.file("own.csv", measured("0.5"));  // noise variance 0.1
        const auto nearest = [&](const std::string& noise) {
            const ProgramResult r =
                lazyrisk("compare --dim 20 --samples 100 --measured " + file + " --ridge 0.5 --noise " + noise);
            CHECK(r.status == 4);
            const std::size_t table = r.out.find("verdict", r.out.find("total ridge times"));
            REQUIRE(table != std::string::npos);
            const std::size_t line = r.out.find('\n', table) + 1;
            return r.out.substr(line, r.out.find('\n', line) - line);
        };
        const std::string deviation = nearest("0.31622776601683794"), square = nearest("0.01");
        CHECK(deviation.find("the total ridge, as given; noise given as a deviation, noise^2 is right") !=
              std::string::npos);
        CHECK(deviation.find("agrees") != std::string::npos);
        CHECK(square.find("the total ridge, as given; noise given as a square, its root is right") !=
              std::string::npos);
    }

    TEST_CASE("[identity] a ridge relative to the kernel's mean diagonal is found and named") {
        const ScratchFolder folder;
        // the tangent kernel of both layers of ReLU of one hidden layer has h(1) = 1
        const std::string problem =
            "--model kernel --kernel ntk --layers both --depth 2 --weight-variance 2 --dim 10 --noise 0.1 --energy "
            "1=1,2=0.5 ";
        const auto theory = nlohmann::json::parse(
            lazyrisk("spectrum " + std::string("--model kernel --kernel ntk --layers both --depth 2 --weight-variance "
                                               "2 --dim 10 --degrees 0:40 --format json"))
                .out);
        double diagonal = 0;
        for (const auto& level : theory)
            diagonal += level.contains("mass") && level["mass"].is_number() ? level["mass"].get<double>() : 0;
        CAPTURE(diagonal);
        std::string table = "samples,test_error,standard_error\n";
        for (const int n : {20, 60, 200, 600}) {
            const auto point =
                nlohmann::json::parse(lazyrisk("risk " + problem + "--ridge " + std::to_string(0.3 * diagonal) +
                                               " --samples " + std::to_string(n) + " --format json")
                                          .out);
            const double error = point["test_error"];
            table += std::to_string(n) + "," + std::to_string(error) + "," + std::to_string(1e-3 * error) + "\n";
        }
        const ProgramResult r =
            lazyrisk("compare " + problem + "--ridge 0.3 --measured " + folder.file("own.csv", table));
        CAPTURE(r.out);
        CHECK(r.status == 4);
        const std::size_t found = r.out.find("h(1)");
        REQUIRE(found != std::string::npos);
        CHECK(r.out.substr(found, r.out.find('\n', found) - found).find("agrees") != std::string::npos);
        CHECK(r.out.find("diag_reg", found) != std::string::npos);
    }

    TEST_CASE(
        "[identity] fourteen of twenty points above the theory by 4 %, none by itself: they do not simply agree") {
        const ScratchFolder folder;
        std::string table = "width,test_error,standard_error\n", widths;
        for (int i = 0; i < 20; ++i) widths += (i ? "," : "") + std::to_string(20 + 20 * i);
        const auto theory = nlohmann::json::parse(
            lazyrisk("curve --dim 20 --samples 100 --noise 0.1 --ridge 0.5 --format json --sweep width=" + widths).out);
        REQUIRE(theory.size() == 20);
        for (std::size_t i = 0; i < 20; ++i) {
            const double error = theory[i]["test_error"];
            table += theory[i]["width"].dump() + "," + std::to_string(error * (i % 10 < 7 ? 1.04 : 0.99)) + "," +
                     std::to_string(0.02 * error) + "\n";
        }
        const ProgramResult r = lazyrisk(problem + folder.file("own.csv", table) + " --ridge 0.5");
        CAPTURE(r.out);
        CHECK(r.status == 0);
        CHECK(r.out.find("agree up to finite size") != std::string::npos);
        CHECK(r.out.find("together they are 1.025 +- 0.0045 times the theory, 14 of 20 above it") != std::string::npos);
        CHECK(lazyrisk(problem + folder.file("own.csv", table) + " --ridge 0.5 --tolerance 0.01").status == 4);
    }

    TEST_CASE("[identity] an exact average without a spread says no z") {
        const ProgramResult r = lazyrisk(
            "compare --estimator exact --model kernel --dim 10 --samples 1 --energy 1=1 --ridge 0.1 --trials 5 "
            "--no-store --format json");
        const auto point = nlohmann::json::parse(r.out);
        CAPTURE(r.error);
        CHECK(point["z"].is_null());
        CHECK(point["p_value"].is_null());
        CHECK(point["relative_deviation"].is_number());
        CHECK(r.status == (point["verdict"] == "disagrees" ? 4 : 0));
        CHECK(r.error.find("the same in every trial") != std::string::npos);
        CHECK(r.error.find("rms z") == std::string::npos);
    }
}
