#include "output.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <set>
#include <stdexcept>

#include "ranks.hpp"

namespace lazyrisk::app {
namespace {

volatile std::sig_atomic_t stop = 0;

[[noreturn]] void cannot_write(const std::string& path) {
    throw std::runtime_error("--output " + path + " cannot be written (" + std::strerror(errno) + "); name a file in a folder that exists and has room");
}

}  // namespace

bool stop_requested() { return stop != 0; }

void watch_for_interrupt() {
    struct sigaction action {};
    action.sa_handler = [](int) {
        // some programs send the signal twice at once (to the process and to its group): that is one interrupt
        static timespec first{};
        timespec now{};
        clock_gettime(CLOCK_MONOTONIC, &now);
        if (stop && double(now.tv_sec - first.tv_sec) + 1e-9 * double(now.tv_nsec - first.tv_nsec) > 0.5) _exit(130);
        if (!stop) first = now;
        stop = 1;
    };
    sigaction(SIGINT, &action, nullptr);
}

Output::Output(const std::string& path) : path_(path), file_(stdout) {
    if (path_.empty()) return;
    if (!Ranks::leads()) path_ = "/dev/null";
    std::error_code ignored;
    if (std::filesystem::exists(path_, ignored)) {
        // a link stays a link; a pipe or a device is written to, not replaced
        if (std::filesystem::is_regular_file(path_, ignored)) path_ = std::filesystem::canonical(path_, ignored).string();
        else direct_ = true;
    }
    partial_ = direct_ ? path_ : path_ + ".partial";
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
    if (path_.empty()) throw std::runtime_error(std::string("standard output cannot be written (") + std::strerror(errno) + ")");
    cannot_write(path_);
}

void Output::finish() {
    if (path_.empty()) {
        if (std::fflush(file_) != 0) throw std::runtime_error(std::string("standard output cannot be written (") + std::strerror(errno) + ")");
        return;
    }
    const bool closed = std::fclose(file_) == 0;
    file_ = nullptr;
    if (!closed || (!direct_ && std::rename(partial_.c_str(), path_.c_str()) != 0)) {
        if (!direct_) std::remove(partial_.c_str());
        cannot_write(path_);
    }
}

Progress::Progress(bool quiet) : on_(!quiet && isatty(STDERR_FILENO)) {}

Progress::~Progress() {
    if (on_ && width_ > 0) fmt::print(stderr, "\r{:{}}\r", "", width_);
}

void Progress::show(const std::string& what) {
    if (!on_) return;
    fmt::print(stderr, "\r{:<{}}", what, width_);
    std::fflush(stderr);
    width_ = what.size();
}

void warn(bool quiet, const std::string& sentence) {
    static std::set<std::string> said;  // once is enough
    if (!quiet && said.insert(sentence).second) fmt::print(stderr, "lazyrisk: warning: {}\n", sentence);
}

}  // namespace lazyrisk::app
