// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/pool/population_flow.hpp"
#include "../nearly.hpp"

#include <doctest/doctest.h>

#include <numeric>

#include "lazyrisk/dynamics/learning_curve.hpp"
#include "lazyrisk/pool/pool_fit.hpp"
#include "lazyrisk/pool/simulate_pool.hpp"
#include "lazyrisk/words/error.hpp"
#include "random_pools.hpp"

using namespace lazyrisk;
using namespace random_pools;

namespace {

/// Eigenvalues that fall as a power, energies too, of that many points.
PoolSpectrum power_spectrum(int points, int rank) {
    PoolSpectrum s;
    for (int i = 0; i < points; ++i) {
        s.eigenvalue.push_back(i < rank ? points * std::pow(1.0 + i, -1.5) : 0);
        s.energy.push_back(i < rank ? std::pow(1.0 + i, -1.3) : 0);
    }
    s.rank = rank;
    return s;
}

}  // namespace

TEST_SUITE("pool/population_flow") {
    TEST_CASE("[identity] no time is nothing learned, infinite time the fit, and long times near it") {
        const PoolSpectrum s = pool_spectrum(make_pool(haar_kernel(100, 1), normals(100, 3, 2)));
        const PoolSetting q{.samples = 40, .ridge = 0.3, .label_noise = 0.2};
        const FinitePopulation fit = finite_population(s, q);
        CHECK(population_flow(s, q).test_error == fit.test_error);
        PoolSetting at = q;
        at.time = 1e5;
        const PopulationErrors late = population_flow(s, at);
        CHECK(late.test_error == nearly(fit.test_error, 1e-10));
        CHECK(late.bias == nearly(fit.bias, 1e-10));
        CHECK(late.noise == nearly(fit.noise, 1e-10));
        CHECK(late.train_error == nearly(fit.train_error, 1e-10));
        CHECK(late.degrees_of_freedom == nearly(fit.degrees_of_freedom, 1e-10));
        CHECK(late.modes[3].learned == nearly(fit.modes[3].learned, 1e-10));
        CHECK(late.modes[3].error == nearly(fit.modes[3].error, 1e-10));
        CHECK(late.effective_ridge == 0);
        at.time = 0;
        const double energy = std::accumulate(s.energy.begin(), s.energy.end(), 0.2);
        CHECK(population_flow(s, at).test_error == nearly(energy, 1e-14));
        CHECK(population_flow(s, at).train_error == nearly(energy, 1e-14));
        at.time = 1e-9;
        CHECK(population_flow(s, at).test_error == nearly(energy, 1e-7));
        at.time = 3, at.ridge = infinite<>;
        CHECK(population_flow(s, at).test_error == nearly(energy, 1e-14));
    }

    TEST_CASE("[identity] the modes' parts add up to the error without noise, with flips and without a ridge") {
        const PoolSpectrum s = pool_spectrum(cloud_pool(90, 3, 5));
        for (const double time : {0.3, 20.0, 3e3, 1e7})
            for (const double ridge : {0.0, 0.1}) {
                const PoolSetting q{.samples = 60, .ridge = ridge, .flip = 0.2, .time = time};
                const PopulationErrors r = population_flow(s, q);
                CAPTURE(time);
                double sum = 0;
                for (const PoolMode& mode : r.modes) sum += mode.error;
                CHECK(sum == nearly(r.bias + r.variance, 1e-9));
                CHECK(r.test_error == nearly(r.bias + r.variance + r.noise, 1e-14));
            }
    }

    TEST_CASE("[limit] of far more points than samples it is the curve of independent draws") {
        const int points = 400000;
        const PoolSpectrum pool = power_spectrum(points, 60);
        Spectrum<> levels;
        Target<> target;
        for (int i = 0; i < 60; ++i) {
            const double eigenvalue = pool.eigenvalue[std::size_t(i)] / points;
            levels.levels.push_back({i, eigenvalue, 1, eigenvalue, 0});
            target.energy.emplace_back(i, pool.energy[std::size_t(i)]);
        }
        const Degrees<> degrees(levels);
        const double n = 40, ridge = 0.2, noise = 0.1;
        const LearningCurve curve(degrees, target, levels, Operation<>{{n, infinite<>}, ridge / n, noise, 1});
        for (const double time : {0.5, 10.0, 500.0}) {
            const TimeRisk iid = curve.at({time, 0});
            const PopulationErrors r =
                population_flow(pool, {.samples = n, .ridge = ridge, .label_noise = noise, .time = time});
            CHECK(r.test_error == nearly(iid.test_error, 3 * n / points));
            CHECK(r.train_error == nearly(iid.train_error, 3 * n / points));
            CHECK(r.degrees_of_freedom == nearly(iid.degrees_of_freedom, 3 * n / points));
        }
    }

    TEST_CASE("[simulation] random eigenvectors: exact flows on drawn training sets agree in every number") {
        const Pool pool = make_pool(haar_kernel(200, 3), normals(200, 3, 4));
        const PoolSpectrum s = pool_spectrum(pool);
        for (const double time : {1.0, 30.0, 2000.0})
            for (const double ridge : {0.0, 0.5}) {
                const PoolSetting q{.samples = 80, .ridge = ridge, .label_noise = 0.5, .time = time};
                const PopulationErrors r = population_flow(s, q);
                const PoolSimulation drawn = simulate_pool(pool, q, 60, 1);
                CAPTURE(time);
                CAPTURE(ridge);
                for (const auto& [seen, told] : {std::pair{drawn.test_error, r.test_error},
                                                 {drawn.bias, r.bias},
                                                 {drawn.variance, r.variance},
                                                 {drawn.noise, r.noise},
                                                 {drawn.train_error, r.train_error},
                                                 {drawn.degrees_of_freedom, r.degrees_of_freedom}}) {
                    CAPTURE(told);
                    CAPTURE(seen.mean);
                    CAPTURE(seen.standard_error);
                    CHECK(std::abs(seen.mean - told) < 4 * seen.standard_error + 0.01 * told);
                }
            }
    }

    TEST_CASE("[second algorithm] a flow on samples is many small steps of descent") {
        const Pool pool = cloud_pool(30, 2, 6);
        const std::vector<int> samples{1, 4, 6, 11, 17, 18, 22, 29};
        const Matrix labels = pool.targets(samples, Eigen::all), k = pool.kernel(samples, samples);
        const double time = 5, ridge = 0.3, step = 1e-4;
        Matrix alpha = Matrix::Zero(8, 2);  // f = K alpha
        for (int i = 0; i < int(time / step + 0.5); ++i) {
            // Heun's method
            const auto slope = [&](const Matrix& a) { return Matrix((labels - k * a - ridge * a) / 8); };
            const Matrix first = slope(alpha);
            alpha += step / 2 * (first + slope(alpha + step * first));
        }
        const PoolFit fit = flow_pool_fit(pool, samples, labels, ridge, time);
        const Matrix right = pool.kernel(Eigen::all, samples) * alpha;
        CHECK((fit.prediction - right).cwiseAbs().maxCoeff() < 1e-8);
        const PoolFit end = kernel_pool_fit(pool, samples, labels, ridge),
                      late = flow_pool_fit(pool, samples, labels, ridge, 1e4);
        CHECK((end.prediction - late.prediction).cwiseAbs().maxCoeff() < 1e-12);
        CHECK(end.degrees_of_freedom == nearly(late.degrees_of_freedom, 1e-12));
        CHECK(flow_pool_fit(pool, samples, labels, ridge, 0).prediction.cwiseAbs().maxCoeff() == 0);
    }

    TEST_CASE("[error] what has no formula of times says so") {
        const Pool pool = cloud_pool(30, 2, 6), constant = cloud_pool(30, 2, 6, {.intercept = true});
        const PoolSpectrum s = pool_spectrum(pool);
        CHECK_THROWS_AS(static_cast<void>(population_flow(s, {.samples = 10, .width = 20, .ridge = 0.1, .time = 2})),
                        NotCovered);
        CHECK_THROWS_AS(static_cast<void>(finite_population(s, {.samples = 10, .ridge = 0.1, .time = 2})), NotCovered);
        CHECK_THROWS_AS(static_cast<void>(simulate_trial(constant, {.samples = 10, .ridge = 0.1, .time = 2}, 1, 0)),
                        NotCovered);
        CHECK_THROWS_AS(static_cast<void>(population_flow(s, {.samples = 10, .ridge = 0.1, .time = -1})), DomainError);
    }
}
