// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "command.hpp"
#include "lazyrisk/words/utf8.hpp"
#include "paths.hpp"

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_of(const std::vector<std::string>& endings,
                               const std::vector<std::string>& folders = {"lib", "apps", "tests"}) {
    std::vector<fs::path> files;
    for (const std::string& part : folders)
        for (const auto& entry : fs::recursive_directory_iterator(fs::path(paths::source) / part))
            for (const std::string& ending : endings)
                if (entry.path().string().ends_with(ending)) files.push_back(entry.path());
    return files;
}

}  // namespace

TEST_SUITE("style") {
    TEST_CASE("[identity] every file begins with whose it is and under which licence") {
        for (const fs::path& path :
             files_of({".hpp", ".cpp", ".py", ".in", ".cmake", "CMakeLists.txt"}, {"lib", "apps", "tests", "docs"})) {
            CAPTURE(path.string());
            std::ifstream text(path);
            std::string first, second, third;
            std::getline(text, first), std::getline(text, second), std::getline(text, third);
            if (first.starts_with("#!")) first = second, second = third;
            CHECK(first.ends_with(" SPDX-FileCopyrightText: the lazyrisk authors"));
            CHECK(second.ends_with(" SPDX-License-Identifier: GPL-3.0-or-later"));
        }
    }

    TEST_CASE("[identity] no line has more than 120 columns") {
        for (const fs::path& path : files_of({".hpp", ".cpp"})) {
            std::ifstream text(path);
            int number = 0;
            for (std::string line; std::getline(text, line);) {
                ++number;
                if (lazyrisk::length(line) <= 120) continue;
                CAPTURE(path.string());
                CAPTURE(number);
                CHECK(lazyrisk::length(line) <= 120);
            }
        }
    }

    TEST_CASE("[identity] every file is as .clang-format says") {
        const std::string program = "clang-format-14";  // another version writes other lines
        if (run_command(program + " --version").status != 0) {
            MESSAGE(program << " is not here: the style was not looked at");
            return;
        }
        std::string list;
        for (const fs::path& path : files_of({".hpp", ".cpp"})) list += " '" + path.string() + "'";
        const CommandResult seen = run_command("cd '" + std::string(paths::source) + "' && " + program +
                                               " --dry-run --Werror" + list + " 2>&1");
        CHECK_MESSAGE(seen.status == 0, "clang-format-14 -i mends it: " << seen.out.substr(0, 2000));
    }
}
