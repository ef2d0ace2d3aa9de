// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The verbs train and gap from the command line.
#include <doctest/doctest.h>

#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "../command.hpp"
#include "../nearly.hpp"
#include "paths.hpp"

namespace {

using Result = CommandResult;

Result lazyrisk(const std::string& arguments) {
    return run_command(std::string("'") + paths::program + "' " + arguments + " 2>&1");
}

nlohmann::json record(const std::string& arguments) {
    const Result r = lazyrisk(arguments + " --format json --quiet");
    REQUIRE_MESSAGE(r.status == 0, r.out);
    return nlohmann::json::parse(r.out);
}

void refused(const std::string& arguments, const std::string& words) {
    const Result r = lazyrisk(arguments);
    CAPTURE(arguments);
    CAPTURE(r.out);
    CHECK(r.status != 0);
    CHECK(r.out.find("lazyrisk: ") != std::string::npos);
    CHECK(r.out.find(words) != std::string::npos);
}

const std::string small = "train --dim 5 --samples 12 --activation gelu --trials 3 --test-points 50 --steps 20 ";

}  // namespace

TEST_SUITE("apps/train-gap") {
    TEST_CASE("[identity] train: records of gaps and of paths say the same, figures are written") {
        const auto folder = std::filesystem::temp_directory_path() / ("lazyrisk-train-" + std::to_string(getpid()));
        std::filesystem::create_directory(folder);
        const auto gaps = record(small + "--sweep width=16,64 --plot " + (folder / "gaps.svg").string());
        const auto path = record(small + "--sweep width=16,64 --report path --plot " + (folder / "path.svg").string());
        CHECK(std::filesystem::file_size(folder / "gaps.svg") > 1000);
        CHECK(std::filesystem::file_size(folder / "path.svg") > 1000);
        std::filesystem::remove_all(folder);
        REQUIRE(gaps.size() == 2);
        CHECK(gaps[1]["width"] == 64);
        CHECK(gaps[0]["gap_own"]["mean"] > gaps[1]["gap_own"]["mean"]);
        CHECK(gaps[0]["gap_own"]["slope"] < 0);
        CHECK(gaps[0]["gap_own"]["slope_low"] < gaps[0]["gap_own"]["slope"]);
        CHECK(path.back()["width"] == 64);
        CHECK(path.back()["step"] == 20);
        CHECK(path.back()["network_test"]["mean"] == gaps[1]["network_test"]["mean"]);
        CHECK(path.back()["motion"]["mean"] == gaps[1]["motion"]["mean"]);
    }

    TEST_CASE(
        "[identity] train: another field can be swept beside the width; the target can be a neuron, the output alone "
        "can move") {
        const auto rows = record(small + "--sweep samples=8,12 --sweep width=8,16 --target 'neuron(relu)'");
        REQUIRE(rows.size() == 4);
        CHECK(rows[0]["samples"] == 8);
        CHECK(rows[3]["samples"] == 12);
        CHECK(rows[3]["width"] == 16);
        CHECK(record(small + "--width 8 --layers last")["gap_own"]["mean"] < 1e-12);
        CHECK(record(small + "--width 8 --depth 2 --initialization gaussian")["motion"]["mean"] > 0);
        CHECK(record(small + "--width 8 --scaling mean-field")["gap_own"]["mean"] > 0);
        CHECK(record(small + "--width 8 --depth 2 --scaling mean-field")["gap_own"]["mean"] > 0);
    }

    TEST_CASE("[identity] train: a flow says the error of its steps, descent has none") {
        const std::string plain =
            "train --dim 5 --samples 12 --activation gelu --trials 3 --test-points 50 --width 16 ";
        const auto flow = record(plain + "--time 40"), rough = record(plain + "--time 40 --tolerance 1e-3"),
                   descent = record(plain + "--steps 20");
        CHECK(flow["time"] == 40);
        CHECK(flow["integration_error"]["mean"] > 0);
        CHECK(flow["integration_error"]["mean"] < 1e-3 * double(flow["gap_own"]["mean"]));
        CHECK(double(flow["integration_error"]["mean"]) < 0.1 * double(rough["integration_error"]["mean"]));
        CHECK(flow["steps"] > rough["steps"]);
        CHECK(descent["integration_error"]["mean"].is_null());
        CHECK(record(plain + "--time 40 --report path").back()["integration_error"]["mean"] > 0);
    }

    TEST_CASE("[error] train: one sentence that says what is accepted") {
        refused(small + "--width 16 --step-size 1000", "are accepted");
        refused("train --dim 5 --samples 12 --width 16 --steps -3", "steps = -3");
        refused(small + "--width 15", "even width");
        refused(small + "--width 900000000000", "width");
        refused(small + "--width 99999998 --depth 3", "would fit");
        refused("train --samples 12 --width 8", "--dim is missing");
        refused(small, "--width is missing");
        refused(small + "--width 8 --time 3", "flow chooses its own steps");
        refused(small + "--width 8 --initialization zero", "expected antisymmetric, gaussian, ones");
        refused(small + "--width 8 --weight-variance 2", "--depth 2");
        refused(small + "--width 8 --tolerance 1e-4", "--time is missing");
        refused("train --dim 5 --samples 12 --width 8 --trials 3 --time 3 --tolerance 2", "tolerance = 2");
        refused(small + "--width 8 --layers middle", "first, last, or both");
    }

    TEST_CASE("[identity] gap: formulas, their status, draws beside them") {
        const auto quadratic = record("gap --matrix traceless --dim 20 --sweep width=5,30 --trials 4");
        REQUIRE(quadratic.size() == 2);
        CHECK(quadratic[0]["nn"] < quadratic[0]["nt_finite"]);
        CHECK(quadratic[0]["nn_status"] == "theorem");
        CHECK(quadratic[0]["nt_finite_status"] == "own result");
        CHECK(quadratic[0]["rf_limit"] == 1);
        CHECK(quadratic[0]["rho"] == 0.25);
        CHECK(quadratic[1]["nn"] == 0);
        CHECK(quadratic[1]["nt"] == 0);
        CHECK(quadratic[0]["rf_simulated"]["mean"] < 1);
        CHECK(record("gap --matrix wishart --dim 20 --width 5")["nt_activation"].is_null());
        const auto trained = record("gap --matrix wishart --dim 12 --width 4 --train 3");
        CHECK(double(trained["nn_simulated"]["best"]) == nearly(double(trained["nn"]), 1e-7));
        CHECK(trained["nn_simulated"]["settled"] == 3);
        CHECK(record("gap --dim 8 --width 3 --target 'neuron(relu)' --train 4")["nn_simulated"]["best"] < 1e-3);
        const auto neuron = record("gap --dim 20 --width 40 --target 'neuron(relu)' --trials 4");
        CHECK(neuron["nn"] == 0);
        CHECK(double(neuron["rf"]) == nearly(0.272, 0.01));
        CHECK(neuron["rf_error"] < 1e-6);
        CHECK(std::abs(double(neuron["rf_simulated"]["mean"]) - double(neuron["rf"])) <
              5 * double(neuron["rf_simulated"]["standard_error"]));

        const auto file =
            std::filesystem::temp_directory_path() / ("lazyrisk-form-" + std::to_string(getpid()) + ".csv");
        std::ofstream(file) << "# a form\n1, 0.5\n0.5, -2\n";
        CHECK(record("gap --matrix " + file.string() + " --width 1")["dim"] == 2);
        refused("gap --matrix " + file.string() + " --width 1 --dim 3", "has 2 rows");
        std::ofstream(file) << "1,2\n3,4\n";
        refused("gap --matrix " + file.string() + " --width 1", "symmetric");
        std::filesystem::remove(file);
    }

    TEST_CASE("[error] gap: one sentence that says what is accepted") {
        refused("gap --width 5", "--dim is missing");
        refused("gap --matrix identity --width 5", "dim");
        refused("gap --matrix nowhere --width 5", "identity, traceless, wishart");
        refused("gap --dim 10", "--width is missing");
        refused("gap --dim 10 --width 0", "width");
        refused("gap --dim 10 --width 2.5", "whole number");
        refused("gap --dim 10 --matrix identity --energy 1=1 --width 3", "one or the other");
        refused("gap --dim 10 --sweep dim=3,4 --width 3", "swept alone");
        refused("gap --dim 10 --width 3 --energy 1=1 --train 2", "lazyrisk train");
    }
}
