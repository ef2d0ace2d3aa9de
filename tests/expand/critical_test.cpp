#include "lazyrisk/expand/critical.hpp"

#include <doctest/doctest.h>

#include "expand/expansion_checks.hpp"
#include "lazyrisk/error.hpp"

using namespace lazyrisk;
using namespace lazyrisk::expand_tests;

TEST_SUITE("expand/critical") {

TEST_CASE("[reference] coefficients of the critical scaling to 30 digits of the table") {
    int seen = 0;
    for (const golden::Row& row : golden::rows("crit_")) {
        Values v{{"Fl^2", digits(row.parameter("Fl2"))}, {"G", digits(row.parameter("G"))}};
        if (!row.parameter("zeta").empty()) v["zeta"] = digits(row.parameter("zeta"));
        ++seen;
        if (row.name == "crit_u_psi_inf") {
            if (row.order == "psi^-0") CHECK(Digits(row.coefficient) == 0);
            else matches(critical_many_samples(Critical::effective_ridge, 5), v, row);
        } else if (row.name == "crit_Rtot_psi_inf") matches(critical_many_samples(Critical::test_error, 5), v, row);
        else if (row.name == "crit_psiu_psi_zero") matches(critical_few_samples(Critical::effective_ridge, 5), v, row, -1);
        else if (row.name == "crit_Rtot_psi_zero") matches(critical_few_samples(Critical::test_error, 5), v, row);
        else if (row.name == "crit_peak_psi") matches(critical_peak_position(5), v, row);
        else if (row.name == "crit_peak_Rtot") matches(critical_peak_height(5), v, row);
        else FAIL("a kind that this test does not know: ", row.name);
    }
    CHECK(seen > 40);
}

TEST_CASE("[agreement] every expansion approaches a 100-digit solve at the order it claims") {
    for (const char* zeta : {"0.3", "2"}) {
        const Values v{{"zeta", Digits(zeta)}, {"Fl^2", Digits("0.7")}, {"G", Digits("0.45")}, {"psi", Digits("0.8")}};
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

TEST_CASE("[error] negative energies and sizes have no critical scaling") {
    CHECK_THROWS_AS(coefficients(critical_few_samples(Critical::test_error, 1), {{"zeta", -1}, {"Fl^2", 1}, {"G", 1}}), DomainError);
    CHECK_THROWS_AS(coefficients(critical_peak_height(1), {{"Fl^2", 1}, {"G", -1}}), DomainError);
    CHECK_THROWS_AS(critical_peak_height(-1), DomainError);
}

}
