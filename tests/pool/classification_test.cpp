// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/pool/classification.hpp"
#include "../nearly.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/pool/simulate_pool.hpp"
#include "lazyrisk/pool/site_resolved.hpp"
#include "lazyrisk/words/error.hpp"
#include "random_pools.hpp"

using namespace lazyrisk;
using namespace random_pools;

namespace {

Matrix some_covariance(int size, unsigned seed) {
    const Matrix x = normals(size, size + 1, seed);
    return x * x.transpose() / size;
}

}  // namespace

TEST_SUITE("pool/classification") {
    TEST_CASE("[identity] the largest of two is a normal distribution, of three without means an angle") {
        Eigen::VectorXd mean(2);
        mean << 0.7, -0.2;
        const Matrix c = some_covariance(2, 1);
        const double width = std::sqrt(c(0, 0) + c(1, 1) - 2 * c(0, 1));
        CHECK(probability_of_largest(0, mean, c) == nearly(std::erfc(-0.9 / width / std::sqrt(2.0)) / 2, 1e-14));
        CHECK(probability_of_largest(1, mean, c) == nearly(std::erfc(0.9 / width / std::sqrt(2.0)) / 2, 1e-14));

        const Matrix d = some_covariance(3, 2);
        const double s1 = d(0, 0) + d(1, 1) - 2 * d(0, 1), s2 = d(0, 0) + d(2, 2) - 2 * d(0, 2);
        const double correlation = (d(0, 0) - d(0, 1) - d(0, 2) + d(1, 2)) / std::sqrt(s1 * s2);
        CHECK(probability_of_largest(0, Eigen::VectorXd::Zero(3), d, 4096) ==
              nearly(0.25 + std::asin(correlation) / (2 * std::numbers::pi), 3e-4));
    }

    TEST_CASE("[identity] of equal numbers each is as often the largest; of any, they sum to 1") {
        for (const int size : {2, 3, 5, 10}) {
            CAPTURE(size);
            const Matrix alike = Matrix::Identity(size, size);
            CHECK(probability_of_largest(1, Eigen::VectorXd::Zero(size), alike, 1024) == nearly(1.0 / size, 2e-3));
            const Matrix c = some_covariance(size, 3);
            const Eigen::VectorXd mean = normals(size, 1, 4);
            double sum = 0, rough = 0;
            for (int i = 0; i < size; ++i) {
                sum += probability_of_largest(i, mean, c, 4096);
                rough += probability_of_largest(i, mean, c);
            }
            CHECK(sum == nearly(1, 3e-4));
            CHECK(rough == nearly(1, 1e-2));
        }
    }

    TEST_CASE("[identity] what does not vary is decided by its sign") {
        Eigen::VectorXd mean(3);
        mean << 1, 0, 0.5;
        CHECK(probability_of_largest(0, mean, Matrix::Zero(3, 3)) == 1);
        CHECK(probability_of_largest(1, mean, Matrix::Zero(3, 3)) == 0);
        CHECK(probability_of_largest(0, mean, Matrix::Ones(3, 3)) == 1);
        mean << 1, 1, 0;
        CHECK(probability_of_largest(0, mean, Matrix::Zero(3, 3)) == 0.5);
        // a singular covariance, as of outputs that sum to 0
        Matrix c = -Matrix::Ones(3, 3) / 3;
        c.diagonal().array() += 1;
        CHECK(probability_of_largest(0, Eigen::VectorXd::Zero(3), c, 4096) == nearly(1.0 / 3, 1e-4));
    }

    TEST_CASE("[simulation] the largest of ten by draws") {
        const Matrix c = some_covariance(10, 6);
        const Eigen::VectorXd mean = 0.5 * normals(10, 1, 7);
        const Matrix factor = c.llt().matrixL();
        const int draws = 40000;
        const Matrix z = normals(10, draws, 8);
        Eigen::VectorXd share = Eigen::VectorXd::Zero(10);
        for (int i = 0; i < draws; ++i) {
            Eigen::Index largest = 0;
            Eigen::VectorXd(mean + factor * z.col(i)).maxCoeff(&largest);
            share(largest) += 1.0 / draws;
        }
        for (int i = 0; i < 10; ++i) {
            const double p = probability_of_largest(i, mean, c, 256);
            CHECK(std::abs(share(i) - p) < 4 * std::sqrt(p * (1 - p) / draws) + 1e-3);
        }
    }

    TEST_CASE("[identity] one number for every number of threads; ridge infinity is a limit; the mean prediction") {
        const Pool pool = cloud_pool(60, 3, 3);
        const PoolSetting q{.samples = 25, .ridge = 0.05};
        const SiteEquivalent site(pool, q);
        CHECK(classification(site, 64, 1).image == classification(site, 64, 3).image);
        const Matrix mean = pool.targets - site_resolved(site).images.mean_residual;
        CHECK((mean - site.mean_prediction()).cwiseAbs().maxCoeff() < 1e-12);
        const double far = classification(pool, {.samples = 25, .ridge = infinite<>}).class_error;
        CHECK(far == nearly(classification(pool, {.samples = 25, .ridge = 1e5}).class_error, 1e-3));
        const Pool without = make_pool(pool.kernel, pool.targets);
        CHECK_THROWS_AS(classification(without, q), DomainError);
    }

    TEST_CASE("[identity] traces of the second moments of pairs are those of the errors") {
        const Pool pool = cloud_pool(50, 3, 4);
        const PoolSetting q{.samples = 20, .width = 70, .ridge = 0.05, .flip = 0.2};
        const SiteEquivalent site(pool, q);
        const SiteResolved r = site_resolved(site);
        const PoolNoise noise(q, 3);
        Matrix direct(50, 3), of_noise(50, 3);
        Eigen::RowVectorXd features(3);
        for (int c = 0; c < 3; ++c) {
            direct.col(c) = 0.64 * site.response().col(c).cwiseAbs2();
            features(c) = 0.64 * site.feature_part()(c, c);
            for (int i = 0; i < 50; ++i) of_noise(i, c) = noise.covariance(pool.label[std::size_t(i)])(c, c);
        }
        const SiteMoments m = site.moments(direct, features, of_noise);
        for (std::size_t i = 0; i < 50; ++i) {
            const double all = r.images.bias[i] + r.images.variance[i] + r.images.noise[i];
            CHECK(m.full.row(Eigen::Index(i)).sum() == nearly(all, 1e-11));
            CHECK(m.spread.row(Eigen::Index(i)).sum() == nearly(all - r.images.bias[i] - noise.variance, 1e-10));
        }
        CHECK(noise.covariance(1).trace() == nearly(noise.variance, 1e-13));
    }

    TEST_CASE("[simulation] clouds: the error of classes, image by image, with flips and features") {
        const Pool pool = cloud_pool(240, 3, 5);
        for (const PoolSetting& q : {PoolSetting{.samples = 120, .ridge = 0.1},
                                     {.samples = 120, .ridge = 0.5, .flip = 0.3},
                                     {.samples = 120, .width = 300, .ridge = 0.1}}) {
            CAPTURE(q.flip);
            CAPTURE(q.width);
            const PoolClasses r = classification(pool, q);
            const PoolSimulation drawn = simulate_pool(pool, q, 60, 2);
            CHECK(std::abs(drawn.class_error.mean - r.class_error) <
                  4 * drawn.class_error.standard_error + 0.05 * r.class_error);
            CHECK(r.noisy_class_error == nearly((1 - q.flip) * r.class_error + q.flip * 2 / 3, 1e-14));
            CHECK(r.image.size() == 240);
        }
    }
}
