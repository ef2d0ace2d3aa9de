// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace lazyrisk {

/// While one lives, BLAS works on that many threads of each caller. One thread, the rule: sums come in the same order
/// in every trial, and the cores belong to the units. Nests; the last one restores the number of threads.
class BlasThreads {
public:
    explicit BlasThreads(int threads = 1);
    ~BlasThreads();
    BlasThreads(const BlasThreads&) = delete;
    BlasThreads& operator=(const BlasThreads&) = delete;
};

}  // namespace lazyrisk
