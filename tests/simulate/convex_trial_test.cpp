// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/convex_trial.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "../nearly.hpp"
#include "lazyrisk/simulate/campaign.hpp"
#include "lazyrisk/simulate/simulate.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

const RandomFeatures drawn{.activation = relu(), .dimension = 20};

Fit fit_of(Loss loss, double ridge, int samples = 60, double width = 40,
           Labels labels = {LabelKind::probit, 0.3, 0.05}) {
    if (is_residual(loss)) labels = {};
    return {.samples = double(samples),
            .width = width,
            .ridge = Ridge<>::total(ridge),
            .noise_variance = is_residual(loss) ? 0.2 : 0,
            .loss = {.labels = labels, .loss = loss}};
}

const std::vector<Fit> fits{fit_of(LogisticLoss{}, 0.1),  fit_of(LogisticLoss{}, 1),
                            fit_of(HingeLoss{}, 0.1, 50), fit_of(SquareLoss{}, 0.1),
                            fit_of(HuberLoss{0.5}, 0.1),  fit_of(AbsoluteLoss{}, 0.1, 60, 90),
                            fit_of(SquaredHingeLoss{}, 1)};

bool close(const Estimate& a, const Estimate& b, double tolerance) {
    return std::abs(a.mean - b.mean) <= tolerance * (1 + std::abs(b.mean));
}

}  // namespace

TEST_SUITE("simulate/convex_trial") {
    TEST_CASE("[identity] on one thread and on many to the bit; alone and together to the accuracy of the fits") {
        const Realization world = realize(drawn, {{{1, 1.0}}, 0}, 40);
        const std::vector<Measurement> one = simulate(world, fits, {.trials = 5, .threads = 1, .test_points = 300}),
                                       many = simulate(world, fits, {.trials = 5, .threads = 4, .test_points = 300}),
                                       alone = simulate(
                                           world, fits,
                                           {.trials = 5, .threads = 2, .test_points = 300, .plan = Plan::pointwise});
        for (std::size_t i = 0; i < fits.size(); ++i) {
            CAPTURE(i);
            REQUIRE(one[i].of_loss.size() == loss_quantities().size());
            for (std::size_t k = 0; k < one[i].of_loss.size(); ++k) {
                CAPTURE(loss_quantities()[k]);
                CHECK(one[i].of_loss[k].mean == many[i].of_loss[k].mean);
                CHECK(close(one[i].of_loss[k], alone[i].of_loss[k], 1e-6));
            }
            CHECK(one[i].of_loss.back().mean < 1e-8);  // the gap
            const bool signs = fits[i].loss.labels.are_signs();
            CHECK(one[i].judged.mean == (signs ? one[i].of_loss[0].mean : one[i].test_error.mean));
        }
    }

    TEST_CASE("[identity] the square loss of numbers with a plain noise is the ridge regression of elsewhere") {
        const Realization world = realize(drawn, {{{1, 1.0}}, 0}, 40);
        Fit plain = fit_of(HuberLoss{1e6}, 0.1);
        const Measurement huber = simulate(world, plain, {.trials = 4, .test_points = 300});
        plain.loss = {};
        const Measurement ridge = simulate(world, plain, {.trials = 4, .test_points = 300});
        CHECK(huber.test_error.mean == nearly(ridge.test_error.mean, 1e-8));
        CHECK(huber.train_error.mean == nearly(ridge.train_error.mean, 1e-8));
        CHECK(huber.weight_norm.mean == nearly(ridge.weight_norm.mean, 1e-8));
    }

    TEST_CASE("[identity] what is remembered is not run again, and a plain trial is none of a loss") {
        const Realization world = realize(drawn, {{{1, 1.0}}, 0}, 40);
        std::vector<FinishedTrial> kept;
        const Memory memory{
            .recall =
                [&](std::size_t point) {
                    std::vector<FinishedTrial> own;
                    for (const FinishedTrial& t : kept)
                        if (t.point == point) own.push_back(t);
                    return own;
                },
            .keep = [&](std::span<const FinishedTrial> done) { kept.insert(kept.end(), done.begin(), done.end()); }};
        const Simulation simulation{.trials = 3, .test_points = 100};
        Campaign first({world}, {{0, fits[0]}}, simulation);
        ThreadExecutor executor(2);
        first.run(executor, memory);
        Campaign again({world}, {{0, fits[0]}}, simulation);
        again.run(executor, memory);
        CHECK(again.recalled() == 3);
        CHECK(again.measurements()[0].judged.mean == first.measurements()[0].judged.mean);
        Fit plain = fits[0];
        plain.loss = {};
        Campaign other({world}, {{0, plain}}, simulation);
        other.run(executor, memory);
        CHECK(other.recalled() == 0);
    }

    TEST_CASE("[refusal] draws that are not separable, exact averages, a training that stops early") {
        const Realization world = realize(drawn, {{{1, 1.0}}, 0}, 10);
        CHECK_THROWS_WITH_AS(simulate(world, fit_of(MarginConstraint{}, 0, 200, 10), {.trials = 2, .test_points = 50}),
                             doctest::Contains("is not separable"), NotCovered);
        Fit early = fits[0];
        early.training = {3, 0};
        CHECK_THROWS_AS(simulate(world, early, {.trials = 1}), NotCovered);
    }
}
