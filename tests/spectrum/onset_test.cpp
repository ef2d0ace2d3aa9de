// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <doctest/doctest.h>

#include <cmath>

#include "../nearly.hpp"
#include "lazyrisk/risk/resolved.hpp"
#include "lazyrisk/spectrum/limit.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

DotProduct typed_kernel(const std::string& h, Dimension d = {}) { return {Expression::parse(h, "t", "kernel"), d}; }

DeepKernel deep(const std::string& activation, DeepKind kind, int depth, TrainedLayers layers) {
    DeepKernel model;
    model.activation = activation_named(activation);
    model.kind = kind;
    model.depth = depth;
    model.layers = layers;
    return model;
}

/// Every degree up to `degrees`: xi_k d^e -> x with a distance that falls like 1/d, zeros at finite d have no onset.
template <class Model>
int check_onsets(Model model, int degrees, const std::string& name) {
    model.dimension = Dimension::limit(1);
    const LimitMasses limit = in_the_limit(model);
    int late = 0;
    for (int k = 0; k <= degrees; ++k) {
        const Onset begins = onset(limit, k, 1);
        CAPTURE(name);
        CAPTURE(k);
        CAPTURE(begins.exponent);
        double before = 0;
        for (const double d : {1e3, 1e4}) {
            model.dimension = d;
            const Spectrum<> spectrum = diagonalize(model, degrees);
            const Level<>* level = spectrum.find(k);
            REQUIRE(level);
            CAPTURE(d);
            CAPTURE(level->eigenvalue);
            if (is_infinite(begins.exponent)) {
                CHECK(level->mass <= level->mass_error);
                continue;
            }
            const double off = level->eigenvalue * std::pow(d, begins.exponent) / double(begins.eigenvalue) - 1;
            const double noise = level->mass_error / level->mass + double(begins.error / begins.eigenvalue);
            CAPTURE(off);
            CAPTURE(noise);
            CHECK(std::abs(off) < 400 / d + noise);
            if (d > 1e3 && std::abs(off) > 1e3 * noise && std::abs(off) > 1e-9) CHECK(before / off == nearly(10, 0.4));
            before = off;
        }
        if (!is_infinite(begins.exponent) && begins.exponent > k) ++late;
    }
    return late;
}

template <class Model>
double risk_of(Model model, Dimension d, double samples, double ridge, const Target<>& target,
               double width = infinite<>) {
    model.dimension = d;
    return risk(Problem<Model>{model, target, samples, width, Ridge<>::total(ridge), 0.1}).test_error;
}

}  // namespace

TEST_SUITE("spectrum/onset") {
    TEST_CASE(
        "[identity] Hermite polynomials: exponent and coefficient of every degree below, from exact moments of the "
        "sphere") {
        // lambda_{d,k} d^{k/2} d^s at d = 1e20 in 120 digits, from E x^{2i} = (2i-1)!! d^i/(d(d+2)...)
        struct Row {
            int n, k, s;
            double coefficient;
        };
        for (const Row& row : {Row{3, 1, 1, -6},
                               {4, 2, 1, -48},
                               {4, 0, 1, -6},
                               {5, 3, 1, -360},
                               {5, 1, 1, -30},
                               {6, 4, 1, -2880},
                               {6, 2, 1, -180},
                               {6, 0, 2, 240},
                               {7, 5, 1, -25200},
                               {7, 3, 1, -1260},
                               {7, 1, 2, 2940},
                               {8, 6, 1, -241920},
                               {8, 4, 1, -10080},
                               {8, 2, 2, 33600},
                               {8, 0, 2, 1260},
                               {9, 7, 1, -2540160},
                               {9, 5, 1, -90720},
                               {9, 3, 2, 393120},
                               {9, 1, 2, 11340}}) {
            const Onset begins = onset(in_the_limit(RandomFeatures{hermite_polynomial(row.n), {}}), row.k, 1);
            CAPTURE(row.n);
            CAPTURE(row.k);
            CHECK(begins.exponent == row.k + 2 * row.s);
            CHECK(double(begins.eigenvalue) == nearly(row.coefficient * row.coefficient, 1e-13));
            CHECK(begins.error < 1e-12L * begins.eigenvalue);
        }
        CHECK(is_infinite(onset(in_the_limit(RandomFeatures{hermite_polynomial(2), {}}), 0, 1)
                              .exponent));  // E x^2 = 1 on every sphere
        CHECK(is_infinite(onset(in_the_limit(RandomFeatures{relu(), {}}), 3, 1).exponent));
        CHECK(onset(in_the_limit(RandomFeatures{relu(), {}}), 4, 1).exponent == 4);
    }

    TEST_CASE("[identity] terms that cancel: the next order decides") {
        // Lambda_1 of degree 1 = -(mu_3 + mu_5/4) = 0 for mu_3 = 6, mu_5 = -24, that is He_3 - He_5/5
        const Activation s = activation_named("x^3-3*x-(x^5-10*x^3+15*x)/5");
        const Onset begins = onset(in_the_limit(RandomFeatures{s, {}}), 1, 1);
        CHECK(begins.exponent == 5);
        for (const double d : {1e4, 1e5}) {
            const double eigenvalue = diagonalize(RandomFeatures{s, d}, 5).levels[1].eigenvalue;
            CHECK(eigenvalue * std::pow(d, 5) == nearly(double(begins.eigenvalue), 100 / d));
        }
    }

    TEST_CASE("[limit] eigenvalues at finite d tend to their onset like 1/d: activations") {
        int late = 0;
        for (const char* name : {"he2",
                                 "he3",
                                 "he4",
                                 "he5",
                                 "he6",
                                 "he7",
                                 "he8",
                                 "he9",
                                 "x^3-x",
                                 "x^4+x",
                                 "x^6-15",
                                 "relu",
                                 "abs",
                                 "tanh",
                                 "erf",
                                 "max(x,0)-1/sqrt(2*pi)",
                                 "max(x,0)-x/2",
                                 "abs(x)-sqrt(2/pi)",
                                 "exp(x)-exp(0.5)",
                                 "exp(x)-exp(0.5)*x",
                                 "cos(x)-exp(-0.5)",
                                 "sin(x)-x*exp(-0.5)",
                                 "max(x,0)^3-x^2*3/sqrt(2*pi)",
                                 "sign(x)-x*sqrt(2/pi)"})
            late += check_onsets(RandomFeatures{activation_named(name), {}}, 6, name);
        CHECK(late > 25);
    }

    TEST_CASE("[limit] eigenvalues at finite d tend to their onset like 1/d: tangents of one layer and of both") {
        int late = 0;
        for (const char* name : {"he2", "he3", "he4", "he5", "he6", "x^4+x", "relu", "tanh", "max(x,0)-1/sqrt(2*pi)",
                                 "exp(x)-exp(0.5)*x", "sin(x)-x*exp(-0.5)"})
            for (const TrainedLayers layers : {TrainedLayers::first, TrainedLayers::all})
                late += check_onsets(NeuralTangent{activation_named(name), {}, layers}, 5, name);
        CHECK(late > 25);
    }

    TEST_CASE("[limit] eigenvalues at finite d tend to their onset like 1/d: kernels as formulas and deep ones") {
        int late = 0;
        for (const char* h : {"0.3*t+t^2", "t^3", "t^4", "t+t^4", "0.2+t^3+t^6", "t^2*exp(t)", "exp(t)-1", "exp(t)-1-t",
                              "t/(1.5-t^2)", "t^5+0.1*t^2", "(sqrt(1-t^2)+(pi-acos(t))*t)/pi"})
            late += check_onsets(typed_kernel(h), 4, h);
        for (const char* name : {"he3", "he4", "sin", "tanh", "relu", "erf"}) {
            late +=
                check_onsets(deep(name, DeepKind::nngp, 1, TrainedLayers::first), 4, std::string("nngp of ") + name);
            late += check_onsets(deep(name, DeepKind::ntk, 2, TrainedLayers::all), 4, std::string("ntk of ") + name);
        }
        CHECK(late > 20);
    }

    TEST_CASE("[limit] the risk of sizes of order d^kappa is the limit of finite dimensions, extrapolated") {
        struct Case {
            const char* activation;
            double scale, samples, ridge, width;
            Target<> target;
        };
        const auto check = [](const auto& model, const Case& c, const std::string& name) {
            const double limit = risk_of(model, Dimension::limit(c.scale), c.samples, c.ridge, c.target, c.width);
            double at[2];
            for (int i = 0; i < 2; ++i) {
                const double d = i == 0 ? 1e5 : 1e6, unit = std::pow(d, c.scale);
                at[i] = risk_of(model, d, std::round(c.samples * unit), c.ridge, c.target, c.width * unit);
            }
            CAPTURE(name);
            CAPTURE(c.scale);
            CAPTURE(c.samples);
            CAPTURE(at[1]);
            CHECK(limit == nearly((10 * at[1] - at[0]) / 9, 1e-5));
        };
        const Target<> low{.energy = {{0, 1.0}, {1, 0.7}, {2, 0.4}, {3, 0.2}, {4, 0.1}}};
        for (const char* name :
             {"he2", "he3", "he4", "he5", "x^4+x", "max(x,0)-1/sqrt(2*pi)", "cos(x)-exp(-0.5)", "sin(x)-x*exp(-0.5)"})
            for (const double scale : {1.0, 2.0, 3.0}) {
                check(RandomFeatures{activation_named(name), {}}, Case{name, scale, 0.4, 0.5, infinite<>, low}, name);
                check(RandomFeatures{activation_named(name), {}}, Case{name, scale, 0.4, 0.5, 0.7, low}, name);
                check(NeuralTangent{activation_named(name), {}, TrainedLayers::first},
                      Case{name, scale, 0.4, 0.5, infinite<>, low}, name);
                check(NeuralTangent{activation_named(name), {}, TrainedLayers::all},
                      Case{name, scale, 0.4, 0.5, infinite<>, low}, name);
                check(deep(name, DeepKind::nngp, 1, TrainedLayers::first), Case{name, scale, 0.4, 0.5, infinite<>, low},
                      name);
            }
        for (const char* h : {"0.3*t+t^2", "t^3", "t^4", "t+t^4", "exp(t)-1", "exp(t)-1-t"})
            for (const double scale : {1.0, 2.0, 3.0})
                check(typed_kernel(h), Case{h, scale, 0.4, 0.5, infinite<>, low}, h);
    }

    TEST_CASE("[limit] single risks: 1/d extrapolations of d = 500 and 5000, 200 and 10000, and their closed forms") {
        const auto kernel = [](const char* h, double scale, double samples, double ridge, const Target<>& target) {
            return risk_of(typed_kernel(h), Dimension::limit(scale), samples, ridge, target);
        };
        // d = 500, 5000: .8950857, .8941136
        CHECK(kernel("0.3*t+t^2", 1, 2, 0.5, {.energy = {{0, 1.0}, {1, 1.0}}}) == nearly(0.89400, 2e-5));
        // the eigenvalue 3/d^2 of degree 1 against nu = (1 + ridge)/samples = 3: half is learned, (1/4) E + noise
        CHECK(kernel("t^3", 2, 0.5, 0.5, {.energy = {{1, 1.0}}}) == nearly(0.35, 1e-13));
        CHECK(kernel("t^3", 2.5, 1, 0.5, {.energy = {{1, 1.0}}}) == nearly(0.1, 1e-13));
        const Kernel quartic{hermite_polynomial(4), {}}, cubic{hermite_polynomial(3), {}};
        CHECK(risk_of(quartic, Dimension::limit(2.5), 1, 1, {.energy = {{0, 1.0}}}) == nearly(0.1, 1e-13));
        CHECK(risk_of(quartic, Dimension::limit(1.5), 1, 1, {.energy = {{0, 1.0}}}) == nearly(1.1, 1e-13));
        // he4 at n = psi d^2: 36 against nu = (24 + ridge)/psi
        const double nu = 25 / 0.5;
        CHECK(risk_of(quartic, Dimension::limit(2), 0.5, 1, {.energy = {{0, 1.0}}}) ==
              nearly(std::pow(nu / (36 + nu), 2) + 0.1, 1e-13));
        CHECK(risk_of(cubic, Dimension::limit(3), 0.1, 1, {.energy = {{1, 1.0}}}) == nearly(0.60524, 2e-5));
    }

    TEST_CASE("[limit] between whole exponents a degree that waited is learned, or not, as at d = 1e7") {
        // d^{-1/2} B_k d^-k and the like are how far away a plateau is; a degree learned or not makes 0.3 at least
        const Target<> target{.energy = {{0, 1.0}, {1, 0.7}, {2, 0.4}}};
        for (const char* name : {"he2", "he3", "he4", "he5", "he6", "x^4+x", "max(x,0)-1/sqrt(2*pi)"})
            for (const double scale : {0.5, 1.5, 2.5, 3.5, 4.5}) {
                const Kernel model{activation_named(name), {}};
                const double limit = risk_of(model, Dimension::limit(scale), 1, 0.1, target);
                const std::string activation = name;
                CAPTURE(activation);
                CAPTURE(scale);
                CHECK(risk_of(model, 1e7, std::pow(1e7, scale), 0.1, target) == nearly(limit, 0.05));
            }
    }

    TEST_CASE(
        "[limit] a coefficient below its own rounding, or that no dimension up to 1e12 would see, counts as zero") {
        const auto at = [](const char* name, double scale) {
            return risk_of(RandomFeatures{activation_named(name), {}}, Dimension::limit(scale), 3, 0.01,
                           {.energy = {{0, 1.0}, {1, 1.0}}}, 2);
        };
        // d = 2e5, 2e6 of the exact form, extrapolated
        const auto finite = [](double d) {
            return risk_of(RandomFeatures{activation_named("max(x,0)-1/sqrt(2*pi)"), {}}, d, 3 * d, 0.01,
                           {.energy = {{0, 1.0}, {1, 1.0}}}, 2 * d);
        };
        const double exact = (10 * finite(2e6) - finite(2e5)) / 9;
        for (const char* name : {"max(x,0)-1/sqrt(2*pi)", "max(x,0)-0.3989422804014327", "max(x,0)-0.39894228040143",
                                 "max(x,0)-0.39894228"})
            CHECK(at(name, 1) == nearly(exact, 1e-6));
        CHECK(at("tanh(x)^2-0.39429449039746", 1) == nearly(at("tanh(x)^2-0.394294490397464", 1), 1e-10));
        CHECK(at("max(x,0)-0.3", 1) < 0.75);  // a mean that is meant is learned

        const LimitMasses typed = in_the_limit(RandomFeatures{activation_named("max(x,0)-0.39894228"), {}});
        CHECK(onset(typed, 0, 1).neglected > 0);
        CHECK(onset(typed, 0, 1).exponent == 2);
        CHECK(onset(in_the_limit(RandomFeatures{activation_named("max(x,0)-1/sqrt(2*pi)"), {}}), 0, 1).neglected == 0);
        // a narrow kernel's small coefficients are all there is at a large scale: they count
        const DotProduct wide{GaussianKernel{10}, {}};
        CHECK(onset(in_the_limit(wide), 6, 7).exponent == 6);
        // masses as they were typed are meant
        CHECK(onset(in_the_limit(KernelMass{.mass = {{0, 1e-30}, {1, 1.0}}, .rest = 1, .dimension = {}}), 0, 1)
                  .exponent == 0);
    }

    TEST_CASE("[error] where coefficients beyond those known decide, the limit is not covered") {
        // t^31 is beyond the coefficients that values near 0 give, and d^17 learns degree 3; below, they cannot tell
        const std::string arc = "(sqrt(1-t^2)+(pi-acos(t))*t)/pi";
        const auto at = [](const std::string& h, double scale) {
            return diagonalize(typed_kernel(h, Dimension::limit(scale)), 0);
        };
        CHECK(at(arc + "+t^31", 3.5).levels[3].eigenvalue == 0);
        CHECK_THROWS_AS(at(arc + "+t^31", 12.5), NotCovered);
        CHECK(at(arc, 12.5).levels[3].eigenvalue == 0);  // dead: the odd part is t/2
    }
}
