// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a trial costs: floating-point operations counted by hand.
#include "lazyrisk/simulate/trial_work.hpp"

#include <doctest/doctest.h>

#include "../nearly.hpp"
#include "lazyrisk/simulate/campaign.hpp"

using namespace lazyrisk;

namespace {

constexpr double d = 10, t = 200;

/// The work of fits of one family.
TrialWork work_of(const Realization& world, const std::vector<Fit>& fits) {
    std::vector<CampaignPoint> points;
    for (const Fit& fit : fits) points.push_back({0, fit});
    const Campaign campaign({world}, std::move(points), {.trials = 1, .test_points = int(t)});
    REQUIRE(campaign.families().size() == 1);
    return campaign.families().front().work;
}

const Target<> line{{{1, 1.0}}, 0};

}  // namespace

TEST_SUITE("simulate/trial_work") {
    TEST_CASE("[identity] few features: S^T S, its factor, features of the samples twice and of the test points once") {
        const double n = 60, p = 20;
        const TrialWork w = work_of(realize(RandomFeatures{relu(), d}, line, p),
                                    {{.samples = n, .width = p, .ridge = Ridge<>::total(0.1), .dimension = d}});
        REQUIRE(w.primal.size() == 1);
        CHECK(w.factorizations == 1);
        CHECK(w.factor_flops == nearly(p * p * p / 3, 1e-14));
        CHECK(w.entries == 2 * n * p + t * p);
        CHECK(w.product_flops == n * p * p + 2 * d * (2 * n * p + t * p));
        CHECK(w.solve_flops == 2 * p * p + 2 * (n * p + t * p));
        CHECK(w.flops() == nearly(w.factor_flops + w.product_flops + w.solve_flops));
    }

    TEST_CASE("[identity] many features: S S^T; with noise there are two labels") {
        const double n = 20, p = 60;
        const Fit fit{.samples = n, .width = p, .ridge = Ridge<>::total(0.1), .dimension = d};
        Fit noisy = fit;
        noisy.noise_variance = 0.1;
        const TrialWork one = work_of(realize(RandomFeatures{activation_named("he3"), d}, line, p), {fit}),
                        two = work_of(realize(RandomFeatures{activation_named("he3"), d}, line, p), {noisy});
        CHECK(one.factor_flops == nearly(n * n * n / 3, 1e-14));
        CHECK(two.factor_flops == one.factor_flops);
        CHECK(two.product_flops == one.product_flops);
        CHECK(two.solve_flops == 2 * one.solve_flops);
        if (!one.dual.empty()) {
            CHECK(one.entries == 2 * n * p + t * p);
            CHECK(one.product_flops == n * n * p + 2 * d * (2 * n * p + t * p));
        }
    }

    TEST_CASE(
        "[identity] a kernel: half of a symmetric matrix, test points beside samples; many ridges are one "
        "decomposition") {
        const double n = 50;
        std::vector<Fit> fits;
        for (int i = 0; i < 30; ++i)
            fits.push_back(
                {.samples = n, .width = infinite<>, .ridge = Ridge<>::total(0.01 * (i + 1)), .dimension = d});
        const TrialWork w = work_of(realize(Kernel{relu(), d}, line), fits),
                        one = work_of(realize(Kernel{relu(), d}, line), {fits.front()});
        CHECK(one.entries == n * n / 2 + t * n);
        CHECK(one.product_flops == 2 * d * (n * n / 2 + t * n));
        CHECK(one.factor_flops == nearly(n * n * n / 3, 1e-14));
        CHECK(one.solve_flops == 2 * n * n + 2 * t * n);
        CHECK(w.factor_flops == nearly(19 * n * n * n / 3, 1e-14));  // 30 factors cost more
        CHECK(w.factorizations == 1);
        CHECK(w.solve_flops == nearly(30 * one.solve_flops));
        CHECK(w.entries == one.entries);
    }

    TEST_CASE("[identity] an ensemble does the work of its members on one set of data") {
        for (const double p : {20.0, 90.0}) {  // fewer than the samples, more
            const auto world = realize(RandomFeatures{relu(), d}, line, p);
            Fit fit{.samples = 60, .width = p, .ridge = Ridge<>::total(0.1), .dimension = d};
            const TrialWork one = work_of(world, {fit});
            fit.ensemble = 3;
            const TrialWork three = work_of(world, {fit});
            CAPTURE(p);
            CHECK(three.factorizations == 3 * one.factorizations);
            CHECK(three.factor_flops == nearly(3 * one.factor_flops, 1e-14));
            CHECK(three.product_flops == nearly(3 * one.product_flops, 1e-14));
            CHECK(three.solve_flops == nearly(3 * one.solve_flops, 1e-14));
            CHECK(three.entries == nearly(3 * one.entries, 1e-14));
            CHECK(three.memory > one.memory);
            CHECK(three.memory < 2 * one.memory);  // the matrices are one after the other
        }
    }
}
