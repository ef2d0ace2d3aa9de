// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <doctest/doctest.h>

#include <cmath>

#include "../nearly.hpp"
#include "../reference.hpp"
#include "lazyrisk/gap/on_sphere.hpp"
#include "lazyrisk/gap/simulated.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

Target<> target_named(const std::string& name, double d) {
    if (name == "single_neuron_relu") return energies_of_neuron(relu(), d);
    return {{{std::stoi(name.substr(6)), 1.0}}, 0};
}

}  // namespace

TEST_SUITE("gap/sphere") {
    TEST_CASE("[reference] random features of the table, formula and draws") {
        int seen = 0;
        for (const auto& row : reference::table("dynamics_nn_vs_nt.csv")) {
            if (row.at("part") != "B") continue;
            const double d = std::stod(row.at("d")), width = std::stod(row.at("N")),
                         theory = std::stod(row.at("risk_theory"));
            const std::string& name = row.at("target");
            CAPTURE(name);
            CAPTURE(width);
            const SphereGaps gaps(relu(), d, target_named(name, d));
            CHECK(gaps.features(width).value == nearly(theory, 6e-3));  // the table drops degrees above 40
            ++seen;
            if (width > 400) continue;
            const bool neuron = name == "single_neuron_relu";
            const Estimate drawn = simulated_gap(
                drawn_features_on_sphere(relu(), int(d), target_named(name, d), neuron), int(width), 12, 11);
            const double error = std::hypot(drawn.standard_error, std::stod(row.at("risk_se")));
            CHECK(std::abs(drawn.mean - std::stod(row.at("risk_sim"))) < 3.5 * error);
        }
        CHECK(seen == 19);
    }

    TEST_CASE("[reference] the tangent's equivalent on a quadratic target at N = d = 32 is near .306") {
        CHECK(SphereGaps(relu(), 32, {{{2, 1.0}}, 0}).tangent(32).value == nearly(0.306, 0.01));
    }

    TEST_CASE("[identity] a drawn target of a neuron's own activation, a single feature and the whole space") {
        const LeftByDraw constant = drawn_features_on_sphere(activation_named("x"), 5, {{{1, 1.0}}, 0}, false);
        CHECK(constant(5, Draw{1, 0, 0}) == nearly(0, 1e-5, 1e-5));  // five linear features span the linear functions
        CHECK(constant(2, Draw{1, 0, 0}) > 0.01);
        const LeftByDraw quadratic = drawn_features_on_sphere(activation_named("he2"), 4, {{{2, 1.0}}, 0}, false);
        CHECK(quadratic(10, Draw{1, 0, 0}) == nearly(0, 1e-5, 1e-5));
    }

    TEST_CASE("[limit] between powers of d the risk is the energy of the degrees out of reach") {
        const SphereGaps gaps(relu(), 4000, {{{1, 0.3}, {2, 0.4}, {4, 0.3}}, 0});
        const double width = std::pow(4000.0, 1.5);
        CHECK(gaps.features_limit(width) == nearly(0.7));
        CHECK(gaps.tangent_limit(width) == nearly(0.3));
        CHECK(gaps.features(width).value == nearly(0.7, 0.03));
        CHECK(gaps.tangent(width).value == nearly(0.3, 0.1));
        CHECK(gaps.features(width).error < 1e-6);
    }

    TEST_CASE("[limit] degrees that are dead are left at every width, those that wait until their exponent") {
        const SphereGaps rectified(relu(), 20, {{{1, 1.0}, {3, 1.0}}, 0});
        for (const double width : {500.0, 2000.0, 9000.0, 100000.0}) {
            CHECK(rectified.features_limit(width) == 0.5);  // relu has no degree 3, at any d
            CHECK(rectified.tangent_limit(width) == 0.5);
        }
        // he4 begins with 36/d^2 in the constant; its tangent (first layer) along the weight alone: E[x s' q_0] ~ 1/d,
        // 576/d^3
        const double d = 1e7;  // N d is 24/sqrt(d) of the harmonics of degree 4 at the last exponent
        const SphereGaps quartic(hermite_polynomial(4), d, {{{0, 1.0}, {4, 1.0}}, 0});
        const auto between = [&](double exponent) { return std::pow(d, exponent); };
        CHECK(quartic.features_limit(between(1.5)) == 1);
        CHECK(quartic.features_limit(between(2.5)) == 0.5);
        CHECK(quartic.features_limit(between(4.5)) == 0);
        CHECK(quartic.tangent_limit(between(1.5)) == 1);
        CHECK(quartic.tangent_limit(between(2.5)) == 0.5);
        CHECK(quartic.tangent_limit(between(3.5)) == 0);
        for (const double exponent : {1.5, 2.5}) {
            CHECK(quartic.features(between(exponent)).value == nearly(quartic.features_limit(between(exponent)), 0.03));
            CHECK(quartic.tangent(between(exponent)).value == nearly(quartic.tangent_limit(between(exponent)), 0.03));
        }
    }

    TEST_CASE("[error] nothing to learn, no dimension") {
        CHECK_THROWS_AS(SphereGaps(relu(), 10, {{{1, 0.0}}, 0}), DomainError);
        CHECK_THROWS_AS(SphereGaps(relu(), infinite<>, {{{1, 1.0}}, 0}), DomainError);
    }

    TEST_CASE(
        "[limit] a width that is a power of the dimension belongs to that power, whatever its logarithm rounds to; one "
        "less does not") {
        const Target<> every{{{0, 1.0}, {1, 2.0}, {2, 4.0}, {3, 8.0}, {4, 16.0}, {5, 32.0}}, 0.5};
        const auto above = [](int degree) { return (63.5 - (std::pow(2.0, degree + 1) - 1)) / 63.5; };
        for (const double d : {3.0, 5.0, 6.0, 7.0, 10.0, 12.0, 20.0, 50.0, 100.0, 300.0}) {
            const SphereGaps gaps(activation_named("exp"), d, every);
            for (int l = 1; l <= 3; ++l) {
                const double width = std::round(std::pow(d, l));
                CAPTURE(d);
                CAPTURE(l);
                CHECK(gaps.features_limit(width) == nearly(above(l), 1e-14));
                CHECK(gaps.tangent_limit(width) == nearly(above(l + 1), 1e-14));
                CHECK(gaps.features_limit(width - 1) == nearly(above(l - 1), 1e-14));
                CHECK(gaps.tangent_limit(width - 1) == nearly(above(l), 1e-14));
            }
        }
    }

    TEST_CASE(
        "[identity] the risk is linear in the energies, over all of them; what lies beyond every degree is left") {
        const double width = 70, d = 12;
        const auto left = [&](const Target<>& target, bool tangent) {
            const SphereGaps gaps(activation_named("exp"), d, target);
            return (tangent ? gaps.tangent(width) : gaps.features(width)).value;
        };
        for (const bool tangent : {false, true}) {
            const double one = left({{{1, 7.0}}, 0}, tangent), two = left({{{2, 0.1}}, 0}, tangent),
                         all = left({{{0, 1.0}, {1, 2.0}, {2, 3.0}}, 4.0}, tangent);
            const double none = left({{{0, 5.0}}, 0}, tangent);
            CHECK(all == nearly((none + 2 * one + 3 * two + 4) / 10, 1e-10));
            CHECK((one < two && two < 1));
        }
    }

    TEST_CASE(
        "[simulation] linear features on a neuron of their own kind and on mixed targets leave what their span cannot "
        "reach") {
        const int d = 6;
        const LeftByDraw itself = drawn_features_on_sphere(activation_named("x"), d, {}, true);
        CHECK(std::abs(itself(d, Draw{1, 0, 0})) < 1e-9);
        for (const int width : {1, 2, 4}) {
            const Estimate seen =
                simulated_gap(itself, width, 400, 2);  // of a unit vector N of d directions are explained
            CHECK(std::abs(seen.mean - (1 - double(width) / d)) < 4 * seen.standard_error);
        }
        const LeftByDraw mixed =
            drawn_features_on_sphere(activation_named("x"), d, {{{0, 1.0}, {1, 3.0}, {2, 4.0}}, 0}, false);
        CHECK(mixed(d, Draw{1, 0, 0}) == nearly(5.0 / 8, 1e-9));
        CHECK(mixed(d + 3, Draw{1, 0, 0}) == nearly(5.0 / 8, 1e-6));  // singular equations
        CHECK_THROWS_AS(drawn_features_on_sphere(activation_named("x"), d, {{{1, 1.0}}, 0.1}, false)(2, Draw{1, 0, 0}),
                        NotCovered);
    }
}
