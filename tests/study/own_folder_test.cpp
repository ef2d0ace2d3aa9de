// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A folder of results belongs to one experiment.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "lazyrisk/study/computed_folder.hpp"
#include "lazyrisk/study/manifest.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/whole_file.hpp"
#include "temporary_folder.hpp"

using namespace lazyrisk;

namespace {

const char* text =
    "title = \"A line\"\n[[figure]]\nname = \"line\"\nx = \"psi1\"\ny = \"test_error\"\nproblem = {psi2 = 3}\n"
    "[[figure.curve]]\nlabel = \"a\"\ntheory = \"psi1=1,2,5\"\n[quick]\n";

}  // namespace

TEST_SUITE("study/own_folder") {
    TEST_CASE("[identity] the same experiment comes again, stores and a report may lie there") {
        const TemporaryFolder folder;
        const std::string out = folder.file("out");
        CHECK_NOTHROW(require_own_folder(out, "mine"));  // there is none yet
        std::filesystem::create_directories(out);
        CHECK_NOTHROW(require_own_folder(out, "mine"));
        write_text(out + "/results.sqlite", "");
        write_text(out + "/report.html", "");
        CHECK_NOTHROW(require_own_folder(out, "mine"));
        write_text(out + "/manifest.json", "{\"name\": \"mine\"}");
        write_text(out + "/peak.svg", "");
        CHECK_NOTHROW(require_own_folder(out, "mine"));
        CHECK_THROWS_WITH_AS(require_own_folder(out, "other"), doctest::Contains("the results of mine"), DomainError);
        write_text(out + "/manifest.json", "{}");
        CHECK_THROWS_AS(require_own_folder(out, "mine"), DomainError);
    }

    TEST_CASE("[error] files of somebody's own") {
        const TemporaryFolder folder;
        write_text(folder.file("summary.md"), "mine");
        CHECK_THROWS_WITH_AS(require_own_folder(folder.path, "line"), doctest::Contains("summary.md"), DomainError);
    }

    TEST_CASE("[identity] an experiment refuses a folder of something else, takes it by force, and its own again") {
        const TemporaryFolder folder;
        const std::string file = folder.file("line.toml"), out = folder.file("out");
        write_text(file, text);
        const ExperimentFile experiment = quick(read_experiment(file));
        RunOptions options;
        options.quick = true;
        options.simulation.store = folder.file("s.sqlite");
        const Host host;
        std::filesystem::create_directories(out);
        write_text(out + "/notes.txt", "of my own");
        CHECK_THROWS_WITH_AS(compute_folder(file, experiment, options, out, false, host),
                             doctest::Contains("notes.txt"), DomainError);
        CHECK_FALSE(std::filesystem::exists(out + "/manifest.json"));
        options.force = true;
        CHECK(compute_folder(file, experiment, options, out, false, host).figures == 1);
        options.force = false;
        CHECK(compute_folder(file, experiment, options, out, false, host).recalled == 1);
        const Verification found = verify_folder(out);
        CHECK(found.others == std::vector<std::string>{"notes.txt"});
        CHECK_FALSE(found.sound());
        std::filesystem::remove(out + "/notes.txt");
        CHECK(verify_folder(out).sound());
    }
}
