// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/risk/radial_risk.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "../same_risk.hpp"
#include "lazyrisk/risk/resolved.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

constexpr LengthLaw sphere = LengthLaw::sphere, gaussian = LengthLaw::gaussian;

DotProduct linear_kernel(double d) { return {Expression::parse("t", "t", "kernel"), d}; }

/// The spectrum alone, as if all lengths were one.
template <class Model>
Risk<> of_the_spectrum(const Problem<Model>& p) {
    return Resolved(p.model, p.target.highest_degree()).at(in_modes(p.model, p.target), operation(p));
}

/// By length, also where `risk` takes the linear model for it.
template <class Model>
Risk<> by_length(const Problem<Model>& p) {
    const int highest = p.target.highest_degree();
    return RadialRisk(p.model, highest).at(RadialModes(p.model, highest).functions(p.target), operation(p));
}

}  // namespace

TEST_SUITE("risk/radial") {
    TEST_CASE("[identity] of one length it is the risk of the sphere, for kernels and features") {
        for (const double width : {60.0, 150.0, 400.0, infinite<>})
            for (const double samples : {80.0, 150.0, infinite<>}) {
                CAPTURE(width);
                CAPTURE(samples);
                Problem<RadialFeatures> p{.model = {{10, sphere, sphere}, activation_named("tanh")},
                                          .target = {{{0, 0.1}, {1, 0.5}, {3, 0.4}}, 0.05},
                                          .samples = samples,
                                          .width = width,
                                          .ridge = Ridge<>{1e-2, RidgeConvention::mean},
                                          .noise_variance = 0.2};
                if (!is_infinite(samples)) p.ridge = Ridge<>{1e-2};
                same(risk(p), of_the_spectrum(p), 1e-8);
                CHECK(risk(p).degrees_of_freedom == nearly(of_the_spectrum(p).degrees_of_freedom, 1e-8));
            }
        // weights of varying length have one kernel at infinite width
        const Problem<RadialFeatures> p{.model = {{10, sphere, gaussian}, activation_named("tanh")},
                                        .target = {{{1, 0.5}, {3, 0.5}}, 0},
                                        .samples = 100,
                                        .width = infinite<>,
                                        .noise_variance = 0.1};
        same(risk(p), of_the_spectrum(p), 1e-9);
    }

    TEST_CASE("[identity] the ridgeless linear kernel with more samples than covariates: d/(n-d-1)") {
        for (const double d : {20.0, 50.0, 200.0})
            for (const double ratio : {1.6, 3.0}) {
                const double n = ratio * d;
                const Problem<RadialKernel> p{.model = {{d}, linear_kernel(d)},
                                              .target = {{{1, 1.0}}, 0},
                                              .samples = n,
                                              .width = infinite<>,
                                              .ridge = Ridge<>{1e-9},
                                              .noise_variance = 1};
                const double exact = d / (n - d - 1), limit = d / (n - d), lengths = by_length(p).variance;
                CHECK(of_the_spectrum(p).variance == nearly(limit, 1e-6));  // linear regression's equivalent
                CHECK(lengths > limit);
                CHECK(std::abs(lengths - exact) < 0.4 * std::abs(limit - exact));
            }
    }

    TEST_CASE("[identity] kernel and ridge may be scaled together, wide features are the kernel") {
        const Activation s = activation_named("gelu"), twice = activation_named("2*x*(1+erf(x/sqrt(2)))/2");
        Problem<RadialFeatures> p{.model = {{12}, s},
                                  .target = {{{1, 0.5}, {2, 0.5}}, 0},
                                  .samples = 90,
                                  .width = 70,
                                  .ridge = Ridge<>{1e-2},
                                  .noise_variance = 0.1};
        Problem<RadialFeatures> scaled = p;
        scaled.model.activation = twice;
        scaled.ridge = Ridge<>{4e-2};
        CHECK(risk(scaled).test_error == nearly(risk(p).test_error, 1e-10));
        Problem<RadialFeatures> wide = p, kernel = p;
        wide.width = 1e9, kernel.width = infinite<>;
        CHECK(risk(wide).test_error == nearly(risk(kernel).test_error, 1e-6));
        CHECK(risk(wide).weight_norm == nearly(risk(kernel).weight_norm, 1e-6));
    }

    TEST_CASE("[identity] of infinitely many samples with a ridge nothing is variance") {
        const Problem<RadialKernel> p{.model = {{12}, DotProduct{GaussianKernel{1}, 12}},
                                      .target = {{{1, 0.5}, {2, 0.5}}, 0},
                                      .samples = infinite<>,
                                      .width = infinite<>,
                                      .ridge = Ridge<>{1e-3, RidgeConvention::mean},
                                      .noise_variance = 0.1};
        CHECK(risk(p).variance == 0);
        // regression on the whole law: each mode by nu/(s + nu)
        CHECK(risk(p).bias == nearly(of_the_spectrum(p).bias, 1e-7));
    }

    TEST_CASE("[limit] as many neurons as samples without a ridge, and an infinite ridge") {
        Problem<RadialFeatures> p{.model = {{12}, relu()},
                                  .target = {{{1, 0.5}, {2, 0.5}}, 0.25},
                                  .samples = 80,
                                  .width = 80,
                                  .ridge = Ridge<>::none(),
                                  .noise_variance = 0.5};
        CHECK(is_infinite(risk(p).test_error));
        p.ridge = Ridge<>{infinite<>};
        CHECK(risk(p).test_error == nearly(1.75, 1e-14));
        CHECK(risk(p).train_error == nearly(1.75, 1e-14));
        p.ridge = Ridge<>{1e12};
        CHECK(risk(p).test_error == nearly(1.75, 1e-9));
    }

    TEST_CASE("[limit] at a large dimension the lengths are one") {
        for (const double width : {3000.0, infinite<>}) {
            Problem<RadialFeatures> p{.model = {{2000}, activation_named("tanh")},
                                      .target = {{{1, 1.0}}, 0},
                                      .samples = 4000,
                                      .width = width,
                                      .noise_variance = 0.1};
            const Problem<RandomFeatures> there{.model = {activation_named("tanh"), 2000},
                                                .target = p.target,
                                                .samples = 4000,
                                                .width = width,
                                                .noise_variance = 0.1};
            CHECK(risk(p).test_error == nearly(risk(there).test_error, 2e-3));
            p.model.laws.weights = gaussian;
            CHECK(risk(p).test_error == nearly(risk(there).test_error, 3e-3));
        }
    }

    TEST_CASE("[simulation] pure noise under a tangent of relu: 1.5836 +- 0.0018 of 2000 draws, 1.526 on the sphere") {
        const Problem<RadialTangent> p{.model = {{20}, relu(), TrainedLayers::all},
                                       .target = {},
                                       .samples = 200,
                                       .width = infinite<>,
                                       .ridge = Ridge<>::none(),
                                       .noise_variance = 1};
        CHECK(std::abs(risk(p).test_error - 1.58365) < 3 * 0.00176);
        CHECK(of_the_spectrum(p).test_error == nearly(1.52601, 1e-5));
    }

    TEST_CASE("[identity] regression on normal inputs is the linear model, in both words") {
        const double d = 50;
        for (const double ridge : {0.0, 0.02, 3.0})
            for (const double samples : {30.0, 80.0}) {
                const Problem<RadialKernel> inputs{.model = {{d}, linear_kernel(d)},
                                                   .target = {{{1, 1.0}}, 0.2},
                                                   .samples = samples,
                                                   .width = infinite<>,
                                                   .ridge = Ridge<>{ridge},
                                                   .noise_variance = 0.3};
                const Problem<Linear> linear{.model = {.dimension = d},
                                             .target = {{{1, 1.0}}, 0.2},
                                             .samples = samples,
                                             .width = infinite<>,
                                             .ridge = Ridge<>{d * ridge},
                                             .noise_variance = 0.3};
                const Risk<> a = risk(inputs), b = risk(linear);
                CHECK(a.test_error == nearly(b.test_error, 1e-13));
                CHECK(a.bias == nearly(b.bias, 1e-13));
                CHECK(a.variance == nearly(b.variance, 1e-13));
                CHECK(a.train_error == nearly(b.train_error, 1e-12));
            }
    }

    TEST_CASE("[error] what is not covered") {
        Problem<RadialFeatures> p{.model = {{12}, relu()}, .target = {{{1, 1.0}}, 0}, .samples = 50, .width = 60};
        p.ridge = Ridge<>{-1e-3};
        CHECK_THROWS_AS(risk(p), NotCovered);
        p.ridge = Ridge<>{1e-3};
        p.ensemble = 2;
        CHECK_THROWS_AS(risk(p), NotCovered);
    }
}
