// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Linear regression, ridges below 0 and exponents from the command line.
#include <doctest/doctest.h>

#include <string>

#include "nearly.hpp"
#include "program.hpp"

namespace {

double number(const std::string& arguments) {
    const ProgramResult r = lazyrisk(arguments);
    CAPTURE(arguments);
    CAPTURE(r.error);
    REQUIRE(r.status == 0);
    return std::stod(r.out);
}

}  // namespace

TEST_SUITE("apps/linear") {
    TEST_CASE("[table] known numbers by their options") {
        const std::string at = " --psi2 0.5 --ridge 0.01 --noise 0.1 --quantity ";
        CHECK(number("risk --model linear --covariance identity" + at + "test_error") ==
              nearly(0.693012877323676346, 1e-13));
        CHECK(number("risk --covariance \"levels(10:0.02,1:0.98)\" --psi2 0.5 --quantity ridge_min") ==
              nearly(-0.0879349326913673815, 1e-13));
        const std::string two =
            "risk --covariance \"levels(4:0.25,1:0.75)\" --dim 40 --samples 20 --ridge 2 --noise 0.2 ";
        const double plain = number(two + "--quantity test_error"),
                     corrected = number(two + "--finite-size --quantity test_error");
        CHECK(corrected - plain == nearly(number(two + "--quantity equivalent_error"), 1e-9));
        CHECK(corrected == number(two + "--quantity test_error --finite-size yes"));
        CHECK(number("risk --model kernel --kernel t --dim 400 --signal-dim 2 --signal-variance 50 --samples 50 "
                     "--energy 1=1 --noise 0.001 --ridge opt --quantity test_error") == nearly(0.0089779, 1e-5));
    }

    TEST_CASE("[error] sentences with their options") {
        refused("risk --model linear --psi2 0.5 --ridge -0.2", "ridge = -0.2: there is no fit so far down");
        refused("risk --covariance \"power(1.5)\" --psi2 1", "use --samples");
        refused("risk --model linear --psi2 1 --labels sign --ridge -0.1", "a ridge is at least 0");
        refused("risk --covariance none.csv --samples 3", "none.csv");
        refused("simulate --covariance \"marchenko-pastur(0.5)\" --dim 20 --samples 5", "is a density", 1);
        refused("simulate --covariance identity --dim 20 --samples 10 --energy 1=1,rest=0.1", "cannot be drawn", 1);
        refused("simulate --model linear --dim 1e10 --samples 5", "up to a million");
        refused("exponents --psi1 2 --psi2 3 --time 3", "trained to the end", 1);
    }

    TEST_CASE("[identity] a row below the lowest ridge says so, the others are there") {
        const ProgramResult r =
            lazyrisk("exponents --model linear --psi2 0.5 --sweep ridge=-0.2,0,1 --noise 0.1 --format csv");
        CHECK(r.status == 3);
        CHECK(std::count(r.out.begin(), r.out.end(), '\n') == 4);
        CHECK(r.out.find("there is no fit so far down") != std::string::npos);
        const ProgramResult curve =
            lazyrisk("curve --model linear --psi2 0.5 --sweep ridge=-0.2,-0.05,0 --noise 0.1 --format csv");
        CHECK(curve.status == 3);
        CHECK(std::count(curve.out.begin(), curve.out.end(), '\n') == 4);
    }

    TEST_CASE("[identity] neurons that take the width of a sweep are drawn so many at each point, as alone") {
        for (const char* layer : {"relu;erf", "erf;tanh:width=30", "erf:share=0.5+tanh:share=0.5"})
            for (const char* plan : {"shared", "pointwise"}) {
                const std::string ask = "simulate --layer \"" + std::string(layer) +
                                        "\" --dim 40 --samples 30 --trials 3 --test-points 100 --ridge 0.1 --seed 3 "
                                        "--format csv --columns width,test_error.mean --plan " +
                                        plan;
                const std::string both = lazyrisk(ask + " --sweep width=20,30").out,
                                  one = lazyrisk(ask + " --width 30").out;
                CAPTURE(both);
                CAPTURE(one);
                CHECK(one.size() > 30);
                CHECK(both.substr(both.rfind('\n', both.size() - 2)) == one.substr(one.rfind('\n', one.size() - 2)));
            }
    }

    TEST_CASE("[identity] trials are kept by what is in a file, not by its name") {
        const ScratchFolder folder;
        const std::string store = "LAZYRISK_STORE='" + folder.file("st.sqlite") + "'";
        const auto measured = [&](const std::string& eigenvalues) {
            const std::string file = folder.file("s.csv", "eigenvalue\n" + eigenvalues);
            return lazyrisk("simulate --covariance '" + file +
                                "' --samples 8 --ridge 0.1 --trials 3 --noise 0.1 --estimator exact --format csv",
                            store)
                .out;
        };
        const std::string ten = measured("1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n"), others = measured("100\n5\n1\n5\n");
        CHECK(ten != others);
        CHECK(measured("1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n") == ten);
    }

    TEST_CASE("[simulation] compare agrees at ridges of both signs, by exact averages and by test points") {
        for (const std::string estimator : {"exact --trials 60", "test-points --trials 40 --test-points 300"}) {
            const ProgramResult r = lazyrisk(
                "compare --covariance \"levels(4:0.25,1:0.75)\" --dim 120 --samples 60 --noise 0.2 --finite-size "
                "--sweep ridge=-2,0,10 --estimator " +
                estimator);
            CAPTURE(r.out);
            CHECK(r.status == 0);
        }
        const ProgramResult features = lazyrisk(
            "compare --activation tanh --dim 60 --samples 60 --width 240 --noise 0.2 --sweep ridge=-0.01,0,0.1 "
            "--trials 30 --test-points 500");
        CAPTURE(features.out);
        CHECK(features.status == 0);
    }

    TEST_CASE("[identity] problem files and tables of problems know the fields") {
        const ScratchFolder folder;
        const std::string toml =
            folder.file("p.toml", "covariance = \"ar1(0.5)\"\nalignment = \"source(0.5)\"\npsi2 = 0.8\nnoise = 0.1\n");
        const double asked = number("risk --problem '" + toml + "' --quantity test_error");
        CHECK(asked == number("risk --covariance \"ar1(0.5)\" --alignment \"source(0.5)\" --psi2 0.8 --noise 0.1 "
                              "--quantity test_error"));
        const std::string points =
            folder.file("p.csv", "covariance,psi2\nidentity,0.8\n\"levels(4:0.25,1:0.75)\",0.8\n");
        const ProgramResult r = lazyrisk("risk --points '" + points + "' --quantity test_error");
        CHECK(r.status == 0);
        CHECK(std::count(r.out.begin(), r.out.end(), '\n') == 2);
    }
}
