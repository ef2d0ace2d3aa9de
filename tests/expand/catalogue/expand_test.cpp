// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// expand(problem, variable, order): the library's door to the expansions.
#include "lazyrisk/expand/catalogue/expand.hpp"

#include <doctest/doctest.h>

#include "expand/expansion_checks.hpp"
#include "lazyrisk/problem/dot_product.hpp"
#include "lazyrisk/problem/given_spectrum.hpp"
#include "lazyrisk/problem/kernel.hpp"
#include "lazyrisk/problem/random_features.hpp"
#include "lazyrisk/words/error.hpp"
#include "nearly.hpp"

using namespace lazyrisk;
using namespace lazyrisk::expand_tests;

namespace {

Problem<RandomFeatures> features(double psi1, double psi2, double ridge) {
    return {.model = {},
            .target = {{{1, 1.0}}, 0.1},
            .samples = psi2,
            .width = psi1,
            .ridge = Ridge<>::mei_montanari(ridge),
            .noise_variance = 0.2};
}

Problem<GivenSpectrum> spectrum(double samples, double width) {
    return {.model = {{{2, 3}, {0.5, 10}, {0.1, 40}}, 0.3},
            .target = {{{0, 1.0}, {1, 0.5}, {2, 0.25}}, 0.1},
            .samples = samples,
            .width = width,
            .noise_variance = 0.2};
}

}  // namespace

TEST_SUITE("expand/catalogue/expand") {
    TEST_CASE("[agreement] the series of a problem at its own ridge is its risk") {
        for (const auto& p : {features(1.5, 4, 1e-5), features(4, 1.5, 1e-5), features(2, 2, 1e-6)}) {
            const Expansion e = expansion_of(p, "ridge", 3);
            CHECK(double(sum(e, {}, Digits(p.ridge.value))) == nearly(risk(p).test_error, 1e-8));
            CHECK(check(e, {}).holds);
        }
        const auto wide = features(1e4, 2, 0.1);
        CHECK(double(sum(expansion_of(wide, "width", 2), {}, Digits(1e4))) == nearly(risk(wide).test_error, 1e-9));
        const auto many = features(2, 1e4, 0.1);
        CHECK(double(sum(expansion_of(many, "samples", 2), {}, Digits(1e4))) == nearly(risk(many).test_error, 1e-9));
    }

    TEST_CASE("[identity] an expression with an order term") {
        const GiNaC::ex e = expand(features(3, 2, 0), "ridge", 2);
        CHECK(e.has(GiNaC::Order(GiNaC::pow(letter("lambda"), 3))));
        CHECK(e.has(letter("lambda")));
        CHECK(expand(features(2, 2, 0), "ridge", 1).has(GiNaC::Order(GiNaC::sqrt(letter("lambda")))));
        // of a kernel, ridge alone has no meaning without samples, width has none
        const Problem<Kernel> kernel{.model = {}, .target = {{{1, 1.0}}, 0}, .samples = 2};
        CHECK(expand(kernel, "width", 1).has(letter("psi1")));
    }

    TEST_CASE("[agreement] a small ridge beside any spectrum, on both sides of the threshold and on it") {
        struct Case {
            double samples, width;
            GiNaC::ex step;
        };
        const GiNaC::ex half = GiNaC::ex(1) / 2;
        for (const Case& at :
             {Case{20, 45, 1}, {45, 20, 1}, {30, 30, half}, {25, infinite<>, 1}, {infinite<>, 25, 1}, {200, 300, 1}}) {
            CAPTURE(at.samples);
            CAPTURE(at.width);
            Problem<GivenSpectrum> p = spectrum(at.samples, at.width);
            for (int order = 0; order <= 4; ++order) {
                const Expansion e = expansion_of(p, "ridge", order);
                if (order > 0 && at.samples < infinite<>)
                    CHECK(e.terms[1].exponent.is_equal(e.terms[0].exponent + at.step));
                has_claimed_order(e, {}, 1e-7);
            }
            p.model.tail_trace = 0;  // a finite rank of 53
            if (at.samples != at.width) has_claimed_order(expansion_of(p, "ridge", 2), {}, 1e-7);
        }
        Problem<GivenSpectrum> p = spectrum(53, 80);
        p.model.tail_trace = 0;
        CHECK_THROWS_AS(expansion_of(p, "ridge", 1), NotCovered);
        CHECK_THROWS_AS(expansion_of(spectrum(infinite<>, infinite<>), "ridge", 1), NotCovered);
    }

    TEST_CASE(
        "[agreement] kernels without an activation in d: at their own d it is their risk, the closer the larger d") {
        double before = 1;
        for (const double d : {1e3, 1e5, 1e7}) {
            Problem<DotProduct> p{.model = {Expression::parse("exp(t-1)", "t", "kernel"), d},
                                  .target = {{{1, 1.0}, {2, 0.5}}, 0.1},
                                  .samples = std::pow(d, 1.5),
                                  .ridge = Ridge<>::total(0.1),
                                  .noise_variance = 0.1};
            const Expansion e = expansion_of(p, "dimension", 3);
            const double difference = std::abs(double(sum(e, {}, Digits(d))) - risk(p).excess_risk);
            CAPTURE(difference);
            CHECK(difference < 0.05 * before);
            before = difference;
        }
    }

    TEST_CASE("[error] what cannot be expanded says why") {
        const auto p = features(3, 2, 1e-3);
        CHECK_THROWS_WITH_AS(expand(p, "depth", 1),
                             doctest::Contains("ridge, large-ridge, width, samples or dimension"), DomainError);
        CHECK_THROWS_AS(expand(p, "ridge", -1), DomainError);
        CHECK_THROWS_AS(expand(p, "dimension", 1), NotCovered);
        CHECK_THROWS_AS(expand(spectrum(10, 20), "dimension", 1), NotCovered);
        CHECK_THROWS_AS(expand(spectrum(10, 20), "width", 1), NotCovered);
    }
}
