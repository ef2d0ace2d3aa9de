// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Figures of experiments that are no risks: trained networks, gaps, densities, spectra.
#include <doctest/doctest.h>

#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "../command.hpp"
#include "../nearly.hpp"
#include "lazyrisk/store/store.hpp"
#include "lazyrisk/words/csv.hpp"
#include "paths.hpp"
#include "temporary_folder.hpp"

using namespace lazyrisk;

namespace {

CommandResult run(const TemporaryFolder& folder, const std::string& arguments) {
    return run_command("cd '" + folder.file("") + "' && '" + std::string(paths::program) + "' " + arguments + " 2>&1");
}

void write(const TemporaryFolder& folder, const std::string& name, const std::string& text) {
    std::ofstream(folder.file(name)) << text;
}

std::string content(const std::string& path) {
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

bool has(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

/// The column of a table as text.
std::vector<std::string> column(const std::string& path, const std::string& name) {
    const CsvTable table = read_csv(path);
    std::size_t at = 0;
    while (at < table.columns.size() && table.columns[at] != name) ++at;
    REQUIRE(at < table.columns.size());
    std::vector<std::string> cells;
    for (const auto& row : table.rows) cells.push_back(row.cells[at]);
    return cells;
}

const std::string training = R"toml(title = "Trained"
[[figure]]
name = "gaps"
kind = "train"
problem = {dim = 5, samples = 12, activation = "gelu"}
training = {steps = 20}
  [[figure.curve]]
  label = "pairs"
  simulation = "width=16,64"
  trials = 3
  test_points = 50
  rate = -1
  [[figure.curve]]
  label = "motion"
  y = "motion"
  simulation = "width=16,64"
  trials = 3
  test_points = 50
[[figure]]
name = "path"
kind = "train"
x = "time"
y = "network_test"
log_x = true
problem = {dim = 5, samples = 12, activation = "gelu"}
training = {steps = 20, step_size = 0.1}
  [[figure.curve]]
  label = "network"
  simulation = "width=64"
  trials = 3
  test_points = 50
  [[figure.curve]]
  label = "infinite"
  y = "kernel_test"
  theory = "time=0.1:2:5"
)toml";

}  // namespace

TEST_SUITE("apps/kinds") {
    TEST_CASE(
        "[identity] figures of trained networks have the numbers of the verb, rates, theory in time; the store has "
        "their trials") {
        const TemporaryFolder folder;
        write(folder, "e.toml", training);
        const CommandResult r = run(folder, "run e.toml --quiet --store s.sqlite --output out");
        CAPTURE(r.out);
        REQUIRE(r.status == 0);
        CHECK(has(r.out, "gaps, pairs: gap_own ~ N^"));
        CHECK(has(r.out, "known: N^-1, "));
        CHECK(Store(folder.file("s.sqlite"), Store::Access::existing).count({}) ==
              9);  // both curves of the first figure are one training
        const std::string same =
            "train --dim 5 --samples 12 --activation gelu --trials 3 --test-points 50 --steps 20 --format csv ";
        REQUIRE(run(folder, same + "--sweep width=16,64 --no-store --output verb.csv").status == 0);
        for (const char* name : {"gap_own.mean", "motion.mean", "kernel_test.standard_error", "gap_own.slope"})
            CHECK(column(folder.file("out/gaps-training.csv"), name) == column(folder.file("verb.csv"), name));
        REQUIRE(
            run(folder, same + "--step-size 0.1 --width 64 --report path --store s.sqlite --output path.csv").status ==
            0);
        CHECK(column(folder.file("out/path-training.csv"), "network_test.mean") ==
              column(folder.file("path.csv"), "network_test.mean"));
        REQUIRE(run(folder,
                    "curve --model neural-tangent --layers both --activation gelu --dim 5 --samples 12 --width inf "
                    "--ridge 0 --sweep time=0.1:2:5 "
                    "--format csv --output curve.csv")
                    .status == 0);
        CHECK(column(folder.file("out/path-theory.csv"), "test_error") ==
              column(folder.file("curve.csv"), "test_error"));
        CHECK(has(content(folder.file("out/summary.md")), "**pairs**: gap_own ~"));
        CHECK(std::filesystem::exists(folder.file("out/gaps.tex")));
        const auto manifest = nlohmann::json::parse(content(folder.file("out/manifest.json")));
        CHECK(manifest["parameters"]["gaps"][0]["training"]["steps"] == 20);
        CHECK(run(folder, "run --verify out --rerun").status == 0);
    }

    TEST_CASE("[identity] a figure that the folder has is not computed again, one that was changed is") {
        const TemporaryFolder folder;
        write(folder, "e.toml", training);
        REQUIRE(run(folder, "run e.toml --quiet --store s.sqlite --output out").status == 0);
        const auto when = [&](const char* file) {
            return std::filesystem::last_write_time(folder.file(std::string("out/") + file));
        };
        const auto gaps = when("gaps-training.csv");
        const std::string summary = content(folder.file("out/summary.md"));
        CommandResult r = run(folder, "run e.toml --quiet --store s.sqlite --output out");
        CHECK(has(r.out, "2 of them were there already"));
        CHECK(has(r.out, "gaps, pairs: gap_own ~ N^"));  // what was said is said again
        CHECK(when("gaps-training.csv") == gaps);
        CHECK(content(folder.file("out/summary.md")) == summary);
        CHECK(run(folder, "run --verify out").status == 0);
        // one figure changed, a file of the other damaged
        std::string changed = training;
        changed.replace(changed.find("time=0.1:2:5"), 12, "time=0.1:2:6");
        write(folder, "e.toml", changed);
        r = run(folder, "run e.toml --quiet --store s.sqlite --output out");
        CHECK(has(r.out, "1 of them were there already"));
        CHECK(column(folder.file("out/path-theory.csv"), "time").size() == 6);
        std::ofstream(folder.file("out/gaps.tex")) << "broken";
        r = run(folder, "run e.toml --quiet --store s.sqlite --output out");
        CHECK(has(r.out, "1 of them were there already"));
        CHECK(run(folder, "run --verify out").status == 0);
        r = run(folder, "run e.toml --quiet --store s.sqlite --output out --fresh");
        CHECK_FALSE(has(r.out, "already"));
        CHECK_FALSE(has(run(folder, "run e.toml --quiet --store s.sqlite --output out --seed 2").out, "already"));
    }

    TEST_CASE("[agreement] gaps: formulas of the verb, z of the draws where the theory is of finite d, limits dashed") {
        const TemporaryFolder folder;
        write(folder, "e.toml", R"toml(
[[figure]]
name = "g"
kind = "gap"
x = "rho"
matrix = "wishart"
problem = {dim = 30, activation = "square"}
  [[figure.curve]]
  label = "tangents"
  y = "nt"
  theory = "width=6,15"
  limit = "width=6,15"
  simulation = "width=6,15"
  trials = 20
  [[figure.curve]]
  label = "features"
  limit = "width=6,15"
  simulation = "width=6,15"
  trials = 5
[[check]]
kind = "gap"
matrix = "identity"
problem = {dim = 20}
sweep = "width=5,30"
quantity = "nn"
expected = [0.75, 0]
)toml");
        const CommandResult r = run(folder, "run e.toml --quiet --store s.sqlite --output out");
        CAPTURE(r.out);
        CHECK(r.status == 0);
        CHECK(has(r.out, "2 numbers known from elsewhere: all agree"));
        CHECK(has(r.out, "g, tangents: theory and simulation agree (p = "));
        CHECK(has(r.out, "g, features: no formula at finite d is known"));
        REQUIRE(run(folder,
                    "gap --matrix wishart --dim 30 --activation square --sweep width=6,15 --trials 20 --no-store "
                    "--format csv --output verb.csv")
                    .status == 0);
        const auto theory = column(folder.file("out/g-theory.csv"), "nt_finite"),
                   drawn = column(folder.file("out/g-simulation.csv"), "simulation");
        CHECK(std::vector<std::string>(theory.begin(), theory.begin() + 2) ==
              column(folder.file("verb.csv"), "nt_finite"));
        CHECK(std::vector<std::string>(drawn.begin(), drawn.begin() + 2) ==
              column(folder.file("verb.csv"), "nt_finite_simulated.mean"));
        for (const std::string& z : std::vector<std::string>{column(folder.file("out/g-simulation.csv"), "z")[0],
                                                             column(folder.file("out/g-simulation.csv"), "z")[1]})
            CHECK(std::abs(std::stod(z)) < 4);
        CHECK(column(folder.file("out/g-simulation.csv"), "z")[2].empty());
    }

    TEST_CASE(
        "[agreement] densities: the histogram agrees with the density of its own problem and disagrees with another "
        "one") {
        const TemporaryFolder folder;
        write(folder, "e.toml", R"toml(
[[figure]]
name = "d"
kind = "density"
y = "density_of_log"
log_x = true
problem = {model = "kernel", kernel = "exp(t-1)", dim = 16, samples = 150}
  [[figure.curve]]
  label = "n = 150"
  trials = 10
[[check]]
kind = "density"
problem = {model = "kernel", activation = "linear", dim = 100, samples = 400}
quantity = "largest_eigenvalue"
expected = 0.0225
)toml");
        const CommandResult r = run(folder, "run e.toml --quiet --store s.sqlite --output out");
        CAPTURE(r.out);
        CHECK(r.status == 0);
        CHECK(has(r.out, "1 number known from elsewhere: all agree"));
        CHECK(has(r.out, "d, n = 150: theory and simulation agree"));
        double mass = 0, share = 0;
        for (const std::string& text : column(folder.file("out/d-simulation.csv"), "theory")) mass += std::stod(text);
        for (const std::string& text : column(folder.file("out/d-simulation.csv"), "simulation"))
            share += std::stod(text);
        CHECK(mass == nearly(1, 1e-6));
        CHECK(share == nearly(1, 1e-12));
        CHECK(Store(folder.file("s.sqlite"), Store::Access::existing).count({}) == 10);
        const CommandResult page = run(folder, "report out --output page.html");
        CHECK_MESSAGE(page.status == 0, page.out);
        CHECK(has(content(folder.file("page.html")), "agrees"));
        // the verb has the same verdict, from the same store
        const auto json = nlohmann::json::parse(run(folder,
                                                    "density --model kernel --kernel 'exp(t-1)' --dim 16 --samples 150 "
                                                    "--simulate 10 --store s.sqlite --format json")
                                                    .out);
        CHECK(has(json["verdict"], "theory and simulation agree"));
        CHECK(Store(folder.file("s.sqlite"), Store::Access::existing).count({}) == 10);
    }

    TEST_CASE("[identity] spectra are those of the verb") {
        const TemporaryFolder folder;
        write(folder, "e.toml",
              "[[figure]]\nname = \"s\"\nkind = \"spectrum\"\nlog_y = true\ndegrees = \"0:6\"\nproblem = {dim = 20}\n"
              "[[figure.curve]]\nlabel = \"relu\"\n[[figure.curve]]\nlabel = \"tanh\"\nproblem = {activation = "
              "\"tanh\"}\n");
        REQUIRE(run(folder, "run e.toml --quiet --output out").status == 0);
        REQUIRE(run(folder, "spectrum --dim 20 --degrees 0:6 --format csv --output verb.csv").status == 0);
        const auto all = column(folder.file("out/s-theory.csv"), "eigenvalue");
        REQUIRE(all.size() == 16);
        CHECK(std::vector<std::string>(all.begin(), all.begin() + 8) == column(folder.file("verb.csv"), "eigenvalue"));
    }

    TEST_CASE("[error] mistakes of every kind are refused with their place, before anything is computed") {
        const TemporaryFolder folder;
        const auto refused = [&](const std::string& text, const std::string& words) {
            write(folder, "e.toml", "[[figure]]\nname = \"f\"\n" + text);
            const CommandResult r = run(folder, "run --check e.toml");
            CAPTURE(text);
            CAPTURE(r.out);
            CHECK(r.status == 2);
            CHECK(has(r.out, words));
        };
        refused("kind = \"trian\"\n",
                "e.toml:3:8: kind = trian: expected risk, train, gap, density, spectrum, data; did you mean train?");
        refused("kind = \"train\"\n[[figure.curve]]\nlimit = \"width=3\"\n", "unknown key limit");
        refused("kind = \"train\"\n[[figure.curve]]\nsimulation = \"samples=3,4\"\n",
                "e.toml:5:14: expected \"width=...\"");
        refused("kind = \"train\"\n[[figure.curve]]\nlabel = \"a\"\n", "the curve has no points; give simulation");
        refused("kind = \"train\"\nproblem = {ridge = 1}\n[[figure.curve]]\nsimulation = \"width=4\"\n",
                "e.toml:4:11: ridge: a trained network has no such field");
        refused(
            "kind = \"train\"\nproblem = {dim = 4, samples = 5}\n[[figure.curve]]\nsimulation = \"width=4\"\ntraining "
            "= {initialization = \"gausian\"}\n",
            "e.toml:7:30: initialization = gausian: expected antisymmetric, gaussian, ones; did you mean gaussian?");
        refused("kind = \"train\"\ntraining = {time = 3, steps = 4}\n", "flow chooses its own steps");
        refused(
            "kind = \"train\"\nproblem = {dim = 4, samples = 5}\n[[figure.curve]]\ny = \"gap_on\"\nsimulation = "
            "\"width=4\"\n",
            "did you mean gap_own?");
        refused("kind = \"gap\"\nproblem = {dim = 4}\n[[figure.curve]]\ny = \"nt_activation\"\ntheory = \"width=4\"\n",
                "nt_activation has no formula at finite d");
        refused("kind = \"gap\"\nmatrix = \"wishart\"\nproblem = {dim = 4}\n[[figure.curve]]\ntheory = \"width=4\"\n",
                "not covered");
        refused("kind = \"gap\"\nproblem = {samples = 4}\n[[figure.curve]]\ntheory = \"width=4\"\n",
                "samples: a gap has no such field");
        refused("kind = \"density\"\nproblem = {dim = 4, samples = 10}\n[[figure.curve]]\nof = \"weights\"\n",
                "expected kernel (K/n) or features");
        refused(
            "kind = \"density\"\ny = \"mass\"\nproblem = {dim = 4, samples = 10}\n[[figure.curve]]\nlabel = \"a\"\n",
            "expected density or density_of_log");
        refused("kind = \"spectrum\"\nproblem = {dim = 4}\n[[figure.curve]]\ny = \"eigenvalu\"\n",
                "did you mean eigenvalue?");
        refused("matrix = \"wishart\"\n[[figure.curve]]\ntheory = \"psi1=1,2\"\n",
                "matrix belongs to another kind of figure");
    }
}
