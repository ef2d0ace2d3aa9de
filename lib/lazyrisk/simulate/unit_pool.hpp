// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Units computed on threads of this process while its main thread does something else.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "lazyrisk/simulate/executor.hpp"

namespace lazyrisk {

/// What became of a unit; a sentence instead of numbers where it failed.
struct UnitResult {
    std::size_t id;
    std::vector<Seen> seen;
    double seconds = 0;
    std::string failure;
};

class UnitPool {
public:
    UnitPool(int threads, RunUnit run);
    ~UnitPool();
    UnitPool(const UnitPool&) = delete;
    UnitPool& operator=(const UnitPool&) = delete;

    void submit(std::size_t id, Unit unit);
    [[nodiscard]] std::optional<UnitResult> finished();
    [[nodiscard]] int free() const { return int(threads_.size()) - busy_; }

private:
    RunUnit run_;
    int busy_ = 0;  // submitted, and not yet taken back: the main thread's
    std::mutex lock_;
    std::condition_variable_any news_;
    std::deque<std::pair<std::size_t, Unit>> waiting_;
    std::deque<UnitResult> done_;
    std::vector<std::jthread> threads_;  // last: they use all of the above
};

}  // namespace lazyrisk
