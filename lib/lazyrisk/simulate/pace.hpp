// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// How long work will take, judged by work of its kind that was timed.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace lazyrisk {

struct Seconds {
    double low = 0, high = 0;
};

/// "1.3 s", "1.3 to 2.1 s", "4 to 6 min".
std::string in_words(const Seconds& range);

/// Amounts of work with the time that they took, one after the other.
class Pace {
public:
    void add(double amount, double seconds);
    /// Amounts a second: in the slowest and in the fastest of up to eight pieces of the time. A machine with other work
    /// gives and takes its time in pieces, so the range is that of means over a piece, not of single amounts.
    [[nodiscard]] double slowest() const;
    [[nodiscard]] double fastest() const;
    /// What this amount will take. Nothing was timed: an infinite time.
    [[nodiscard]] Seconds time_of(double amount) const { return {amount / fastest(), amount / slowest()}; }
    [[nodiscard]] bool empty() const { return timed_.empty(); }
    /// The same work timed elsewhere at the same time.
    void join(const Pace& other);

private:
    std::vector<std::pair<double, double>> timed_;   // amount, seconds
    std::vector<std::pair<double, double>> joined_;  // slowest and fastest of the others

    [[nodiscard]] std::pair<double, double> range() const;
};

/// What is left where `part` of the work is finished and `begun` of it is under way, of which half is done on average:
/// at first most of what was done is not finished.
Seconds time_left(const Pace& pace, double part, double begun);

}  // namespace lazyrisk
