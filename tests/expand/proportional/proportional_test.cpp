// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/proportional/proportional.hpp"

#include <doctest/doctest.h>

#include "expand/expansion_checks.hpp"
#include "lazyrisk/expand/proportional/proportional_series.hpp"
#include "lazyrisk/expand/symbolic/symbolic.hpp"
#include "lazyrisk/risk/formulas.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;
using namespace lazyrisk::expand_tests;

namespace {

const Quantity all_quantities[] = {Quantity::test_error,    Quantity::bias,         Quantity::variance,
                                   Quantity::linear_factor, Quantity::noise_factor, Quantity::effective_ridge};

Values activation(const std::string& parameters) {
    if (parameters.starts_with("relu"))
        return {{"a", Digits(1) / 4}, {"c", Digits(1) / 4 - 1 / (2 * boost::math::constants::pi<Digits>())}};
    if (parameters.starts_with("a=2,c=1/2")) return {{"a", 2}, {"c", Digits(1) / 2}};
    if (parameters.starts_with("a=8")) return {{"a", 8}};
    throw std::runtime_error("an activation that this test does not know: " + parameters);
}

Quantity factor(const golden::Row& row) {
    return row.name.ends_with("_B") ? Quantity::linear_factor : Quantity::noise_factor;
}

Values numbers(Digits psi1, Digits psi2) {
    return {{"a", 2},
            {"c", Digits("0.5")},
            {"psi1", psi1},
            {"psi2", psi2},
            {"psi", psi1},
            {"lambda", Digits("0.3")},
            {"r", Digits("0.7")},
            {"F1^2", 1},
            {"F*^2", Digits("0.5")},
            {"tau^2", Digits("0.2")}};
}
const Values below = numbers(Digits("0.6"), Digits("1.7")), above = numbers(Digits("1.7"), Digits("0.6"));

}  // namespace

TEST_SUITE("expand/proportional/proportional") {
    TEST_CASE("[reference] coefficients in the ridge, the sizes and the noise to 30 digits of the table") {
        int seen = 0;
        for (const golden::Row& row : golden::rows("prop_")) {
            const std::string& name = row.name;
            Values v = activation(row.parameters);
            const auto set = [&](const char* to, const char* from) { v[to] = digits(row.parameter(from)); };
            ++seen;
            if (name == "prop_q_radical" || name == "prop_kmin") {
                set("psi1", "m");
                set("psi2", "M");
                const Expansion e = ridgeless_risk(Quantity::effective_ridge, Smaller::width);
                const Digits value = evaluate(letter(name == "prop_kmin" ? "k0" : "q"), v, e.definitions);
                CHECK(abs(Digits(value / Digits(row.coefficient) - 1)) < Digits("1e-30"));
            } else if (name.starts_with("prop_taylor_lambda_")) {
                const bool width = row.parameter("min") == "psi1";
                set(width ? "psi1" : "psi2", "m");
                set(width ? "psi2" : "psi1", "M");
                matches(small_ridge(factor(row), width ? Smaller::width : Smaller::samples, 3), v, row);
            } else if (name.starts_with("prop_puiseux_")) {
                set("psi", "m");
                matches(threshold_ridge(factor(row), 4), v, row);
            } else if (name.starts_with("prop_laurent_")) {
                set("psi2", "m");
                matches(ridgeless_peak(factor(row),
                                       name.find("left") != std::string::npos ? Smaller::width : Smaller::samples, 4),
                        v, row);
            } else if (name.starts_with("prop_inv_psi1_")) {
                set("psi2", "other");
                set("lambda", "lambda");
                matches(infinite_width(factor(row), 3), v, row);
            } else if (name.starts_with("prop_inv_psi2_")) {
                set("psi1", "other");
                set("lambda", "lambda");
                matches(infinite_samples(factor(row), 3), v, row);
            } else if (name.starts_with("prop_large_lambda_")) {
                set("psi1", "m");
                set("psi2", "M");
                matches(large_ridge(factor(row), 4), v, row);
            } else if (name.starts_with("prop_crossover_")) {
                set("psi2", "psi2");
                set("r", "r");
                matches(peak_crossover(factor(row), 3), v, row);
            } else if (name.starts_with("prop_c=0_psi=1_")) {
                matches(linear_threshold(factor(row), 4), v, row);
            } else if (name.starts_with("prop_opt_onset_")) {
                set("psi1", "psi1");
                set("psi2", "psi2");
                v["F1^2"] = 1;
                matches(name.ends_with("sigma2") ? onset_noise() : optimal_ridge_onset(2), v, row);
            } else {
                FAIL("a kind that this test does not know: ", name);
            }
        }
        CHECK(seen > 90);
    }

    TEST_CASE("[agreement] every quantity of every expansion approaches a 100-digit solve at the order it claims") {
        for (const Quantity quantity : all_quantities) {
            for (const int order : {0, 1, 2}) {
                has_claimed_order(threshold_ridge(quantity, order), below);
                has_claimed_order(small_ridge(quantity, Smaller::width, order), below);
                has_claimed_order(small_ridge(quantity, Smaller::samples, order), above);
                has_claimed_order(peak_crossover(quantity, order), above);
                has_claimed_order(infinite_width(quantity, order), below);
                has_claimed_order(infinite_samples(quantity, order), below);
                has_claimed_order(large_ridge(quantity, order), below);
                has_claimed_order(ridgeless_peak(quantity, Smaller::width, order), above);
                has_claimed_order(ridgeless_infinite_width(quantity, order), below);
                has_claimed_order(ridgeless_infinite_samples(quantity, order), below);
                Values linear = below;
                for (const char* name : {"c", "psi1", "psi2"}) linear.erase(name);
                has_claimed_order(linear_threshold(quantity, order), linear, 1e-9);
            }
            has_claimed_order(ridgeless_risk(quantity, Smaller::width), below);
            has_claimed_order(ridgeless_risk(quantity, Smaller::samples), above);
            has_claimed_order(ridgeless_peak(quantity, Smaller::samples, 3), above);
        }
    }

    TEST_CASE("[agreement] the expansion in a small ridge that the numbers ask for") {
        struct Case {
            const char *c, *psi1, *psi2, *step;
        };
        for (const Case& at : {Case{"0.5", "0.6", "1.7", "1"},
                               {"0.5", "1.7", "0.6", "1"},
                               {"0.5", "0.6", "0.6", "1/2"},
                               {"0", "0.6", "1.7", "1"},
                               {"0", "0.6", "0.6", "1/2"},
                               {"0", "1.2", "1.7", "1"},
                               {"0", "1.7", "1.2", "1"},
                               {"0", "1.7", "1.7", "1"},
                               {"0", "1", "1.9", "1/2"},
                               {"0", "1.9", "1", "1/2"},
                               {"0", "1", "1", "1/3"}}) {
            CAPTURE(at.psi1);
            CAPTURE(at.psi2);
            Values v = below;
            v.erase("psi");
            v["c"] = Digits(at.c);
            v["psi1"] = Digits(at.psi1);
            v["psi2"] = Digits(at.psi2);
            for (const Quantity quantity : all_quantities)
                for (const int order : {0, 1}) has_claimed_order(ridge_to_zero(quantity, v, order), v, 1e-9);
            const Expansion e = ridge_to_zero(Quantity::effective_ridge, v, 1);
            CHECK(evaluate(e.terms[1].exponent - e.terms[0].exponent, {}) == digits(at.step));
        }
    }

    TEST_CASE("[agreement] orders 3 and 4 of the test error hold in letters") {
        for (const int order : {3, 4}) {
            has_claimed_order(threshold_ridge(Quantity::test_error, order), below);
            has_claimed_order(small_ridge(Quantity::test_error, Smaller::samples, order), above);
            has_claimed_order(peak_crossover(Quantity::test_error, order), above);
            has_claimed_order(infinite_width(Quantity::test_error, order), below);
            has_claimed_order(large_ridge(Quantity::test_error, order), below);
        }
    }

    TEST_CASE("[agreement] the optimal ridge and its onset against a search for the minimum") {
        Values v = activation("relu");
        for (const auto& [name, value] : Values{{"psi1", 60}, {"psi2", 2}, {"F1^2", 1}, {"sigma^2", 2}})
            v[name] = value;
        for (const int order : {0, 1, 2}) {
            has_claimed_order(optimal_ridge_of_wide(order), v, 1e-4, 2);
            has_claimed_order(optimal_ridge_onset(order), v, 1e-4, 2);
        }
        has_claimed_order(onset_noise(), v);
        v["F1^2"] = 3;
        v["sigma^2"] = 2;
        has_claimed_order(optimal_ridge_of_wide(1), v, 1e-4, 2);
        has_claimed_order(optimal_ridge_onset(1), v, 1e-4, 2);
    }

    TEST_CASE("[identity] the formulas of risk/ run on the same series and give the same coefficients") {
        using S = Series<Digits>;
        // psi1 = psi2 = psi: W = psi w = s omega; k in units of k0, masses a/k0 = Q/q and c/k0
        const Digits q("0.3"), Q = 1 - q, e0("0.7"), tail = e0 - q * Q, psi = e0 + Q * Q;
        const auto own = threshold_factors<Digits>(q, e0, 0, 2, 0, 6);
        const Curve<Digits> curve(q, tail);
        const S v = own.k - S(Digits(1)), one(Digits(1));
        const S w = v * curve.drop(v) / S(psi);
        Spectrum<Digits> spectrum;
        spectrum.levels.push_back({Mode(0), Q / q, Digits(1), Q / q, Digits(0)});
        spectrum.tail = tail;
        for (const bool linear : {true, false}) {
            const Target<Digits> target{{{Mode(0), Digits(linear ? 1 : 0)}}, Digits(linear ? 0 : 1)};
            const S learned = curve.learned(v), e = curve.e(v);
            const RiskInputs<S> inputs{one + v,
                                       w,
                                       w,
                                       S(Digits(1) / psi),
                                       S(Digits(1) / psi),
                                       {learned + curve.of_tail(v), learned * learned, e},
                                       e / (one + v),
                                       S(Digits(0)),
                                       1};
            const S bias = risk_values(inputs, AlignedTarget<Digits>(target, spectrum)).bias;
            for (int i = -1; i < 3; ++i) {
                const Digits mine = psi * (linear ? own.linear[i] : own.noise[i]);
                CHECK(abs(Digits(bias[i] - mine)) < abs(mine) * Digits("1e-85"));
            }
        }
    }

    TEST_CASE("[identity] numbers and letters give the same series") {
        const Digits q("0.4"), e0("0.9"), gap("1.3");
        const auto numeric = small_ridge_factors<Digits>(q, e0, gap, false, 4);
        const auto [qs, e0s, gaps] = as_coefficients<3>({letter("q"), letter("e0"), letter("gap")});
        const auto symbolic = small_ridge_factors(qs, e0s, gaps, false, 4);
        for (int i = 0; i < 4; ++i) {
            const Digits letters = evaluate(symbolic.linear[i].expression(), {{"q", q}, {"e0", e0}, {"gap", gap}});
            CHECK(abs(Digits(letters - numeric.linear[i])) < abs(letters) * Digits("1e-85"));
        }
    }

    TEST_CASE("[limit] leading terms as they are known in print") {
        const auto leading = [](const Expansion& e) { return e.terms[0].coefficient; };
        const GiNaC::ex q = letter("q"), target = letter("F1^2") * q + letter("sigma^2");
        CHECK((leading(threshold_ridge(Quantity::test_error, 0)) - GiNaC::sqrt(letter("k0")) * target / 2)
                  .expand()
                  .is_zero());
        CHECK((leading(ridgeless_peak(Quantity::test_error, Smaller::samples, 0)) - letter("psi2") * target)
                  .expand()
                  .is_zero());
        CHECK((leading(peak_crossover(Quantity::test_error, 0)) - target / letter("rho")).expand().is_zero());
        CHECK(leading(linear_threshold(Quantity::linear_factor, 0)).is_equal(GiNaC::ex(1) / 3));
    }

    TEST_CASE("[error] poles and vanishing base points are outside") {
        Values v = below;
        v["psi1"] = v["psi2"];
        for (const Smaller side : {Smaller::width, Smaller::samples}) {
            const char* words = side == Smaller::width ? "it needs psi1 < psi2, and here psi1 = 1.7, psi2 = 1.7"
                                                       : "it needs psi1 > psi2, and here psi1 = 1.7, psi2 = 1.7";
            CHECK_THROWS_WITH_AS(coefficients(ridgeless_risk(Quantity::test_error, side), v), doctest::Contains(words),
                                 DomainError);
            CHECK_THROWS_WITH_AS(coefficients(small_ridge(Quantity::test_error, side, 1), v), doctest::Contains(words),
                                 DomainError);
        }
        v = above;
        v["c"] = 0;
        v["psi2"] = 2;
        v["psi1"] = 3;
        CHECK_THROWS_WITH_AS(coefficients(ridgeless_peak(Quantity::test_error, Smaller::samples, 1), v),
                             doctest::Contains("it needs c > 0 or psi2 < 1"), DomainError);
        v["psi2"] = 1;  // at the edge itself k0 = 0
        CHECK_THROWS_WITH_AS(coefficients(small_ridge(Quantity::test_error, Smaller::samples, 1), v),
                             doctest::Contains("it needs c > 0 or psi2 < 1"), DomainError);
    }

    TEST_CASE(
        "[agreement] linear activations of infinite size: the other size below 1 decides, the infinite one does not") {
        Values v = below;
        v["c"] = 0;
        for (const bool width : {true, false}) {
            const char *const own = width ? "psi1" : "psi2", *const other = width ? "psi2" : "psi1";
            for (const char* large : {"0.7", "3"}) {
                v[own] = Digits(large);
                v[other] = Digits("0.6");
                for (const Quantity quantity : {Quantity::test_error, Quantity::effective_ridge})
                    has_claimed_order(
                        width ? ridgeless_infinite_width(quantity, 1) : ridgeless_infinite_samples(quantity, 1), v);
                for (const char* refused : {"1", "1.5"}) {
                    v[other] = Digits(refused);
                    CHECK_THROWS_WITH_AS(
                        coefficients(width ? ridgeless_infinite_width(Quantity::bias, 1)
                                           : ridgeless_infinite_samples(Quantity::bias, 1),
                                     v),
                        doctest::Contains((std::string("it needs c > 0 or ") + other + " < 1").c_str()), DomainError);
                }
            }
        }
    }

    TEST_CASE("[error] outside its region an expansion gives no numbers") {
        CHECK_THROWS_AS(coefficients(small_ridge(Quantity::test_error, Smaller::width, 1), above), DomainError);
        CHECK_THROWS_AS(coefficients(small_ridge(Quantity::test_error, Smaller::samples, 1), below), DomainError);
        CHECK_THROWS_AS(coefficients(ridgeless_risk(Quantity::bias, Smaller::samples), below), DomainError);
        CHECK_THROWS_AS(coefficients(onset_noise(), below), DomainError);
        Values v = below;
        v["psi1"] = v["psi2"] = 0;
        CHECK_THROWS_AS(coefficients(large_ridge(Quantity::test_error, 1), v), DomainError);
        CHECK_THROWS_AS(coefficients(small_ridge(Quantity::test_error, Smaller::width, 1), v), DomainError);
        v = below;
        v["lambda"] = 0;
        CHECK_THROWS_AS(coefficients(infinite_width(Quantity::test_error, 1), v), DomainError);
        v["c"] = 0;
        v["psi"] = 2;
        CHECK_THROWS_AS(coefficients(threshold_ridge(Quantity::test_error, 1), v), DomainError);
        v = below;
        v["F1^2"] = 1000;
        CHECK_THROWS_AS(coefficients(optimal_ridge_of_wide(1), v), DomainError);
        v.erase("a");
        CHECK_THROWS_AS(coefficients(large_ridge(Quantity::test_error, 1), v), DomainError);
        CHECK_THROWS_AS(threshold_ridge(Quantity::test_error, -1), DomainError);
    }
}
