// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/target.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "../nearly.hpp"
#include "lazyrisk/simulate/sphere.hpp"
#include "lazyrisk/statistics/estimate.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

constexpr Draw draw{.seed = 3, .key = 1, .trial = 0};

Matrix sample(int d, int count) { return on_sphere(d, count, std::sqrt(double(d)), draw.stream(Role::test)); }

std::vector<double> values(int d, const std::vector<std::pair<Mode, double>>& energy, const Matrix& points) {
    return DrawnTarget({.energy = energy}, d, draw)(points);
}

/// The mean product of two functions, in standard errors from `expected`.
double deviation(const std::vector<double>& f, const std::vector<double>& g, double expected) {
    Accumulator a;
    for (std::size_t i = 0; i < f.size(); ++i) a.add(f[i] * g[i]);
    return (a.estimate().mean - expected) / a.estimate().standard_error;
}

}  // namespace

TEST_SUITE("simulate/target") {
    TEST_CASE("[identity] a constant has either sign, as every part has: the mean over draws is 0") {
        int positive = 0;
        const Matrix x = sample(4, 3);
        for (std::uint64_t trial = 0; trial < 64; ++trial) {
            const std::vector<double> f = DrawnTarget({.energy = {{0, 0.25}}}, 4, Draw{5, 0, trial})(x);
            CHECK(std::abs(f[0]) == nearly(0.5, 1e-15));
            CHECK(f[0] == f[2]);
            positive += f[0] > 0;
        }
        CHECK((positive > 16 && positive < 48));
    }
    TEST_CASE("[simulation] each degree has its energy, and degrees are orthogonal") {
        for (const int d : {2, 3, 10, 100}) {
            const Matrix x = sample(d, 40000);
            const auto f0 = values(d, {{0, 0.3}}, x), f1 = values(d, {{1, 0.7}}, x), f2 = values(d, {{2, 2.0}}, x),
                       f3 = values(d, {{3, 0.5}}, x), f4 = values(d, {{4, 1.0}}, x);
            CHECK(f0[0] * f0[0] == nearly(0.3, 1e-15));
            CHECK(std::abs(deviation(f1, f1, 0.7)) < 4);
            CHECK(std::abs(deviation(f2, f2, 2.0)) < 4);
            CHECK(std::abs(deviation(f3, f3, 0.5)) < 4);
            CHECK(std::abs(deviation(f4, f4, 1.0)) < 4);
            for (const auto& lower : {f0, f1, f2, f3}) CHECK(std::abs(deviation(f4, lower, 0)) < 4);
            CHECK(std::abs(deviation(f1, f3, 0)) < 4);
            CHECK(std::abs(deviation(f0, f2, 0)) < 4);
        }
    }

    TEST_CASE("[identity] degree one is a linear function whose vector has squared length E_1") {
        // f(x) = <b, x> has E f^2 = |b|^2; reading b off the unit vectors checks the exact norm without sampling.
        for (const int d : {2, 5, 300}) {
            const Matrix unit = Matrix::Identity(d, d);
            double length = 0;
            for (const double b : values(d, {{1, 0.8}}, unit)) length += b * b;
            CHECK(length == nearly(0.8, 1e-12));
        }
    }

    TEST_CASE("[identity] degree two is a traceless form A with E f^2 = 2d/(d+2) tr A^2") {
        // E x_i x_j x_k x_l on |x|^2 = d is d/(d+2) times the three pairings.
        for (const int d : {2, 5, 40}) {
            const DrawnTarget f({.energy = {{2, 1.5}}}, d, draw);
            const auto at = [&](int i, int j) {  // f(e_i + e_j) = A_ii + A_jj + 2 A_ij
                Matrix x = Matrix::Zero(d, 1);
                x(i, 0) += 1;
                x(j, 0) += 1;
                return f(x)[0];
            };
            double trace = 0, square = 0;
            for (int i = 0; i < d; ++i) {
                const double aii = at(i, i) / 4;  // f(2 e_i)
                trace += aii;
                for (int j = 0; j < d; ++j) {
                    const double aij = i == j ? aii : (at(i, j) - aii - at(j, j) / 4) / 2;
                    square += aij * aij;
                }
            }
            CHECK(std::abs(trace) < 1e-12);
            CHECK(2.0 * d / (d + 2) * square == nearly(1.5, 1e-12));
        }
    }

    TEST_CASE("[identity] harmonic: second differences of a cubic are its exact Laplacian, zero") {
        const int d = 6;
        const Matrix x = sample(d, 1);
        Matrix around(d, 2 * d + 1);
        for (int j = 0; j < around.cols(); ++j)
            for (int i = 0; i < d; ++i) around(i, j) = x(i, 0) + (j == i ? 1 : 0) - (j == d + i ? 1 : 0);
        const auto f = values(d, {{3, 1}}, around);
        double laplacian = 0;
        for (std::size_t i = 0; i < 2 * std::size_t(d); ++i) laplacian += f[i] - f.back();
        CHECK(std::abs(laplacian) < 1e-12);
    }

    TEST_CASE("[identity] a degree's part does not depend on which others are asked for") {
        const Matrix x = sample(7, 300);
        const auto both = values(7, {{1, 1}, {4, 2}}, x), one = values(7, {{1, 1}}, x), four = values(7, {{4, 2}}, x);
        for (std::size_t i = 0; i < both.size(); ++i) CHECK(both[i] == nearly(one[i] + four[i], 1e-12));
        CHECK(values(7, {{4, 0.5}, {4, 1.5}}, x) == four);
    }

    TEST_CASE("[simulation] degree nine in a thousand dimensions neither overflows nor loses its norm") {
        const auto f = values(1000, {{9, 1}}, sample(1000, 10000));
        CHECK(std::abs(deviation(f, f, 1)) < 4);
    }

    TEST_CASE("[error] energy that cannot be drawn") {
        CHECK_THROWS_AS(DrawnTarget({.energy = {{1, 1}}, .rest = 0.1}, 10, draw), NotCovered);
        CHECK_THROWS_AS(DrawnTarget({.energy = {{-1, 1}}}, 10, draw), DomainError);
        CHECK_THROWS_AS(DrawnTarget({.energy = {{1, -1}}}, 10, draw), DomainError);
        CHECK_THROWS_AS(DrawnTarget({.energy = {{400, 1}}}, 1000, draw), DomainError);
    }
}
