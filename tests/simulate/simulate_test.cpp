// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/simulate.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "../nearly.hpp"
#include "lazyrisk/simulate/campaign.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

const Problem<RandomFeatures> features{.model = {.activation = relu(), .dimension = 12},
                                       .target = {.energy = {{0, 0.1}, {1, 1}, {2, 0.5}}},
                                       .samples = 70,
                                       .width = 40,
                                       .ridge = Ridge<>::total(1e-2),
                                       .noise_variance = 0.2};

Problem<Kernel> kernel_of(const Problem<RandomFeatures>& p) {
    return {.model = {p.model.activation, p.model.dimension},
            .target = p.target,
            .samples = p.samples,
            .ridge = p.ridge,
            .noise_variance = p.noise_variance};
}

bool same(const Estimate& a, const Estimate& b) { return a.mean == b.mean && a.standard_error == b.standard_error; }
bool same(const Measurement& a, const Measurement& b) {
    return same(a.test_error, b.test_error) && same(a.train_error, b.train_error) && same(a.bias, b.bias) &&
           same(a.variance, b.variance) && same(a.weight_norm, b.weight_norm);
}

double deviation(const Estimate& seen, double expected) { return (seen.mean - expected) / seen.standard_error; }

template <class Model>
std::string refusal(const Problem<Model>& problem, const Simulation& simulation = {.trials = 1}) {
    try {
        simulate(problem, simulation);
    } catch (const DomainError& e) {
        return e.name;
    } catch (const NotCovered&) {
        return "not covered";
    }
    return "answered";
}

}  // namespace

TEST_SUITE("simulate/simulate") {
    TEST_CASE("[identity] bit for bit the same on one thread and on many, and again") {
        const Simulation one{.trials = 9, .threads = 1, .test_points = 300};
        Simulation many = one;
        many.threads = 5;
        CHECK(same(simulate(features, one), simulate(features, many)));
        CHECK(same(simulate(kernel_of(features), one), simulate(kernel_of(features), many)));
        CHECK(same(simulate(features, many), simulate(features, many)));
        many.seed = 2;
        CHECK_FALSE(same(simulate(features, one), simulate(features, many)));
    }

    TEST_CASE("[identity] random features of infinite width are the kernel") {
        Problem<RandomFeatures> wide = features;
        wide.width = infinite<>;
        const Simulation few{.trials = 3, .test_points = 300};
        CHECK(same(simulate(wide, few), simulate(kernel_of(features), few)));
    }

    TEST_CASE("[identity] problems that differ in ridge, noise, activation or target only share their draws") {
        const Simulation few{.trials = 2, .test_points = 100};
        Problem<RandomFeatures> other = features;
        other.ridge = Ridge<>::none();
        other.model.activation = Tanh{};
        other.target.energy = {{3, 1.0}};
        CHECK(simulate(other, few).draw == simulate(features, few).draw);
        other.width = 41;  // the first 40 neurons are the same
        CHECK(simulate(other, few).draw == simulate(features, few).draw);
        other.model.dimension = 13;
        CHECK(simulate(other, few).draw != simulate(features, few).draw);
        // The noise enters linearly: ten times the noise, ten times the variance, and the bias not at all.
        other = features;
        other.noise_variance = 2;
        CHECK(simulate(other, few).variance.mean == nearly(10 * simulate(features, few).variance.mean));
        CHECK(simulate(other, few).bias.mean == simulate(features, few).bias.mean);
    }

    TEST_CASE("[identity] without noise the test error is the bias") {
        Problem<RandomFeatures> clean = features;
        clean.noise_variance = 0;
        const Measurement seen = simulate(clean, {.trials = 3, .test_points = 300});
        CHECK(same(seen.test_error, seen.bias));
        CHECK(seen.variance.mean == 0);
    }

    TEST_CASE("[simulation] an infinite ridge predicts zero: the errors are the energy and the noise") {
        Problem<RandomFeatures> zero = features;
        zero.ridge = Ridge<>::total(infinite<>);
        const Measurement seen = simulate(zero, {.trials = 60, .test_points = 500});
        CHECK(std::abs(deviation(seen.bias, 1.6)) < 4);
        CHECK(std::abs(deviation(seen.test_error, 1.8)) < 4);
        CHECK(std::abs(deviation(seen.train_error, 1.8)) < 4);
        CHECK(seen.weight_norm.mean == 0);
    }

    TEST_CASE("[simulation] one sample, linear kernel: every expectation in closed form") {
        // h = t and h(1) = 1: f(x) = c t y with c = 1/(1 + ridge) and t = <x,x_1>/d. With E t^2 = 1/d and
        // E f*(x) t f*(x_1) = E_1/d: bias = E_1 + E_2 - 2c E_1/d + c^2 (E_1 + E_2)/d, variance = c^2 s2/d,
        // training error (1-c)^2 (E_1 + E_2 + s2), weight norm c^2 (E_1 + E_2 + s2).
        const double d = 4, ridge = 0.25, c = 1 / (1 + ridge), e1 = 1, e2 = 0.5, s2 = 0.3;
        const Problem<Kernel> problem{.model = {linear(), d},
                                      .target = {.energy = {{1, e1}, {2, e2}}},
                                      .samples = 1,
                                      .ridge = Ridge<>::total(ridge),
                                      .noise_variance = s2};
        const Measurement seen = simulate(problem, {.trials = 3000, .test_points = 50});
        CHECK(std::abs(deviation(seen.bias, e1 + e2 - 2 * c * e1 / d + c * c * (e1 + e2) / d)) < 4);
        CHECK(std::abs(deviation(seen.variance, c * c * s2 / d)) < 4);
        CHECK(std::abs(deviation(seen.test_error,
                                 e1 + e2 - 2 * c * e1 / d + c * c * (e1 + e2) / d + c * c * s2 / d + s2)) < 4);
        CHECK(std::abs(deviation(seen.train_error, (1 - c) * (1 - c) * (e1 + e2 + s2))) < 4);
        CHECK(std::abs(deviation(seen.weight_norm, c * c * (e1 + e2 + s2))) < 4);
    }

    TEST_CASE("[simulation] linear features, ridgeless, n > d + 1: ordinary least squares") {
        // The linear target is learned exactly. variance = s2 E tr (X^T X)^{-1}; the inverse is convex, so Jensen over
        // X bounds it by s2 d/n from below, and over the lengths of Gaussian rows by their s2 d/(n-d-1) from above.
        // The residual is the noise projected on n - d directions.
        Problem<RandomFeatures> problem = features;
        problem.model.activation = linear();
        problem.target.energy = {{1, 1.0}};
        problem.ridge = Ridge<>::none();
        problem.samples = 200;
        for (const double width : {30.0, infinite<>}) {
            problem.width = width;
            const Measurement seen = simulate(problem, {.trials = 60});
            CHECK(seen.bias.mean < 1e-18);
            CHECK(seen.variance.mean > 0.2 * 12 / 200 - 4 * seen.variance.standard_error);
            CHECK(seen.variance.mean < 0.2 * 12 / 187 + 4 * seen.variance.standard_error);
            CHECK(std::abs(deviation(seen.train_error, 0.2 * (1 - 12.0 / 200))) < 4);
        }
    }

    TEST_CASE("[limit] wide features and large ensembles approach the kernel") {
        const Simulation some{.trials = 30, .test_points = 500};
        Problem<RandomFeatures> problem = features;
        const double kernel = simulate(kernel_of(features), some).test_error.mean;
        const double narrow = std::abs(simulate(problem, some).test_error.mean - kernel);
        problem.ensemble = 20;
        const double averaged = std::abs(simulate(problem, some).test_error.mean - kernel);
        problem.ensemble = 1;
        problem.width = 3000;
        const double wide = std::abs(simulate(problem, some).test_error.mean - kernel);
        CHECK(averaged < narrow);
        CHECK(wide < narrow / 5);
    }

    TEST_CASE("[identity] progress counts to the end, an interruption keeps what was finished") {
        int last = 0;
        Simulation watched{.trials = 6, .threads = 2, .test_points = 100};
        watched.progress = [&](const SimulationProgress& p) {
            CHECK(int(p.done) == last + 1);
            CHECK(p.units == 6);
            CHECK(p.part == nearly(p.done / 6.0));
            last = int(p.done);
        };
        CHECK(simulate(features, watched).trials == 6);
        CHECK(last == 6);
        Simulation stopped{.trials = 100000, .threads = 1, .test_points = 100};
        stopped.interrupted = [] { return true; };
        const Measurement seen = simulate(features, stopped);
        CHECK(seen.trials >= 1);
        CHECK(seen.trials < 100000);
    }

    TEST_CASE("[identity] a family is one list however it was asked for, and each of its trials is drawn whole") {
        const Realization world = realize(RandomFeatures{Tanh{}, 6}, Target<>{{{1, 1.0}}, 0}, 5);
        const auto campaign = [&](const std::vector<double>& widths) {
            std::vector<CampaignPoint> points;
            for (const double width : widths) points.push_back({0, {20, width, Ridge<>::total(0.1), 0.2, 1, 6}});
            return Campaign({world}, std::move(points), {.trials = 2, .threads = 1, .test_points = 10});
        };
        const std::vector<double> rising{5, 15, 40}, mixed{40, 5, 15};
        const Campaign one = campaign(rising);
        Campaign other = campaign(mixed);
        REQUIRE(one.families().size() == 1);
        REQUIRE(other.families().size() == 1);
        const Family &a = one.families().front(), &b = other.families().front();
        for (std::size_t k = 0; k < 3; ++k) {
            CHECK(a.experiment.points[k].width == rising[k]);
            CHECK(b.experiment.points[k].width == rising[k]);
            CHECK(mixed[b.points[k]] == rising[k]);
        }
        CHECK(!a.together().empty());
        CHECK(a.together() == b.together());
        CHECK(a.together() != campaign({5, 15, 41}).families().front().together());
        CHECK(campaign({15}).families().front().together().empty());
        CHECK(campaign({15, 15}).families().front().together().empty());
        // one point of the first trial is known: the other two are not drawn without it
        std::size_t drawn = 0;
        Memory memory;
        memory.recall = [](std::size_t point) {
            return point == 0 ? std::vector<FinishedTrial>{{0, 0, {1, 2, 3, 4, 5}, 0.0}} : std::vector<FinishedTrial>{};
        };
        memory.keep = [&](std::span<const FinishedTrial> done) {
            CHECK(done.size() == 3);
            drawn += done.size();
        };
        ThreadExecutor threads(1);
        other.run(threads, memory);
        CHECK(drawn == 6);
        CHECK(other.measurements()[0].judged_trials.front() == 1);  // what was known stays
    }

    TEST_CASE("[agreement] points that share work and points by themselves: the same numbers") {
        const auto agree = [](const Estimate& a, const Estimate& b, double tolerance) {
            CHECK(a.mean == nearly(b.mean, tolerance));
            CHECK(a.standard_error == nearly(b.standard_error, 10 * tolerance));
        };
        const auto check = [&](const Realization& world, const std::vector<Fit>& fits, double tolerance) {
            Simulation shared{.trials = 3, .test_points = 150}, pointwise = shared;
            pointwise.plan = Plan::pointwise;
            const std::vector<Measurement> a = simulate(world, fits, shared), b = simulate(world, fits, pointwise);
            for (std::size_t i = 0; i < fits.size(); ++i) {
                CAPTURE(i);
                CHECK(a[i].draw == b[i].draw);
                agree(a[i].test_error, b[i].test_error, tolerance);
                if (b[i].train_error.mean > 1e-12) agree(a[i].train_error, b[i].train_error, tolerance);
                agree(a[i].bias, b[i].bias, tolerance);
                agree(a[i].variance, b[i].variance, tolerance);
                agree(a[i].weight_norm, b[i].weight_norm, tolerance);
            }
        };
        const double d = 8;
        const Target<> target{{{0, 0.1}, {1, 1}, {2, 0.5}}, 0};
        std::vector<Fit> fits;
        for (const double n : {7.0, 40.0, 41.0, 90.0})
            for (const double width : {5.0, 40.0, 60.0})
                for (const double ridge : {1e-3, 0.5, infinite<>})
                    for (const double noise : {0.0, 0.3})
                        fits.push_back({n, width, Ridge<>::total(ridge), noise, 1, d});
        check(realize(RandomFeatures{Tanh{}, d}, target, 5), fits, 1e-9);
        check(realize(NeuralTangent{relu(), d}, target, 5), fits, 1e-9);
        for (Fit& fit : fits) fit.ensemble = 3;
        check(realize(RandomFeatures{relu(), d}, target, 5), fits, 1e-9);
        for (Fit& fit : fits) fit.ridge = Ridge<>::per_sample(1e-2);
        check(realize(Kernel{relu(), d}, target), fits, 1e-9);
        std::vector<Fit> path;  // eigenvectors against Cholesky
        for (int i = 0; i < 40; ++i) path.push_back({60, 100, Ridge<>::total(1e-3 * (i + 1)), 0.1, 1, d});
        check(realize(Kernel{relu(), d}, target), path, 1e-9);
        check(realize(RandomFeatures{Tanh{}, d}, target, 5), path, 1e-9);
        for (Fit& fit : path) fit.samples = 200;
        check(realize(RandomFeatures{Tanh{}, d}, target, 5), path, 1e-9);
    }

    TEST_CASE("[identity] the relative standard error asked for is reached, with no fewer trials than asked for") {
        Simulation until{.trials = 4, .test_points = 200};
        until.until = 0.03;
        const Measurement seen = simulate(features, until);
        CHECK(seen.trials > 4);
        CHECK(seen.test_error.standard_error <= 0.03 * seen.test_error.mean);
        until.most_trials = 6;
        CHECK(simulate(features, until).trials <= 6);
        Simulation plain{.trials = seen.trials, .test_points = 200};
        CHECK(same(simulate(features, plain), seen));  // the same trials, however it came to them
    }

    TEST_CASE("[error] each wrong question is refused under its own name") {
        const auto with = [](auto change) {
            Problem<RandomFeatures> p = features;
            change(p);
            return refusal(p);
        };
        CHECK(refusal(features) == "answered");
        CHECK(with([](auto& p) { p.model.dimension = infinite<>; }) == "dim");
        CHECK(with([](auto& p) { p.model.dimension = 2.5; }) == "dim");
        CHECK(with([](auto& p) { p.model.dimension = 1; }) == "dim");
        CHECK(with([](auto& p) { p.samples = 0; }) == "samples");
        CHECK(with([](auto& p) { p.samples = infinite<>; }) == "not covered");
        CHECK(with([](auto& p) { p.samples = p.width = 1e6; }) == "not covered");  // 8 TB
        CHECK(with([](auto& p) { p.width = 0.2; }) == "width");
        CHECK(with([](auto& p) { p.ridge = Ridge<>::total(-infinite<>); }) == "ridge");
        CHECK(with([](auto& p) { p.noise_variance = -1; }) == "noise");
        CHECK(with([](auto& p) { p.noise_variance = infinite<>; }) == "noise");
        CHECK(with([](auto& p) { p.ensemble = 0; }) == "ensemble");
        CHECK(with([](auto& p) { p.target.energy = {{1, -1.0}}; }) == "energy");
        CHECK(with([](auto& p) { p.target.rest = 0.1; }) == "not covered");
        CHECK(refusal(features, {.trials = 0}) == "trials");
        CHECK(refusal(features, {.trials = 1, .test_points = 0}) == "test-points");
    }

    TEST_CASE(
        "[identity] conventions of the ridge, draw for draw, where n and N differ: mean is n r, mei-montanari (n/d) "
        "r") {
        Problem<RandomFeatures> p = features;  // d = 12, n = 70, N = 40
        const Simulation few{.trials = 2, .test_points = 100};
        const auto with = [&](const Ridge<>& ridge) {
            p.ridge = ridge;
            return simulate(p, few);
        };
        CHECK(same(with({0.1, RidgeConvention::mei_montanari}), with(Ridge<>::total(70.0 / 12 * 0.1))));
        CHECK(same(with({0.1, RidgeConvention::mean}), with(Ridge<>::total(70 * 0.1))));
        CHECK_FALSE(same(with({0.1, RidgeConvention::mei_montanari}), with(Ridge<>::total(40.0 / 12 * 0.1))));
    }

    TEST_CASE(
        "[identity] of the trials that are remembered those that were asked for count, and no others; a result of "
        "another shape is run again") {
        const Simulation three{.trials = 3, .threads = 1, .test_points = 50};
        Simulation five = three;
        five.trials = 5;
        const std::vector<CampaignPoint> points{{0, {features.samples, features.width, features.ridge, 0.2}}};
        std::vector<FinishedTrial> known;
        const Memory memory{
            [&](std::size_t) { return known; },
            [&](std::span<const FinishedTrial> done) { known.insert(known.end(), done.begin(), done.end()); }};
        const auto run = [&](const Simulation& simulation) {
            Campaign campaign({realize(features.model, features.target, features.width)}, points, simulation);
            ThreadExecutor one(1);
            campaign.run(one, memory);
            return std::pair(campaign.measurements().front(), campaign.recalled());
        };
        CHECK(run(five).second == 0);
        REQUIRE(known.size() == 5);
        const auto [less, recalled] = run(three);
        CHECK(known.size() == 5);
        CHECK(recalled == 3);
        CHECK(less.trials == 3);
        CHECK(less.trial == std::vector<std::uint64_t>{0, 1, 2});
        CHECK(same(less, simulate(features, three)));
        const FinishedTrial last = known.back();
        known.back().seen.pop_back();
        const auto again = run(five);
        CHECK(again.second == 4);
        REQUIRE(known.size() == 6);
        CHECK(known.back().trial == last.trial);
        CHECK(known.back().seen == last.seen);
        CHECK(same(again.first, simulate(features, five)));
    }
}
