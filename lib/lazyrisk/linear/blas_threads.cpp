// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/linear/blas_threads.hpp"

#include <cblas.h>

#include <mutex>

namespace lazyrisk {
namespace {

// The number of BLAS threads is BLAS's own global state; this is its lock.
std::mutex blas_lock;
int blas_users = 0, blas_threads_before = 1;

}  // namespace

BlasThreads::BlasThreads(int threads) {
    const std::lock_guard lock(blas_lock);
    if (blas_users++ == 0) {
        blas_threads_before = openblas_get_num_threads();
        openblas_set_num_threads(threads);
    }
}

BlasThreads::~BlasThreads() {
    const std::lock_guard lock(blas_lock);
    if (--blas_users == 0) openblas_set_num_threads(blas_threads_before);
}

}  // namespace lazyrisk
