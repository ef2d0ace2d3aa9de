// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/pool/finite_population.hpp"
#include "../nearly.hpp"

#include <doctest/doctest.h>

#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/pool/iid_population.hpp"
#include "lazyrisk/pool/simulate_pool.hpp"
#include "lazyrisk/words/error.hpp"
#include "random_pools.hpp"

using namespace lazyrisk;
using namespace random_pools;

namespace {

Pool haar_pool(int points, unsigned seed = 1) {
    return make_pool(haar_kernel(points, seed), normals(points, 3, seed + 1));
}

/// sum k/(k + tau).
double learned(const PoolSpectrum& s, double tau) {
    double sum = 0;
    for (const double k : s.eigenvalue) sum += k / (k + tau);
    return sum;
}

}  // namespace

TEST_SUITE("pool/finite_population") {
    TEST_CASE("[identity] tau solves its equation and its slope is a difference, at any width") {
        const PoolSpectrum s = pool_spectrum(haar_pool(100));
        for (const double width : {infinite<>, 20.0, 40.0, 300.0})
            for (const double ridge : {1e-4, 0.1, 30.0}) {
                CAPTURE(width);
                CAPTURE(ridge);
                const PoolSetting q{.samples = 40, .width = width, .ridge = ridge};
                const FinitePopulation r = finite_population(s, q);
                const double tau = r.effective_ridge, d = learned(s, tau);
                CHECK((40 - d) * tau * (1 - d * reciprocal(width)) == nearly(ridge * (100 - d), 1e-11));
                CHECK(r.degrees_of_freedom == nearly(d, 1e-13));
                CHECK(r.inner_ridge == nearly(ridge / (1 - d * reciprocal(width)), 1e-10));
                const double h = 1e-4;
                PoolSetting up = q, down = q;
                up.ridge *= 1 + h, down.ridge *= 1 - h;
                const double slope =
                    (finite_population(s, up).effective_ridge - finite_population(s, down).effective_ridge) /
                    (2 * h * ridge);
                CHECK(r.slope == nearly(slope, 1e-6));
            }
    }

    TEST_CASE(
        "[identity] the error is n d nu/d delta times minus d/d nu of (tau/nu) Y'(K + tau)^{-1}Y, by differences") {
        const PoolSpectrum s = pool_spectrum(haar_pool(80));
        const double noise = 0.7, n = 30;
        for (const double width : {infinite<>, 15.0, 30.0, 60.0}) {
            CAPTURE(width);
            const auto nu_of = [&](double tau) { return tau * (1 - learned(s, tau) * reciprocal(width)); };
            const auto form = [&](double tau) {
                double sum = 0;
                for (std::size_t i = 0; i < s.eigenvalue.size(); ++i)
                    sum += (80 * s.energy[i] + noise) / (s.eigenvalue[i] + tau);
                return tau / nu_of(tau) * sum;
            };
            const double ridge = 0.05, h = 1e-4;
            const auto at = [&](double delta) {
                return finite_population(s, {.samples = n, .width = width, .ridge = delta, .label_noise = noise});
            };
            const double tau = at(ridge).effective_ridge, up = at(ridge * (1 + h)).effective_ridge,
                         down = at(ridge * (1 - h)).effective_ridge;
            const double d_nu = (nu_of(up) - nu_of(down)) / (2 * h * ridge);
            const double b = -(form(up) - form(down)) / (nu_of(up) - nu_of(down));
            const double trace = (80 - learned(s, tau)) / nu_of(tau);
            CHECK(at(ridge).test_error == nearly(n * d_nu * b / (trace * trace), 1e-6));
        }
    }

    TEST_CASE("[identity] parts sum up; modes sum to bias and variance; permutations and scales of K change nothing") {
        const Pool pool = haar_pool(60);
        const PoolSetting q{.samples = 25, .width = 50, .ridge = 0.02, .label_noise = 0.3};
        const FinitePopulation r = finite_population(pool_spectrum(pool), q);
        CHECK(r.test_error == nearly(r.bias + r.variance + r.noise, 1e-14));
        double modes = 0;
        for (const PoolMode& m : r.modes) modes += m.error;
        CHECK(modes == nearly(r.bias + r.variance, 1e-13));
        std::vector<int> order;
        for (int i = 0; i < 60; ++i) order.push_back((7 * i + 3) % 60);
        const Matrix turned = 17 * pool.kernel(order, order), targets = pool.targets(order, Eigen::all);
        const Pool other = make_pool(turned, targets);
        CHECK(other.scale == nearly(17, 1e-13));
        CHECK(finite_population(pool_spectrum(other), q).test_error == nearly(r.test_error, 1e-11));
    }

    TEST_CASE("[identity] limits: wide is no width, ridge infinity and 0 are limits, as are few dead modes") {
        const PoolSpectrum s = pool_spectrum(haar_pool(60));
        const auto at = [&](double ridge, double width, double samples = 25, double noise = 0.3) {
            return finite_population(s, {.samples = samples, .width = width, .ridge = ridge, .label_noise = noise});
        };
        CHECK(at(0.1, 1e12).test_error == nearly(at(0.1, infinite<>).test_error, 1e-9));
        double energy = 0;
        for (const double e : s.energy) energy += e;
        CHECK(at(infinite<>, infinite<>).test_error == nearly(energy + 0.3, 1e-14));
        CHECK(at(infinite<>, 10).test_error == nearly(at(1e12, 10).test_error, 1e-9));
        for (const double width : {infinite<>, 40.0, 15.0}) {
            CAPTURE(width);
            CHECK(at(0, width).test_error == nearly(at(1e-11, width).test_error, 1e-7));
            CHECK(at(0, width).bias == nearly(at(1e-11, width).bias, 1e-7));
            CHECK(at(0, width).train_error == nearly(at(1e-11, width).train_error, 1e-7, 1e-12));
        }
        CHECK(is_infinite(at(0, 25).test_error));
        CHECK(!is_infinite(at(0, 25).bias));
        CHECK(at(0, 25.001).test_error > 100);

        PoolSpectrum low = s;
        low.rank = 20;
        for (std::size_t i = 20; i < 60; ++i) low.eigenvalue[i] = 0;
        const auto of_low = [&](double ridge, double width, double samples) {
            return finite_population(low, {.samples = samples, .width = width, .ridge = ridge, .label_noise = 0.3});
        };
        for (const double width : {infinite<>, 33.0, 15.0}) {
            CAPTURE(width);
            CHECK(of_low(0, width, 25).test_error == nearly(of_low(1e-11, width, 25).test_error, 1e-7));
            CHECK(of_low(0, width, 25).train_error == nearly(of_low(1e-11, width, 25).train_error, 1e-7));
        }
        CHECK(is_infinite(of_low(0, infinite<>, 20).test_error));
        CHECK(of_low(0, infinite<>, 25).effective_ridge == 0);
    }

    TEST_CASE("[identity] flips are labels shrunk, and noise of their variance") {
        const Pool pool = cloud_pool(60, 3, 5);
        const PoolSpectrum s = pool_spectrum(pool);
        const double eta = 0.3, kept = 0.7, drawn = 1 - (kept * kept + 2 * kept * eta / 3 + eta * eta / 3);
        const auto flipped = finite_population(s, {.samples = 25, .ridge = 0.02, .flip = eta});
        const auto clean = finite_population(s, {.samples = 25, .ridge = 0.02});
        const auto noisy = finite_population(s, {.samples = 25, .ridge = 0.02, .label_noise = drawn});
        CHECK(flipped.noise == nearly(noisy.noise, 1e-13));
        CHECK(flipped.bias == nearly(kept * kept * clean.bias, 1e-13));
        CHECK(finite_population(s, {.samples = 25, .ridge = 0.02, .flip = 0}).test_error == clean.test_error);
        CHECK(clean.clean_error == nearly(clean.test_error, 1e-14));
        // no label left: what is fitted is noise, and the clean label is missed by all of itself
        const auto all = finite_population(s, {.samples = 25, .ridge = 0.02, .flip = 1});
        CHECK(all.clean_error == nearly(2.0 / 3 + all.noise - 2.0 / 3, 1e-12));
    }

    TEST_CASE("[simulation] random rotations: errors, parts and training error, with noise, features and both") {
        const Pool pool = haar_pool(200, 11);
        const PoolSpectrum s = pool_spectrum(pool);
        for (const PoolSetting& q : {PoolSetting{.samples = 60, .ridge = 0.05},
                                     {.samples = 120, .ridge = 0.01, .label_noise = 1},
                                     {.samples = 60, .width = 40, .ridge = 0.05},
                                     {.samples = 60, .width = 90, .ridge = 0.05, .label_noise = 0.5},
                                     {.samples = 90, .width = 400, .ridge = 0}}) {
            CAPTURE(q.samples);
            CAPTURE(q.width);
            const FinitePopulation r = finite_population(s, q);
            const PoolSimulation drawn = simulate_pool(pool, q, 100, 3);
            const auto agrees = [](const Estimate& e, double value) {
                return std::abs(e.mean - value) <= 4 * e.standard_error + 0.02 * std::abs(value);
            };
            CHECK(agrees(drawn.test_error, r.test_error));
            CHECK(agrees(drawn.bias, r.bias));
            CHECK(agrees(drawn.variance, r.variance));
            CHECK(agrees(drawn.noise, r.noise));
            CHECK(std::abs(drawn.train_error.mean - r.train_error) <
                  4 * drawn.train_error.standard_error + 0.02 * r.train_error + 1e-12);
            CHECK(agrees(drawn.degrees_of_freedom, r.degrees_of_freedom));
        }
    }

    TEST_CASE(
        "[identity] the population of independent draws solves kappa(1 - D/n) = delta/n, and is what small n/M tends "
        "to") {
        const PoolSpectrum s = pool_spectrum(haar_pool(400));
        const double n = 50, ridge = 0.3;
        const Risk<> r = iid_population(s, {.samples = n, .ridge = ridge, .label_noise = 0.2});
        const double kappa = r.effective_ridge;
        double d = 0, d2 = 0, b = 0;
        for (std::size_t i = 0; i < s.eigenvalue.size(); ++i) {
            const double xi = s.eigenvalue[i] / 400, q = kappa / (xi + kappa);
            d += 1 - q, d2 += (1 - q) * (1 - q), b += s.energy[i] * q * q;
        }
        CHECK(kappa * (1 - d / n) == nearly(ridge / n, 1e-12));
        CHECK(r.test_error == nearly((b + 0.2) / (1 - d2 / n), 1e-12));
        const PoolSetting few{.samples = 2, .ridge = 1};
        CHECK(iid_population(s, few).test_error == nearly(finite_population(s, few).test_error, 0.02));
        CHECK(iid_population(s, {.samples = 4000, .width = 30, .ridge = 1}).test_error > 0);
    }

    TEST_CASE("[identity] what is no question is refused by its field") {
        const Pool pool = haar_pool(30);
        const PoolSpectrum s = pool_spectrum(pool);
        const auto field_of = [&](const PoolSetting& q) {
            try {
                finite_population(s, q);
            } catch (const DomainError& e) {
                return e.name;
            }
            return std::string();
        };
        CHECK(field_of({.samples = 30}) == "samples");
        CHECK(field_of({.samples = 0}) == "samples");
        CHECK(field_of({.samples = 10, .width = 0}) == "width");
        CHECK(field_of({.samples = 10, .ridge = -1}) == "ridge");
        CHECK(field_of({.samples = 10, .label_noise = -1}) == "noise");
        CHECK(field_of({.samples = 10, .flip = 1.1}) == "flip");
        CHECK(field_of({.samples = 10.5}) == "");
        CHECK_THROWS_AS(check(pool, {.samples = 10, .flip = 0.1}), DomainError);
        CHECK_THROWS_AS(make_pool(-pool.kernel, pool.targets), DomainError);
        Matrix indefinite = pool.kernel;
        indefinite.diagonal().array() -= 0.5;
        CHECK_THROWS_AS(make_pool(indefinite, pool.targets), DomainError);
        Matrix skew = pool.kernel;
        skew(0, 1) += 0.1;
        CHECK_THROWS_AS(make_pool(skew, pool.targets), DomainError);
        CHECK_THROWS_AS(make_pool(pool.kernel, normals(29, 1, 1)), DomainError);
        CHECK_THROWS_AS(make_pool(pool.kernel, normals(30, 2, 1), std::vector<int>(30, 2)), DomainError);
        Matrix not_finite = pool.kernel;
        not_finite(3, 3) = infinite<>;
        CHECK_THROWS_AS(make_pool(not_finite, pool.targets), DomainError);
    }
}
