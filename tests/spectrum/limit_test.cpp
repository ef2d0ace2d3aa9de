// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/spectrum/limit.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "../nearly.hpp"
#include "lazyrisk/risk/resolved.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

Risk<> risk_at(const Activation& s, Dimension d, double samples, double width, const Target<>& target,
               double ridge = 1e-3) {
    return risk(Problem<RandomFeatures>{{s, d}, target, samples, width, Ridge<>::total(ridge), 0.1});
}

}  // namespace

TEST_SUITE("spectrum/limit") {
    TEST_CASE(
        "[limit] finite dimensions converge to the critical formulas like 1/d, at every level and for unequal orders") {
        const Target<> target{.energy = {{0, 0.2}, {1, 1.0}, {2, 0.5}, {3, 0.25}, {4, 0.1}}};
        struct Case {
            Activation s;
            double scale, samples, width;  // in units of d^scale
            bool kernel;
        };
        for (const Case& c : {Case{relu(), 1, 3, 2, false}, Case{relu(), 2, 0.7, 1.5, false},
                              Case{Exp{}, 2, 1.5, 0.4, false}, Case{Tanh{}, 3, 0.5, infinite<>, true},
                              Case{relu(), 2, infinite<>, 0.6, false}, Case{Exp{}, 3, 0.4, 0.4, false}}) {
            const double limit = risk_at(c.s, Dimension::limit(c.scale), c.samples, c.width, target).test_error;
            double before = 0;
            for (const double d : {1e3, 1e4, 1e5, 1e6}) {
                const double unit = std::pow(d, c.scale);
                const double off = risk_at(c.s, d, c.samples * unit, c.width * unit, target).test_error / limit - 1;
                CAPTURE(d);
                CAPTURE(c.scale);
                CAPTURE(off);
                CAPTURE(before);
                CHECK(std::abs(off) < 60 / d);
                if (d > 1e3 && std::abs(off) > 1e-9) CHECK(before / off == nearly(10, 0.25));
                before = off;
            }
        }
    }

    TEST_CASE("[limit] between whole scales the risk is the energy of the degrees above and of the dead ones") {
        const Target<> target{.energy = {{0, 0.2}, {1, 1.0}, {2, 0.5}, {3, 0.25}, {4, 0.1}}, .rest = 0.05};
        struct Step {
            double scale, learned_by_exp, learned_by_relu;
        };
        for (const Step& step : {Step{0.5, 0.2, 0.2}, Step{1.5, 1.2, 1.2}, Step{2.5, 1.7, 1.7}, Step{3.5, 1.95, 1.7},
                                 Step{4.2, 2.05, 1.8}}) {
            const double scale = step.scale;
            CAPTURE(scale);
            for (const auto& [samples, width] : {std::pair{2.0, infinite<>}, {infinite<>, 3.0}})
                for (const double ridge : {0.0, 0.1}) {
                    CHECK(risk_at(Exp{}, Dimension::limit(scale), samples, width, target, ridge).excess_risk ==
                          nearly(2.1 - step.learned_by_exp));
                    CHECK(risk_at(relu(), Dimension::limit(scale), samples, width, target, ridge).excess_risk ==
                          nearly(2.1 - step.learned_by_relu));
                }
            // n and p of the same order: only the peak of the unlearned part is left
            CHECK(risk_at(Exp{}, Dimension::limit(scale), 1, 1, target, 0).test_error == infinite<>);
        }
    }

    TEST_CASE("[identity] scale 1 is the proportional limit: degree 1 against a tail, in units of 1/d") {
        const Spectrum<> s = diagonalize(RandomFeatures{relu(), Dimension{}}, 0);
        REQUIRE(s.levels.size() == 2);
        CHECK(s.levels[0].eigenvalue == infinite<>);
        CHECK(s.levels[1].eigenvalue == nearly(0.25));
        CHECK(s.tail == nearly(0.25 - 1 / (2 * std::acos(-1.0))));
        const Spectrum<> cubic = diagonalize(RandomFeatures{hermite_polynomial(3), Dimension::limit(3)}, 0);
        CHECK(cubic.levels[3].mass == nearly(6));  // mu_3^2/3! = 36/6
        CHECK(cubic.levels[3].multiplicity == nearly(1.0 / 6));
        CHECK(cubic.levels[3].eigenvalue == nearly(36));
        CHECK(cubic.tail == 0);
        CHECK(cubic.levels[1].eigenvalue ==
              nearly(36));  // lambda_{d,1} sqrt(d) = 3/(1+2/d) - 3 = -6/d: it begins with d^3
        CHECK(cubic.levels[1].multiplicity == 0);
        CHECK(cubic.levels[2].eigenvalue == 0);  // dead
    }

    TEST_CASE("[identity] n and p of one order between whole scales: the peak of (12.38), not the step") {
        const Target<> target{.energy = {{0, 1.0}, {1, 1.0}, {2, 0.5}, {3, 0.25}}};
        for (const double rho : {0.5, 1.0, 2.0})
            for (const double ridge : {0.01, 0.1, 1.0}) {
                const double tail = diagonalize(RandomFeatures{relu(), Dimension::limit(1.5)}, 0).tail,
                             b = 1 + rho + ridge / tail;
                const double h = (b + std::sqrt(b * b - 4 * rho)) / 2;
                CHECK(risk_at(relu(), Dimension::limit(1.5), rho, 1, target, ridge).test_error ==
                      nearly((0.75 + 0.1) * h * h / (h * h - rho), 1e-12));
            }
    }

    TEST_CASE("[identity] a kernel at a critical scale: the closed radical in u = nu/xi_l") {
        // n = psi B_l, zeta = (ridge + tail)/a, a = l-th mass: u solves psi u^2 - (1 + zeta - psi) u - zeta = 0
        const double e_low = 0.4, e_l = 0.5, e_high = 0.3, noise = 0.2;
        const std::vector<double> mass{0.3, 0, 0.2, 0.1, 0.05};  // degree 1 is dead
        for (const int l : {2, 3})
            for (const double psi : {0.3, 1.0, 4.0})
                for (const double ridge : {0.0, 0.05, 2.0}) {
                    KernelMass model{.mass = {}, .rest = 0.02, .dimension = Dimension::limit(l)};
                    for (int k = 0; k < int(mass.size()); ++k) model.mass.emplace_back(k, mass[std::size_t(k)]);
                    double above = model.rest;
                    for (std::size_t k = std::size_t(l) + 1; k < mass.size(); ++k) above += mass[k];
                    const double a = mass[std::size_t(l)], zeta = (ridge + above) / a, b = 1 + zeta - psi;
                    const double u = (b + std::sqrt(b * b + 4 * psi * zeta)) / (2 * psi),
                                 upsilon = 1 / (psi * (1 + u) * (1 + u));
                    const double expected =
                        (e_l * u * u / ((1 + u) * (1 + u)) + e_high + e_low + noise) / (1 - upsilon);

                    const double factorial = l == 2 ? 2 : 6;  // n = psi d^l/l!
                    const Risk<> r =
                        risk(Problem<KernelMass>{model,
                                                 {.energy = {{0, 7.0}, {1, e_low}, {l, e_l}, {l + 1, e_high}}},
                                                 psi / factorial,
                                                 infinite<>,
                                                 Ridge<>::total(ridge),
                                                 noise});
                    CAPTURE(l);
                    CAPTURE(psi);
                    CAPTURE(ridge);
                    CHECK(r.test_error == nearly(expected, 1e-12));
                    CHECK(r.effective_ridge == nearly(u * a * factorial, 1e-12));
                }
    }

    TEST_CASE("[error] a scale beyond the masses is not covered") {
        CHECK_THROWS_AS(diagonalize(RandomFeatures{relu(), Dimension::limit(70)}, 0), NotCovered);
    }
}
