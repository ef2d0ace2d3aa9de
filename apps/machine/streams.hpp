// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Standard input, output and error as they may be: closed, full, or gone. Nothing that they do ends the program or
// changes an answer.
#pragma once

#include <string>
#include <string_view>

namespace lazyrisk::app {

/// First thing in main. A stream that is closed becomes one that fails when it is used: no file that is opened later
/// gets its number. A reader of standard output that has gone, and a limit on the size of files, are errors of writing,
/// not signals.
void keep_streams_open();

/// On standard error, as far as that is possible.
void write_error(std::string_view text);
/// "lazyrisk: ..." on standard error, in one line, fields as options; what it quotes of a user's long text is
/// shortened.
void say(const std::string& sentence);

/// On standard output, at once. Where that fails the work goes on: `output_failure` says so at the end.
void print(std::string_view text);
/// Why standard output could not be written; "" where it could.
std::string output_failure();
/// Standard output could not be written, for the reason in errno: ends as its shell expects where the reader has gone.
std::string output_lost(int error);

}  // namespace lazyrisk::app
