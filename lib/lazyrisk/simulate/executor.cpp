// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/executor.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

namespace lazyrisk {
namespace {

struct Done {
    std::size_t unit;
    std::vector<Seen> seen;
    double seconds;
};

}  // namespace

void ThreadExecutor::run(std::span<const Unit> units, const RunUnit& run, const UnitFinished& finished,
                         const std::function<bool()>& idle) {
    using Clock = std::chrono::steady_clock;
    std::atomic<std::size_t> next = 0;
    std::atomic<bool> stop = false;
    std::mutex lock;
    std::condition_variable news;
    std::vector<Done> done;
    std::exception_ptr failure;
    int working = int(std::min(units.size(), std::size_t(std::max(threads_, 1))));

    const auto work = [&] {
        for (std::size_t i; !stop && (i = next++) < units.size();) {
            try {
                const auto start = Clock::now();
                std::vector<Seen> seen = run(units[i]);
                const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
                const std::lock_guard hold(lock);
                done.push_back({i, std::move(seen), seconds});
            } catch (...) {
                const std::lock_guard hold(lock);
                if (!failure) failure = std::current_exception();
                stop = true;
            }
            news.notify_one();
        }
        const std::lock_guard hold(lock);
        --working;
        news.notify_one();
    };
    std::vector<std::jthread> threads;
    for (int i = working; i > 0; --i) threads.emplace_back(work);

    // The caller's thread only watches: its callbacks need not be safe for threads. They may throw.
    const struct Stop {
        std::atomic<bool>& flag;
        ~Stop() { flag = true; }
    } at_the_end{stop};
    for (bool over = false; !over;) {
        std::vector<Done> now;
        {
            std::unique_lock hold(lock);
            news.wait_for(hold, std::chrono::milliseconds(50), [&] { return working == 0 || !done.empty(); });
            over = working == 0;
            now.swap(done);
        }
        for (const Done& d : now) finished(units[d.unit], d.seen, d.seconds);
        if (idle()) stop = true;
    }
    threads.clear();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace lazyrisk
