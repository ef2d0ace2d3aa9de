// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "machine/output.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>
#include <stdexcept>

#include "machine/ranks.hpp"
#include "machine/streams.hpp"

namespace lazyrisk::app {
namespace {

[[noreturn]] void cannot_write(const std::string& path) {
    throw std::runtime_error("--output " + path + " cannot be written (" + std::strerror(errno) +
                             "); name a file in a folder that exists and has room");
}

}  // namespace

Output::Output(const std::string& path) : path_(path), file_(stdout) {
    if (path_.empty()) return;
    if (!Ranks::leads()) path_ = "/dev/null";
    std::error_code ignored;
    if (std::filesystem::exists(path_, ignored)) {
        // a link stays a link; a pipe or a device is written to, not replaced
        if (std::filesystem::is_regular_file(path_, ignored))
            path_ = std::filesystem::canonical(path_, ignored).string();
        else
            direct_ = true;
    }
    partial_ = direct_ ? path_ : path_ + ".partial";
    if (!direct_) half_written_.emplace(partial_);
    file_ = std::fopen(partial_.c_str(), "wb");
    if (!file_) cannot_write(path_);
}

Output::~Output() {
    if (path_.empty() || !file_) return;
    std::fclose(file_);
    if (!direct_) std::remove(partial_.c_str());
}

void Output::write(std::string_view text) {
    if (std::fwrite(text.data(), 1, text.size(), file_) == text.size()) return;
    if (path_.empty()) throw std::runtime_error(output_lost(errno));
    cannot_write(path_);
}

void Output::finish() {
    if (path_.empty()) {
        if (std::fflush(file_) != 0) throw std::runtime_error(output_lost(errno));
        return;
    }
    const bool closed = std::fclose(file_) == 0;
    file_ = nullptr;
    if (!closed || (!direct_ && std::rename(partial_.c_str(), path_.c_str()) != 0)) {
        if (!direct_) std::remove(partial_.c_str());
        cannot_write(path_);
    }
    half_written_.reset();
}

void write_whole(const std::string& path, std::string_view text) {
    Output out(path);
    out.write(text);
    out.finish();
}

Progress::Progress(bool quiet) : on_(!quiet && isatty(STDERR_FILENO)) {}

Progress::~Progress() {
    if (on_ && width_ > 0) write_error(fmt::format("\r{:{}}\r", "", width_));
}

void Progress::show(const std::string& what) {
    if (!on_ || (what.empty() && width_ == 0)) return;
    write_error(fmt::format("\r{:<{}}{}", what, width_, what.empty() ? "\r" : ""));
    width_ = what.size();
}

void warn(bool quiet, const std::string& sentence) {
    static std::set<std::string> said;  // once is enough
    if (!quiet && said.insert(sentence).second) say("warning: " + sentence);
}

}  // namespace lazyrisk::app
