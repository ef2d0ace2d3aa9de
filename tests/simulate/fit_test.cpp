// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/fit.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "../nearly.hpp"
#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/simulate/random.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

Matrix normal(int rows, int columns, std::uint64_t lane) {
    Matrix m(rows, columns);
    Stream(5, 0, 0, Role::data, lane).normals(entries(m));
    return m;
}

double largest(const Matrix& a) { return a.cwiseAbs().maxCoeff(); }

double distance(const Matrix& a, const Matrix& b) {
    REQUIRE(a.size() == b.size());
    return largest(a - b) / (1 + largest(b));
}

/// Z^T (Y - Z a) - ridge a, zero at the minimum.
double gradient(const Matrix& z, const Matrix& y, const Matrix& a, double ridge) {
    return largest(z.transpose() * (y - z * a) - ridge * a);
}

}  // namespace

TEST_SUITE("simulate/fit") {
    TEST_CASE("[identity] the normal equations hold, for tall, square and wide features") {
        for (const auto& [n, p] : {std::pair{60, 20}, {30, 30}, {20, 60}, {1, 5}, {5, 1}})
            for (const double ridge : {1e-6, 1e-2, 1.0, 1e4}) {
                const Matrix z = normal(n, p, 0), y = normal(n, 2, 1);
                CHECK(gradient(z, y, ridge_fit(z, y, ridge), ridge) < 1e-9);
            }
    }

    TEST_CASE("[limit] a vanishing ridge leads to the ridgeless fit, of full rank or not") {
        for (const auto& [n, p] : {std::pair{60, 20}, {20, 60}}) {
            const Matrix full = normal(n, p, 0), y = normal(n, 2, 1);
            const Matrix poor = normal(n, 7, 2) * normal(7, p, 3);  // rank 7
            CHECK(distance(ridge_fit(full, y, 1e-9), ridge_fit(full, y, 0)) < 1e-8);
            for (const double ridge : {1e-10, 1e-15, 1e-30})
                CHECK(distance(ridge_fit(poor, y, ridge), ridge_fit(poor, y, 0)) < 1e-10);
            CHECK(gradient(poor, y, ridge_fit(poor, y, 0), 0) < 1e-10);
        }
    }

    TEST_CASE("[identity] of all interpolants, the ridgeless fit is a combination of the features: the shortest") {
        const Matrix z = normal(20, 7, 2) * normal(7, 60, 3), y = z * normal(60, 1, 4);
        const Matrix a = ridge_fit(z, y, 0);
        CHECK(distance(z * a, y) < 1e-12);
        // a lies in the row space: fitting a by the rows of z leaves nothing.
        const Matrix rows = z.transpose();
        CHECK(distance(rows * ridge_fit(rows, a, 0), a) < 1e-11);
    }

    TEST_CASE("[agreement] a ridge below the rounding of the Gram matrix still counts") {
        // Singular values 1 and 1e-7: the second's square, 1e-14, and the ridge 1e-14 are lost in Z^T Z = 1.
        Matrix z = Matrix::Zero(30, 2), y = Matrix::Zero(30, 1);
        z(0, 0) = 1;
        z(1, 1) = 1e-7;
        y(1, 0) = 1;
        CHECK(ridge_fit(z, y, 1e-14)(1, 0) == nearly(1e-7 / (1e-14 + 1e-14), 1e-6));
        CHECK(ridge_fit(z.transpose(), Matrix::Zero(2, 1), 1e-14).rows() == 30);
    }

    TEST_CASE("[agreement] the kernel fit on Z Z^T predicts what the feature fit predicts") {
        for (const auto& [n, p] : {std::pair{30, 80}, {40, 12}})  // full rank; singular
            for (const double ridge : {0.0, 1e-15, 1e-3, 10.0}) {
                const Matrix z = normal(n, p, 0), y = normal(n, 2, 1), fresh = normal(9, p, 2);
                const Matrix a = ridge_fit(z, y, ridge);
                const KernelFit fit = kernel_ridge_fit(lower_outer_gram(z), y, ridge);
                CAPTURE(z.rows());
                CAPTURE(ridge);
                CHECK(distance(fit.fitted, z * a) < 1e-9);
                const Matrix cross = fresh * z.transpose();
                CHECK(distance(cross * fit.dual, fresh * a) < 1e-9);
                // dual^T K dual = |a|^2. Outside the range of K the dual is y/ridge and the fit a rounding error of its
                // size times K.
                for (int j = 0; j < 2; ++j) {
                    const double norm = fit.dual.col(j).dot(fit.fitted.col(j)), expected = a.col(j).squaredNorm();
                    const double rounding = n > p && ridge >= 1e-3
                                                ? 0x1p-52 * z.squaredNorm() * y.col(j).squaredNorm() / (ridge * ridge)
                                                : 0;
                    CHECK(std::abs(norm - expected) <= 1e-8 * expected + rounding);
                }
            }
    }

    TEST_CASE("[limit] an infinite ridge is the zero predictor") {
        const Matrix z = normal(6, 4, 0), y = normal(6, 1, 1);
        CHECK(largest(ridge_fit(z, y, infinite<>)) == 0);
        CHECK(largest(kernel_ridge_fit(lower_outer_gram(z), y, infinite<>).fitted) == 0);
    }

    TEST_CASE("[error] features that are not finite") {
        Matrix z = normal(6, 4, 0);
        z(1, 1) = infinite<>;
        CHECK_THROWS_AS(ridge_fit(z, normal(6, 1, 1), 1), NotConverged);
    }
}
