// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/average/fit_averages.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "../nearly.hpp"
#include "lazyrisk/average/target_prior.hpp"
#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/simulate/sphere.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

/// A symmetric matrix of positive eigenvalues, both triangles.
Matrix positive(int n, std::uint64_t seed) {
    const Matrix a = on_sphere(n, n, 1, Stream(seed, 0, 0, Role::data));
    return a.transpose() * a + 0.3 * Matrix::Identity(n, n);
}

}  // namespace

TEST_SUITE("average/fit_averages") {
    TEST_CASE(
        "[identity] an inverse of a lower triangle and a ridge is whole and symmetric; of a singular matrix there is "
        "none") {
        for (const double ridge : {0.0, 0.7}) {
            const Matrix k = positive(7, 3);
            Matrix lower = k;
            for (int j = 0; j < 7; ++j)
                for (int i = 0; i < j; ++i) lower(i, j) = 1e300;  // never looked at
            const Matrix a = inverse(std::move(lower), ridge), one = k * a;
            REQUIRE(a.size() == 49);
            for (int j = 0; j < 7; ++j)
                for (int i = 0; i < 7; ++i) {
                    CHECK(a(i, j) == a(j, i));
                    CHECK(one(i, j) + ridge * a(i, j) == nearly(i == j ? 1 : 0, 0, 1e-12));
                }
        }
        const Matrix ones = Matrix::Ones(3, 3);
        CHECK(inverse(ones, 0).size() == 0);
        CHECK(inverse(ones, 1e-2).size() == 9);
        const AveragedErrors nothing = averages_of_nothing(1.5, 0.25);
        CHECK(nothing.bias == 1.5);
        CHECK(nothing.variance == 0);
        CHECK(nothing.train_error == 1.75);
        CHECK(nothing.weight_norm == 0);
    }

    TEST_CASE(
        "[identity] averages are trusted up to 1e-5 of themselves or 1e-10 of the labels' energy, and none is below "
        "0") {
        const AveragedFit fit{.samples = 5, .target_energy = 2, .ridge = 0.1, .noise = 1, .prior = {}};
        const AveragedErrors some{.bias = 0.3, .variance = 0.1, .train_error = 7, .weight_norm = 8};
        const double most = 1e-5 * 0.4 + 1e-10 * 3;
        const AveragedErrors kept = trusted(fit, some, 0.9999 * most, "of a reason");
        CHECK(kept.bias == 0.3);
        CHECK(kept.variance == 0.1);
        CHECK(kept.train_error == 7);
        CHECK(kept.weight_norm == 8);
        CHECK_THROWS_WITH_AS(trusted(fit, some, 1.0001 * most, "of a reason"), doctest::Contains("of a reason"),
                             NotCovered);
        CHECK_THROWS_AS(trusted(fit, some, std::nan(""), "of nothing"), NotCovered);
        const AveragedErrors below{.bias = -1e-11, .variance = 0, .train_error = 0, .weight_norm = 0};
        CHECK(trusted(fit, below, 2.9e-10, "of a reason").bias == 0);
        CHECK_THROWS_AS(trusted(fit, below, 3.1e-10, "of a reason"), NotCovered);
        CHECK_THROWS_AS(
            trusted(fit, {.bias = -1, .variance = 0.5, .train_error = 0, .weight_norm = 0}, 1e-5, "of a reason"),
            NotCovered);
    }

    TEST_CASE("[identity] averages of modes: the traces written out, for as many modes as samples and for fewer") {
        constexpr int n = 6;
        const Matrix prior = positive(n, 5), square = positive(n, 9);
        double energy = 0;
        for (int i = 0; i < n; ++i) energy += prior(i, i) / n;
        for (const int r : {n, 4, 1}) {
            // unit vectors turned by Householder's reflection: orthonormal, and in no special place
            FitModes m{Matrix::Zero(n, r), {}, {}, {}, Matrix::Zero(r, r), {}};
            for (int j = 0; j < r; ++j)
                for (int i = 0; i < n; ++i)
                    m.u(i, j) = (i == j) - 2 * (1.0 + i) * (1.0 + j) / 91;  // |(1,...,6)|^2 = 91
            for (int i = 0; i < r; ++i) {
                m.weight.push_back(0.3 + 0.1 * i), m.residual.push_back(0.9 - 0.1 * i),
                    m.norm.push_back(0.2 + 0.05 * i * i), m.learned.push_back(0.4 - 0.03 * i);
                for (int j = 0; j < r; ++j) m.squared(i, j) = square(i, j);
            }
            const AveragedFit fit{
                .samples = n, .target_energy = energy, .ridge = 0.1, .noise = 0.7, .prior = [&](int first, int count) {
                    return prior.middleCols(first, count);
                }};
            const AmplifiedAverages seen = averages_by_modes(fit, m);
            // labels y = f + noise, E y y^T = Q + 0.7: what is left is y - U U^T y + U residual U^T y
            Matrix labels = prior, keep = Matrix::Zero(n, n);
            for (int i = 0; i < n; ++i) labels(i, i) += 0.7, keep(i, i) = 1;
            double bias = energy, variance = 0, norm = 0, amplification = 0;
            const Matrix q = m.u.transpose() * prior * m.u;
            for (int k = 0; k < r; ++k) {
                for (int i = 0; i < n; ++i)
                    for (int j = 0; j < n; ++j) keep(i, j) += (m.residual[std::size_t(k)] - 1) * m.u(i, k) * m.u(j, k);
                const double own = q(k, k) + 0.7, w = m.weight[std::size_t(k)];
                bias -= 2 * w * m.learned[std::size_t(k)];
                for (int l = 0; l < r; ++l) bias += w * m.weight[std::size_t(l)] * m.squared(k, l) * q(l, k);
                variance += 0.7 * w * w * m.squared(k, k);
                norm += m.norm[std::size_t(k)] * own;
                amplification += w * w * own;
            }
            CAPTURE(r);
            CHECK(seen.errors.bias == nearly(bias, 1e-12));
            CHECK(seen.errors.variance == nearly(variance, 1e-12));
            CHECK(seen.errors.train_error == nearly((keep * labels * keep).trace() / n, 1e-12));
            CHECK(seen.errors.weight_norm == nearly(norm, 1e-12));
            CHECK(seen.amplification == nearly(amplification, 1e-12));
        }
    }

    TEST_CASE("[identity] the prior: energies of one degree are added, the rest is on the diagonal alone") {
        const Matrix x = on_sphere(3, 8, std::sqrt(3), Stream(1, 0, 0, Role::data));
        const TargetPrior prior({{{1, 0.5}, {0, 0.2}, {1, 0.25}}, 0.4}, 3);
        CHECK(prior.energy() == std::vector<double>{0.2, 0.75});
        CHECK(prior.total() == nearly(1.35, 1e-15));
        const Matrix q = prior.columns(x, 2, 5);
        for (int j = 0; j < 5; ++j)
            for (int i = 0; i < 8; ++i) {
                double t = 0;
                for (int k = 0; k < 3; ++k) t += x(k, i) * x(k, 2 + j) / 3;
                CHECK(q(i, j) == nearly(i == 2 + j ? 1.35 : 0.2 + 0.75 * t, 1e-13));
            }
        for (const Target<>& wrong : {Target<>{{{1, -0.1}}, 0}, Target<>{{{1, infinite<>}}, 0}, Target<>{{{1, 1}}, -1},
                                      Target<>{{{1, 1}}, infinite<>}, Target<>{{{-1, 1}}, 0}})
            CHECK_THROWS_AS(TargetPrior(wrong, 3), DomainError);
        CHECK(TargetPrior({{}, 0}, 3).total() == 0);
    }
}
