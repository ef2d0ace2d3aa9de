// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The library names fields, the program adds its hyphens.
#include "machine/as_options.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <string>

#include "command.hpp"
#include "lazyrisk/words/read_text.hpp"
#include "literals_of.hpp"
#include "paths.hpp"
#include "temporary_folder.hpp"

using lazyrisk::app::as_options;
using lazyrisk::app::OptionNames;

namespace {

/// What the program says where it refuses.
std::string said(const std::string& arguments) {
    const CommandResult r = run_command("'" + std::string(paths::program) + "' " + arguments + " 2>&1");
    CHECK(r.status == 2);
    return r.out;
}

}  // namespace

TEST_SUITE("apps/as-options") {
    const OptionNames options{"dim", "step-size", "energy", "target", "sweep"};

    TEST_CASE("[golden] a field between backquotes becomes its option, with its value as a shell takes it") {
        const auto becomes = [](const char* sentence, const char* printed) {
            CHECK(as_options(sentence, options) == printed);
        };
        becomes("`dim` is missing; try `dim = 50`", "--dim is missing; try --dim 50");
        becomes("a smaller `step_size`, or `step-size = 0.1`", "a smaller --step-size, or --step-size 0.1");
        becomes("`energy = rest=0.5`: a target", "--energy rest=0.5: a target");
        becomes("give `sweep = dim=...`", "give --sweep dim=...");
        becomes("for `target = neuron(relu)`", "for --target 'neuron(relu)'");
        becomes("`target = it's`, `target = `", "--target 'it'\\''s', --target ''");
    }

    TEST_CASE("[identity] other backquotes stay, also where one is alone") {
        for (const char* sentence :
             {"", "`", "``", "no field", "`lazyrisk run --list` lists them", "`tail`, `samples = 3`", "`dim", "dim`",
              "` dim`", "`Dim`", "dim = 3: expected `lazyrisk`"})
            CHECK(as_options(sentence, options) == sentence);
        CHECK(as_options("`lazyrisk man`, `dim`", options) == "`lazyrisk man`, --dim");
        CHECK(as_options("a`b: `dim`", options) == "a`b: --dim");
    }

    TEST_CASE("[identity] options are those of the verb: a problem in a file of `run` has fields") {
        CHECK(said("risk --dim 30 --samples 100").starts_with("lazyrisk: --width is missing: with --dim give"));
        const TemporaryFolder folder;
        const std::string file = folder.file("e.toml");
        std::ofstream(file) << "[[figure]]\nname = \"f\"\nx = \"samples\"\ny = \"test_error\"\n"
                               "[[figure.curve]]\nproblem = {dim = 30}\ntheory = \"samples=10,20\"\n";
        const std::string seen = said("run --check '" + file + "'");
        CHECK_MESSAGE(seen.find("`width` is missing: with `dim` give") != std::string::npos, seen);
    }

    TEST_CASE("[identity] what the library names between backquotes is an option of some verb") {
        namespace fs = std::filesystem;
        const std::string completion =
            run_command("'" + std::string(paths::program) + "' completion fish 2>/dev/null").out;
        const std::regex option(" -l ([a-z0-9-]+) "), field("`([a-z][a-z0-9_-]*)(`| = )");
        std::set<std::string> known;
        for (std::sregex_iterator at(completion.begin(), completion.end(), option), end; at != end; ++at)
            known.insert((*at)[1]);
        int fields_seen = 0;
        for (const auto& entry : fs::recursive_directory_iterator(fs::path(paths::source) / "lib" / "lazyrisk")) {
            if (entry.path().extension() != ".hpp" && entry.path().extension() != ".cpp") continue;
            const std::string path = entry.path().string();
            CAPTURE(path);
            for (const std::string& text : literals_of(lazyrisk::read_text(path, "a file of C++")))
                for (std::sregex_iterator at(text.begin(), text.end(), field), end; at != end; ++at) {
                    std::string name = (*at)[1];
                    std::replace(name.begin(), name.end(), '_', '-');
                    CAPTURE(name);
                    CHECK(known.count(name) == 1);
                    ++fields_seen;
                }
        }
        CHECK(fields_seen > 100);  // the pattern still sees what it should
    }
}
