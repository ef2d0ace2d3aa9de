// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/risk/optimal_ridge.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>

#include "../nearly.hpp"
#include "lazyrisk/risk/resolved.hpp"
#include "reference.hpp"

using namespace lazyrisk;

namespace {
double number(const std::string& text) { return text == "inf" ? infinite<> : std::stod(text); }
}  // namespace

TEST_SUITE("risk/optimal_ridge") {
    TEST_CASE("[reference] proportional limit: the risk to 1e-11, the ridge to 1e-9") {
        for (const auto& row : reference::table("proportional_golden_opt.csv")) {
            const double zeta = number(row.at("zeta"));
            Spectrum<> s;
            s.levels = {{0, infinite<>, 0, 0, 0}, {1, zeta * zeta, 1, zeta * zeta, 0}};
            s.tail = 1;
            const Degrees<> degrees(s);
            const AlignedTarget<> target({{{1, number(row.at("F1sq"))}}, number(row.at("Fstar_sq"))}, s);
            Operation<> op{{number(row.at("psi2")), number(row.at("psi1"))}, 0, number(row.at("tau_sq")), 1};
            op.ridge_over_samples = optimal_ridge(degrees, target, op).ridge_over_samples;
            CAPTURE(row.at("psi1"));
            CAPTURE(row.at("psi2"));
            CAPTURE(zeta);
            const double ridge = number(row.at("lambda_bar_opt")), best = risk(degrees, target, op).excess_risk;
            if (ridge == 0) {  // the table's ridges begin there
                CHECK(op.ridge_over_samples <= 0);
                CHECK(best <= number(row.at("R_opt")) * (1 + 1e-11));
                op.ridge_over_samples = 0;
                CHECK(std::abs(risk(degrees, target, op).excess_risk / number(row.at("R_opt")) - 1) < 1e-11);
                continue;
            }
            CHECK(std::abs(best / number(row.at("R_opt")) - 1) < 1e-11);
            CHECK(std::abs(op.ridge_over_samples / ridge - 1) < 1e-9);
        }
    }

    TEST_CASE("[identity] kernel with energies proportional to masses: the optimum is noise/c for every n") {
        const Spectrum<> s = diagonalize(Kernel{Exp{}, 12}, 30);
        Target<> target{{}, 0};
        const double c = 3;
        for (const auto& level : s.levels) target.energy.emplace_back(level.mode, c * level.mass);
        for (const double n : {50.0, 400.0, 5000.0}) {
            const OptimalRidge<> best =
                optimal_ridge(Degrees<>(s), AlignedTarget<>(target, s), {{n, infinite<>}, 0, 0.15, 1});
            CHECK(best.ridge_over_samples * n == nearly(0.15 / c, 1e-9));
        }
    }

    TEST_CASE("[identity] at the best ridge more samples and more features never hurt, whatever the spectrum") {
        std::mt19937_64 random(5);
        const auto decades = [&](double from, double to) {
            return std::pow(10, std::uniform_real_distribution<>(from, to)(random));
        };
        for (int i = 0; i < 150; ++i) {
            Spectrum<> s;
            Target<> target{{}, i % 3 == 0 ? decades(-3, 0) : 0};
            for (int k = 0; k <= i % 4; ++k) {
                const double eigenvalue = decades(-4, 0), multiplicity = std::round(decades(0, 3));
                s.levels.push_back({k, eigenvalue, multiplicity, eigenvalue * multiplicity, 0});
                target.energy.emplace_back(k, decades(-3, 0));
            }
            if (i % 2 == 0) s.tail = decades(-4, 0);
            const Degrees<> degrees(s);
            const AlignedTarget<> aligned(target, s);
            const double noise = i % 5 == 0 ? 0 : decades(-3, 1), n = decades(0, 4), p = decades(0, 4);
            const auto best = [&](double samples, double width) {
                Operation<> op{{samples, width}, 0, noise, 1};
                op.ridge_over_samples = optimal_ridge(degrees, aligned, op).ridge_over_samples;
                return risk(degrees, aligned, op).test_error;
            };
            const double here = best(n, p);
            CAPTURE(i);
            CHECK(best(1.3 * n, p) <= here * (1 + 1e-9));
            CHECK(best(n, 1.3 * p) <= here * (1 + 1e-9));
            CHECK(best(n, infinite<>) <= here * (1 + 1e-9));
        }
    }

    TEST_CASE("[agreement] several local minima: no ridge of a fine grid does better") {
        // two minima: the low degrees want no ridge, degree 4 wants one
        const Problem<Kernel> problem{.model = {relu(), 30},
                                      .target = {{{0, .36}, {1, .26}, {2, .0}, {3, .01}, {4, .33}, {5, .04}}, 0},
                                      .samples = 24587,
                                      .noise_variance = .027};
        const Resolved resolved(problem.model, 5);
        Operation<> op = operation(problem);
        const OptimalRidge<> best = resolved.optimal_ridge(problem.target, op);
        CHECK(best.local_minima >= 2);
        op.ridge_over_samples = best.ridge_over_samples;
        const double least = resolved.at(problem.target, op).test_error;
        for (double ridge = 1e-12; ridge < 1e6; ridge *= 1.05) {
            op.ridge_over_samples = ridge / 24587;
            CHECK(resolved.at(problem.target, op).test_error >= least * (1 - 1e-12));
        }
    }

    TEST_CASE("[limit] nothing to learn but noise: the ridge is infinite; no noise and everything learnable: it is 0") {
        const Spectrum<> s = diagonalize(Kernel{Exp{}, 10}, 30);
        const Degrees<> degrees(s);
        CHECK(optimal_ridge(degrees, AlignedTarget<>({{}, 1.0}, s), {{100, 50}, 0, 0.1, 1}).ridge_over_samples ==
              infinite<>);
        CHECK(optimal_ridge(degrees, AlignedTarget<>({{{1, 1.0}}, 0}, s), {{1e9, infinite<>}, 0, 0, 1})
                  .ridge_over_samples == 0);
    }

    TEST_CASE("[limit] a tail, fewer levels than samples, no noise: the best ridge is minus the tail, not attained") {
        const Spectrum<> s = diagonalize(GivenSpectrum{{{1, 1}}, 0.2}, 0);
        const Degrees<> degrees(s);
        const AlignedTarget<> target(Target<>{{{0, 1.0}}, 0}, s);
        Operation<> op{{5, infinite<>}, 0, 0, 1};
        op.ridge_over_samples = optimal_ridge(degrees, target, op).ridge_over_samples;
        CHECK(op.ridge_over_samples * 5 > -0.2);
        CHECK(op.ridge_over_samples * 5 == nearly(-0.2, 1e-8));
        CHECK(risk(degrees, target, op).test_error < 1e-15);
    }

    TEST_CASE(
        "[identity] local minima are counted with the end at 0: one where the risk only rises, one where it has a "
        "dip") {
        const Spectrum<> s = diagonalize(Kernel{Exp{}, 10}, 30);
        const Degrees<> degrees(s);
        const auto minima = [&](const Target<>& target, const Operation<>& op) {
            return optimal_ridge(degrees, AlignedTarget<>(target, s), op).local_minima;
        };
        CHECK(minima({{{1, 1.0}}, 0}, {{1e9, infinite<>}, 0, 0, 1}) == 1);    // rises all the way: 0
        CHECK(minima({{{1, 1.0}}, 0}, {{100, infinite<>}, 0, 0.5, 1}) == 1);  // one dip
    }

    TEST_CASE(
        "[identity] a small optimum is found as well: kernels with energies proportional to masses, ten decades of "
        "noise") {
        const Spectrum<> s = diagonalize(Kernel{Exp{}, 12}, 30);
        Target<> target{{}, 0};
        for (const auto& level : s.levels) target.energy.emplace_back(level.mode, level.mass);
        for (double noise = 1e-8; noise < 1e3; noise *= 10) {
            const OptimalRidge<> best =
                optimal_ridge(Degrees<>(s), AlignedTarget<>(target, s), {{400, infinite<>}, 0, noise, 1});
            CAPTURE(noise);
            CHECK(best.ridge_over_samples * 400 == nearly(noise, 1e-6));
        }
    }

    TEST_CASE(
        "[identity] the best ridge does not depend on the ridge that was asked for before; ridge 0 has every "
        "convention") {
        const Resolved resolved(RandomFeatures{relu(), 30}, 4);
        const Target<> target{{{1, 1.0}, {2, 0.5}, {4, 0.25}}, 0};
        const double best = resolved.optimal_ridge(target, {{300, 2000}, 0, 1e-6, 1}).ridge_over_samples;
        CHECK(best > 0);
        for (const double before : {1e-9, 1e-3, 1e3, infinite<>})
            CHECK(resolved.optimal_ridge(target, {{300, 2000}, before, 1e-6, 1}).ridge_over_samples == best);
        CHECK(operation(1, 1, Ridge<>::mei_montanari(0), 0, 1, Dimension::limit(2)).ridge_over_samples == 0);
        CHECK_THROWS_AS(operation(1, 1, Ridge<>::mei_montanari(0.1), 0, 1, Dimension::limit(2)), DomainError);
        CHECK(operation(1, 1, Ridge<>::mei_montanari(0.1), 0, 1, Dimension::limit(1)).ridge_over_samples == 0.1);
    }

    TEST_CASE(
        "[identity] degrees are added until those left out no longer count: the bound is that of rounding, however "
        "small the ridge") {
        const Target<> target{{{1, 1.0}, {2, 0.5}}, 0};
        for (const auto& [activation, d] : {std::pair{activation_named("relu"), 30.0},
                                            {activation_named("abs"), 12.0},
                                            {activation_named("relu2"), 50.0}})
            for (double ridge = 0.1; ridge > 1e-8; ridge /= 3) {
                const Resolved resolved(RandomFeatures{activation, d}, 2);
                const Risk<> r = resolved.at(target, {{3000, 5000}, ridge / 3000, 0.1, 1});
                const std::string name = activation.name();
                CAPTURE(name);
                CAPTURE(ridge);
                CHECK(r.error_bound < 1e-12 * r.test_error);
            }
    }

    TEST_CASE("[identity] the tuned risk does not increase with width or samples") {
        Spectrum<> s;
        s.levels = {{0, infinite<>, 0, 0, 0}, {1, 0.25, 1, 0.25, 0}};
        s.tail = 0.09;
        const Degrees<> degrees(s);
        const AlignedTarget<> target({{{1, 1.0}}, 0.2}, s);
        const auto tuned = [&](double psi1, double psi2) {
            Operation<> op{{psi2, psi1}, 0, 0.3, 1};
            op.ridge_over_samples = optimal_ridge(degrees, target, op).ridge_over_samples;
            return risk(degrees, target, op).test_error;
        };
        for (double psi = 0.05; psi < 50; psi *= 1.3) {
            CHECK(tuned(psi * 1.3, 2) <= tuned(psi, 2) * (1 + 1e-12));
            CHECK(tuned(2, psi * 1.3) <= tuned(2, psi) * (1 + 1e-12));
        }
    }
}
