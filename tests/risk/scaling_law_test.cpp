// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Laws of power-law covariates beside the risk that they are laws of.
#include "lazyrisk/risk/scaling_law.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "answer/asked.hpp"
#include "lazyrisk/answer/answer.hpp"
#include "lazyrisk/words/text.hpp"
#include "nearly.hpp"

using namespace lazyrisk;

namespace {

Answer at(const PowerLawProblem& p, const std::string& ridge) {
    Answers answers;
    return answers(asked({{"covariance", "power(" + to_text(p.decay) + ")"},
                          {"alignment", "power(" + to_text(p.energy_decay) + ")"},
                          {"energy", "1=" + to_text(p.energy)},
                          {"samples", to_text(p.samples)},
                          {"noise", to_text(p.noise_variance)},
                          {"ridge", ridge}}));
}

}  // namespace

TEST_SUITE("risk/scaling_law") {
    TEST_CASE("[limit] where bias and variance are equal, constants included") {
        // hard and easy targets, without a ridge and with one
        for (const PowerLawProblem& given : {PowerLawProblem{1.5, 2, 1, 0, 1e4, 1e-5},
                                             {2, 9, 3, 0, 1e4, 1e-16},
                                             {1.5, 2.5, 2, 1e4, 1e5, 1e-3},
                                             {3, 4, 1, 100, 1e6, 0.1}}) {
            const ScalingLaw law = scaling_law(given);
            CAPTURE(given.decay);
            CAPTURE(law.regime);
            REQUIRE(law.noise_crossover.has_value());
            PowerLawProblem there = given;
            there.samples = *law.noise_crossover;
            CHECK(there.samples > 50);
            CHECK(scaling_law(there).regime == law.regime);
            const Risk<> r = at(there, to_text(given.ridge)).risk;
            CHECK(r.bias == nearly(r.variance, 0.06));
        }
        CHECK_FALSE(scaling_law({3, 2, 1, 1e-2, 1e6, 1e-4}).noise_crossover.has_value());  // of another regime
        CHECK_FALSE(scaling_law({1.5, 2, 1, 0, 1e4, 0}).noise_crossover.has_value());
        CHECK_FALSE(scaling_law({1.5, 4, 1, 0, 1e4, 0.1}).noise_crossover.has_value());  // a logarithm
    }

    TEST_CASE("[limit] the best ridge of noisy labels, and the risk there") {
        for (const PowerLawProblem& given :
             {PowerLawProblem{1.5, 2, 1, 0, 1e6, 0.1}, {2, 4, 1, 0, 1e6, 0.1}, {2, 9, 1, 0, 1e6, 0.1}}) {
            const ScalingLaw law = scaling_law(given);
            PowerLawProblem more = given;
            more.samples *= 10;
            const Answer a = at(given, "opt"), b = at(more, "opt");
            CAPTURE(given.energy_decay);
            CHECK(-std::log10(b.risk.excess_risk / a.risk.excess_risk) == nearly(*law.best_risk, 0.03));
            CHECK(std::log10(b.ridge / a.ridge) == nearly(*law.best_ridge_growth, 0.03, 0.01));
        }
    }

    TEST_CASE("[limit] a ridge decides from its crossover on") {
        const PowerLawProblem p{1.5, 2, 1, 0.01, 100, 0.1};
        const ScalingLaw law = scaling_law(p);
        CHECK(*law.ridge_crossover == nearly(1e4, 1e-12));
        PowerLawProblem before = p, after = p;
        before.samples = *law.ridge_crossover * 0.99, after.samples = *law.ridge_crossover * 1.01;
        CHECK(scaling_law(before).regime == "ridgeless");
        CHECK(scaling_law(after).regime == "ridge");
        CHECK_FALSE(scaling_law({1.5, 2, 1, 0, 100, 0.1}).ridge_crossover.has_value());
    }
}
