// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Whole commands whose right answer is known from elsewhere: more digits, drawn matrices, another formula.
#include <cmath>
#include <nlohmann/json.hpp>

#include "program.hpp"

namespace {

using Json = nlohmann::json;

/// The rows of a command, as JSON.
std::vector<Json> rows(const std::string& arguments) {
    const ProgramResult r = lazyrisk(arguments + " --quiet --format json");
    CAPTURE(arguments);
    CAPTURE(r.error);
    REQUIRE(r.status == 0);
    const Json all = Json::parse(r.out);
    return all.is_array() ? all.get<std::vector<Json>>() : std::vector<Json>{all};
}

double number(const Json& row, const char* column) {
    const Json& cell = row.at(column);
    REQUIRE_MESSAGE(cell.is_number(), column);
    return cell;
}

void near(double value, double right, double relative) {
    CAPTURE(value);
    CAPTURE(right);
    CHECK(std::abs(value - right) <= relative * std::abs(right));
}

/// One number of `risk`.
void risk_is(const std::string& arguments, double test_error, double relative) {
    CAPTURE(arguments);
    near(number(rows("risk " + arguments).at(0), "test_error"), test_error, relative);
}

}  // namespace

TEST_SUITE("apps/answers") {
    TEST_CASE("[digits] kernels of two jumps: amplitudes with 60 digits") {
        const std::string deep = "spectrum --model kernel --kernel nngp --depth 2 --degrees 0:6 ";
        near(number(rows(deep + "--activation sign --weight-variance 1 --dim 3").at(1), "amplitude"),
             0.72236996529958913, 1e-15);
        const auto circle = rows(deep + "--activation sign --weight-variance 1 --dim 2");
        near(number(circle.at(1), "amplitude"), 0.77522294411297614, 1e-15);
        near(number(circle.at(3), "amplitude"), 0.33590671517624225, 1e-15);
        CHECK(number(circle.at(2), "amplitude") == 0);
        CHECK(number(circle.at(2), "error") == 0);
        near(number(rows(deep + "--activation step --weight-variance 1 --dim 2").at(6), "amplitude"),
             0.05075179298553282, 1e-15);
    }

    TEST_CASE(
        "[identity] a typed arc-cosine kernel is never learned in odd degrees, and small eigenvalues keep their "
        "logarithm") {
        const auto typed =
            rows("spectrum --model kernel --kernel '(sqrt(1-t^2)+(pi-acos(t))*t)/pi' --dim 3 --degrees 0:9");
        for (const std::size_t k : {3u, 5u, 7u, 9u}) {
            CHECK(number(typed.at(k), "eigenvalue") == 0);
            CHECK(number(typed.at(k), "error") == 0);
        }
        const auto many = rows("spectrum --model kernel --activation relu --dim 1e6 --degrees 70");
        const Json& last = many.at(70);
        CHECK(number(last, "eigenvalue") == 0);
        CHECK(number(last, "log10_eigenvalue") < -324);
        CHECK(std::abs(number(last, "log10_eigenvalue") -
                       (std::log10(number(last, "mass")) - number(last, "log10_multiplicity"))) < 1e-9);
    }

    TEST_CASE("[simulation] isolated eigenvalues of constants, beside drawn matrices") {
        struct Case {
            const char* arguments;
            double mean, error;  ///< of the largest eigenvalue of 20 or more draws
        };
        for (const Case& c :
             {Case{"--model kernel --activation relu --dim 50 --samples 50", 0.16761, 3e-4},
              Case{"--model kernel --activation relu --dim 50 --samples 200", 0.162462, 4e-5},
              Case{"--model kernel --activation relu --dim 50 --samples 2000", 0.1609306, 4.1e-6},
              Case{"--activation relu --dim 50 --samples 400 --width 100", 0.1648, 7e-4},
              Case{"--model kernel --kernel ntk --layers both --depth 3 --dim 20 --samples 200", 1.1097, 4e-4}}) {
            const std::string arguments = c.arguments;
            CAPTURE(arguments);
            const Json outlier = rows("density " + arguments).at(0).at("outliers").at(0);
            CHECK(std::abs(number(outlier, "eigenvalue") - c.mean) < 4 * c.error);
        }
        // a step of 1.7 is below 2/1.1098
        CHECK(lazyrisk("risk --model kernel --kernel ntk --layers both --depth 3 --dim 20 --samples 200 --ridge 0 "
                       "--step-size 1.7 --steps 200")
                  .status == 0);
        refused(
            "risk --model kernel --kernel ntk --layers both --depth 3 --dim 20 --samples 200 --ridge 0 --step-size "
            "1.81 --steps 200",
            "1.802");
        // width, samples and dimension are of one size: the lowest edge is 0, and nothing is below it
        CHECK(number(rows("density --activation relu --dim 30 --samples 60 --width 60").at(0).at("bulks").at(0),
                     "left") == 0);
    }

    TEST_CASE("[identity] an activation that is a constant on the sphere") {
        // the mean of 30 labels predicts a linear target: 1/(1 - 1/30), which the activation 1 gives
        const std::string sizes = " --dim 5 --samples 30 --width 100 --ridge 0";
        risk_is("--activation 'max(x,3)'" + sizes, 1 / (1 - 1.0 / 30), 1e-12);
        risk_is("--activation 1" + sizes, 1 / (1 - 1.0 / 30), 1e-12);
        refused("risk --activation 'max(0, x - 0,5244)'" + sizes, "looks like a decimal comma");
        // a triangle wave, whose digits were wanted without end
        risk_is("--activation 'asin(sin(x))' --psi1 1 --psi2 2", 0.6619707518, 1e-9);
    }

    TEST_CASE("[series] what is learned in the limit: the values that growing dimensions approach") {
        const std::string mixed = "--model kernel --kernel '0.3*t+t^2' --psi2 2 --ridge .5 --energy 0=1,1=1 --noise .1";
        double before = 0.01;
        const double limit = number(rows("risk " + mixed).at(0), "test_error");
        for (const char* dim : {"50", "500", "5000"}) {
            const double away = std::abs(number(rows("risk " + mixed + " --dim " + dim).at(0), "test_error") - limit);
            CHECK(away < before);
            before = away / 5;
        }
        near(limit, 0.8940, 2e-4);
        const std::string quartic = "--activation he4 --model kernel --energy 0=1 --noise .1 --ridge 1 ";
        near(number(rows("risk " + quartic + "--alpha 2.5").at(0), "limit_test_error"), 0.1, 1e-12);
        const std::string cubic = "--activation he3 --model kernel --ridge 1 --energy 1=1 --noise .1";
        near(number(rows("risk " + cubic + " --scale 3 --psi2 .1").at(0), "test_error"), 0.6051, 5e-4);
        // relu's odd degrees from 3 on are dead: half of the energy stays
        for (const Json& row : rows("gap --activation relu --dim 20 --energy 1=1,3=1 --sweep width=500,100000"))
            CHECK(number(row, "nt") == 0.5);
    }

    TEST_CASE("[identity] trials without a spread give no z") {
        // one sample: the sphere looks the same from every point
        for (const Json& row :
             rows("compare --model kernel --dim 10 --samples 1 --estimator exact --trials 5 --ridge 1")) {
            CHECK(number(row.at("simulation").at("test_error"), "standard_error") < 1e-12);
            CHECK(row.at("z").is_null());
        }
    }
}
