// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/pool/pool_spectrum.hpp"

#include <algorithm>

#include "lazyrisk/linear/blas_threads.hpp"
#include "lazyrisk/linear/decomposition.hpp"

namespace lazyrisk {

PoolSpectrum pool_spectrum(const Pool& pool, KeepVectors keep) {
    const BlasThreads one;
    const int points = pool.points();
    Eigenvectors e = eigenvectors(pool.kernel);
    const Matrix along = e.vector.transpose() * pool.targets;
    const double cut = std::max(e.cut, pool.rounding);
    PoolSpectrum s;
    s.outputs = pool.outputs();
    for (int i = points; i-- > 0;) {
        const double k = e.value[std::size_t(i)];
        s.eigenvalue.push_back(k > cut ? k : 0);
        s.energy.push_back(along.row(i).squaredNorm() / points);
        s.rank += k > cut;
    }
    if (keep == KeepVectors::yes) s.vector = e.vector.rowwise().reverse();
    return s;
}

}  // namespace lazyrisk
