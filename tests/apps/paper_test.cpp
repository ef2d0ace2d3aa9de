// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What goes into a paper: every kind of table and figure in one document that compiles.
#include <doctest/doctest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "../command.hpp"
#include "paths.hpp"

namespace fs = std::filesystem;

namespace {

struct Folder {
    fs::path path = fs::temp_directory_path() / ("lazyrisk_paper_test_" + std::to_string(getpid()));
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
    [[nodiscard]] std::string read(const std::string& name) const {
        std::stringstream text;
        text << std::ifstream(path / name).rdbuf();
        return text.str();
    }
};

/// In that folder, without a store; standard error included.
CommandResult lazyrisk(const Folder& folder, const std::string& arguments) {
    return run_command("cd '" + folder.path.string() + "' && LAZYRISK_STORE= '" + std::string(paths::program) + "' " +
                       arguments + " 2>&1");
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// An experiment with a figure and a map, and nothing that takes long.
const char* const experiment = R"([[figure]]
name = "peak"
title = "A small peak_at p = n"
x = "psi1"
log_y = true
width = "column"
problem = {dim = 10, psi2 = 3, noise = 0.1}
  [[figure.curve]]
  label = "ridge 1e-3"
  theory = "psi1=0.5:8:30:log"
  limit = "psi1=0.5:8:30:log"
  simulation = "psi1=1,5"
  trials = 4
  test_points = 50
[[map]]
name = "plane"
title = "A small plane"
x = "psi1=0.1:10:7:log"
y = "psi2=0.1:10:7:log"
log_z = true
width = 9
problem = {noise = 0.1}
)";

/// A table for each command, with what the page has to show: numbers of docs/guide/ with the digits that their errors
/// leave.
struct Shown {
    std::string command;
    std::vector<std::string> on_page;
};

const std::vector<Shown> tables{
    {"risk --psi1 2 --psi2 3 --ridge 1e-3 --noise 0.1 --energy 1=1,rest=0.1",
     {"effective ridge", "1.222", "0.07535", "ridge convention total"}},
    {"curve --dim 20 --samples 100 --ridge 0 --sweep width=50,100,200 --quiet", {"0.0797", "0.3190"}},
    {"curve --psi2 3 --sweep ridge=1e-5,0.1 --sweep psi1=1,3,1000000", {"Risk curve"}},
    {"curve --model kernel --dim 100 --ridge 0.01 --energy 1=0.6,2=0.3,3=0.1 --sweep alpha=0.5,1,2.5 --quiet",
     {"0, 1, 2", "learned degrees"}},
    {"spectrum --activation tanh --dim 100 --degrees 0:5", {"0.6076", "tail", "5049"}},
    {"simulate --dim 20 --samples 60 --width 40 --noise 0.1 --trials 10 --test-points 500",
     {"0.876(94)", "262(38)", "seed 1"}},
    {"compare --dim 20 --samples 100 --noise 0.1 --sweep width=20,50,100,400 --trials 30 --test-points 500",
     {"0.829", "0.913(35)", "2.37", "agrees"}},
    {"expand --of multiplicity --degrees 4", {"O"}},
    {"expand --list", {"multiplicity"}},
    {"activations", {"gelu", "0.3989"}},
    {"train --dim 6 --samples 24 --activation gelu --energy 1=0.5,2=0.5 --sweep width=50,100 --trials 8 --step-size "
     "0.25",
     {"0.0333(69)", "(own)"}},
    {"gap --dim 20 --target 'neuron(relu)' --sweep width=10,100 --trials 10", {"0.586(21)", "0.567", "heuristic"}},
    {"density --dim 30 --samples 400 --width 600 --points 12", {"left edge", "369"}}};

}  // namespace

TEST_SUITE("apps/paper") {
    TEST_CASE("[golden] one document with every kind of table and figure compiles, and its pages show the numbers") {
        if (run_command("command -v pdflatex pdftotext").status != 0) {
            MESSAGE("no pdflatex or pdftotext: nothing is compiled");
            return;
        }
        const Folder folder;
        std::string body;
        int count = 0;
        for (const Shown& one : tables) {
            const std::string name = "t" + std::to_string(count++) + ".tex";
            const CommandResult made = lazyrisk(folder, one.command + " --format latex --output " + name);
            CAPTURE(one.command);
            CAPTURE(made.out);
            CHECK(made.status == 0);
            body += "\\clearpage\\input{" + name + "}\n";
        }
        std::ofstream(folder.path / "e.toml") << experiment;
        CHECK(lazyrisk(folder, "run e.toml --no-store --output out").status == 0);
        CHECK(lazyrisk(folder,
                       "curve --dim 30 --samples 300 --noise 0.1 --ridge 0 --sweep width=30:3000:60:log --output c.csv "
                       "--format csv --plot line.tex "
                       "--figure-width text")
                  .status == 0);
        CHECK(lazyrisk(folder,
                       "curve --dim 30 --width 300 --sweep ridge=1e-5,1 --sweep samples=10:1000:20:log --quiet "
                       "--output two.csv --plot family.tex --embed "
                       "--bare --figure-width column")
                  .status == 0);
        CHECK(fs::exists(folder.path / "line.csv"));
        CHECK_FALSE(fs::exists(folder.path / "family.csv"));
        for (const char* name : {"line", "family", "out/peak-figure", "out/plane-figure"})
            body += std::string("\\clearpage\\input{") + name + ".tex}\n";
        body += "\\clearpage\\input{out/peak.tex}\n";
        std::ofstream(folder.path / "all.tex")
            << "\\documentclass{article}\n\\usepackage{amsmath,booktabs,siunitx,longtable,array,pgfplots}\n"
               "\\pgfplotsset{compat=1.16, table/search path={.,out}}\n\\begin{document}\n"
            << body << "\\end{document}\n";
        const CommandResult compiled = run_command("cd '" + folder.path.string() +
                                                   "' && pdflatex -interaction=nonstopmode -halt-on-error all.tex");
        CHECK_MESSAGE(compiled.status == 0,
                      compiled.out.substr(compiled.out.size() > 2000 ? compiled.out.size() - 2000 : 0));
        CHECK_FALSE(has(compiled.out, "Undefined control sequence"));
        const std::string pages = run_command("cd '" + folder.path.string() + "' && pdftotext -layout all.pdf -").out;
        for (const Shown& one : tables)
            for (const std::string& text : one.on_page) CHECK_MESSAGE(has(pages, text), one.command, ": ", text);
        for (const char* text : {"p = n", "simulation", "lazyrisk 0.", "A small peak", "n = B(d,2)"})
            CHECK_MESSAGE(has(pages, text), std::string(text));
        CHECK(has(folder.read("out/peak.tex"), "\\label{tab:peak}"));
        CHECK(has(folder.read("t6.tex"), "\\label{tab:compare}"));
        CHECK(has(folder.read("out/manifest.json"), "peak-figure.csv"));
    }

    TEST_CASE("[golden] the same comparison in Markdown and csv") {
        const Folder folder;
        const std::string question =
            "compare --dim 20 --samples 100 --noise 0.1 --sweep width=50,100 --trials 30 --test-points 500 --no-store "
            "--quiet --format ";
        const std::string markdown = lazyrisk(folder, question + "markdown").out;
        CHECK(has(markdown, "| p | R (theory) | R (simulation) | z | rel. dev. | verdict |"));
        CHECK(has(markdown, "| 100 | 0.829 | 0.913(35) |"));
        CHECK(has(markdown, "theory and simulation agree"));
        const std::string csv = lazyrisk(folder, question + "csv").out;
        CHECK(has(csv, "simulation.test_error.mean,simulation.test_error.standard_error"));
        CHECK_FALSE(has(csv, "("));
        CHECK(has(lazyrisk(folder, question + "markdown --digits 2").out, "| 0.91(4) |"));
    }

    TEST_CASE("[golden] --plot - draws in the terminal after the table, at 80 columns where there is none") {
        const Folder folder;
        const std::string question = "curve --psi2 3 --noise 0.1 --ridge 0 --sweep psi1=0.1:10:60:log --plot - --quiet";
        const CommandResult drawn = lazyrisk(folder, question + " --output table.txt");
        CHECK(drawn.status == 0);
        for (const char* part : {"p = n", "┤", "└", "ψ₁ = p/d", "ridge 0 (total)"})
            CHECK_MESSAGE(has(drawn.out, part), std::string(part));
        CHECK(has(lazyrisk(folder, question).out, "error_bound"));
        const CommandResult refused = lazyrisk(folder, question + " --format csv");
        CHECK(refused.status == 2);
        CHECK(has(refused.out, "plot = -"));
    }

    TEST_CASE("[error] options of a figure without one, impossible widths, files that would take each other's place") {
        const Folder folder;
        const auto refused = [&](const std::string& options, const std::string& words) {
            const CommandResult r = lazyrisk(folder, "curve --psi2 3 --sweep psi1=1,2 " + options);
            CAPTURE(options);
            CAPTURE(r.out);
            CHECK(r.status == 2);
            CHECK(has(r.out, words));
        };
        refused("--bare", "--bare says how a figure looks");
        refused("--figure-width column", "give --plot FILE too");
        refused("--plot a.svg --figure-width 3", "figure-width = 3");
        refused("--plot a.svg --embed", "--embed is of .tex figures");
        refused("--plot a.tex --output a.csv", "its data goes to a.csv too");
        refused("--plot a.svg --output a.svg", "--output names the same file");
        CHECK(fs::is_empty(folder.path));
    }

    TEST_CASE("[identity] special places are marked where the sweep crosses them") {
        const Folder folder;
        const auto marks = [&](const std::string& question) {
            CHECK(lazyrisk(folder, question + " --quiet --output t.txt --plot m.tex").status == 0);
            return folder.read("m.tex");
        };
        CHECK(has(marks("curve --psi2 3 --sweep psi1=0.5:8:5"), "axis cs:3,0"));
        CHECK_FALSE(has(marks("curve --psi2 30 --sweep psi1=0.5:8:5"), "p = n"));
        std::string text = marks("curve --dim 10 --width 40 --sweep samples=5:300:5:log");
        for (const char* part : {"axis cs:40,0", "p = n", "axis cs:10,0", "n = d", "axis cs:54,0", "n = B(d,2)",
                                 "axis cs:210,0", "n = B(d,3)"})
            CHECK_MESSAGE(has(text, part), std::string(part));
        text = marks("curve --dim 30 --samples 300 --width 200 --noise 0.1 --sweep ridge=1e-3:10:5:log");
        // docs/guide/risk.md: risk --ridge opt
        CHECK(has(text, "axis cs:0.15972178"));
        CHECK(has(text, "optimal ridge"));
        text = marks("curve --model neural-tangent --dim 20 --samples 200 --noise 0.1 --sweep width=4:40:5");
        CHECK(has(text, "axis cs:10,0"));
        CHECK(has(text, "N d = n"));
    }
}
