// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the program says of itself: the first screen, help, examples.
#include <doctest/doctest.h>

#include <sstream>
#include <string>
#include <vector>

#include "lines_of.hpp"
#include "program.hpp"

namespace {

/// The commands of a text: indented lines that begin with the program's name, without it and without what explains
/// them.
std::vector<std::string> commands(const std::string& text) {
    std::vector<std::string> found;
    for (const std::string& line : lines_of(text)) {
        if (!line.starts_with("  lazyrisk ")) continue;
        const std::string command = line.substr(11);
        found.push_back(command.substr(0, command.find("  ")));
    }
    return found;
}

/// The names that begin the entries below a heading.
std::vector<std::string> verbs() {
    std::vector<std::string> names;
    bool among = false;
    for (const std::string& line : lines_of(lazyrisk("--help").out)) {
        if (!line.starts_with(" "))
            among = line == "Theory" || line == "Simulation" || line == "Networks" || line == "Papers" ||
                    line == "Housekeeping";
        else if (among && line.size() > 2 && line[2] != ' ')
            names.push_back(line.substr(2, line.find(' ', 2) - 2));
    }
    return names;
}

}  // namespace

TEST_SUITE("apps/help") {
    TEST_CASE("[golden] the bare name: ten lines, three commands to copy, and they work") {
        const ProgramResult r = lazyrisk("");
        CHECK(r.status == 0);
        CHECK(lines_of(r.out).size() <= 10);
        const std::vector<std::string> three = commands(r.out);
        REQUIRE(three.size() == 3);
        const ScratchFolder folder;
        for (const std::string& command : three) {
            CAPTURE(command);
            const ProgramResult ran = lazyrisk(command, "cd '" + folder.path.string() + "' &&");
            CHECK(ran.status == 0);
            CHECK_FALSE(ran.out.empty());
            CHECK(ran.error.empty());
        }
        CHECK_FALSE(folder.read("a.svg").empty());
    }

    TEST_CASE("[identity] every verb's help has an example that works") {
        CHECK(verbs().size() >= 14);
        const ScratchFolder folder;
        for (const std::string& verb : verbs()) {
            CAPTURE(verb);
            const ProgramResult help = lazyrisk(verb + " --help");
            CHECK(help.status == 0);
            const std::vector<std::string> examples = commands(help.out);
            REQUIRE(examples.size() == 1);
            CHECK(examples.front().starts_with(verb));
            const ProgramResult ran =
                lazyrisk(examples.front(), "cd '" + folder.path.string() + "' && LAZYRISK_STORE=store.sqlite");
            CHECK_MESSAGE(ran.status == 0, examples.front(), ": ", ran.error);
            CHECK_FALSE(ran.out.empty());
        }
    }

    TEST_CASE(
        "[identity] help fits a terminal of 100 columns, says each option once, and is the answer to `help VERB`") {
        for (const std::string& verb : verbs()) {
            CAPTURE(verb);
            const std::string help = lazyrisk(verb + " --help").out;
            std::vector<std::string> seen;
            for (const std::string& line : lines_of(help)) {
                CHECK_MESSAGE(line.size() <= 100, line);
                CHECK_MESSAGE(!line.ends_with(" "), line);
                if (!line.starts_with("  --")) continue;
                const std::string name = line.substr(2, line.find(' ', 2) - 2);
                CHECK_MESSAGE(std::count(seen.begin(), seen.end(), name) == 0, name);
                seen.push_back(name);
            }
            CHECK(lazyrisk("help " + verb).out == help);
        }
        CHECK(lazyrisk("help").out == lazyrisk("--help").out);
        CHECK(lazyrisk("store prune --help").out.find("--before") != std::string::npos);
    }
}
