// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a kernel matrix costs, before it is begun.
#pragma once

#include <string>

#include "lazyrisk/image_kernel/gram.hpp"

namespace lazyrisk {

struct GramEstimate {
    double pairs = 0;             ///< M(M+1)/2
    double flops_per_pair = 0;    ///< counted
    double flops_per_second = 0;  ///< of one thread, measured on a few pairs here and now
    double seconds = 0;           ///< on all threads
    double matrix_bytes = 0;      ///< of the finished matrix
    double work_bytes = 0;        ///< beside it

    /// "12502500 pairs at 0.16 ms each: 17 min on 2 threads, 200 MB".
    [[nodiscard]] std::string text(int threads) const;
};

/// For `count` images; takes 0.1 seconds, or as long as some hundred pairs take. Throws as `GramRows`. `numbers` of a
/// point where the shape has no pixels.
GramEstimate estimate_gram(const ImageKernel& kernel, const ImageShape& shape, std::size_t count,
                           const GramOptions& options = {}, std::size_t numbers = 0);

}  // namespace lazyrisk
