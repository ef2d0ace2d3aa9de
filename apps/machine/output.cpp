// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "machine/output.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <functional>
#include <set>
#include <stdexcept>

#include "machine/ranks.hpp"
#include "machine/streams.hpp"

namespace lazyrisk::app {
namespace {

/// The same errors, with the name of the option.
void of_output(const std::function<void()>& act) {
    try {
        act();
    } catch (const std::runtime_error& error) {
        throw std::runtime_error(std::string("--output ") + error.what());
    }
}

}  // namespace

Output::Output(const std::string& path) {
    if (path.empty()) return;
    const std::string to = Ranks::leads() ? path : "/dev/null";
    if (const std::string half = WholeFile::half_written(to); !half.empty()) half_written_.emplace(half);
    of_output([&] { file_.emplace(to); });
}

void Output::write(std::string_view text) {
    if (file_) return of_output([&] { file_->write(text); });
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) throw std::runtime_error(output_lost(errno));
}

void Output::finish() {
    if (!file_) {
        if (std::fflush(stdout) != 0) throw std::runtime_error(output_lost(errno));
        return;
    }
    of_output([&] { file_->finish(); });
    half_written_.reset();
}

void write_whole(const std::string& path, std::string_view text) {
    Output out(path);
    out.write(text);
    out.finish();
}

Progress::Progress() : on_(isatty(STDERR_FILENO)) {}

Progress::~Progress() {
    if (on_ && width_ > 0) write_error(fmt::format("\r{:{}}\r", "", width_));
}

void Progress::show(const std::string& what) {
    if (!on_ || (what.empty() && width_ == 0)) return;
    write_error(fmt::format("\r{:<{}}{}", what, width_, what.empty() ? "\r" : ""));
    width_ = what.size();
}

void warn(const std::string& sentence) {
    static std::set<std::string> said;  // once is enough
    if (said.insert(sentence).second) say("warning: " + sentence);
}

}  // namespace lazyrisk::app
