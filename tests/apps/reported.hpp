// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A folder of results with everything that a page can show, and its page.
#pragma once

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "../command.hpp"
#include "paths.hpp"

namespace report_test {

namespace fs = std::filesystem;

inline std::string content_of(const fs::path& path) {
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

inline CommandResult lazyrisk(const std::string& arguments) {
    return run_command("OPENBLAS_NUM_THREADS=1 '" + std::string(paths::program) + "' " + arguments + " 2>&1");
}

inline bool has(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

/// Everything a page can show: two curves with a pole and little noise, a map, ensembles, sources, training time,
/// tangents, names that HTML would take for markup, one known number that is right and one that is wrong.
inline const char* const experiment = R"toml(title = "A & B <i>of</i> \"C\""
source = "nowhere, 1 < 2"

[[figure]]
name = "peak"
title = "Random <features>"
x = "psi1"
y = "test_error"
log_x = true
y_to = 5
marks = [{x = 3, label = "p = n"}]
problem = {dim = 20, psi2 = 3, noise = 0.1}
  [[figure.curve]]
  label = "λ = 0 & <none>"
  problem = {ridge = 0}
  theory = "psi1=0.5:10:9:log"
  limit = "psi1=0.5:10:9:log"
  simulation = "psi1=0.5,1,3,5"
  trials = 8
  test_points = 300
  [[figure.curve]]
  label = "mean"
  problem = {ridge = 1e-3, ridge-convention = "mean"}
  theory = "psi1=0.5:10:9:log"
  simulation = "psi1=1,5"
  trials = 8
  test_points = 300

[[figure]]
name = "parts"
title = "Sources"
x = "samples"
y = "sources.features"
problem = {dim = 20, width = 30, ensemble = 4, ridge-convention = "mei-montanari"}
  [[figure.curve]]
  label = "four members"
  theory = "samples=10:100:4:log"

[[figure]]
name = "tangents"
title = "Neural tangents"
x = "samples"
y = "test_error"
problem = {model = "neural-tangent", dim = 20, width = 10}
  [[figure.curve]]
  label = "ten neurons"
  theory = "samples=10:100:3:log"

[[figure]]
name = "early"
title = "Training time"
x = "time"
y = "test_error"
log_x = true
problem = {dim = 16, samples = 40, width = 40, ridge = 0}
  [[figure.curve]]
  label = "flow"
  theory = "time=1:100:3:log"

[[map]]
name = "plane"
title = "A plane"
x = "psi1=0.5:5:4:log"
y = "psi2=0.5:5:4:log"
z = "excess_risk"
problem = {ridge = 0.01}

[[check]]
label = "right"
problem = {psi1 = 6, psi2 = 3, ridge = 1e-8, ridge-convention = "mei-montanari"}
quantity = "excess_risk"
expected = [0.1726267993]

[[check]]
label = "wrong"
problem = {psi2 = 3, ridge = 1e-8, ridge-convention = "mei-montanari"}
sweep = "psi1=6"
quantity = "excess_risk"
expected = [0.2]
)toml";

/// The experiment's folder and its page, computed on first use.
struct Reported {
    fs::path path = fs::temp_directory_path() / ("lazyrisk_report_" + std::to_string(getpid()));
    CommandResult run, report;
    std::string page;
    Reported() {
        fs::create_directories(path);
        std::ofstream(path / "all.toml") << experiment;
        run = lazyrisk("run '" + (path / "all.toml").string() + "' --no-store --quiet --output '" + folder() + "'");
        report = lazyrisk("report '" + folder() + "'");
        page = content_of(path / "out" / "report.html");
    }
    ~Reported() { fs::remove_all(path); }
    std::string folder() const { return (path / "out").string(); }
};

inline const Reported& reported() {
    static const Reported one;
    REQUIRE_MESSAGE(one.run.status == 4, one.run.out);  // the wrong known number
    REQUIRE_MESSAGE(one.report.status == 0, one.report.out);
    REQUIRE_FALSE(one.page.empty());
    return one;
}

}  // namespace report_test
