// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/record/quantity.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "answer/asked.hpp"
#include "lazyrisk/words/error.hpp"
#include "nearly.hpp"
#include "record/recorded.hpp"

using namespace lazyrisk;

TEST_SUITE("record/quantity") {
    TEST_CASE("[identity] what follows from the sizes, and columns by their name") {
        const Question q = asked({{"dim", "10"}, {"samples", "7"}, {"width", "8"}, {"noise", "0.5"}});
        Answer a = answer_by_hand();  // n = 300, p = 200, both as resolved
        const Record record({q});
        const auto at = [&](const char* name) { return quantity(name, record, q, a); };
        CHECK(at("log_samples") == nearly(std::log10(300.0), 1e-15));
        CHECK(at("log_width") == nearly(std::log10(200.0), 1e-15));
        CHECK(at("width_over_samples") == nearly(2.0 / 3, 1e-15));
        CHECK(at("samples_over_width") == 1.5);
        CHECK(at("dim_over_samples") == nearly(1.0 / 30, 1e-15));
        CHECK(at("test_error") == 101);
        CHECK(at("noise") == 0.5);
        CHECK(at("learnability.2") == 0.7);
        CHECK(at("model") == infinite<>);    // no number
        CHECK(at("degrees") == infinite<>);  // none there
        a.answered = false;
        CHECK(at("bias") == infinite<>);
    }

    TEST_CASE("[identity] n/B(d,k): harmonics of degree k counted by hand") {
        // d = 10: 1, 10, 54 = 10*11/2 - 1, 210 = 10*11*12/6 - 10
        const Question q = asked({{"dim", "10"}, {"samples", "7"}, {"width", "8"}});
        const Answer a = answer_by_hand();
        const Record record({q});
        CHECK(quantity("samples_over_degree.0", record, q, a) == nearly(300, 1e-14));
        CHECK(quantity("samples_over_degree.1", record, q, a) == nearly(30, 1e-14));
        CHECK(quantity("samples_over_degree.2", record, q, a) == nearly(300.0 / 54, 1e-14));
        CHECK(quantity("samples_over_degree.3", record, q, a) == nearly(300.0 / 210, 1e-14));
        CHECK(quantity("samples_over_degree.1000", record, q, a) > 0);
        for (const char* wrong : {"1001", "-1", "1.5", "inf", "", "x"})
            CHECK_THROWS_AS(quantity(std::string("samples_over_degree.") + wrong, record, q, a), DomainError);
    }

    TEST_CASE("[identity] in the limit d/n is 1/psi2, and what needs a dimension is refused") {
        const Question q = asked({{"psi1", "2"}, {"psi2", "4"}});
        Answer a = answer_by_hand();
        a.setting = {4, 2, 2, 4};
        const Record record({q});
        CHECK(quantity("dim_over_samples", record, q, a) == 0.25);
        CHECK(quantity("width_over_samples", record, q, a) == 0.5);
        CHECK_THROWS_AS(quantity("samples_over_degree.1", record, q, a), DomainError);
    }

    TEST_CASE("[error] another name is refused, with what there is") {
        const Question q = asked({{"dim", "10"}, {"samples", "7"}, {"width", "8"}});
        CHECK_THROWS_WITH_AS(
            quantity("error", Record({q}), q, answer_by_hand()),
            "x or y = error: expected a column of the record, log_samples, log_width, width_over_samples, "
            "dim_over_samples, samples_over_width or samples_over_degree.k",
            DomainError);
    }
}
