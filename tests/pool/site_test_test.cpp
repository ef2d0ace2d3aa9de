// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/pool/site_test.hpp"
#include "../nearly.hpp"

#include <doctest/doctest.h>

#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/pool/classification.hpp"
#include "lazyrisk/pool/pool_fit.hpp"
#include "lazyrisk/pool/simulate_pool.hpp"
#include "lazyrisk/pool/site_resolved.hpp"
#include "lazyrisk/words/error.hpp"
#include "random_pools.hpp"

using namespace lazyrisk;
using namespace random_pools;

namespace {

/// The first `points` of a pool as a pool, and the others as its test points.
Pool parted(const Pool& all, int points, const PoolOptions& options = {}) {
    const Eigen::Index rest = all.points() - points;
    const std::vector<int> label(all.label.begin(), all.label.begin() + points),
        others(all.label.begin() + points, all.label.end());
    const Pool pool = make_pool(all.kernel.topLeftCorner(points, points), all.targets.topRows(points), label, options);
    return with_test(pool, {all.kernel.bottomLeftCorner(rest, points), all.targets.bottomRows(rest), others});
}

}  // namespace

TEST_SUITE("pool/site_test") {
    TEST_CASE("[identity] where all points train it is the fit itself: errors, classes, drawn or told") {
        const Pool all = cloud_pool(90, 3, 1), pool = parted(all, 50);
        const PoolSetting q{.samples = 50, .ridge = 0.1};
        Matrix k = all.kernel.topLeftCorner(50, 50);
        k.diagonal().array() += 0.1;
        const Matrix fit = all.kernel.bottomLeftCorner(40, 50) * k.ldlt().solve(Matrix(all.targets.topRows(50)));
        const Matrix left = all.targets.bottomRows(40) - fit;
        const SiteResolved r = site_resolved(pool, q);
        CHECK(r.test_error == nearly(left.squaredNorm() / 40, 1e-9));
        CHECK(r.bias == nearly(r.test_error, 1e-12));
        CHECK(std::abs(r.variance) < 1e-14);
        CHECK(r.images.bias[7] == nearly(left.row(7).squaredNorm(), 1e-9));
        double wrong = 0;
        for (int i = 0; i < 40; ++i) {
            Eigen::Index largest = 0;
            fit.row(i).maxCoeff(&largest);
            wrong += largest != all.label[std::size_t(50 + i)];
        }
        CHECK(classification(pool, q).class_error == nearly(wrong / 40, 1e-12));
        const PoolTrial drawn = simulate_trial(pool, q, 1, 0);
        CHECK(drawn.test_error == nearly(r.test_error, 1e-9));
        CHECK(drawn.class_error == nearly(wrong / 40, 1e-12));
        CHECK(drawn.train_error == nearly(r.train_error, 1e-8));
        CHECK(simulate_trial(pool, {.samples = 50, .ridge = infinite<>}, 1, 0).test_error ==
              nearly(all.targets.bottomRows(40).squaredNorm() / 40, 1e-12));
    }

    TEST_CASE("[second algorithm] each is a point of a larger pool that is hardly ever drawn") {
        const Pool all = cloud_pool(70, 3, 2), pool = parted(all, 60);
        const PoolSetting q{.samples = 25, .ridge = 0.05, .label_noise = 0.3};
        const SiteEquivalent site(pool, q);
        const SiteResolved r = site_resolved(site);
        // G of all points, those that test with a ridge of 1e9
        Matrix g = all.kernel;
        for (int i = 0; i < 70; ++i) g(i, i) += i < 60 ? site.field().ridge[std::size_t(i)] : 1e9;
        g = g.inverse().eval();
        const Matrix direct = site.response().rowwise().squaredNorm();
        const Matrix full = site.moments(direct, Eigen::RowVectorXd::Zero(1), Matrix::Constant(60, 1, 0.3)).full;
        const double s = (1 - 25.0 / 60) / (25.0 / 60);
        Matrix targets = all.targets;
        for (int x = 60; x < 70; ++x) {
            const Eigen::RowVectorXd amplitude = g.row(x).head(60) / g(x, x);
            const Eigen::RowVectorXd residual = targets.row(x) + amplitude * targets.topRows(60);
            double error = residual.squaredNorm() + 0.3;
            for (int j = 0; j < 60; ++j) error += amplitude(j) * amplitude(j) * (s * full(j, 0) + 0.3);
            const std::size_t i = std::size_t(x - 60);
            CHECK(r.images.bias[i] + r.images.variance[i] + r.images.noise[i] == nearly(error, 1e-6));
        }
    }

    TEST_CASE("[simulation] training sets that are drawn agree on points that are never drawn") {
        const Pool all = cloud_pool(200, 3, 3);
        for (const PoolOptions& options : {PoolOptions{}, PoolOptions{.intercept = true}})
            for (const PoolSetting& q : {PoolSetting{.samples = 30, .ridge = 0.1},
                                         {.samples = 80, .ridge = 0.01},
                                         {.samples = 60, .ridge = 0.1, .label_noise = 0.4},
                                         {.samples = 60, .ridge = 0.1, .flip = 0.2}}) {
                const Pool pool = parted(all, 120, options);
                const SiteResolved r = site_resolved(pool, q);
                const PoolSimulation drawn = simulate_pool(pool, q, 400, 1);
                CAPTURE(q.samples);
                for (const auto& [seen, told] : {std::pair{drawn.test_error, r.test_error},
                                                 {drawn.bias, r.bias},
                                                 {drawn.train_error, r.train_error},
                                                 {drawn.clean_error, r.clean_error}}) {
                    CAPTURE(told);
                    CAPTURE(seen.mean);
                    CHECK(std::abs(seen.mean - told) < 4 * seen.standard_error + 0.03 * told);
                }
                CHECK(r.variance == nearly(drawn.variance.mean, 0.12));
                CHECK(classification(pool, q).class_error == nearly(drawn.class_error.mean, q.flip > 0 ? 0.2 : 0.1));
                CHECK(classification(pool, q).image.size() == 80);
            }
    }

    TEST_CASE("[error] sizes that do not fit, features, more samples than points") {
        const Pool all = cloud_pool(30, 2, 4), pool = parted(all, 20);
        CHECK_THROWS_AS(check(pool, {.samples = 21, .ridge = 0.1}), DomainError);
        CHECK_THROWS_AS(check(all, {.samples = 30, .ridge = 0.1}), DomainError);
        CHECK_THROWS_AS(check(pool, {.samples = 10, .width = 5, .ridge = 0.1}), NotCovered);
        CHECK_THROWS_AS(static_cast<void>(with_test(all, {Matrix::Zero(3, 29), Matrix::Zero(3, 2), {0, 1, 0}})),
                        DomainError);
        CHECK_THROWS_AS(static_cast<void>(with_test(all, {Matrix::Zero(3, 30), Matrix::Zero(3, 2), {}})), DomainError);
    }
}
