// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A shell command and what it printed.
#pragma once

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <stdexcept>
#include <string>

struct CommandResult {
    int status;       ///< that it exited with
    std::string out;  ///< standard output, and standard error where the command sends it there
};

inline CommandResult run_command(const std::string& command) {
    FILE* pipe = popen(command.c_str(), "r");
    if (!pipe) throw std::runtime_error("no shell for: " + command);
    std::string out;
    std::array<char, 4096> part{};
    for (std::size_t n; (n = fread(part.data(), 1, part.size(), pipe)) > 0;) out.append(part.data(), n);
    return {WEXITSTATUS(pclose(pipe)), out};
}
