// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <doctest/doctest.h>

#include <numeric>
#include <random>
#include <set>

#include "../nearly.hpp"
#include "lazyrisk/harmonics/dimension.hpp"
#include "lazyrisk/harmonics/invariant_dimension.hpp"
#include "lazyrisk/risk/resolved.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/words/error.hpp"
#include "structured.hpp"

using namespace lazyrisk;

namespace {

/// Orbits of monomials of degree k in d variables under the cyclic shifts: the invariant homogeneous polynomials,
/// counted.
long orbits(int d, int k) {
    std::set<std::vector<int>> smallest;
    std::vector<int> power(std::size_t(d), 0);
    const std::function<void(int, int)> fill = [&](int i, int left) {
        if (i == d - 1) {
            power[std::size_t(i)] = left;
            std::vector<int> least = power, turned = power;
            for (int t = 0; t < d; ++t) {
                std::rotate(turned.begin(), turned.begin() + 1, turned.end());
                least = std::min(least, turned);
            }
            smallest.insert(least);
            return;
        }
        for (int e = 0; e <= left; ++e) {
            power[std::size_t(i)] = e;
            fill(i + 1, left - e);
        }
    };
    if (k >= 0) fill(0, k);
    return long(smallest.size());
}

double trace_of(const Spectrum<>& s) {
    double trace = s.tail;
    for (const Level<>& level : s.levels) trace += level.mass;
    return trace;
}

}  // namespace

TEST_SUITE("spectrum/invariant") {
    TEST_CASE("[identity] invariant harmonics: counted as orbits of monomials of degree k less those of degree k - 2") {
        for (int d = 2; d <= 8; ++d) {
            const std::vector<long double> dimension = invariant_dimensions(d, 8);
            for (int k = 0; k <= (d > 6 ? 6 : 8); ++k) {
                CAPTURE(d);
                CAPTURE(k);
                CHECK(long(dimension[std::size_t(k)]) == orbits(d, k) - orbits(d, k - 2));
            }
        }
    }

    TEST_CASE("[limit] one harmonic in d is invariant; the bound on the difference holds") {
        for (const int d : {3, 7, 12, 30, 64}) {
            const std::vector<long double> dimension = invariant_dimensions(d, 60);
            for (int from = 4; from <= 60; from += 7) {
                const long double bound = invariant_excess(d, from);
                for (int k = from; k <= 60; ++k) {
                    CAPTURE(d);
                    CAPTURE(from);
                    CAPTURE(k);
                    const long double all = std::exp(log_multiplicity<long double>(d, k));
                    CHECK(std::abs(d * dimension[std::size_t(k)] / all - 1) <= bound * (1 + 1e-12L) + 1e-15L);
                }
            }
        }
    }

    TEST_CASE("[simulation] trace: the mean of K(x,x) over the sphere, tail included") {
        for (const int d : {4, 6, 9}) {
            std::mt19937_64 random(5);
            std::normal_distribution<double> normal;
            constexpr int points = 20000;
            double sum = 0, squares = 0;
            for (int i = 0; i < points; ++i) {
                std::vector<double> x(std::size_t(d), 0.0);
                double norm = 0, value = 0;
                for (double& v : x) v = normal(random), norm += v * v;
                for (int g = 0; g < d; ++g) {
                    double t = 0;
                    for (int j = 0; j < d; ++j) t += x[std::size_t(j)] * x[std::size_t((j + g) % d)] / norm;
                    value += double(relu_dual(std::min(1.0, std::max(-1.0, t)))) / d;
                }
                sum += value / points, squares += value * value / points;
            }
            const double error = std::sqrt((squares - sum * sum) / points);
            for (const int degrees : {3, 12, 100}) {
                const Spectrum<> s = diagonalize(InvariantKernel{relu(), double(d)}, degrees);
                CAPTURE(d);
                CAPTURE(degrees);
                CHECK(std::abs(trace_of(s) - sum) < 3.5 * error + s.tail_error);
                CHECK(s.tail_error < 0.01 * s.tail + 1e-12);
            }
        }
    }

    TEST_CASE("[agreement] a formula by quadrature and an activation by its coefficients: one spectrum") {
        const InvariantKernel activation{relu(), 11}, formula{Profile{"relu", relu_dual}, 11};
        const Spectrum<> a = diagonalize(activation, 12), b = diagonalize(formula, 12);
        for (const Level<>& level : a.levels) {
            CAPTURE(level.mode.degree);
            CHECK(level.mass == nearly(b.find(level.mode)->mass, 1e-9));
        }
        CHECK(a.tail == nearly(b.tail, 0, a.tail_error + b.tail_error));
        CHECK(diagonalize(InvariantFeatures{relu(), 11}, 12).tail == a.tail);
        CHECK(diagonalize(InvariantKernel{linear(), 11}, 12).tail == 0);
        CHECK(diagonalize(InvariantKernel{Profile{"square", [](long double t) { return t * t; }, 2}, 11}, 12).tail ==
              0);
    }

    TEST_CASE("[limit] invariance saves a factor d of the samples, and of the features") {
        const double d = 40;
        const auto half_learned = [&](const auto& model, bool samples) {
            const Resolved resolved(model, 2);
            double low = 0, high = std::log(1e7);
            for (int step = 0; step < 40; ++step) {
                const double middle = (low + high) / 2, size = std::exp(middle);
                const Sizes<> sizes = samples ? Sizes<>{size, infinite<>} : Sizes<>{infinite<>, size};
                (resolved.at({{{2, 1.0}}, 0}, {sizes, 1e-9, 0, 1}).excess_risk > 0.5 ? low : high) = middle;
            }
            return std::exp(low);
        };
        const double fewer_samples =
            half_learned(Kernel{relu(), d}, true) / half_learned(InvariantKernel{relu(), d}, true);
        const double fewer_features =
            half_learned(RandomFeatures{relu(), d}, false) / half_learned(InvariantFeatures{relu(), d}, false);
        CHECK(fewer_samples / d == nearly(1, 0.12));  // 1 + O(1/d)
        CHECK(fewer_features / d == nearly(1, 0.1));
    }

    TEST_CASE("[error] no dimension, too large a dimension") {
        CHECK_THROWS_AS(diagonalize(InvariantKernel{relu(), infinite<>}, 12), NotCovered);
        CHECK_THROWS_AS(diagonalize(InvariantKernel{relu(), 1}, 12), DomainError);
        CHECK_THROWS_AS(diagonalize(InvariantKernel{relu(), 3.5}, 12), DomainError);
        CHECK_THROWS_AS(diagonalize(InvariantKernel{relu(), 1e7}, 12), NotCovered);
    }

    TEST_CASE(
        "[reference] dimensions beyond those that orbits can be listed for; before rounding each is a whole number") {
        // 27268: Burnside's sum by hand, d = 16, degree 8
        CHECK(long(invariant_dimensions(16, 8)[8]) == 27268);
        // the same count by exact integers: phi by counting, coefficients of (1 - z^2)/(1 - z^m)^(d/m) by
        // multiplication
        for (const int d : {4, 8, 9, 12, 16, 18, 25, 27, 36, 49}) {
            constexpr int degrees = 10;
            const std::vector<long double> dimension = invariant_dimensions(d, degrees);
            std::vector<long long> sum(degrees + 1, 0);
            for (int m = 1; m <= d; ++m) {
                if (d % m != 0) continue;
                int phi = 0;
                for (int i = 1; i <= m; ++i) phi += std::gcd(i, m) == 1;
                std::vector<long long> series(degrees + 1, 0);
                series[0] = 1;
                for (int factor = 0; factor < d / m; ++factor)
                    for (int k = m; k <= degrees; ++k) series[std::size_t(k)] += series[std::size_t(k - m)];
                for (int k = 0; k <= degrees; ++k)
                    sum[std::size_t(k)] += phi * (series[std::size_t(k)] - (k >= 2 ? series[std::size_t(k - 2)] : 0));
            }
            for (int k = 0; k <= degrees; ++k) {
                CAPTURE(d);
                CAPTURE(k);
                REQUIRE(sum[std::size_t(k)] % d == 0);
                CHECK(dimension[std::size_t(k)] == nearly(double(sum[std::size_t(k)] / d), 1e-15));
            }
        }
    }

    TEST_CASE("[limit] the tail's error covers what the share 1/d of the harmonics beyond 40 degrees misses") {
        double worst = 0;
        for (const char* name : {"relu", "step", "abs"})
            for (int d = 3; d <= 12; ++d) {
                const InvariantKernel model{activation_named(name), double(d)};
                const Spectrum<> few = diagonalize(model, 3), many = diagonalize(model, 400);
                double tail = many.tail, error = many.tail_error;
                for (const Level<>& level : many.levels)
                    if (level.mode.degree > 3) tail += level.mass, error += level.mass_error;
                CAPTURE(name);
                CAPTURE(d);
                CAPTURE(few.tail);
                CAPTURE(few.tail_error);
                CHECK(std::abs(few.tail - tail) <= few.tail_error + error);
                worst = std::max(worst, std::abs(few.tail - tail) - error);
            }
        CHECK(worst > 1e-17);  // there is something to cover
    }
}
