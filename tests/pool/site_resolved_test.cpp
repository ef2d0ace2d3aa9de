// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/pool/site_resolved.hpp"
#include "../nearly.hpp"

#include <doctest/doctest.h>

#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/pool/simulate_pool.hpp"
#include "lazyrisk/words/error.hpp"
#include "random_pools.hpp"

using namespace lazyrisk;
using namespace random_pools;

namespace {

/// The other way: G = (K/(1 + gamma) + T)^{-1} itself, T by its fixed point, the second moments by a dense inverse.
struct SecondWay {
    Eigen::VectorXd second, mean_square;
    double gamma = 0;
};

SecondWay second_way(const Pool& pool, const PoolSetting& s) {
    const int points = pool.points();
    const double f = s.samples / points, inverse_width = reciprocal(s.width);
    Eigen::VectorXd tau = Eigen::VectorXd::Constant(points, 1);
    Matrix g;
    SecondWay r;
    for (int step = 0; step < 20000; ++step) {
        Matrix a = pool.kernel / (1 + r.gamma);
        a.diagonal() += tau;
        g = a.inverse();
        const double gamma = (pool.kernel * g).trace() * inverse_width;
        const Eigen::VectorXd cavity = g.diagonal().cwiseInverse() - tau;
        const Eigen::VectorXd next = (cavity.array() + s.ridge) / f - cavity.array();
        const double moved = (next - tau).cwiseQuotient(tau).cwiseAbs().maxCoeff() + std::abs(gamma - r.gamma);
        tau = (tau.array() * next.array().max(0.1 * tau.array())).sqrt();
        r.gamma = 0.5 * (r.gamma + gamma);
        if (moved < 1e-13) break;
    }
    const Matrix h = g * pool.kernel * g;
    const double u = inverse_width / ((1 + r.gamma) * (1 + r.gamma));
    const double chi = u / (1 - u * (pool.kernel * h).trace());
    const Matrix y = pool.targets, a = g * y;
    const Eigen::VectorXd g2 = g.diagonal().cwiseAbs2(), hd = h.diagonal();
    const Matrix sent = g2.cwiseInverse().asDiagonal() * Matrix(g.cwiseAbs2() + chi * hd * hd.transpose());
    r.mean_square = a.rowwise().squaredNorm().cwiseQuotient(g2);
    const Eigen::VectorXd right = r.mean_square + (chi * (y.transpose() * h * y).trace()) * hd.cwiseQuotient(g2) +
                                  s.label_noise * sent.rowwise().sum();
    const Matrix system = Matrix::Identity(points, points) - (1 - f) * sent;
    r.second = f * system.inverse() * right;
    return r;
}

}  // namespace

TEST_SUITE("pool/site_resolved") {
    TEST_CASE("[identity] where all points are alike it is the finite population, in every part and at every width") {
        const Pool pool = make_pool(circle_kernel(90), normals(90, 2, 7));
        const PoolSpectrum spectrum = pool_spectrum(pool);
        for (const double width : {infinite<>, 400.0, 30.0, 12.0})
            for (const double ridge : {0.0, 1e-3, 0.3, 40.0}) {
                CAPTURE(width);
                CAPTURE(ridge);
                const PoolSetting q{.samples = 25, .width = width, .ridge = ridge, .label_noise = 0.4};
                const FinitePopulation alike = finite_population(spectrum, q);
                const SiteResolved r = site_resolved(pool, q);
                CHECK(r.test_error == nearly(alike.test_error, 1e-8));
                CHECK(r.bias == nearly(alike.bias, 1e-8));
                CHECK(r.variance == nearly(alike.variance, 1e-8));
                CHECK(r.noise == nearly(alike.noise, 1e-8));
                CHECK(r.train_error == nearly(alike.train_error, 1e-8, 1e-16));
                CHECK(r.gcv == nearly(r.test_error, 1e-8));
                CHECK(r.degrees_of_freedom == nearly(alike.degrees_of_freedom, 1e-9));
                CHECK(r.effective_ridge == nearly(alike.effective_ridge, 1e-8));
                CHECK(r.inner_ridge == nearly(alike.inner_ridge, 1e-8, 1e-12));
                CHECK(r.residual <= 1e-10);
            }
    }

    TEST_CASE("[identity] the same numbers by fixed points in other variables and dense inverses") {
        const Pool pool = cloud_pool(60, 3, 9);
        for (const double width : {infinite<>, 100.0, 20.0}) {
            CAPTURE(width);
            const PoolSetting q{.samples = 25, .width = width, .ridge = 0.05, .label_noise = 0.3};
            const SecondWay other = second_way(pool, q);
            const SiteResolved r = site_resolved(pool, q);
            for (std::size_t i = 0; i < 60; ++i) {
                const double second = r.images.bias[i] + r.images.variance[i] + r.images.noise[i];
                CHECK(second == nearly(other.second(Eigen::Index(i)), 1e-8));
                CHECK(r.images.bias[i] == nearly(other.mean_square(Eigen::Index(i)), 1e-8));
            }
        }
    }

    TEST_CASE("[identity] every start leads to the one solution; each ridge's slope is a difference") {
        const Pool pool = cloud_pool(50, 2, 10);
        const PoolSetting q{.samples = 20, .ridge = 0.03};
        const SiteEquivalent from_above(pool, q);
        for (const double start : {1e-6, 0.1, 1e4}) {
            CAPTURE(start);
            const SiteEquivalent from(pool, q, {std::vector<double>(50, start), 0.03});
            for (std::size_t i = 0; i < 50; ++i)
                CHECK(from.field().ridge[i] == nearly(from_above.field().ridge[i], 1e-8));
        }
        const SiteField warm = SiteEquivalent(pool, {.samples = 21, .ridge = 0.03}).field();
        CHECK(SiteEquivalent(pool, q, warm).steps() <= from_above.steps());
        const double h = 1e-4;
        const SiteField up = SiteEquivalent(pool, {.samples = 20, .ridge = 0.03 * (1 + h)}).field(),
                        down = SiteEquivalent(pool, {.samples = 20, .ridge = 0.03 * (1 - h)}).field();
        const Eigen::VectorXd slope = from_above.slope();
        for (std::size_t i = 0; i < 50; ++i)
            CHECK(slope(Eigen::Index(i)) == nearly((up.ridge[i] - down.ridge[i]) / (2 * h * 0.03), 1e-5));
    }

    TEST_CASE("[identity] limits: wide is no width; ridge 0 and infinity; a peak where p = n; too few modes are told") {
        const Pool pool = cloud_pool(60, 3, 12);
        const auto at = [&](double ridge, double width) {
            return site_resolved(pool, {.samples = 25, .width = width, .ridge = ridge, .label_noise = 0.3});
        };
        CHECK(at(0.1, 1e11).test_error == nearly(at(0.1, infinite<>).test_error, 1e-8));
        CHECK(at(infinite<>, infinite<>).test_error == nearly(2.0 / 3 + 0.3, 1e-13));
        CHECK(at(1e9, infinite<>).test_error == nearly(2.0 / 3 + 0.3, 1e-7));
        for (const double width : {infinite<>, 60.0, 15.0}) {
            CAPTURE(width);
            CHECK(at(0, width).test_error == nearly(at(1e-9, width).test_error, 1e-4));
            CHECK(at(0, width).train_error == nearly(at(1e-9, width).train_error, 1e-4, 1e-9));
        }
        CHECK(is_infinite(at(0, 25).test_error));
        CHECK(!is_infinite(at(0, 25).bias));
        const Matrix x = normals(60, 10, 1);
        const Pool low = make_pool(x * x.transpose(), pool.targets, pool.label);
        CHECK_THROWS_AS(site_resolved(low, {.samples = 25, .ridge = 0}), NotCovered);
        CHECK(site_resolved(low, {.samples = 25, .ridge = 1e-3}).test_error > 0);
        CHECK(site_resolved(low, {.samples = 5, .ridge = 0}).test_error > 0);
        CHECK_THROWS_AS(site_resolved(pool, {.samples = 60, .ridge = 1}), DomainError);
    }

    TEST_CASE("[identity] points in another order, another scale of the kernel: the same images") {
        const Pool pool = cloud_pool(60, 3, 13);
        std::vector<int> order, label;
        for (int i = 0; i < 60; ++i)
            order.push_back((7 * i + 3) % 60), label.push_back(pool.label[std::size_t(order.back())]);
        const Pool other = make_pool(5 * pool.kernel(order, order), pool.targets(order, Eigen::all), label);
        const PoolSetting q{.samples = 20, .width = 80, .ridge = 0.01, .flip = 0.2};
        const SiteResolved a = site_resolved(pool, q), b = site_resolved(other, q);
        for (std::size_t i = 0; i < 60; ++i) {
            CHECK(b.images.variance[i] == nearly(a.images.variance[std::size_t(order[i])], 1e-8));
            CHECK(b.images.noise[i] == nearly(a.images.noise[std::size_t(order[i])], 1e-8));
        }
    }

    TEST_CASE("[identity] fitting a constant: 100 mean diagonals are as good as infinitely many") {
        const Pool pool = cloud_pool(60, 3, 14, {.intercept = true});
        CHECK(pool.kernel.trace() / 60 == nearly(101, 1e-12));
        Pool more = pool;
        more.kernel.array() += 1e4 - 100;
        const PoolSetting q{.samples = 20, .ridge = 0.01};
        CHECK(site_resolved(pool, q).test_error == nearly(site_resolved(more, q).test_error, 1e-4));
        CHECK_THROWS_AS(site_resolved(pool, {.samples = 20, .width = 9, .ridge = 1}), NotCovered);
    }

    TEST_CASE("[simulation] random rotations: the finite population, and drawn subsets image by image") {
        const Pool pool = make_pool(haar_kernel(250, 21), normals(250, 2, 22));
        const PoolSetting q{.samples = 80, .ridge = 0.02};
        const SiteResolved r = site_resolved(pool, q);
        CHECK(r.test_error == nearly(finite_population(pool_spectrum(pool), q).test_error, 0.03));
    }

    TEST_CASE(
        "[simulation] clouds of different widths: errors, parts, training and cross-validation within some per cent") {
        const Pool pool = cloud_pool(200, 4, 15);
        for (const PoolSetting& q : {PoolSetting{.samples = 60, .ridge = 0.02},
                                     {.samples = 120, .ridge = 0.1, .label_noise = 0.5},
                                     {.samples = 60, .ridge = 0.1, .flip = 0.3},
                                     {.samples = 60, .width = 150, .ridge = 0.05}}) {
            CAPTURE(q.samples);
            CAPTURE(q.width);
            const SiteResolved r = site_resolved(pool, q);
            const PoolSimulation drawn = simulate_pool(pool, q, 100, 5);
            const auto agrees = [](const Estimate& e, double value, double part) {
                return std::abs(e.mean - value) <= 4 * e.standard_error + part * std::abs(value);
            };
            CHECK(agrees(drawn.test_error, r.test_error, 0.03));
            CHECK(agrees(drawn.clean_error, r.clean_error, 0.03));
            CHECK(agrees(drawn.bias, r.bias, 0.04));
            CHECK(agrees(drawn.variance, r.variance, 0.08));
            CHECK(agrees(drawn.noise, r.noise, 0.04));
            CHECK(agrees(drawn.train_error, r.train_error, 0.08));
            CHECK(agrees(drawn.gcv, r.gcv, 0.06));
        }
    }
}
