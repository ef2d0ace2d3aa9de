// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/critical/critical.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "capture_bound.hpp"
#include "expand/expansion_checks.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;
using namespace lazyrisk::expand_tests;

TEST_SUITE("expand/critical/critical") {
    TEST_CASE("[reference] coefficients of the critical scaling to 30 digits of the table") {
        int seen = 0;
        for (const golden::Row& row : golden::rows("crit_")) {
            Values v{{"Fl^2", digits(row.parameter("Fl2"))}, {"G", digits(row.parameter("G"))}};
            if (!row.parameter("zeta").empty()) v["zeta"] = digits(row.parameter("zeta"));
            ++seen;
            if (row.name == "crit_u_psi_inf") {
                if (row.order == "psi^-0")
                    CHECK(Digits(row.coefficient) == 0);
                else
                    matches(critical_many_samples(Critical::effective_ridge, 5), v, row);
            } else if (row.name == "crit_Rtot_psi_inf")
                matches(critical_many_samples(Critical::test_error, 5), v, row);
            else if (row.name == "crit_psiu_psi_zero")
                matches(critical_few_samples(Critical::effective_ridge, 5), v, row, -1);
            else if (row.name == "crit_Rtot_psi_zero")
                matches(critical_few_samples(Critical::test_error, 5), v, row);
            else if (row.name == "crit_peak_psi")
                matches(critical_peak_position(5), v, row);
            else if (row.name == "crit_peak_Rtot")
                matches(critical_peak_height(5), v, row);
            else
                FAIL("a kind that this test does not know: ", row.name);
        }
        CHECK(seen > 40);
    }

    TEST_CASE("[agreement] every expansion approaches a 100-digit solve at the order it claims") {
        for (const char* zeta : {"0.3", "2"}) {
            const Values v{
                {"zeta", Digits(zeta)}, {"Fl^2", Digits("0.7")}, {"G", Digits("0.45")}, {"psi", Digits("0.8")}};
            for (const Critical quantity : {Critical::test_error, Critical::effective_ridge}) {
                has_claimed_order(critical_risk(quantity), v);
                for (int order = 0; order < 6; ++order) {
                    has_claimed_order(critical_many_samples(quantity, order), v);
                    has_claimed_order(critical_few_samples(quantity, order), v);
                }
            }
        }
        const Values v{{"Fl^2", Digits("0.7")}, {"G", Digits("0.45")}};
        for (int order = 0; order < 6; ++order) {
            has_claimed_order(critical_peak_height(order), v, 1e-8);
            has_claimed_order(critical_peak_position(order), v, 1e-8);
        }
    }

    TEST_CASE("[agreement] peaks beside learned levels, and the other levels at finite d, against 100-digit solves") {
        const Values v{{"Fl^2", Digits("0.7")}, {"G", Digits("0.45")}, {"beta", Digits("0.2")}};
        for (int order = 0; order < 5; ++order) {
            has_claimed_order(descent_height(order), v, 1e-8);
            has_claimed_order(descent_position(order), v, 1e-8);
        }
        for (const int l : {1, 2, 3})
            for (const Critical quantity : {Critical::test_error, Critical::effective_ridge})
                for (int order = 0; order <= 3; ++order) {
                    CAPTURE(l);
                    const Expansion e = critical_in_dimension(quantity, l, order);
                    Values numbers = e.sample;
                    for (const auto& [name, value] :
                         Values{{"zeta", Digits("0.3")}, {"Fl^2", Digits("0.7")}, {"G", Digits("0.45")}})
                        numbers[name] = value;
                    has_claimed_order(e, numbers);
                }
        has_claimed_order(
            critical_width(Critical::test_error),
            {{"zeta", Digits("0.3")}, {"Fl^2", Digits("0.7")}, {"F_above^2", Digits("0.45")}, {"psi", Digits("0.8")}});
        has_claimed_order(
            critical_width(Critical::effective_ridge),
            {{"zeta", Digits("0.3")}, {"Fl^2", Digits("0.7")}, {"F_above^2", Digits("0.45")}, {"psi", Digits("2")}});
    }

    TEST_CASE("[identity] the first correction at finite d is the one in print") {
        // R + s2 = (psi + beta) [F_l^2 u^2/(1+u)^2 + G - 2 F_{l+1}^2 rho/u]/[psi - 1/(1+u)^2 - eta/u^2], psi = zeta/u +
        // 1/(1+u) - eta/u^2
        const Expansion e = critical_in_dimension(Critical::test_error, 2, 1);
        Values v = e.sample;
        for (const auto& [name, value] :
             Values{{"zeta", Digits("0.3")}, {"Fl^2", Digits("0.7")}, {"G", Digits("0.45")}, {"psi", Digits("0.7")}})
            v[name] = value;
        const auto printed = [&](const Digits& x) -> Digits {
            const Digits eta = v["m_1"] * v["rho_1"] * x, rho = v["rho_1"] * x, beta = v["beta_1"] * x;
            Digits u = evaluate(letter("u"), v, e.definitions);
            for (int i = 0; i < 60; ++i) {
                const Digits all = 1 + u, f = v["zeta"] / u + 1 / all - eta / (u * u) - v["psi"];
                u -= f / (-v["zeta"] / (u * u) - 1 / (all * all) + 2 * eta / (u * u * u));
            }
            const Digits q = u / (1 + u);
            return (v["psi"] + beta) * (v["Fl^2"] * q * q + v["G"] - 2 * v["F_{l+1}^2"] * rho / u) /
                   (v["psi"] - 1 / ((1 + u) * (1 + u)) - eta / (u * u));
        };
        const Digits x("1e-30"), slope = (printed(x) - printed(0)) / x, mine = coefficients(e, v)[1];
        CHECK(abs(Digits(slope - mine)) < abs(mine) * Digits("1e-28"));
        // and the peak beside learned levels, to first order in beta: (1 + beta) times the peak alone
        const Values w{{"Fl^2", Digits("0.7")}, {"G", Digits("0.45")}, {"beta", Digits("1e-6")}};
        const std::vector<Digits> beside = coefficients(descent_height(1), w),
                                  alone = coefficients(critical_peak_height(1), w);
        CHECK(abs(Digits(beside[0] / alone[0] - 1 - w.at("beta"))) < Digits("1e-30"));
        CHECK(abs(Digits(beside[1] / alone[1] - 1 - w.at("beta"))) < Digits("1e-11"));
    }

    TEST_CASE(
        "[agreement] learned harmonics below move the peak: (12.35) against its derivation and against a search for "
        "the maximum") {
        const Digits energy("0.7"), G("0.4");
        const auto coefficient = [](const Expansion& e, const Values& v, const GiNaC::ex& exponent) {
            const std::vector<Digits> numbers = coefficients(e, v);
            for (std::size_t i = 0; i < numbers.size(); ++i)
                if (e.terms[i].exponent.is_equal(exponent)) return numbers[i];
            return Digits(0);
        };
        for (const char* text : {"0", "0.3", "1", "2.5"}) {
            const Digits beta(text);
            CAPTURE(text);
            const Values v{{"Fl^2", energy}, {"G", G}, {"beta", beta}};
            const Expansion place = descent_position(3);
            CHECK(abs(Digits(coefficient(place, v, 0) - 1 - beta)) < 1e-40);
            CHECK(abs(Digits(coefficient(place, v, 1) - (1 - 3 * beta) / (1 + beta))) < 1e-40);
            CHECK(abs(Digits(coefficient(place, v, GiNaC::ex(3) / 2) + 4 * (energy / G + beta / (1 + beta)))) < 1e-40);
            // (12.17) times 1 + beta/psi, its maximum by thirds
            const Digits zeta("1e-8");
            const auto risk_at = [&](const Digits& psi) -> Digits {
                const Digits b = 1 + zeta - psi, u = (b + sqrt(Digits(b * b + 4 * psi * zeta))) / (2 * psi),
                             all = 1 + u;
                return (energy * u * u / (all * all) + G) * all * (u + zeta * all) / (u * u + zeta * all * all) *
                       (1 + beta / psi);
            };
            Digits low("0.999"), high("1.001");
            for (int i = 0; i < 300; ++i) {
                const Digits third = (high - low) / 3, first = low + third, second = high - third;
                (risk_at(first) < risk_at(second) ? low : high) = risk_at(first) < risk_at(second) ? first : second;
            }
            CHECK(abs(Digits(sum(place, v, zeta) - beta - low)) < 1e-14);  // the next term is of order zeta^2
            CHECK(abs(Digits(sum(descent_height(4), v, zeta) - risk_at(low))) < 1e-9);
        }
    }

    TEST_CASE("[error] negative energies and sizes have no critical scaling") {
        CHECK_THROWS_AS(
            coefficients(critical_few_samples(Critical::test_error, 1), {{"zeta", -1}, {"Fl^2", 1}, {"G", 1}}),
            DomainError);
        CHECK_THROWS_AS(coefficients(critical_peak_height(1), {{"Fl^2", 1}, {"G", -1}}), DomainError);
        CHECK_THROWS_AS(critical_peak_height(-1), DomainError);
        CHECK_THROWS_AS(critical_in_dimension(Critical::test_error, 0, 1), DomainError);
        CHECK_THROWS_AS(critical_in_dimension(Critical::test_error, 3, 4), DomainError);
    }

    TEST_CASE("[error] the other levels at finite d: orders up to 4 at levels 1 and 2, up to 3 from level 3 on") {
        for (const Critical quantity : {Critical::test_error, Critical::effective_ridge}) {
            for (const int l : {1, 2, 3, 4, 30}) {
                const int most = l <= 2 ? 4 : 3;
                CAPTURE(l);
                for (const int order : {-1, most + 1, most + 2})
                    CHECK_THROWS_WITH_AS(critical_in_dimension(quantity, l, order),
                                         doctest::Contains(("from 0 to " + std::to_string(most)).c_str()), DomainError);
                if (l != 4) CHECK(critical_in_dimension(quantity, l, 0).terms.size() == 1);
            }
            for (const int l : {0, -1, 31})
                CHECK_THROWS_WITH_AS(critical_in_dimension(quantity, l, 1), doctest::Contains("1 to 30"), DomainError);
            // the highest ones are right, too
            for (const auto& [l, order] : {std::pair{1, 4}, {2, 4}, {4, 3}}) {
                CAPTURE_BOUND(l);
                const Expansion e = critical_in_dimension(quantity, l, order);
                CHECK(e.terms.size() == std::size_t(order) + 1);
                Values numbers = e.sample;
                for (const auto& [name, value] :
                     Values{{"zeta", Digits("0.3")}, {"Fl^2", Digits("0.7")}, {"G", Digits("0.45")}})
                    numbers[name] = value;
                has_claimed_order(e, numbers);
            }
        }
    }
}
