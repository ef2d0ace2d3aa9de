// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/study/computed_folder.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "lazyrisk/report/page.hpp"
#include "lazyrisk/study/manifest.hpp"
#include "temporary_folder.hpp"

using namespace lazyrisk;

namespace {

namespace fs = std::filesystem;

constexpr const char* experiment = R"(title = "A small study"
[problem]
activation = "tanh"
dim = 10
samples = 30
ridge = 0.1
noise = 0.1
[[figure]]
name = "first"
x = "width"
[[figure.curve]]
label = "theory and simulation"
theory = "width=5:40:8"
simulation = "width=10,20"
trials = 3
test_points = 50
[[figure]]
name = "second"
x = "width"
[[figure.curve]]
label = "theory"
theory = "width=5:40:8"
[[check]]
label = "nothing is learned at an infinite ridge"
problem = {width = 10, ridge = "inf"}
quantity = "bias"
expected = 1.0
)";

}  // namespace

TEST_SUITE("study/computed_folder") {
    TEST_CASE("[identity] a study from C++: what a folder has is not computed again, and an interrupted one goes on") {
        const TemporaryFolder scratch;
        const std::string file = scratch.file("study.toml");
        std::ofstream(file) << experiment;
        const fs::path out = scratch.path / "out";
        const ExperimentFile study = read_experiment(file);
        look_for_mistakes(study);
        RunOptions options;
        options.quick = true, options.threads = 1;
        options.simulation.store = scratch.file("trials.sqlite");

        std::vector<std::string> told;
        const auto tell = [&](const std::string& line) { told.push_back(line); };
        Host host;
        bool stop = false;
        host.on_progress = [&](const std::string& what) { stop = stop || what.starts_with("first"); };
        host.interrupted = [&] { return stop; };
        const ComputedFolder some = compute_folder(file, study, options, out, false, host, tell);
        CHECK(some.figures == 1);
        CHECK(verify_folder(out).sound());
        REQUIRE(!told.empty());
        CHECK(told.front() == "1 number known from elsewhere: all agree, largest relative difference 0\n");

        const ComputedFolder all = compute_folder(file, study, options, out, false, Host{}, tell);
        CHECK(all.figures == 2);
        CHECK(all.recalled == 0);  // an interrupted figure is not whole
        CHECK(all.disagreeing == 0);
        CHECK(verify_folder(out).sound());
        const ComputedFolder again = compute_folder(file, study, options, out, false, Host{}, tell);
        CHECK(again.recalled == 2);
        CHECK(compute_folder(file, study, options, out, true, Host{}, tell).recalled == 0);
        CHECK(verification_in_words({5, {"a"}, {"b"}, {"c"}}, "out") ==
              "b: missing\na: changed\nc: not in the manifest\nout: 2 of 5 files are not what the manifest says, 1 do "
              "not belong there\n");
        CHECK(verification_in_words({5, {}, {}, {}}, "out") == "out: 5 files, all as the manifest says\n");

        const report::ResultFolder result = report::read_result(out);
        REQUIRE(result.known_numbers.size() == 1);
        CHECK(result.known_numbers.front().found == 1);
        CHECK(result.known_numbers.front().field.empty());
        REQUIRE(result.figures.size() == 2);
        REQUIRE(result.figures.front().verdicts.size() == 1);
        CHECK(result.figures.front().verdicts.front().first == "theory and simulation");
        CHECK(report::report_page(result).starts_with("<!DOCTYPE html>"));
    }

    TEST_CASE("[identity] a process that works for another one writes nothing") {
        const TemporaryFolder scratch;
        const std::string file = scratch.file("study.toml");
        std::ofstream(file) << experiment;
        RunOptions options;
        options.quick = true, options.simulation.no_store = true;
        Host host;
        host.leads = false;
        static_cast<void>(compute_folder(file, read_experiment(file), options, scratch.path / "out", false, host));
        CHECK_FALSE(fs::exists(scratch.path / "out"));
    }
}
