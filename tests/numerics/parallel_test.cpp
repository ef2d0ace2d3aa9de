// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/numerics/parallel.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace lazyrisk;

TEST_SUITE("numerics/parallel") {
    TEST_CASE("[identity] every piece of work is done once, on no more threads than asked for") {
        for (const int threads : {1, 2, 5})
            for (const std::size_t count : {std::size_t{0}, std::size_t{1}, std::size_t{4}, std::size_t{1000}}) {
                std::vector<std::atomic<int>> done(count);
                std::mutex lock;
                std::set<std::thread::id> seen;
                parallel_for(count, threads, [&](std::size_t i) {
                    ++done[i];
                    const std::lock_guard hold(lock);
                    seen.insert(std::this_thread::get_id());
                });
                for (const auto& d : done) CHECK(d == 1);
                CHECK(seen.size() <= std::min(count, std::size_t(threads)));
            }
        CHECK(threads_or_all(3) == 3);
        CHECK(threads_or_all(0) >= 1);
    }

    TEST_CASE("[error] the first exception ends the work and comes out") {
        constexpr std::size_t count = 20000;
        for (const int threads : {1, 4}) {
            std::atomic<int> calls{0};
            std::atomic<bool> failed{false};
            CHECK_THROWS_WITH_AS(
                parallel_for(count, threads,
                             [&](std::size_t i) {
                                 ++calls;
                                 if (i == 10) {
                                     failed = true;
                                     throw std::runtime_error("ten");
                                 }
                                 if (i < 10) return;
                                 while (!failed) std::this_thread::yield();  // the others are at most one piece further
                                 std::this_thread::sleep_for(std::chrono::milliseconds(1));
                             }),
                "ten", std::runtime_error);
            CHECK(calls >= 11);
            CHECK(calls < int(count / 2));
            if (threads == 1) CHECK(calls == 11);  // nothing after it
        }
    }
}
