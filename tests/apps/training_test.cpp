// Training time and densities from the command line.
#include <doctest/doctest.h>

#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "../command.hpp"

namespace {

using Result = CommandResult;

Result lazyrisk(const std::string& arguments, const char* errors = "2>&1") {
    return run_command(std::string("'") + LAZYRISK_PROGRAM + "' " + arguments + " " + errors);
}

nlohmann::json answer(const std::string& arguments) {
    const Result r = lazyrisk(arguments + " --format json --quiet", "2>/dev/null");
    CAPTURE(arguments);
    REQUIRE(r.status == 0);
    return nlohmann::json::parse(r.out);
}

void refused(const std::string& arguments, const std::string& words, int status = 2) {
    const Result r = lazyrisk(arguments);
    CAPTURE(arguments); CAPTURE(r.out);
    CHECK(r.status == status);
    CHECK(r.out.find(words) != std::string::npos);
}

const std::string features = "--dim 16 --samples 100 --width 150 --noise 0.1 ";

}  // namespace

TEST_SUITE("apps/training") {

TEST_CASE("[limit] infinite time, infinitely many steps and no time at all are one answer; time has a column only where it is asked for") {
    const auto plain = answer("risk " + features), end = answer("risk " + features + "--time inf"), steps = answer("risk " + features + "--step-size 1 --steps inf");
    for (const char* name : {"test_error", "train_error", "weight_norm", "effective_ridge", "degrees_of_freedom"}) {
        CHECK(plain[name] == end[name]);
        CHECK(plain[name] == steps[name]);
    }
    CHECK(!plain.contains("time"));
    CHECK(!plain.contains("oracle_error"));
    CHECK(end["time"] == "inf");
    CHECK(steps["steps"] == "inf");
    CHECK(double(end["oracle_error"]) == doctest::Approx(0.1));
    const auto begin = answer("risk " + features + "--time 0");
    CHECK(double(begin["test_error"]) == doctest::Approx(1.1));
    CHECK(begin["effective_ridge"].is_null());
    // decay is the ridge, in the convention of the question
    const auto total = answer("risk " + features + "--time 50 --ridge 0.1"), mean = answer("risk " + features + "--time 50 --ridge 0.001 --ridge-convention mean");
    CHECK(double(total["test_error"]) == doctest::Approx(double(mean["test_error"])).epsilon(1e-12));
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
    const auto limit = answer("risk --psi1 2 --psi2 3 --time 5"), finite = answer("risk --dim 4000 --psi1 2 --psi2 3 --ridge 1e-3 --time 20000");
    CHECK(double(limit["test_error"]) == doctest::Approx(double(finite["test_error"])).epsilon(2e-3));
}

TEST_CASE("[simulation] simulate and compare in time; a stored trial of another time is another trial") {
    const Result r = lazyrisk("compare " + features + "--ridge 0 --sweep time=10,100,1e4 --trials 10 --test-points 500 --format csv");
    CHECK(r.status == 0);
    CHECK(r.out.find("agree") != std::string::npos);
    const std::string store = (std::filesystem::temp_directory_path() / ("lazyrisk_training_test_" + std::to_string(getpid()) + ".sqlite")).string();
    const std::string command = "simulate --dim 6 --samples 20 --width 10 --trials 2 --test-points 20 --store '" + store + "' ";
    const auto five = answer(command + "--time 5"), ten = answer(command + "--time 10"), end = answer(command), inf = answer(command + "--time inf");
    const auto descent = answer(command + "--step-size 0.5 --steps 10");
    CHECK(five["test_error"]["mean"] != ten["test_error"]["mean"]);
    CHECK(five["test_error"]["mean"] != descent["test_error"]["mean"]);
    CHECK(end["test_error"]["mean"] == inf["test_error"]["mean"]);
    CHECK(answer(command + "--time 5")["test_error"]["mean"] == five["test_error"]["mean"]);
    std::filesystem::remove(store);
}

TEST_CASE("[identity] density: bulks of every degree, step sizes, features and kernel, histogram") {
    const auto kernel = answer("density --dim 30 --samples 400 --width 600 --simulate 5"), gram = answer("density --dim 30 --samples 400 --width 600 --of features");
    REQUIRE(kernel["bulks"].size() == 3);
    CHECK(double(kernel["bulks"][2]["count"]) == 1);
    CHECK(double(kernel["bulks"][1]["count"]) == 30);
    CHECK(double(gram["zero_mass"]) == doctest::Approx(1.0 / 3));
    CHECK(kernel["largest_eigenvalue"] == gram["largest_eigenvalue"]);
    CHECK(double(kernel["largest_step"]) == doctest::Approx(2 / double(kernel["largest_eigenvalue"])));
    CHECK(double(kernel["outside"]) < 0.01);
    // the histogram of the middle bulk: 30 eigenvalues of 400, five times
    double seen = 0, expected = 0;
    for (const auto& p : kernel["density"])
        if (double(p["eigenvalue"]) < 0.002) seen += double(p["histogram"]), expected += double(p["density"]);
    CHECK(seen / expected == doctest::Approx(1).epsilon(0.1));
    CHECK(lazyrisk("density --psi1 2 --psi2 3 --bulks").status == 0);
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
    refused("risk --model neural-tangent --dim 16 --samples 100 --width 15 --time 5 --ensemble 2", "--ensemble 1", 1);
    refused("risk --psi1 2 --psi2 3 --step-size 1 --steps 3", "give --dim", 1);
    refused("simulate " + features + "--time 5 --estimator exact", "test-points", 1);
    refused("density --dim 10 --samples inf --width 10", "samples = inf");
    refused("density --dim 10 --samples 20 --width inf --of features", "infinitely many");
    refused("density --model neural-tangent --dim 10 --samples 20 --width 5", "not covered", 1);
    refused("density --dim 10 --samples 20 --width 5 --noise 1", "unknown option");
}

}
