// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Counter-based random numbers: a number is a function of its name, not of who drew before it.
#pragma once

#include <Random123/philox.h>

#include <cstdint>
#include <span>

namespace lazyrisk {

/// What a stream is drawn for. Streams of different roles are independent.
enum class Role : std::uint64_t { data, features, target, noise, test };

/// Standard normals by Box-Muller from Philox4x64 (Salmon et al., SC'11), named by (seed, key of the draw, trial,
/// role, lane). Equal names give equal numbers on every thread and in every order of trials; `lane` separates
/// what one trial needs several of, as the members of an ensemble.
class Stream {
public:
    Stream(std::uint64_t seed, std::uint64_t draw, std::uint64_t trial, Role role, std::uint64_t lane = 0)
        : key_{{seed, draw}}, counter_{{0, trial, std::uint64_t(role), lane}} {}

    /// Fills `out` with the standard normals numbered first, first + 1, ... of this stream: a long sequence may be
    /// drawn in parts.
    void normals(std::span<double> out, std::uint64_t first = 0) const;

private:
    r123::Philox4x64::key_type key_;
    r123::Philox4x64::ctr_type counter_;
};

/// The common part of the names of one trial's streams.
struct Draw {
    std::uint64_t seed = 1, key = 0, trial = 0;
    [[nodiscard]] Stream stream(Role role, std::uint64_t lane = 0) const { return {seed, key, trial, role, lane}; }
};

/// One bijective mixing step (splitmix64's): chains sizes into the key of a draw, the same on every machine.
constexpr std::uint64_t mixed(std::uint64_t key, std::uint64_t value) {
    std::uint64_t z = (key ^ value) + 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

}  // namespace lazyrisk
