// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Results go to standard output or to a file that appears only when it is whole; everything else to standard error.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lazyrisk/words/whole_file.hpp"
#include "machine/interrupt.hpp"

namespace lazyrisk::app {

/// Where results go: a WholeFile, gone after an interrupt too, or standard output.
class Output {
public:
    /// "" is standard output. Throws std::runtime_error if the file cannot be written, before anything is computed.
    explicit Output(const std::string& path);

    /// Throws std::runtime_error where the disk is full.
    void write(std::string_view text);
    void finish();

private:
    std::optional<HalfWritten> half_written_;
    std::optional<WholeFile> file_;  // none: standard output
};

/// A text into a file, as Output.
void write_whole(const std::string& path, std::string_view text);

/// A line on a terminal's standard error that says how far things are; nothing elsewhere.
class Progress {
public:
    Progress();
    ~Progress();
    void show(const std::string& what);  ///< "" wipes it

private:
    bool on_;
    std::size_t width_ = 0;
};

/// On standard error, each sentence once.
void warn(const std::string& sentence);

}  // namespace lazyrisk::app
