// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "machine/interrupt.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>

namespace lazyrisk::app {
namespace {

// what a signal handler may touch
std::atomic<bool> stop{false};
std::atomic<int> keepers{0};
struct Place {
    std::atomic<bool> taken{false}, named{false};
    std::array<char, 4096> path{};
};
std::array<Place, 16> half_written{};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

[[noreturn]] void end_now(const char* sentence) {
    for (const Place& place : half_written)
        if (place.named.load()) ::unlink(place.path.data());
    if (::write(STDERR_FILENO, sentence, std::strlen(sentence)) < 0) _exit(130);  // said or not
    _exit(130);
}

void take_signal(int) {
    // some programs send the signal twice at once (to the process and to its group): that is one interrupt
    static timespec first{};
    const int error = errno;
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    const bool again =
        stop.load() && double(now.tv_sec - first.tv_sec) + 1e-9 * double(now.tv_nsec - first.tv_nsec) > 0.5;
    if (again) end_now("lazyrisk: interrupted again; what was not finished is lost\n");
    if (!stop.load()) {
        first = now;
        stop.store(true);
        if (keepers.load() == 0) end_now("lazyrisk: interrupted; nothing was computed to the end\n");
    }
    errno = error;
}

}  // namespace

void watch_for_interrupt() {
    struct sigaction action {};
    action.sa_handler = take_signal;
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction before {};
        sigaction(number, nullptr, &before);
        if (number == SIGHUP && before.sa_handler == SIG_IGN) continue;  // nohup
        sigaction(number, &action, nullptr);
    }
}

KeepsWork::KeepsWork() { ++keepers; }
KeepsWork::~KeepsWork() { --keepers; }

bool stop_requested() { return stop.load(); }

HalfWritten::HalfWritten(const std::string& path) : place_(half_written.size()) {
    if (path.size() >= half_written.front().path.size()) return;
    for (std::size_t i = 0; i < half_written.size() && place_ == half_written.size(); ++i)
        if (bool free = false; half_written[i].taken.compare_exchange_strong(free, true)) place_ = i;
    if (place_ == half_written.size()) return;  // more than anybody writes at a time
    std::copy(path.c_str(), path.c_str() + path.size() + 1, half_written[place_].path.begin());
    half_written[place_].named.store(true);
}

HalfWritten::~HalfWritten() {
    if (place_ == half_written.size()) return;
    half_written[place_].named.store(false);
    half_written[place_].taken.store(false);
}

}  // namespace lazyrisk::app
