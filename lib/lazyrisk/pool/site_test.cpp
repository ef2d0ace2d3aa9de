// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/pool/site_test.hpp"

#include "lazyrisk/linear/blas_threads.hpp"
#include "lazyrisk/linear/decomposition.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

SiteTest::SiteTest(const SiteEquivalent& equivalent) : equivalent_(&equivalent) {
    const BlasThreads one;
    const Pool& pool = equivalent.pool();
    Matrix factor = pool.kernel;
    factor.diagonal() += as_vector(equivalent.field().ridge);
    if (cholesky(factor) != 0)
        throw NotConverged("the kernel matrix and the ridges of its points are not positive definite to rounding");
    Matrix across = pool.test.kernel.transpose();
    factor.triangularView<Eigen::Lower>().solveInPlace(across);
    factor.triangularView<Eigen::Lower>().adjoint().solveInPlace(across);
    sent_ = across.cwiseAbs2().transpose();
}

Matrix SiteTest::mean_prediction() const { return equivalent_->pool().test.kernel * equivalent_->response(); }

Matrix SiteTest::spread(const Matrix& of_pool, const Matrix& noise) const {
    const BlasThreads one;
    const double share = equivalent_->setting().samples / equivalent_->pool().points();
    const Matrix fluctuation = ((1 - share) / share) * of_pool;
    return sent_ * (noise.size() > 0 ? Matrix(fluctuation + noise) : fluctuation);
}

}  // namespace lazyrisk
