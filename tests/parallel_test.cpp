#include "lazyrisk/parallel.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <set>
#include <stdexcept>
#include <vector>

using namespace lazyrisk;

TEST_SUITE("parallel") {

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
    for (const int threads : {1, 4}) {
        std::atomic<int> calls{0};
        CHECK_THROWS_WITH_AS(parallel_for(100000, threads, [&](std::size_t i) {
            ++calls;
            if (i == 10) throw std::runtime_error("ten");
        }), "ten", std::runtime_error);
        CHECK(calls >= 11);
        if (threads == 1) CHECK(calls == 11);  // nothing after it
    }
}

}
