// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/pool/leave_one_out.hpp"
#include "../nearly.hpp"

#include <doctest/doctest.h>

#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/pool/beyond.hpp"
#include "lazyrisk/words/error.hpp"
#include "random_pools.hpp"

using namespace lazyrisk;
using namespace random_pools;

TEST_SUITE("pool/leave_one_out") {
    TEST_CASE("[identity] residuals are those of explicit refits to all other points") {
        const Pool pool = cloud_pool(40, 3, 2);
        for (const double ridge : {0.0, 1e-3, 2.0}) {
            CAPTURE(ridge);
            const LeaveOneOut r = leave_one_out(pool.kernel, pool.targets, ridge, pool.label);
            double sum = 0, wrong = 0;
            for (int out = 0; out < 40; ++out) {
                std::vector<int> others;
                for (int i = 0; i < 40; ++i)
                    if (i != out) others.push_back(i);
                Matrix k = pool.kernel(others, others);
                k.diagonal().array() += ridge;
                const Matrix y = pool.targets(others, Eigen::all), row = pool.kernel(std::vector<int>{out}, others);
                const Matrix prediction = row * k.ldlt().solve(y);
                for (int c = 0; c < 3; ++c)
                    CHECK(r.residual(out, c) == nearly(pool.targets(out, c) - prediction(0, c), 1e-9, 1e-10));
                sum += (pool.targets.row(out) - prediction).squaredNorm();
                Eigen::Index largest = 0;
                prediction.row(0).maxCoeff(&largest);
                wrong += largest != pool.label[std::size_t(out)];
            }
            CHECK(r.mse == nearly(sum / 40, 1e-9));
            CHECK(r.class_error == nearly(wrong / 40, 1e-14));
        }
    }

    TEST_CASE("[identity] training error and cross-validation by the hat matrix; degrees of freedom its trace") {
        const Pool pool = cloud_pool(30, 2, 3);
        const double ridge = 0.2;
        const LeaveOneOut r = leave_one_out(pool.kernel, pool.targets, ridge, pool.label);
        Matrix shifted = pool.kernel;
        shifted.diagonal().array() += ridge;
        const Matrix hat = pool.kernel * shifted.inverse();
        const Matrix left = pool.targets - hat * pool.targets;
        CHECK(r.train_error == nearly(left.squaredNorm() / 30, 1e-12));
        CHECK(r.degrees_of_freedom == nearly(hat.trace(), 1e-12));
        const double unused = 1 - hat.trace() / 30;
        CHECK(r.gcv == nearly(left.squaredNorm() / 30 / (unused * unused), 1e-12));
        const Eigen::VectorXd square = r.residual.rowwise().squaredNorm();
        CHECK(r.mse_error == nearly(1.5 * std::sqrt((square.array() - square.mean()).square().sum() / 29 / 30), 1e-12));
        CHECK(r.class_error_error == nearly(1.3 * std::sqrt(r.class_error * (1 - r.class_error) / 30), 1e-12));
    }

    TEST_CASE("[identity] ridge 0 and infinity are limits; a matrix without a fit is refused") {
        const Pool pool = cloud_pool(30, 2, 3);
        const auto at = [&](double ridge) { return leave_one_out(pool.kernel, pool.targets, ridge, pool.label); };
        CHECK(at(0).mse == nearly(at(1e-9).mse, 1e-5));
        CHECK(at(0).train_error == 0);
        CHECK(at(infinite<>).mse == nearly(0.5, 1e-14));
        CHECK(at(1e12).mse == nearly(0.5, 1e-9));
        CHECK_THROWS_AS(leave_one_out(-pool.kernel, pool.targets, 0.1), DomainError);
        CHECK_THROWS_AS(leave_one_out(pool.kernel, pool.targets, -1), DomainError);
        CHECK_THROWS_AS(leave_one_out(pool.kernel, normals(29, 1, 1), 1), DomainError);
    }

    TEST_CASE(
        "[identity] beyond n: the level is that of leave-one-out, the law a power, the interval the two in "
        "quadrature") {
        const Pool pool = cloud_pool(80, 3, 4);
        const BeyondLaw law(pool, 0.05);
        const Beyond same = law.at(80), twice = law.at(160), four = law.at(320);
        const LeaveOneOut loo = leave_one_out(pool.kernel, pool.targets, 0.05, pool.label);
        CHECK(same.mse.value == nearly(loo.mse, 1e-14));
        CHECK(same.mse.error == nearly(loo.mse_error, 1e-14));
        CHECK(twice.mse.value * twice.mse.value == nearly(same.mse.value * four.mse.value, 1e-13));
        CHECK(twice.mse.slope == nearly(std::log2(twice.mse.value / same.mse.value), 1e-12));
        CHECK(twice.mse.slope < 0);
        CHECK(same.class_error.value == nearly(loo.class_error, 1e-14));
        CHECK(four.mse.error / four.mse.value ==
              nearly(std::hypot(loo.mse_error / loo.mse, 0.03 * std::log(4.0)), 1e-12));
        CHECK(four.mse.low * four.mse.high == nearly(four.mse.value * four.mse.value, 1e-12));
        CHECK(beyond(pool, 0.05, 160).mse.value == twice.mse.value);
        CHECK_THROWS_AS((void)law.at(79), DomainError);
        CHECK_THROWS_AS((void)law.at(infinite<>), DomainError);
        CHECK_THROWS_AS(BeyondLaw(pool, infinite<>), DomainError);
    }
}
