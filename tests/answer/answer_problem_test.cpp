// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/answer/answer_problem.hpp"

#include <doctest/doctest.h>

#include <string>

#include "answer/asked.hpp"
#include "lazyrisk/answer/answer.hpp"
#include "lazyrisk/problem/model.hpp"
#include "lazyrisk/simulate/simulate.hpp"
#include "nearly.hpp"

using namespace lazyrisk;

namespace {

void check_equal(const Answer& a, const Answer& b) {
    CHECK(a.status == b.status);
    CHECK(a.weakness == b.weakness);
    CHECK(a.ridge == b.ridge);
    CHECK(a.training == b.training);
    CHECK(a.oracle_error == b.oracle_error);
    CHECK(a.modes == b.modes);
    CHECK(a.learnability == b.learnability);
    CHECK(a.rest_energy == b.rest_energy);
    CHECK(a.setting.samples == b.setting.samples);
    CHECK(a.setting.width == b.setting.width);
    CHECK(a.setting.psi1 == b.setting.psi1);
    CHECK(a.setting.psi2 == b.setting.psi2);
    CHECK(a.risk.test_error == b.risk.test_error);
    CHECK(a.risk.bias == b.risk.bias);
    CHECK(a.risk.variance == b.risk.variance);
    CHECK(a.risk.train_error == b.risk.train_error);
    CHECK(a.risk.effective_ridge == b.risk.effective_ridge);
    CHECK(a.risk.error_bound == b.risk.error_bound);
}

}  // namespace

TEST_SUITE("answer/answer_problem") {
    TEST_CASE(
        "[identity] a problem and the question that says the same have one answer: every kind of fit, finite and "
        "infinite dimension") {
        Answers answers;
        const Target<> target{{{1, 1.0}, {2, 0.5}}, 0.25};
        const Problem<RandomFeatures> finite{.model = {.activation = activation_named("tanh"), .dimension = 30},
                                             .target = target,
                                             .samples = 200,
                                             .width = 100,
                                             .ridge = Ridge<>::per_sample(1e-3),
                                             .noise_variance = 0.1,
                                             .ensemble = 3};
        const std::vector<std::pair<std::string, std::string>> fields{
            {"activation", "tanh"}, {"dim", "30"},     {"samples", "200"},
            {"width", "100"},       {"ridge", "1e-3"}, {"ridge-convention", "mean"},
            {"noise", "0.1"},       {"ensemble", "3"}, {"energy", "1=1,2=0.5,rest=0.25"}};
        const auto with = [&](std::vector<std::pair<std::string, std::string>> more) {
            more.insert(more.begin(), fields.begin(), fields.end());
            return answers.ask(asked(more));
        };
        check_equal(answer(finite), with({}));
        CHECK(answer(finite).risk.test_error == risk(finite).test_error);
        Problem<RandomFeatures> p = finite;
        p.optimal_ridge = true;
        check_equal(answer(p), with({{"ridge", "opt"}}));
        p = finite, p.ensemble = 1, p.training = {50, 0};
        check_equal(answer(p), with({{"ensemble", "1"}, {"time", "50"}}));
        p.training = Training::descent(0.5, 30);
        check_equal(answer(p), with({{"ensemble", "1"}, {"step-size", "0.5"}, {"steps", "30"}}));
        p.training = {}, p.optimal_time = true;
        check_equal(answer(p), with({{"ensemble", "1"}, {"time", "opt"}}));

        const Problem<Kernel> limit{.model = {.activation = relu()},
                                    .target = target,
                                    .samples = 2,
                                    .ridge = Ridge<>::mei_montanari(0.1),
                                    .noise_variance = 0.2};
        check_equal(answer(limit), answers.ask(asked({{"model", "kernel"},
                                                      {"psi2", "2"},
                                                      {"ridge", "0.1"},
                                                      {"ridge-convention", "mei-montanari"},
                                                      {"noise", "0.2"},
                                                      {"energy", "1=1,2=0.5,rest=0.25"}})));
    }

    TEST_CASE("[identity] a sweep of a member is its problems one by one") {
        const Problem<RandomFeatures> p{.model = {.activation = relu(), .dimension = 20},
                                        .target = {{{1, 1.0}}, 0},
                                        .samples = 60,
                                        .width = 40,
                                        .ridge = Ridge<>::total(1e-2),
                                        .noise_variance = 0.1};
        const auto check = [&](auto member, const auto& values) {
            const std::vector<Answer> along = sweep(p, member, values);
            REQUIRE(along.size() == values.size());
            for (std::size_t i = 0; i < values.size(); ++i) {
                Problem<RandomFeatures> one = p;
                one.*member = values[i];
                check_equal(along[i], answer(one));
            }
        };
        using P = Problem<RandomFeatures>;
        check(&P::width, std::vector<double>{20, 60, infinite<>});
        check(&P::noise_variance, std::vector<double>{0, 1});
        check(&P::ridge, std::vector<Ridge<>>{Ridge<>::none(), Ridge<>::per_sample(0.1)});
        check(&P::training, std::vector<Training>{{1, 0}, {100, 0}, {}});
        check(&P::model, std::vector<RandomFeatures>{{relu(), 20}, {relu(), 40}});
        check(&P::target, std::vector<Target<>>{{{{1, 1.0}}, 0}, {{{3, 1.0}}, 0.5}});
    }

    TEST_CASE("[error] what the formulas of ridge fits and the simulator cannot take is refused, never ignored") {
        Problem<RandomFeatures> p{
            .model = {.activation = relu(), .dimension = 10}, .target = {{{1, 1.0}}, 0}, .samples = 20, .width = 30};
        p.training = {5, 0};
        CHECK_THROWS_WITH_AS(static_cast<void>(risk(p)), doctest::Contains("answer() knows trainings that stop early"),
                             NotCovered);
        p.training = {};
        p.optimal_ridge = true;
        CHECK_THROWS_AS(static_cast<void>(risk(p)), NotCovered);
        CHECK_THROWS_WITH_AS(static_cast<void>(simulate(p, {.trials = 1})), doctest::Contains("ridge = opt"),
                             DomainError);
        p.optimal_ridge = false, p.optimal_time = true;
        CHECK_THROWS_WITH_AS(static_cast<void>(simulate(p, {.trials = 1})), doctest::Contains("time = opt"),
                             DomainError);
        p.training = {5, 0}, p.optimal_time = false, p.optimal_ridge = true;
        CHECK_THROWS_AS(static_cast<void>(answer(p)), DomainError);
    }
}
