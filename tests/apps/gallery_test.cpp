// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Experiments from outside: the gallery, known numbers, manifests.
#include <doctest/doctest.h>

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "../command.hpp"
#include "paths.hpp"

namespace fs = std::filesystem;

namespace {

const fs::path gallery = fs::path(paths::source) / "docs/gallery";

std::string content(const fs::path& path) {
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

struct Folder {
    fs::path path = [] {
        static int count = 0;
        return fs::temp_directory_path() /
               ("lazyrisk_gallery_test_" + std::to_string(getpid()) + "_" + std::to_string(count++));
    }();
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
    std::string file(const std::string& name, const std::string& text) const {
        std::ofstream(path / name) << text;
        return (path / name).string();
    }
};

using Result = CommandResult;

Result lazyrisk(const std::string& arguments, const std::string& environment = "") {
    const std::string command = environment + " '" + paths::program + "' " + arguments + " 2>&1";
    return run_command(command);
}

bool has(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

std::vector<std::string> names() {
    std::vector<std::string> list;
    for (const auto& entry : fs::directory_iterator(gallery))
        if (entry.path().extension() == ".toml") list.push_back(entry.path().stem().string());
    std::sort(list.begin(), list.end());
    return list;
}

/// A small experiment with one known number.
std::string small(const std::string& expected) {
    return "title = \"Small\"\n[[figure]]\nname = \"small\"\nx = \"psi1\"\nproblem = {psi2 = 3}\n"
           "  [[figure.curve]]\n  label = \"a\"\n  theory = \"psi1=1:9:5\"\n"
           "[[check]]\nlabel = \"known\"\nproblem = {psi2 = 3, ridge = 1e-8, ridge-convention = "
           "\"mei-montanari\"}\nsweep = \"psi1=6,inf\"\nexpected = " +
           expected + "\n";
}

}  // namespace

TEST_SUITE("apps/gallery") {
    TEST_CASE("[identity] --list has a line for each experiment, and the page is its long form") {
        const Result list = lazyrisk("run --list");
        CHECK(list.status == 0);
        CHECK(std::count(list.out.begin(), list.out.end(), '\n') == std::ptrdiff_t(names().size()));
        CHECK(names().size() >= 20);
        for (const std::string& name : names()) CHECK(has("\n" + list.out, "\n" + name + " "));
        const Result page = lazyrisk("run --list --format markdown");
        CHECK_MESSAGE(page.out == content(gallery / "README.md"),
                      "docs/gallery/README.md is not the output of `lazyrisk run --list --format markdown`");
    }

    TEST_CASE("[golden] the page's pictures are there, and every experiment says where it is from") {
        const std::string page = content(gallery / "README.md");
        const std::regex picture("\\]\\(([^)]*\\.svg)\\)");
        int pictures = 0;
        for (std::sregex_iterator i(page.begin(), page.end(), picture), end; i != end; ++i, ++pictures)
            CHECK_MESSAGE(fs::exists(gallery / (*i)[1].str()), (*i)[1].str());
        CHECK(pictures >= int(names().size()));
        const std::regex of_a_figure("[Ff]ig(ure|\\.)? ?[0-9]");
        for (const std::string& name : names()) {
            const std::string text = content(gallery / (name + ".toml"));
            CAPTURE(name);
            CHECK(has(text, "source = "));
            CHECK(has(text, "settings = "));
            if (has(text, "settings = \"memory\"")) CHECK_FALSE(std::regex_search(text, of_a_figure));
        }
    }

    TEST_CASE("[reference] every experiment runs, agrees with its known numbers and leaves a sound folder") {
        const Folder folder;
        std::size_t numbers = 0;
        for (const std::string& name : names()) {
            const fs::path out = folder.path / name;
            const Result r = lazyrisk("run " + name + " --quick --quiet --no-store --output '" + out.string() + "'");
            CAPTURE(name);
            CAPTURE(r.out);
            CHECK(r.status == 0);
            if (has(content(gallery / (name + ".toml")), "[[check]]")) CHECK(has(r.out, "all agree"));
            numbers += std::size_t(std::atoi(r.out.c_str()));
            CHECK(has(content(out / "summary.md"), ".svg"));
            CHECK(lazyrisk("run --verify '" + out.string() + "'").status == 0);
        }
        CHECK(numbers >= 50);
    }

    TEST_CASE("[identity] an experiment of the gallery runs again from its own folder, spectrum included") {
        const Folder folder;
        const std::string out = "'" + (folder.path / "out").string() + "'";
        CHECK(lazyrisk("run white-kernel --quick --output " + out).status == 0);
        const Result again = lazyrisk("run --verify " + out + " --rerun");
        CAPTURE(again.out);
        CHECK(again.status == 0);
        CHECK(has(again.out, "a fresh run gives the same"));
    }

    TEST_CASE("[identity] simulations of an experiment do not depend on who runs it again") {
        const Folder folder;
        const std::string out = "'" + (folder.path / "out").string() + "'";
        CHECK(lazyrisk("run mm-double-descent --quick --no-store --seed 5 --threads 1 --output " + out).status == 0);
        CHECK(lazyrisk("run --verify " + out + " --rerun --threads 2").status == 0);
        const auto manifest = nlohmann::json::parse(content(folder.path / "out/manifest.json"));
        CHECK(manifest["seed"] == 5);
        CHECK(manifest["quick"] == true);
        CHECK(manifest["parameters"]["mm-double-descent"][0]["problem"]["ridge"] == "1e-08");
        CHECK(has(manifest["parameters"]["mm-double-descent"][0]["simulation"], "psi1="));
    }

    TEST_CASE("[error] --verify sees what was changed, what is missing and what does not belong") {
        const Folder folder;
        const std::string out = (folder.path / "out").string();
        CHECK(lazyrisk("run " + folder.file("e.toml", small("[0.1726267993, 0.02775317275]")) + " --quick --output '" +
                       out + "'")
                  .status == 0);
        std::ofstream(out + "/notes.txt") << "mine";
        Result r = lazyrisk("run --verify '" + out + "'");
        CHECK(r.status == 1);
        CHECK(has(r.out, "notes.txt: not in the manifest"));
        fs::remove(out + "/notes.txt");
        CHECK(lazyrisk("run --verify '" + out + "'").status == 0);
        std::ofstream(out + "/small-theory.csv", std::ios::app) << " ";
        r = lazyrisk("run --verify '" + out + "'");
        CHECK(r.status == 1);
        CHECK(has(r.out, "small-theory.csv: changed"));
        fs::remove(out + "/small.svg");
        r = lazyrisk("run --verify '" + out + "'");
        CHECK(r.status == 1);
        CHECK(has(r.out, "small.svg: missing"));
        fs::remove(out + "/manifest.json");
        CHECK(lazyrisk("run --verify '" + out + "'").status == 2);
    }

    TEST_CASE("[reference] a hash is what sha1sum prints") {
        const Folder folder;
        const std::string out = (folder.path / "out").string();
        CHECK(lazyrisk("run " + folder.file("e.toml", small("[0.1726267993, 0.02775317275]")) + " --quick --output '" +
                       out + "'")
                  .status == 0);
        const auto manifest = nlohmann::json::parse(content(out + "/manifest.json"));
        const std::string hash = run_command("sha1sum '" + out + "/experiment.toml'").out.substr(0, 40);
        CHECK(hash.size() == 40);
        CHECK(manifest["sha1"]["experiment.toml"] == hash);
    }

    TEST_CASE("[error] a known number that is not met is status 4, with both values") {
        const Folder folder;
        const Result r = lazyrisk("run " + folder.file("e.toml", small("[0.1726267993, 0.03]")) +
                                  " --quick --output '" + (folder.path / "out").string() + "'");
        CHECK(r.status == 4);
        CHECK(has(r.out, "known psi1 inf: excess_risk is 0.02775317275, expected 0.03"));
        CHECK(has(content(folder.path / "out/summary.md"), "**disagrees**"));
    }

    TEST_CASE("[identity] derived quantities: p/n, n/p, d/n and n/B(d,k)") {
        const Folder folder;
        const std::string file = folder.file("e.toml", R"([[figure]]
name = "f"
x = "samples_over_degree.2"
  [[figure.curve]]
  problem = {dim = 30, width = 100}
  theory = "samples=10,464"
[[check]]
problem = {dim = 30, samples = 464, width = 116}
quantity = "samples_over_degree.2"
expected = 1
[[check]]
problem = {dim = 30, samples = 464, width = 116}
quantity = "width_over_samples"
expected = 0.25
[[check]]
problem = {psi1 = 2, psi2 = 4}
quantity = "samples_over_width"
expected = 2
[[check]]
problem = {psi1 = 2, psi2 = 4}
quantity = "dim_over_samples"
expected = 0.25
)");
        const Result r = lazyrisk("run " + file + " --quick --output '" + (folder.path / "out").string() + "'");
        CAPTURE(r.out);
        CHECK(r.status == 0);
        CHECK(has(r.out, "4 numbers known from elsewhere: all agree"));
    }

    TEST_CASE("[identity] tied fields follow the swept one") {
        const Folder folder;
        const auto values = [&](const std::string& curve) {
            const std::string out = (folder.path / "out").string();
            const Result r = lazyrisk(
                "run " +
                folder.file(
                    "e.toml",
                    "[[figure]]\nname = \"f\"\nx = \"samples\"\nproblem = {dim = 20}\n[[figure.curve]]\n" + curve) +
                " --output '" + out + "'");
            CHECK(r.status == 0);
            return content(out + "/f-theory.csv");
        };
        // two points apart, and tied: width = 2 n, ridge = 1/(8 n)
        const std::string tied = values("theory = \"samples=8,32\"\ntied = {width = [2, 1], ridge = [0.125, -1]}\n");
        const std::string first = values("problem = {width = 16, ridge = 0.015625}\ntheory = \"samples=8\"\n");
        const std::string second = values("problem = {width = 64, ridge = 0.00390625}\ntheory = \"samples=32\"\n");
        CHECK(tied == first + second.substr(second.find('\n') + 1));
    }

    TEST_CASE("[error] mistakes are refused with their place") {
        const Folder folder;
        const auto refused = [&](const std::string& arguments, const std::string& words) {
            const Result r = lazyrisk(arguments);
            CAPTURE(arguments);
            CAPTURE(r.out);
            CHECK(r.status == 2);
            CHECK(has(r.out, words));
        };
        const auto file = [&](const std::string& text) { return "run --check " + folder.file("e.toml", text); };
        refused("run mm-double-decent", "did you mean mm-double-descent?");
        refused("run", "--list");
        refused("run mm-double-descent --list", "give one of");
        refused("run mm-double-descent --rerun", "belongs to --verify");
        refused("run --list --format csv", "format = csv: expected text, markdown");
        refused("run --verify '" + folder.path.string() + "'", "no manifest");
        refused(file("settings = \"guess\"\n"), "e.toml:1:12: expected code, text, memory or own");
        refused(file("[quick]\npoint = 3\n"), "e.toml:2:9: unknown key point; did you mean points?");
        refused(file("[[check]]\nlabel = \"x\"\n"), "no expected number");
        refused(file("[[check]]\nsweep = \"psi1=1,2\"\nexpected = [1]\n"), "a number for each point");
        refused(file("[[figure]]\nname = \"f\"\n[[figure.curve]]\ntheory = \"psi1=1,2\"\ntied = {ridge = 1}\n"),
                "e.toml:5:17: expected [factor, power]");
        refused(file("[[map]]\nname = \"m\"\nx = \"psi1=1:2:3\"\n"), "a map needs x and y");
        refused(file("[[map]]\nname = \"m\"\nx = \"psi1=1:2:3\"\ny = \"psi2=1:2:3\"\nlines = [1, 2]\n"),
                "a line is four numbers");
        refused(file("[[map]]\nname = \"m\"\nx = \"psi1=1:2:3\"\ny = \"psi2=1:2:3\"\nlevel = 1\n"),
                "e.toml:5:9: unknown key level");
    }

    TEST_CASE("[identity] a gallery of one's own") {
        const Folder folder;
        folder.file("mine.toml", small("[0.1726267993, 0.02775317275]"));
        const std::string environment = "LAZYRISK_GALLERY='" + folder.path.string() + "'";
        CHECK(lazyrisk("run --list", environment).out == "mine  Small\n");
        CHECK(lazyrisk("run mine --check", environment).status == 0);
        CHECK(lazyrisk("run --list", "LAZYRISK_GALLERY=/nowhere").status == 1);
        fs::create_directories(folder.path /
                               "elsewhere/mine");  // a folder of results of that name is not the experiment
        CHECK(lazyrisk("run mine --check", "cd '" + (folder.path / "elsewhere").string() + "' && " + environment)
                  .status == 0);
    }
}
