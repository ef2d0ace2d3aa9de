// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/pace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "lazyrisk/numerics/scalar.hpp"

namespace lazyrisk {
namespace {

constexpr int pieces = 8;
constexpr std::size_t most_kept = 512;

struct Unit {
    const char* name;
    double seconds, up_to;
    int digits;  // after the point
};

}  // namespace

std::string in_words(const Seconds& range) {
    static constexpr std::array units{Unit{"ms", 1e-3, 1e-2, 1},
                                      Unit{"ms", 1e-3, 1, 0},
                                      Unit{"s", 1, 10, 1},
                                      Unit{"s", 1, 120, 0},
                                      Unit{"min", 60, 7200, 0},
                                      Unit{"h", 3600, 36000, 1},
                                      Unit{"h", 3600, std::numeric_limits<double>::infinity(), 0}};
    if (is_infinite(range.high)) return "an unknown time";
    const Unit& unit =
        *std::find_if(units.begin(), units.end() - 1, [&](const Unit& u) { return range.high < u.up_to; });
    const std::string low = fmt::format("{:.{}f}", range.low / unit.seconds, unit.digits),
                      high = fmt::format("{:.{}f}", range.high / unit.seconds, unit.digits);
    return (low == high ? high : low + " to " + high) + " " + unit.name;
}

void Pace::add(double amount, double seconds) {
    timed_.emplace_back(amount, seconds);
    if (timed_.size() < most_kept) return;
    for (std::size_t i = 0; i < most_kept / 2; ++i)  // finer than the pieces even so
        timed_[i] = {timed_[2 * i].first + timed_[2 * i + 1].first, timed_[2 * i].second + timed_[2 * i + 1].second};
    timed_.resize(most_kept / 2);
}

void Pace::join(const Pace& other) {
    if (!other.empty()) joined_.push_back(other.range());
    joined_.insert(joined_.end(), other.joined_.begin(), other.joined_.end());
}

std::pair<double, double> Pace::range() const {
    double whole = 0, low = infinite<>, high = 0;
    for (const auto& [amount, seconds] : timed_) whole += seconds;
    double done = 0, passed = 0, past = 0;
    const auto take = [&] {
        low = std::min(low, done / passed);
        high = std::max(high, done / passed);
        done = passed = 0;
    };
    for (const auto& [amount, seconds] : timed_) {
        done += amount, passed += seconds;
        past += seconds;
        // the last piece is never a short one
        if (passed > 0 && passed >= whole / pieces && whole - past >= whole / pieces) take();
    }
    if (passed > 0) take();
    if (is_infinite(low)) return {0, 0};
    return {low, high};
}

double Pace::slowest() const {
    double slow = empty() ? infinite<> : range().first;
    for (const auto& [low, high] : joined_) slow = std::min(slow, low);
    return is_infinite(slow) ? 0 : slow;
}

double Pace::fastest() const {
    double fast = empty() ? 0 : range().second;
    for (const auto& [low, high] : joined_) fast = std::max(fast, high);
    return fast;
}

Seconds time_left(const Pace& pace, double part, double begun) {
    const double done = part + std::min(begun, 1 - part) / 2, left = std::max(0.0, 1 - done);
    if (left == 0) return {};
    // the pace was taken of what is finished
    return pace.time_of(left * (done > 0 ? part / done : 1));
}

}  // namespace lazyrisk
