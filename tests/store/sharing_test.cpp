// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Several threads and processes at one store, and processes that die.
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <random>
#include <set>
#include <thread>

#include "lazyrisk/store/store.hpp"
#include "temporary_folder.hpp"

using namespace lazyrisk;

namespace {

NewUnit unit(std::uint64_t seed, std::uint64_t trial) {
    return {R"({"dim":30})", seed, trial, {double(seed), double(trial), 1, 2, 3}, 0.5};
}

/// Writes `count` units one by one; exit status 0 where all went well.
pid_t writer(const std::string& path, std::uint64_t seed, std::uint64_t count) {
    const pid_t child = fork();
    if (child != 0) return child;
    try {
        Store store(path);
        for (std::uint64_t t = 0; t < count; ++t) {
            const NewUnit one = unit(seed, t);
            if (store.add({&one, 1}) != 1) _exit(1);
        }
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        _exit(2);
    }
    _exit(0);
}

int ended(pid_t child) {
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

TEST_SUITE("store/sharing") {
    TEST_CASE("[identity] four processes that make one store together lose nothing") {
        const TemporaryFolder folder;
        const std::string path = folder.file("a.sqlite");
        std::vector<pid_t> children;
        for (std::uint64_t seed = 0; seed < 4; ++seed) children.push_back(writer(path, seed, 500));
        for (const pid_t child : children) CHECK(ended(child) == 0);
        const Store store(path);
        for (std::uint64_t seed = 0; seed < 4; ++seed) CHECK(store.find(unit(0, 0).problem, seed).size() == 500);
        CHECK(store.verify().damage.empty());
        CHECK(store.verify().units == 2000);
    }

    TEST_CASE("[identity] two Stores of one file and two threads of one Store lose nothing") {
        const TemporaryFolder folder;
        const std::string path = folder.file("a.sqlite");
        Store first(path), second(path);
        const auto fill = [](Store& store, std::uint64_t seed) {
            for (std::uint64_t t = 0; t < 500; ++t) {
                const NewUnit one = unit(seed, t);
                store.add({&one, 1});
                if (t % 50 == 0) static_cast<void>(store.find(one.problem, seed));
            }
        };
        {
            std::vector<std::jthread> threads;
            threads.emplace_back(fill, std::ref(first), 0);
            threads.emplace_back(fill, std::ref(first), 1);
            threads.emplace_back(fill, std::ref(second), 2);
        }
        for (std::uint64_t seed = 0; seed < 3; ++seed) {
            CHECK(first.find(unit(0, 0).problem, seed).size() == 500);
            CHECK(second.find(unit(0, 0).problem, seed).size() == 500);
        }
    }

    TEST_CASE("[identity] kill -9 at any moment: every unit whose add has returned is there, and all is sound") {
        std::mt19937 random(7);
        const TemporaryFolder folder;
        for (int round = 0; round < 20; ++round) {
            const std::string path =
                folder.file(std::to_string(round % 5) + ".sqlite");  // some rounds find what others left
            int reported[2];
            REQUIRE(pipe(reported) == 0);
            const pid_t child = fork();
            if (child == 0) {
                close(reported[0]);
                Store store(path);
                for (std::uint64_t t = 0;; t += 3) {
                    const std::vector<NewUnit> batch{unit(std::uint64_t(round), t), unit(std::uint64_t(round), t + 1),
                                                     unit(std::uint64_t(round), t + 2)};
                    store.add(batch);
                    if (write(reported[1], &t, sizeof t) != sizeof t) _exit(1);
                }
            }
            close(reported[1]);
            std::jthread killer([&, wait = std::chrono::microseconds(random() % 60000)] {
                std::this_thread::sleep_for(wait);
                kill(child, SIGKILL);
            });
            std::uint64_t batches = 0, t = 0;
            while (read(reported[0], &t, sizeof t) == sizeof t) ++batches;
            close(reported[0]);
            killer.join();
            CHECK(ended(child) == -1);
            const Store store(path);
            const auto seen = store.find(unit(0, 0).problem, std::uint64_t(round));
            CHECK(seen.size() >= 3 * batches);
            CHECK(seen.size() % 3 == 0);  // a call's units together
            for (std::size_t i = 0; i < seen.size(); ++i) CHECK(seen[i].trial == i);
            CHECK(store.verify().damage.empty());
        }
    }
}
