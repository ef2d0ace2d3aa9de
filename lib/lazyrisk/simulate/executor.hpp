// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Units of work side by side.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "lazyrisk/linear/blas_threads.hpp"

namespace lazyrisk {

/// What a trial of one point saw.
using Seen = std::vector<double>;

/// A trial of some points of a family.
struct Unit {
    std::size_t family;
    std::uint64_t trial;
    std::vector<std::size_t> points;  ///< places in the family, ascending
};

using RunUnit = std::function<std::vector<Seen>(const Unit&)>;
/// What the unit's points saw, and how long it took.
using UnitFinished = std::function<void(const Unit&, std::span<const Seen>, double seconds)>;

/// Who does the work: threads here, other processes elsewhere. What is computed never depends on it.
class Executor {
public:
    virtual ~Executor() = default;
    /// Runs the units in their order as far as possible, calling `finished` on this thread; `idle` is called now and
    /// then, and true from it means: finish what was begun, start no more. Throws what the first failing unit threw.
    virtual void run(std::span<const Unit> units, const RunUnit& run, const UnitFinished& finished,
                     const std::function<bool()>& idle) = 0;
    /// Nothing is left to run: whoever waits for work may go.
    virtual void release() {}
    /// False on a process that only works for another one: its run() gets the units from there and calls nothing back.
    [[nodiscard]] virtual bool leads() const { return true; }
};

/// Units on `threads` threads of this process.
class ThreadExecutor final : public Executor {
public:
    explicit ThreadExecutor(int threads) : threads_(threads) {}
    void run(std::span<const Unit> units, const RunUnit& run, const UnitFinished& finished,
             const std::function<bool()>& idle) override;

private:
    int threads_;
};

}  // namespace lazyrisk
