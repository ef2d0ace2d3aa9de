// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/trials.hpp"

#include <doctest/doctest.h>

#include <map>
#include <mutex>

#include "../nearly.hpp"
#include "lazyrisk/simulate/campaign.hpp"

using namespace lazyrisk;

namespace {

/// Trial t of point i sees 10 i + t; `ran` counts the points that were run.
TrialPlan plan_of(std::size_t points, int trials, std::size_t& ran) {
    static std::mutex lock;
    return {
        .points = points, .trials = trials, .run = [&ran](std::uint64_t trial, std::span<const std::size_t> wanted) {
            std::vector<Seen> seen;
            for (const std::size_t i : wanted) seen.push_back({10.0 * double(i) + double(trial), 0.5});
            const std::lock_guard hold(lock);
            ran += wanted.size();
            return seen;
        }};
}

struct Notebook {
    std::map<std::pair<std::size_t, std::uint64_t>, Seen> kept;
    Memory memory() {
        return {[this](std::size_t point) {
                    std::vector<FinishedTrial> known;
                    for (const auto& [at, seen] : kept)
                        if (at.first == point) known.push_back({point, at.second, seen, 0});
                    return known;
                },
                [this](std::span<const FinishedTrial> done) {
                    for (const FinishedTrial& d : done) kept[{d.point, d.trial}] = d.seen;
                }};
    }
};

}  // namespace

TEST_SUITE("simulate/trials") {
    TEST_CASE("[identity] what is remembered is not run again, more trials extend it, fewer are a part of it") {
        std::size_t ran = 0;
        Notebook book;
        ThreadExecutor threads(2);
        const auto five = run_trials(plan_of(2, 5, ran), threads, book.memory());
        CHECK(ran == 10);
        REQUIRE(five.size() == 2);
        REQUIRE(five[1].size() == 5);
        for (std::uint64_t t = 0; t < 5; ++t)
            CHECK(five[1][t] == std::pair<std::uint64_t, Seen>(t, {10.0 + double(t), 0.5}));
        CHECK(run_trials(plan_of(2, 5, ran), threads, book.memory()) == five);
        CHECK(ran == 10);
        const auto eight = run_trials(plan_of(2, 8, ran), threads, book.memory());
        CHECK(ran == 16);
        CHECK(eight[0].size() == 8);
        CHECK(run_trials(plan_of(2, 3, ran), threads, book.memory())[0].size() == 3);
        CHECK(ran == 16);
        // another point beside those that are there: it alone is run
        CHECK(run_trials(plan_of(3, 8, ran), threads, book.memory())[2].size() == 8);
        CHECK(ran == 24);
    }

    TEST_CASE("[identity] units at a time: as many as asked for, fewer where memory is short, one at least") {
        CHECK(threads_within_memory(1, 1) == 1);
        CHECK(threads_within_memory(3, 1) == 3);
        CHECK(threads_within_memory(3, 0) == 3);
        CHECK(threads_within_memory(7, 1e30) == 1);
        CHECK(threads_within_memory(1, 1e30) == 1);
    }

    TEST_CASE("[identity] shards are parts of the whole") {
        std::size_t ran = 0;
        Notebook book;
        ThreadExecutor one(1);
        for (int shard = 0; shard < 3; ++shard) {
            TrialPlan part = plan_of(2, 7, ran);
            part.shard = shard, part.shards = 3;
            static_cast<void>(run_trials(part, one, book.memory()));
        }
        CHECK(ran == 14);
        CHECK(run_trials(plan_of(2, 7, ran), one, book.memory()) == on_threads(3)(plan_of(2, 7, ran)));
        CHECK(ran == 28);  // the second runner remembers nothing
    }

    TEST_CASE("[identity] interrupted: what was begun is kept") {
        std::size_t ran = 0;
        Notebook book;
        TrialPlan plan = plan_of(1, 1000, ran);
        plan.interrupted = [&] { return !book.kept.empty(); };
        ThreadExecutor one(1);
        const auto some = run_trials(plan, one, book.memory());
        CHECK(some[0].size() == ran);
        CHECK(book.kept.size() == ran);
    }

    TEST_CASE(
        "[identity] half of the memory, shared; seconds of a unit are those of its points together; progress ends at "
        "1") {
        const double memory = memory_of_machine();
        CHECK(threads_within_memory(8, memory / 7) == 3);
        CHECK(threads_within_memory(2, memory / 7) == 2);
        CHECK(threads_within_memory(8, memory / 2.01) == 1);
        std::size_t ran = 0;
        TrialPlan plan = plan_of(4, 3, ran);
        std::vector<double> parts;
        plan.progress = [&](double part) { parts.push_back(part); };
        std::map<std::uint64_t, std::vector<double>> seconds;
        const Memory memory_of_trials{{}, [&](std::span<const FinishedTrial> done) {
                                          for (const FinishedTrial& d : done) seconds[d.trial].push_back(d.seconds);
                                      }};
        ThreadExecutor one(1);
        static_cast<void>(run_trials(plan, one, memory_of_trials));
        REQUIRE(parts.size() == 3);
        for (std::size_t i = 0; i < 3; ++i) CHECK(parts[i] == nearly(double(i + 1) / 3, 1e-14));
        CHECK(seconds.size() == 3);
        for (const auto& [trial, of_points] : seconds) {
            CHECK(of_points.size() == 4);
            for (const double s : of_points) CHECK(s == of_points.front());
        }
        SeenTrials list;
        for (const std::uint64_t t : {5u, 1u, 3u, 1u}) note(list, t, {double(t)});
        note(list, 3, {-1});  // one that is there stays
        CHECK(list == SeenTrials{{1, {1}}, {3, {3}}, {5, {5}}});
        CHECK(knows(list, 5));
        CHECK_FALSE(knows(list, 4));
        CHECK_FALSE(knows(list, 6));
    }
}
