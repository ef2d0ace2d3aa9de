// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/pool/site_test.hpp"

#include "lazyrisk/linear/blas_threads.hpp"
#include "lazyrisk/linear/decomposition.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

SiteTest::SiteTest(const SiteEquivalent& equivalent) {
    const BlasThreads one;
    const Pool& pool = equivalent.pool();
    const double share = equivalent.setting().samples / pool.points();
    fluctuation_ = (1 - share) / share;
    mean_ = pool.test.kernel * equivalent.response();
    Matrix factor = pool.kernel;
    factor.diagonal() += as_vector(equivalent.field().ridge);
    if (cholesky(factor) != 0)
        throw NotConverged("the kernel matrix and the ridges of its points are not positive definite to rounding");
    Matrix across = pool.test.kernel.transpose();
    factor.triangularView<Eigen::Lower>().solveInPlace(across);
    factor.triangularView<Eigen::Lower>().adjoint().solveInPlace(across);
    sent_ = across.cwiseAbs2().transpose();
}

Matrix SiteTest::spread(const Matrix& of_pool, const Matrix& noise) const {
    const BlasThreads one;
    const Matrix fluctuation = fluctuation_ * of_pool;
    return sent_ * (noise.size() > 0 ? Matrix(fluctuation + noise) : fluctuation);
}

const SiteTest& SiteEquivalent::test() const {
    if (!test_) test_ = std::make_shared<const SiteTest>(*this);
    return *test_;
}

}  // namespace lazyrisk
