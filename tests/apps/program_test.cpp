// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The program from outside: exit statuses, standard output, standard error, files.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "../nearly.hpp"
#include "program.hpp"

namespace fs = std::filesystem;

namespace {

using Result = ProgramResult;
using Folder = ScratchFolder;

}  // namespace

TEST_SUITE("apps/program") {
    TEST_CASE("[error] a wrong question is answered by one sentence and status 2") {
        refused("rsk", "did you mean risk?");
        refused("risk --widht 3", "did you mean --width?");
        refused("risk --activation rellu --psi1 1 --psi2 1", "did you mean relu?");
        refused("risk --psi1", "--psi1 needs a value");
        refused("risk --dim 30 --samples 100 --width -5", "width = -5");
        refused("risk --dim 30 --samples 0 --width 5", "samples = 0");
        refused("risk --dim 30 --samples nan --width 5", "expected a number");
        refused("risk --dim 30 --samples 100", "--width is missing");
        refused("risk --samples 100 --width 10", "needs --dim");
        refused("risk --dim 1 --samples 10 --width 10", "dim = 1");
        refused("risk --psi1 1 --psi2 2 --ridge -1", "ridge = -1");
        refused("risk --psi1 1 --psi2 2 --ridge-convention mean", "mei-montanari");
        refused("risk --psi1 1 --psi2 2 --energy 1=1,2", "degree=value");
        refused("risk --psi1 1 --psi2 2 --noise -0.1", "noise = -0.1");
        refused("risk --psi1 1 --psi2 2 --format xml", "expected text, csv, json");
        refused("risk --dim 30 --samples 10 --psi2 3 --width 10", "given both");
        refused("risk --model kernel --width 10 --dim 10 --samples 5", "infinite width");
        refused("risk --mass 1=1 --activation relu --psi1 1 --psi2 2", "--mass is given instead");
        refused("curve --psi2 3", "--sweep is missing");
        refused("curve --psi2 3 --sweep psi1=1:2", "not a range");
        refused("curve --psi2 3 --sweep psi1=-1,-2", "psi1 = -1");
        refused("curve --psi2 3 --sweep psi1=1,2 --plot x.bmp", ".svg");
        refused("simulate --psi1 1 --psi2 2", "finite dimension");
        refused("spectrum --dim 10 --degrees 5:2", "0 <= FIRST <= LAST");
        refused("run nowhere.toml", "no experiment file");
        refused("risk --model rf --psi1 1 --psi2 1 --kernel activation", "the kernel of an activation");
        refused("risk --psi1 1 --psi2 1 --target relu", "expected neuron(EXPR)");
        refused("risk --psi1 1 --psi2 1 --target 'neuron(relu)' --energy 1=1", "given both");
        refused("risk --dim 10 --samples 10 --alpha 1 --width 5", "given both");
        refused("risk --dim 10 --alpha 31 --width 5", "from 0 to 30");
        refused("risk --psi2 2 --psi1 1 --scale 2 --ridge-convention mei-montanari", "use total");
        refused("risk --spectrum s.csv --samples 3 --width 3 --scale 2", "already says this");
    }

    TEST_CASE("[error] nothing is accepted and ignored") {
        const Folder folder;
        const std::string spectrum = folder.file("s.csv", "eigenvalue,multiplicity,energy\n1,10,1\ntail,0.1,0\n");
        refused("curve --spectrum " + spectrum + " --samples 5 --width 5 --sweep dim=2,3", "already says this");
        refused("curve --spectrum " + spectrum + " --samples 5 --width 5 --sweep energy.1=2,3", "already says this");
        refused("curve --activation tanh --psi1 1 --psi2 2 --sweep mass.1=2,3", "--mass is given instead");
        refused("risk --mass rest=0 --psi1 1 --psi2 2", "at least one mass must be positive");
        refused("risk --problem " + folder.file("p.toml", "psi1 = 1\npsi2 = 2\nwidth = 3\n"), "given both");
        refused("risk --points " + folder.file("twice.csv", "psi1,psi1\n1,2\n"), "is there twice");
        refused("risk --points " + folder.file("header.csv", "psi1,psi2\n"), "a header without rows");
        refused("risk --psi1 1 --psi2 2 --points '" + folder.path.string() + "'", "is a folder");
        refused("curve --psi2 2 --sweep psi1=1,2 --quantity nonsense", "expected a number of the record");
        refused("curve --psi2 2 --psi1 1 --sweep noise=-1,-2 --format json", "noise = -1");
        refused("risk --psi1 1 --psi1 2 --psi2 2", "more than once");
        refused("risk --psi1 1 --psi2 2 --digits 1.5", "whole number");
        refused("simulate --dim 10 --samples 20 --width 5 --seed -1", "whole number");
        refused("simulate --dim 10 --samples 20.4 --width 5", "whole number");
        refused("simulate --dim 10 --samples 20 --sweep width=5,-1", "width = -1");
        refused("compare --dim 10 --samples 20 --width 5 --trials 1", "at least 2");
        refused("risk --energy 3=1 --dim 10 --samples 50 --width inf --degrees 2", "keep at least that many");
        refused("risk --psi1 1 --psi2 1 --ridge 1e-300", "too small to be told from 0");
        // a byte order mark and quoted cells are what spreadsheets write
        CHECK(lazyrisk("risk --points " + folder.file("bom.csv",
                                                      "\xEF\xBB\xBF"
                                                      "psi1,psi2,energy\r\n1,2,\"1=1,2=0.5\"\r\n"))
                  .status == 0);
    }

    TEST_CASE("[identity] a table has the columns that are asked for, in their order, and heads of a field's values") {
        const std::string asked = "curve --psi2 3 --noise 0.1 --sweep ridge=0.1,1 --sweep psi1=1,2 --quiet --digits 3 ";
        const auto words = [](const std::string& text) {
            std::istringstream in(text.substr(0, text.find("\n\n")));
            return std::vector<std::string>{std::istream_iterator<std::string>(in), {}};
        };
        const std::vector<std::string> plain = words(lazyrisk(asked + "--columns psi1,ridge,bias").out),
                                       blanks = words(lazyrisk(asked + "--columns 'psi1, ridge, bias'").out);
        REQUIRE(plain.size() == 15);
        CHECK(plain == blanks);
        CHECK(std::vector(plain.begin(), plain.begin() + 3) == std::vector<std::string>{"psi1", "ridge", "bias"});
        CHECK(words(lazyrisk(asked + "--columns bias").out).size() == 5);
        const std::vector<std::string> across = words(lazyrisk(asked + "--columns psi1,bias --pivot ridge").out);
        REQUIRE(across.size() == 9);
        CHECK(across[1] == "ridge=0.1");
        CHECK(across[2] == "ridge=1");
        CHECK(across[4] == plain[5]);  // psi1 = 1, ridge 0.1
        CHECK(across[5] == plain[11]);
        CHECK(across[8] == plain[14]);
        const std::string latex = lazyrisk(asked + "--format latex --caption 'My words' --label tab:mine").out;
        CHECK(latex.find("\\caption{My words}\\label{tab:mine}") != std::string::npos);
        refused(asked + "--columns psi1,,bias", "names of columns");
        refused(asked + "--columns psi1,nothing", "no such column");
    }

    TEST_CASE("[identity] sweeps over words and letters: the table, the picture, the experiment file") {
        const Folder folder;
        const auto errors = [](const std::string& question) {
            std::vector<double> list;
            for (const auto& row : nlohmann::json::parse(lazyrisk(question + " --psi2 3 --format json").out))
                list.push_back(row["test_error"]);
            return list;
        };
        const auto one = [&](const std::string& question) {
            return nlohmann::json::parse(lazyrisk("risk --psi1 2 --psi2 3 --format json " + question).out)["test_error"]
                .get<double>();
        };
        CHECK(errors("curve --psi1 2 --sweep 'activation=relu, max(x,0.5)'") ==
              std::vector<double>{one("--activation relu"), one("--activation 'max(x,0.5)'")});
        CHECK(errors("curve --psi1 2 --activation 'max(x-a,0)' --sweep a=0:1:3") ==
              std::vector<double>{one("--activation relu"), one("--activation 'max(x-0.5,0)'"),
                                  one("--activation 'max(x-1,0)'")});
        CHECK(errors("curve --psi1 2 --sweep ridge=0.1,opt") ==
              std::vector<double>{one("--ridge 0.1"), one("--ridge opt")});
        const std::string picture = (folder.path / "a.svg").string();
        CHECK(lazyrisk("curve --psi1 2 --psi2 3 --activation 'max(x-a,0)' --sweep a=0:1:3 --plot " + picture).status ==
              0);
        CHECK(fs::exists(picture));
        refused("curve --psi1 2 --psi2 3 --sweep activation=relu,tanh --plot " + picture, "words make no axis");
        CHECK(
            lazyrisk(
                "simulate --dim 5 --samples 9 --width 4 --trials 2 --no-store --activation 'max(x-a,0)' --sweep a=0,1")
                .status == 0);
        refused("curve --psi1 2 --psi2 3 --activation 'max(x-a,0)' --sweep b=0:1:3", "\"a\" means nothing here");
        refused("curve --psi1 2 --psi2 3 --activation 'max(x-a,0)' --sweep psi1=1,2", "\"a\" means nothing here");
        // said before a trial is drawn: a billion of them would not end
        refused(
            "compare --dim 5 --samples 9 --width 4 --trials 1000000000 --no-store --sweep activation=relu,tanh "
            "--plot " +
                picture,
            "runs along a field of numbers");
        const std::string experiment = (folder.path / "two.toml").string();
        CHECK(lazyrisk("curve --psi2 3 --sweep activation=relu,tanh --sweep psi1=1:4:4 --write " + experiment).status ==
              0);
        CHECK(lazyrisk("run " + experiment + " --quick --output " + (folder.path / "out").string()).status == 0);
    }

    TEST_CASE("[error] no command writes over a file that it reads, or twice into one") {
        const Folder folder;
        const std::string points = folder.file("p.csv", "psi1,psi2\n1,2\n"),
                          spectrum = folder.file("s.csv", "eigenvalue,multiplicity,energy\n1,10,1\ntail,0.1,0\n"),
                          problem = folder.file("q.toml", "psi1 = 1\npsi2 = 2\n"),
                          own = folder.file("o.csv", "width,test_error,standard_error\n5,1,0.1\n6,1,0.1\n"),
                          matrix = folder.file("m.csv", "1,0\n0,1\n"), at = folder.path.string() + "/";
        const std::string small = "--dim 5 --samples 9 ";
        refused("risk --points " + points + " --output " + points, "--points names the same file");
        refused("risk --points " + points + " --output " + at + "./p.csv", "--points names the same file");
        refused("curve --problem " + problem + " --sweep noise=0,1 --write " + problem,
                "--problem names the same file");
        refused("curve --spectrum " + spectrum + " --samples 5 --sweep width=2,3 --plot " + at + "s.tex",
                "its data goes to " + spectrum + " too");
        refused("compare " + small + "--measured " + own + " --output " + own, "--measured names the same file");
        refused("compare " + small + "--measured " + own + " --plot " + at + "o.tex",
                "its data goes to " + own + " too");
        refused("compare " + small + "--width 4 --covariance-of-means " + at + "c.csv --output " + at + "c.csv",
                "--output names the same file");
        refused("gap --width 1 --matrix " + matrix + " --output " + matrix, "--matrix names the same file");
        for (const auto& [name, begins] : {std::pair("p.csv", "psi1"),
                                           {"s.csv", "eigen"},
                                           {"q.toml", "psi1 = 1"},
                                           {"o.csv", "width,"},
                                           {"m.csv", "1,0"}})
            CHECK(folder.read(name).starts_with(begins));  // as they were
        CHECK(lazyrisk("curve --spectrum " + spectrum + " --samples 5 --sweep width=2,3 --embed --plot " + at + "s.tex")
                  .status == 0);
    }

    TEST_CASE("[identity] every value that is taken without being typed is said in the help") {
        const std::string help = lazyrisk("compare --help").out;
        for (const char* line : {"(default 20)", "(default 2000)", "(default 1)", "(default random-features)",
                                 "(default 1e-3)", "(default 1=1)", "(default 0.03)", "(default 0)"}) {
            CAPTURE(line);
            CHECK(help.find(line) != std::string::npos);
        }
        for (const char* verb : {"risk", "curve", "simulate", "compare", "density", "train", "gap", "expand", "run"}) {
            CAPTURE(verb);  // and once
            std::istringstream words(lazyrisk(std::string(verb) + " --help").out);
            std::string all, word;
            while (words >> word) all += word + " ";
            for (std::size_t at = 0; (at = all.find("(default", at)) != std::string::npos; ++at)
                CHECK(all.substr(all.find(')', at) + 1, 9) != " (default");
        }
    }

    TEST_CASE("[limit] values that were once NaN, or not the limit that they are") {
        const auto ask = [](const std::string& arguments) {
            return nlohmann::json::parse(lazyrisk(arguments + " --format json --quiet").out);
        };
        // an infinite ridge is the zero predictor whatever the sizes: the risk is the target's energy
        CHECK(ask("risk --psi1 2 --psi2 inf --ridge inf")["test_error"] == 1);
        CHECK(ask("risk --psi1 inf --psi2 inf --ridge inf --ridge-convention mei-montanari")["test_error"] == 1);
        // eigenvalues that underflow: a number with an infinite bound, not NaN
        for (const char* activation : {"exp", "cos", "sin"})
            CHECK(ask(std::string("risk --dim 2 --samples 196 --width inf --ridge 0 --activation ") +
                      activation)["test_error"]
                      .is_number());
        // tens of thousands of levels
        CHECK(std::string(ask("risk --activation step --dim 3 --samples 5000 --model kernel --ridge 0")["status"])
                  .starts_with("remainder: "));
        // mass in a degree whose multiplicity no double holds is a tail, not nothing
        const auto far = ask("risk --mass 1=0.25,100=0.5 --dim 1000000 --samples 1e5 --width inf --noise 0.1");
        const auto rest = ask("risk --mass 1=0.25,rest=0.5 --dim 1000000 --samples 1e5 --width inf --noise 0.1");
        CHECK(far["test_error"] == rest["test_error"]);
        // finite rank and a tiny ridge: well determined, and the bound knows it
        CHECK(ask("risk --activation linear --psi1 137 --psi2 130 --ridge 1e-9 --noise 0.2")["error_bound"]
                  .get<double>() < 1e-12);
    }

    TEST_CASE("[error] broken files: file, line and column") {
        const Folder folder;
        refused("risk --dim 30 --points " + folder.file("a.csv", "samples,width\n10,20\n30,abc\n"), "a.csv:3:2: width");
        refused("risk --dim 30 --points " + folder.file("b.csv", "samples,width\n10\n"), "b.csv:2: 1 cells");
        refused("risk --dim 30 --points " + folder.file("c.csv", ""), "empty");
        refused("risk --problem " + folder.file("d.toml", "dim = 30\nsamples = \n"), "d.toml:2:");
        refused("risk --problem " + folder.file("e.toml", "dim = 30\nwidht = 3\n"), "e.toml:2:");
        refused(
            "risk --samples 3 --width 3 --spectrum " + folder.file("f.csv", "eigenvalue,multiplicity,energy\n-1,1,1\n"),
            "f.csv:2:1");
        refused("run " + folder.file("g.toml", "[[figure]]\nname = \"x\"\ncurv = 1\n"), "g.toml:3:");
        refused("run " + folder.file("h.toml", "title = \"t\"\n"), "no [[figure]]");
    }

    TEST_CASE(
        "[error] an output that cannot be written is known before anything is computed; nothing half-written stays") {
        const Folder folder;
        const Result r = lazyrisk("curve --psi2 3 --sweep psi1=0.1:10:100000 --format csv --output '" +
                                  (folder.path / "no/such/file.csv").string() + "'");
        CHECK(r.status == 1);
        CHECK(r.error.find("cannot be written") != std::string::npos);
        const Result full = lazyrisk("curve --psi2 3 --sweep psi1=0.1:10:1000 --format csv > /dev/full");
        CHECK(full.status == 1);
        CHECK(full.error.find("cannot be written") != std::string::npos);
        const Result late = lazyrisk("curve --psi2 3 --sweep psi1=-1,-2 --format csv --output '" +
                                     (folder.path / "x.csv").string() + "'");
        CHECK(late.status == 2);
        CHECK(fs::is_empty(folder.path));
    }

    TEST_CASE("[identity] one record in JSON: the contract's names, infinity as a string, no NaN") {
        const Result r = lazyrisk(
            "risk --dim 30 --samples 100 --width 100 --ridge 0 --noise 0.1 --energy 1=1,2=0.5,rest=0.1 --format json");
        CHECK(r.status == 0);
        const auto record = nlohmann::json::parse(r.out);
        CHECK(record.is_object());
        for (const char* name : {"model",
                                 "activation",
                                 "dim",
                                 "samples",
                                 "width",
                                 "psi1",
                                 "psi2",
                                 "ridge",
                                 "ridge_convention",
                                 "energy",
                                 "noise",
                                 "test_error",
                                 "excess_risk",
                                 "bias",
                                 "variance",
                                 "train_error",
                                 "effective_ridge",
                                 "weight_norm",
                                 "degrees_of_freedom",
                                 "degrees_of_freedom_2",
                                 "learnability",
                                 "error_bound",
                                 "status"}) {
            CAPTURE(name);
            CHECK(record.contains(name));
        }
        CHECK(record["test_error"] == "inf");
        CHECK(record["energy"]["rest"] == 0.1);
        CHECK(record["learnability"].is_array());
        CHECK(record["status"] == "ok");
    }

    TEST_CASE("[identity] a record's csv can be asked again: the same answers") {
        const Folder folder;
        const Result first = lazyrisk(
            "curve --dim 20 --samples 100 --energy 1=1,3=0.2 --noise 0.1 --sweep ridge=0,1e-3,1 --sweep "
            "width=10:1000:4:log --format csv --quiet");
        CHECK(first.status == 0);
        // every column of the problem is a field; results are not
        std::stringstream lines(first.out);
        std::string line, kept;
        while (std::getline(lines, line)) {
            std::stringstream cells(line);
            std::string cell, row;
            for (int i = 0; i < 14 && std::getline(cells, cell, ','); ++i) {
                if (i == 3 || i == 4) continue;  // samples and width, not their ratios twice
                row += (row.empty() ? "" : ",") + cell;
            }
            kept += row + "\n";
        }
        const Result again = lazyrisk("risk --format csv --quiet --points " + folder.file("points.csv", kept));
        CAPTURE(again.error);
        CHECK(again.status == 0);
        CHECK(again.out == first.out);
    }

    TEST_CASE("[identity] results do not depend on the number of threads") {
        const std::string curve =
            "curve --dim 50 --samples 100 --noise 0.1 --sweep width=1:100000:3000:log --format csv --threads ";
        CHECK(lazyrisk(curve + "1").out == lazyrisk(curve + "3").out);
        const std::string simulation =
            "simulate --dim 10 --samples 30 --width 20 --noise 0.1 --trials 6 --format json --threads ";
        CHECK(lazyrisk(simulation + "1").out == lazyrisk(simulation + "3").out);
    }

    TEST_CASE("[error] a bad row of a sweep has a status, the others are answered: exit 3") {
        const Result r = lazyrisk("curve --psi2 3 --sweep psi1=-1,1 --format csv");
        CHECK(r.status == 3);
        CHECK(r.out.find("domain: psi1 = -1") != std::string::npos);
        CHECK(r.out.find(",ok,") != std::string::npos);
        CHECK(r.out.find("nan") == std::string::npos);
    }

    TEST_CASE("[identity] energy in a dead degree is counted, with a warning; an option is never ignored") {
        const Result r = lazyrisk("risk --dim 30 --samples inf --width inf --ridge 0 --energy 3=0.25 --format json");
        CHECK(r.status == 0);
        CHECK(nlohmann::json::parse(r.out)["test_error"] == 0.25);
        CHECK(r.error.find("energy 3=0.25 is never learned") != std::string::npos);
        CHECK(lazyrisk("risk --dim 30 --samples inf --width inf --ridge 0 --energy 3=0.25 --quiet").error.empty());
        refused("risk --psi1 1 --psi2 2 --degrees 5", "nothing to cut");
    }

    TEST_CASE(
        "[identity] the limit says what it does not learn: never, not at this order, or with a coefficient that counts "
        "as zero") {
        const Result waits = lazyrisk(
            "risk --activation he4 --model kernel --alpha 1.5 --energy 0=1,4=1 --noise .1 --ridge 1 --format json");
        CHECK(waits.error.find("energy 0=1,4=1 is not learned by sizes of order d^1.5: he4 learns degree 0 not before "
                               "d^2, degree 4 not before d^4") != std::string::npos);
        CHECK(nlohmann::json::parse(waits.out)["dead"] == "1 3");  // and not 0
        const Result learned = lazyrisk(
            "risk --activation he4 --model kernel --alpha 2.5 --energy 0=1 --noise .1 --ridge 1 --format json");
        CHECK(learned.error.empty());
        CHECK(nlohmann::json::parse(learned.out)["limit_test_error"].get<double>() == nearly(0.1));
        CHECK(lazyrisk("risk --model kernel --kernel '0.3*t+t^2' --psi2 2 --ridge .5 --energy 0=1,1=1 --noise .1")
                  .error.empty());
        CHECK(lazyrisk("risk --activation relu --psi1 2 --psi2 3 --energy 3=1")
                  .error.find("energy 3=1 is never learned: relu has eigenvalue zero there") != std::string::npos);
        const std::string sizes = " --psi1 2 --psi2 3 --ridge .01 --energy 0=1,1=1 --format json";
        const Result exact = lazyrisk("risk --activation 'max(x,0)-1/sqrt(2*pi)'" + sizes),
                     typed = lazyrisk("risk --activation 'max(x,0)-0.3989422804014327'" + sizes);
        CHECK(nlohmann::json::parse(typed.out)["test_error"].get<double>() == nearly(2.70416, 1e-5));
        CHECK(nlohmann::json::parse(exact.out)["test_error"] == nlohmann::json::parse(typed.out)["test_error"]);
        CHECK(typed.error.find("the eigenvalue of degree 0 has a coefficient of 4.9e-34, which counts as zero") !=
              std::string::npos);
        CHECK(exact.error.find("counts as zero") == std::string::npos);
        CHECK(exact.error.find("learns degree 0 not before d^2") != std::string::npos);
    }

    TEST_CASE("[identity] a staircase: sizes as powers of d, what is learned and dead, and the limit in the same row") {
        const Result r = lazyrisk(
            "curve --model kernel --dim 200 --energy 0=0.4,1=0.3,2=0.2,3=0.1 --ridge 0.01 --sweep alpha=0.5,1.5,2.5 "
            "--format json --quiet");
        CAPTURE(r.error);
        REQUIRE(r.status == 0);
        const auto records = nlohmann::json::parse(r.out);
        REQUIRE(records.size() == 3);
        const std::vector<double> limit{0.6, 0.3, 0.1};  // degree 3 of relu is dead
        for (std::size_t i = 0; i < 3; ++i) {
            CHECK(records[i]["limit_test_error"].get<double>() == nearly(limit[i]));
            CHECK(records[i]["dead"] == "3");
        }
        CHECK(records[0]["learned"] == "0");
        CHECK(records[1]["learned"] == "0 1");
        CHECK(records[2]["learned"] == "0 1 2");
        CHECK(records[2]["samples"] == std::round(std::pow(200, 2.5)));
        CHECK(lazyrisk("risk --alpha 1.5 --beta 2.5 --energy 1=0.3,2=0.2 --format json --quiet")
                  .out.find("\"test_error\": 0.2") != std::string::npos);
    }

    TEST_CASE("[identity] a neuron as target is learned by features of its own kind, in theory and in simulation") {
        const Result r = lazyrisk(
            "compare --dim 20 --samples 300 --width 200 --target 'neuron(tanh)' --activation tanh --trials 20 "
            "--test-points 300 --format json --quiet");
        CAPTURE(r.out);
        CHECK(r.status == 0);
        CHECK(nlohmann::json::parse(r.out)["target"] == "neuron(tanh)");
    }

    TEST_CASE("[identity] structured data from the command line: risk, comparison, modes, refusals") {
        const auto excess = [](const std::string& arguments) {
            const Result r = lazyrisk("risk --format json --quiet --ridge-convention mean " + arguments);
            CAPTURE(r.error);
            REQUIRE(r.status == 0);
            return nlohmann::json::parse(r.out)["excess_risk"].get<double>();
        };
        // a row of tests/reference/dynamics_spiked_rf.csv
        CHECK(std::abs(excess("--dim 64 --signal-dim 8 --signal-variance 8 --samples 300 --width 300 --noise 0.1 "
                              "--ridge 1e-4 --energy 1=0.5,2=0.4,3=0.1") -
                       0.483918) < 1e-6);
        const std::string pooled =
            "--model kernel --dim 20 --patch 8 --ridge 1e-4 --samples 60 --energy 1=0.5,2:1=0.5 ";
        CHECK(excess(pooled + "--pool inf") == excess(pooled + "--pool 20"));
        CHECK(excess(pooled + "--pool inf") < excess(pooled + "--pool 4"));
        CHECK(excess(pooled + "--pool 4") < excess(pooled));
        for (const char* data : {"--signal-dim 4 --signal-variance 3 --energy 1=0.5,1:1=0.5 --width 80",
                                 "--invariance cyclic --energy 2=1 --width 80",
                                 "--model kernel --patch 5 --pool 2 --energy 1:0:1=0.5,2=0.5"}) {
            const Result r = lazyrisk(
                std::string("compare --dim 16 --samples 60 --noise 0.1 --trials 20 --test-points 300 --quiet ") + data);
            CAPTURE(r.out);
            CAPTURE(r.error);
            CHECK(r.status == 0);
        }
        refused("risk --dim 20 --signal-dim 19 --samples 9 --width 9", "1 to dim - 2");
        refused("risk --dim 20 --patch 3 --samples 9 --width 9", "a convolutional kernel");
        refused("risk --dim 20 --model kernel --patch 12 --samples 9", "2 to dim/2");
        refused("risk --dim 20 --invariance mirror --samples 9 --width 9", "cyclic");
        CHECK(lazyrisk("risk --signal-dim 3 --psi1 1 --psi2 1").status == 1);
        CHECK(lazyrisk("risk --dim 20 --signal-dim 3 --samples 9 --width 9 --target 'neuron(relu)'").status == 1);
    }

    TEST_CASE("[identity] compare: agreement is status 0; a theory for another problem is status 4") {
        const Result good = lazyrisk(
            "compare --dim 20 --samples 60 --width 40 --noise 0.1 --trials 20 --test-points 300 --format json --quiet");
        CHECK(good.status == 0);
        const auto record = nlohmann::json::parse(good.out);
        CHECK(record["simulation"]["test_error"].contains("standard_error"));
        CHECK(record["verdict"] == "agrees");
        CHECK(std::abs(record["z"].get<double>()) < 4);
        // d = 2 is far from any asymptotics
        CHECK(lazyrisk("compare --dim 2 --samples 6 --width 6 --ridge 1e-3 --activation tanh --energy 3=1 --trials "
                       "2000 --test-points 50 --tolerance 0.001 --quiet")
                  .status == 4);
    }

    TEST_CASE("[golden] an experiment leaves figures, tables, a summary and a manifest") {
        const Folder folder;
        const std::string file = folder.file("e.toml", R"(title = "Test"
[[figure]]
name = "small"
x = "psi1"
log_x = true
problem = {dim = 12, psi2 = 3, noise = 0.1}
  [[figure.curve]]
  label = "ridge 0.1"
  problem = {ridge = 0.1}
  theory = "psi1=0.2:8:20:log"
  limit = "psi1=0.2:8:20:log"
  simulation = "psi1=0.5,4"
  trials = 4
  test_points = 100
)");
        CHECK(lazyrisk("run --check " + file).status == 0);
        const Result r = lazyrisk("run " + file + " --output '" + (folder.path / "out").string() + "'");
        CAPTURE(r.error);
        CHECK((r.status == 0 || r.status == 4));
        for (const char* name : {"small.svg", "small.pdf", "small.png", "small-theory.csv", "small-simulation.csv",
                                 "small.tex", "summary.md", "manifest.json"})
            CHECK(fs::file_size(folder.path / "out" / name) > 100);
        CHECK(folder.read("out/summary.md").find("largest deviation") != std::string::npos);
    }

    TEST_CASE("[identity] help, version and the bare name answer with status 0") {
        for (const char* arguments :
             {"", "--help", "--version", "risk --help", "curve --help", "simulate --help", "compare --help",
              "spectrum --help", "run --help", "activations --help", "activations"}) {
            const Result r = lazyrisk(arguments);
            CAPTURE(arguments);
            CHECK(r.status == 0);
            CHECK_FALSE(r.out.empty());
            CHECK(r.error.empty());
        }
    }

    TEST_CASE(
        "[identity] of a spectrum's file the record has the tail's energy, and learnabilities of rows that are there") {
        const ScratchFolder folder;
        const std::string two =
            folder.file("two.csv", "eigenvalue,multiplicity,energy\n0.1,10,1\n0.01,50,0.5\ntail,0.2,0.25\n");
        const auto record = nlohmann::json::parse(
            lazyrisk("risk --spectrum " + two + " --model kernel --samples 30 --ridge 0.1 --noise 0.1 --format json")
                .out);
        CHECK(record["energy"]["rest"] == 0.25);
        REQUIRE(record["learnability"].size() == 4);
        for (const std::size_t row : {0, 1}) CHECK(record["learnability"][row].get<double>() > 0);
        for (const std::size_t row : {2, 3}) CHECK(record["learnability"][row].is_null());
        // the energies that were used: without learning, all of them
        const auto nothing = nlohmann::json::parse(
            lazyrisk("risk --spectrum " + two + " --model kernel --samples 30 --ridge inf --format json").out);
        CHECK(nothing["test_error"] == 1.75);
        const auto stopped = nlohmann::json::parse(
            lazyrisk("risk --spectrum " + two + " --model kernel --samples 30 --time 3 --format json").out);
        CHECK(stopped["energy"]["rest"] == 0.25);
        CHECK(stopped["learnability"][2].is_null());
        const std::string text = lazyrisk("risk --spectrum " + two + " --model kernel --samples 30 --all").out;
        CHECK(text.find("learnability.1") != std::string::npos);
        CHECK(text.find("learnability.2") == std::string::npos);
    }
}
