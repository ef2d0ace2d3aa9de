// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/risk/resolved.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "lazyrisk/spectrum/diagonalize.hpp"
#include "nearly.hpp"

using namespace lazyrisk;

TEST_SUITE("risk/resolved") {
    TEST_CASE("[identity] every degree the target has is met and shown, however high") {
        const RandomFeatures model{activation_named("relu"), 4};
        for (const int degree : {2, 12, 14, 30, 46}) {
            CAPTURE(degree);
            const Target<> target{{{1, 0.5}, {degree, 1.0}}, 0};
            const Resolved resolved(model, target.highest_degree());
            const Spectrum<> all = diagonalize(model, 200);
            // few samples: the coarsest spectrum resolves them
            const Operation<> op{{20, infinite<>}, 1e-2, 0.1, 1};
            const Risk<> r = resolved.at(target, op);
            const std::vector<double> shown = resolved.learnability(op, r, {Mode(1), Mode(degree)});
            const double s = all.levels[std::size_t(degree)].eigenvalue;
            REQUIRE(s > 0);
            CHECK(shown[1] == nearly(s / (s + r.effective_ridge), 1e-12));
            CHECK(int(resolved.coarsest().spectrum.levels.size()) > degree);
            CHECK(r.test_error == nearly(risk(Degrees<>(all), AlignedTarget<>(target, all), op).test_error, 1e-12));
        }
    }

    TEST_CASE("[identity] blocks: the learnability of a high degree is the whole spectrum's") {
        const NeuralTangent model{activation_named("relu"), 4};
        for (const int degree : {14, 30}) {
            CAPTURE(degree);
            const Target<> target{{{1, 0.5}, {degree, 1.0}}, 0};
            const Operation<> op{{20, 9}, 1e-2, 0.1, 1};
            const Resolved resolved(model, degree), deeper(model, degree, 120);
            const std::vector<double> shown = resolved.learnability(op, resolved.at(target, op), {Mode(degree)}),
                                      of_all = deeper.learnability(op, deeper.at(target, op), {Mode(degree)});
            CHECK(shown[0] > 0);
            CHECK(shown[0] == nearly(of_all[0], 1e-9));
        }
    }

    TEST_CASE("[error] fewer degrees than the target has") {
        CHECK_THROWS_AS(Resolved(RandomFeatures{activation_named("relu"), 4}, 9, 8), DomainError);
        CHECK_NOTHROW(Resolved(RandomFeatures{activation_named("relu"), 4}, 9, 9));
    }
}
