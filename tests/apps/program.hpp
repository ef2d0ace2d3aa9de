// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The program as its users start it: status, standard output, standard error; folders that go away.
#pragma once

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "../command.hpp"
#include "paths.hpp"
#include "temporary_folder.hpp"

struct ProgramResult {
    int status;
    std::string out, error;
};

struct ScratchFolder : TemporaryFolder {
    using TemporaryFolder::file;
    std::string file(const std::string& name, const std::string& text) const {
        std::ofstream(path / name) << text;
        return (path / name).string();
    }
    std::string read(const std::string& name) const {
        std::stringstream text;
        text << std::ifstream(path / name).rdbuf();
        return text.str();
    }
};

/// `before` is put before the program: a change of folder, or variables.
inline ProgramResult lazyrisk(const std::string& arguments, const std::string& before = "") {
    static const ScratchFolder folder;
    const CommandResult ran = run_command(before + " '" + paths::program + "' " + arguments + " 2>'" +
                                          (folder.path / "stderr").string() + "'");
    return {ran.status, ran.out, folder.read("stderr")};
}

/// Wrong question: status 2 (or another one), nothing on standard output, one sentence with these words.
inline void refused(const std::string& arguments, const std::string& words, int status = 2) {
    const ProgramResult r = lazyrisk(arguments);
    CAPTURE(arguments);
    CAPTURE(r.error);
    CHECK(r.status == status);
    CHECK(r.out.empty());
    CHECK(r.error.starts_with("lazyrisk: "));
    CHECK_MESSAGE(r.error.find(words) != std::string::npos, "expected: ", words);
    CHECK(std::count(r.error.begin(), r.error.end(), '\n') == 1);
}
