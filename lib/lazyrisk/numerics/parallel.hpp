// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Independent pieces of work over threads.
#pragma once

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace lazyrisk {

/// Threads to use where 0 means all.
inline int threads_or_all(int threads) {
    return threads > 0 ? threads : std::max(1, int(std::thread::hardware_concurrency()));
}

/// Calls work(i) for i = 0 .. count-1, in any order. The first exception ends it and is thrown again here.
template <class Work>
void parallel_for(std::size_t count, int threads, const Work& work) {
    std::atomic<std::size_t> next{0};
    std::exception_ptr failure;
    std::mutex failed;
    const auto run = [&] {
        try {
            for (std::size_t i; (i = next++) < count;) work(i);
        } catch (...) {
            next = count;
            const std::lock_guard lock(failed);
            if (!failure) failure = std::current_exception();
        }
    };
    const std::size_t helpers = std::min(count, std::size_t(threads_or_all(threads)));
    std::vector<std::thread> pool;
    for (std::size_t i = 1; i < helpers; ++i) pool.emplace_back(run);
    run();
    for (std::thread& thread : pool) thread.join();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace lazyrisk
