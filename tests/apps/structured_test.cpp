// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Structured data from the command line.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "../command.hpp"
#include "../nearly.hpp"
#include "../reference.hpp"
#include "paths.hpp"

namespace {

using Result = CommandResult;

Result lazyrisk(const std::string& arguments) {
    return run_command(std::string("'") + paths::program + "' " + arguments + " 2>&1");
}

double excess_risk(const std::string& arguments) {
    const Result r = lazyrisk("risk --model kernel --format json --ridge-convention mean --quiet " + arguments);
    REQUIRE_MESSAGE(r.status == 0, r.out);
    return nlohmann::json::parse(r.out)["excess_risk"];
}

void refused(const std::string& arguments, const std::string& words) {
    const Result r = lazyrisk(arguments);
    CAPTURE(arguments);
    CAPTURE(r.out);
    CHECK(r.status != 0);
    CHECK(r.out.find("lazyrisk: ") != std::string::npos);
    CHECK(r.out.find(words) != std::string::npos);
}

const std::string ntk = "--kernel ntk --depth 1 --layers both --activation relu ";
const std::string spiked = "risk --model kernel --dim 20 --signal-dim 5 --samples 50 ";

}  // namespace

TEST_SUITE("apps/structured") {
    TEST_CASE("[reference] spiked covariates under the tangent kernel: the ten digits of the table") {
        std::size_t index = 0;
        for (const auto& row : reference::table("dynamics_spiked.csv")) {
            if (index++ % 5 != 0) continue;
            const std::string data =
                " --dim " + row.at("d") + " --signal-dim " + row.at("ds") + " --signal-variance " + row.at("r2");
            const double risk = excess_risk(ntk + data + " --energy 1=.5,2=.4,3=.1 --samples " + row.at("n") +
                                            " --ridge " + row.at("lam") + " --noise " + row.at("noise_var"));
            CHECK(risk == nearly(std::stod(row.at("risk_eq")), 1e-9));
        }
        CHECK(index == 40);
    }

    TEST_CASE("[reference] convolutional kernels on the cube: the eight digits of the table") {
        for (const auto& row : reference::table("dynamics_conv.csv")) {
            const std::string kind = row.at("kernel");
            const std::string patch = kind == "FC" ? row.at("d") : row.at("q");
            const std::string pool = kind == "GP" ? "inf" : kind == "LP" ? row.at("pool") : "1";
            const double risk = excess_risk(ntk + "--dim " + row.at("d") + " --patch " + patch + " --pool " + pool +
                                            " --energy 1=.3,2=.4,3=.3 --samples " + row.at("n") + " --ridge " +
                                            row.at("lam") + " --noise " + row.at("noise_var"));
            CHECK(risk == nearly(std::stod(row.at("risk_eq")), 1e-7));
        }
    }

    TEST_CASE("[agreement] kernels by their names and by their formulas, on every kind of data") {
        for (const std::string data : {"--dim 20 --signal-dim 5 --signal-variance 3 ", "--dim 20 --patch 6 --pool 4 ",
                                       "--dim 20 --patch 20 ", "--dim 20 --invariance cyclic "}) {
            CAPTURE(data);
            const std::string question = data + "--samples 60 --ridge 1e-3 --energy 1=0.5,2=0.5 ";
            const auto agree = [&](const std::string& name, const std::string& formula) {
                CAPTURE(name);
                CHECK(excess_risk(question + name) == nearly(excess_risk(question + formula), 1e-8));
            };
            agree("--kernel rbf --bandwidth 0.8", "--kernel 'exp((t-1)/0.64)'");
            agree("--kernel laplace --bandwidth 2", "--kernel matern --smoothness 0.5 --bandwidth 2");
            agree("--kernel nngp --activation relu", "--kernel '(sqrt(1-t^2) + t*(pi-acos(t)))/pi'");
        }
    }

    TEST_CASE("[error] options that the kernel does not have, and kernels that are none on these data") {
        refused(spiked + "--kernel rbf --activation relu", "activation = relu: the kernel rbf has none");
        refused(spiked + "--kernel rbf --depth 2", "depth = 2: the kernel rbf does not have this option");
        refused(spiked + "--kernel ntk --bandwidth 2", "bandwidth = 2: the kernel ntk does not have this option");
        refused(spiked + "--depth 2", "depth = 2: the kernel activation does not have this option");
        refused(spiked + "--kernel laplace --smoothness 2", "smoothness = 2");
        refused(spiked + "--kernel ntk --depth 0", "depth = 0");
        refused(spiked + "--kernel 'wrong('", "kernel");
        refused(spiked + "--patch 4 --kernel rbf", "does not have this option");
        refused("risk --model rf --dim 20 --signal-dim 5 --samples 50 --width 20 --kernel rbf",
                "does not have this option");
        refused(spiked + "--kernel '2-t'", "the eigenvalue of mode 0:1 is ");
        refused("risk --model kernel --dim 20 --patch 5 --samples 50 --kernel '2-t'", "the eigenvalue of mode 1 is ");
        refused("risk --model kernel --dim 20 --invariance cyclic --samples 50 --kernel '2-t'", "in degree 1 is ");
    }
}
