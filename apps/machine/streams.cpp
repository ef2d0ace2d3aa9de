// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "machine/streams.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "lazyrisk/words/shortened.hpp"
#include "machine/as_options.hpp"

namespace lazyrisk::app {
namespace {

int first_failure = 0;  // of `print`

}  // namespace

void keep_streams_open() {
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (fcntl(stream, F_GETFD) != -1 || errno != EBADF) continue;
        // the wrong way round: reading from it, or writing to it, is the error that it was; the lowest free number is
        // its own
        const int opened = ::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
        if (opened >= 0 && opened != stream) ::dup2(opened, stream), ::close(opened);
    }
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
}

void write_error(std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;  // there is nowhere else to say so
        text.remove_prefix(std::size_t(written));
    }
}

void say(const std::string& sentence) { write_error("lazyrisk: " + shortened(as_options(sentence)) + "\n"); }

void print(std::string_view text) {
    if (first_failure != 0) return;
    errno = 0;
    if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return;
    first_failure = errno != 0 ? errno : EIO;
}

std::string output_failure() {
    errno = 0;
    if (first_failure == 0 && std::fflush(stdout) != 0) first_failure = errno != 0 ? errno : EIO;
    return first_failure == 0 ? "" : output_lost(first_failure);
}

std::string output_lost(int error) {
    if (error == EPIPE) {
        std::signal(SIGPIPE, SIG_DFL);
        std::raise(SIGPIPE);
    }
    return std::string("standard output cannot be written (") + std::strerror(error) + ")";
}

}  // namespace lazyrisk::app
