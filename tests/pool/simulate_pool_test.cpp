// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/pool/simulate_pool.hpp"
#include "../nearly.hpp"

#include <doctest/doctest.h>

#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/pool/leave_one_out.hpp"
#include "lazyrisk/pool/pool_fit.hpp"
#include "lazyrisk/words/error.hpp"
#include "random_pools.hpp"

using namespace lazyrisk;
using namespace random_pools;

TEST_SUITE("pool/simulate_pool") {
    TEST_CASE("[simulation] trials average to all subsets of a small pool: error, bias, variance") {
        const Pool pool = cloud_pool(8, 2, 1);
        Matrix sum = Matrix::Zero(8, 2);
        Eigen::VectorXd squares = Eigen::VectorXd::Zero(8), count = Eigen::VectorXd::Zero(8);
        double error = 0, loo = 0, subsets = 0;
        for (unsigned set = 0; set < 256; ++set) {
            std::vector<int> in, out;
            for (int i = 0; i < 8; ++i) (set >> unsigned(i) & 1U ? in : out).push_back(i);
            if (in.size() != 4) continue;
            Matrix k = pool.kernel(in, in);
            k.diagonal().array() += 0.1;
            const Matrix prediction = pool.kernel(out, in) * k.ldlt().solve(Matrix(pool.targets(in, Eigen::all)));
            const Matrix left = pool.targets(out, Eigen::all) - prediction;
            for (std::size_t i = 0; i < 4; ++i) {
                sum.row(out[i]) += left.row(Eigen::Index(i));
                squares(out[i]) += left.row(Eigen::Index(i)).squaredNorm();
                ++count(out[i]);
            }
            error += left.squaredNorm() / 4;
            loo += leave_one_out(pool.kernel(in, in), pool.targets(in, Eigen::all), 0.1).mse;
            ++subsets;
        }
        CHECK(subsets == 70);
        double bias = 0;
        for (int i = 0; i < 8; ++i) bias += sum.row(i).squaredNorm() / (count(i) * count(i)) / 8;
        const PoolSimulation drawn = simulate_pool(pool, {.samples = 4, .ridge = 0.1}, 3000, 1);
        const auto agrees = [](const Estimate& e, double value) {
            return std::abs(e.mean - value) < 4 * e.standard_error && e.standard_error < 0.1 * std::abs(value);
        };
        CHECK(agrees(drawn.test_error, error / subsets));
        CHECK(agrees(drawn.bias, bias));
        CHECK(agrees(drawn.variance, error / subsets - bias));
        CHECK(agrees(drawn.loo_error, loo / subsets));
        CHECK(drawn.noise.mean == 0);
    }

    TEST_CASE("[simulation] leave-one-out from n points has the mean of the error at n - 1") {
        const Pool pool = cloud_pool(120, 3, 2);
        const PoolSimulation at = simulate_pool(pool, {.samples = 41, .ridge = 0.05}, 400, 1),
                             before = simulate_pool(pool, {.samples = 40, .ridge = 0.05}, 400, 2);
        const double error = std::hypot(at.loo_error.standard_error, before.test_error.standard_error);
        CHECK(std::abs(at.loo_error.mean - before.test_error.mean) < 4 * error);
        const double of_classes = std::hypot(at.loo_class_error.standard_error, before.class_error.standard_error);
        CHECK(std::abs(at.loo_class_error.mean - before.class_error.mean) < 4 * of_classes);
    }

    TEST_CASE(
        "[identity] a trial is a function of its seed and number; any number of threads, any parts of the trials") {
        const Pool pool = cloud_pool(60, 3, 3);
        const PoolSetting q{.samples = 20, .width = 30, .ridge = 0.1, .label_noise = 0.1, .flip = 0.2};
        const PoolSimulation one = simulate_pool(pool, q, 8, 4, 1), three = simulate_pool(pool, q, 8, 4, 3);
        CHECK(one.test_error.mean == three.test_error.mean);
        CHECK(one.bias.standard_error == three.bias.standard_error);
        std::vector<PoolTrial> trials;
        for (std::uint64_t t = 0; t < 8; ++t) trials.push_back(simulate_trial(pool, q, 4, t));
        CHECK(summary(pool, trials).variance.mean == one.variance.mean);
        CHECK(simulate_trial(pool, q, 5, 0).test_error != trials[0].test_error);
        double tested = 0;
        for (const char c : trials[0].tested) tested += c;
        CHECK(tested == 40);
        PoolSetting more = q;
        more.samples = 21;
        const PoolTrial nested = simulate_trial(pool, more, 4, 0);
        for (std::size_t i = 0; i < 60; ++i) CHECK(nested.tested[i] <= trials[0].tested[i]);
    }

    TEST_CASE("[identity] features: either matrix gives the fit; as many as points of a kernel's root are the kernel") {
        const Pool pool = cloud_pool(40, 3, 4);
        const std::vector<int> samples{3, 7, 9, 12, 20, 21, 22, 30, 31, 39};
        const Matrix labels = pool.targets(samples, Eigen::all);
        const PoolFit kernel = kernel_pool_fit(pool, samples, labels, 0.1);
        const Matrix root = feature_root(pool);
        CHECK((root * root.transpose() - pool.kernel).cwiseAbs().maxCoeff() < 1e-12);
        const PoolFit dual = feature_pool_fit(root, samples, labels, 0.1);
        CHECK((dual.prediction - kernel.prediction).cwiseAbs().maxCoeff() < 1e-11);
        const LeaveOneOut loo = leave_one_out(pool.kernel(samples, samples), labels, 0.1);
        CHECK((kernel.loo_residual - loo.residual).cwiseAbs().maxCoeff() < 1e-12);
        CHECK(kernel.gcv(3) == nearly(loo.gcv, 1e-12));
        CHECK(kernel.degrees_of_freedom == nearly(loo.degrees_of_freedom, 1e-12));
        const Matrix few = normals(40, 6, 1);
        Pool narrow = pool;
        narrow.kernel = few * few.transpose();
        const PoolFit primal = feature_pool_fit(few, samples, labels, 0.1),
                      other = kernel_pool_fit(narrow, samples, labels, 0.1);
        CHECK((primal.prediction - other.prediction).cwiseAbs().maxCoeff() < 1e-11);
        CHECK((primal.loo_residual - other.loo_residual).cwiseAbs().maxCoeff() < 1e-10);
        CHECK(primal.gcv(3) == nearly(other.gcv(3), 1e-10));
        CHECK(primal.degrees_of_freedom == nearly(other.degrees_of_freedom, 1e-10));
        const PoolFit far = feature_pool_fit(few, samples, labels, infinite<>),
                      large = feature_pool_fit(few, samples, labels, 1e9);
        CHECK(far.prediction.squaredNorm() == 0);
        CHECK((far.score - 1e9 * large.prediction).cwiseAbs().maxCoeff() < 1e-5);
        Pool singular = pool;
        singular.kernel = few * few.transpose();
        const Matrix low = feature_root(singular);
        CHECK((low * low.transpose() - singular.kernel).cwiseAbs().maxCoeff() < 1e-12);
    }

    TEST_CASE("[identity] what cannot be drawn is refused") {
        const Pool pool = cloud_pool(30, 2, 5);
        CHECK_THROWS_AS(simulate_pool(pool, {.samples = 10.5, .ridge = 1}, 2), DomainError);
        CHECK_THROWS_AS(simulate_pool(pool, {.samples = 10, .width = 4.5, .ridge = 1}, 2), DomainError);
        CHECK_THROWS_AS(simulate_pool(pool, {.samples = 10, .ridge = 1}, 0), DomainError);
        CHECK_THROWS_AS(simulate_pool(pool, {.samples = 30, .ridge = 1}, 2), DomainError);
        Pool low = pool;
        const Matrix x = normals(30, 3, 1);
        low.kernel = x * x.transpose();
        CHECK_THROWS_AS(simulate_trial(low, {.samples = 10, .ridge = 0}, 1, 0), DomainError);
        CHECK(is_infinite(simulate_pool(pool, {.samples = 10, .ridge = 1}, 1).test_error.standard_error));
    }
}
