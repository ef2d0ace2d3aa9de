// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/exponents_figure.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "lazyrisk/measure/exponents_table.hpp"
#include "lazyrisk/words/error.hpp"
#include "nearly.hpp"

using namespace lazyrisk;

namespace {

struct Drawn {
    Questions questions;
    AnswerTable table;
    Figure figure;

    explicit Drawn(const QuestionTexts& typed) : questions(typed.questions()) {
        Answers answers;
        table = exponents_table(questions, answers);
        figure = exponents_figure(questions, table);
    }
    [[nodiscard]] double number(std::size_t row, const std::string& column) const {
        const auto at = std::find(table.columns.begin(), table.columns.end(), column) - table.columns.begin();
        return std::get<double>(table.rows[row][std::size_t(at)]);
    }
};

double slope(const DrawnSeries& s, std::size_t from, std::size_t to) {
    return std::log(s.y[to] / s.y[from]) / std::log(s.x[to] / s.x[from]);
}

QuestionTexts power_law(const std::string& sweep) {
    QuestionTexts typed;
    typed.fields = {{"covariance", "power(1.5)"}, {"alignment", "power(3.5)"}, {"ridge", "1e-9"}, {"noise", "1e-6"}};
    typed.sweeps = {sweep};
    return typed;
}

}  // namespace

TEST_SUITE("measure/exponents_figure") {
    TEST_CASE("[identity] a triangle's side has the exponent of the risk at its place, the law its own") {
        const Drawn d(power_law("samples=10:1e5:13:log"));
        int triangles = 0, laws = 0;
        for (const DrawnSeries& s : d.figure.series) {
            if (s.style != DrawnSeries::Style::dashed) continue;
            if (s.label.starts_with("law")) {
                ++laws;
                CHECK(slope(s, 0, 1) == nearly(-d.number(12, "bias_law_n"), 1e-10));
                continue;
            }
            ++triangles;
            CAPTURE(s.label);
            REQUIRE(s.x.size() == 4);
            CHECK(s.x[0] == s.x[3]);
            CHECK(s.y[0] == s.y[3]);
            const double middle = std::sqrt(s.x[0] * s.x[1]);
            for (std::size_t i = 0; i < 13; ++i)
                if (std::abs(d.questions.along[0].values[i] / middle - 1) < 1e-9)
                    CHECK(slope(s, 0, 1) == nearly(-d.number(i, "exponent_n"), 1e-10));
        }
        CHECK(triangles == 3);
        CHECK(laws == 1);
        CHECK(d.figure.x.log);
        CHECK(d.figure.y.log);
    }

    TEST_CASE("[identity] along the ridge slopes are those of what rises with it") {
        QuestionTexts typed = power_law("ridge=1e-4:1:9:log");
        typed.fields.erase("ridge");
        typed.fields["samples"] = "1000";
        const Drawn d(typed);
        for (const DrawnSeries& s : d.figure.series)
            if (s.style == DrawnSeries::Style::dashed && s.label.starts_with("ridge^") &&
                std::abs(std::sqrt(s.x[0] * s.x[1]) / d.questions.along[0].values[4] - 1) < 1e-9)
                CHECK(slope(s, 0, 1) == nearly(d.number(4, "exponent_ridge"), 1e-10));
    }

    TEST_CASE("[error] other sweeps") {
        QuestionTexts typed = power_law("noise=0.1,1");
        typed.fields["samples"] = "100";
        CHECK_THROWS_AS(require_exponents_axis(typed.questions()), DomainError);
        typed.sweeps.clear();
        CHECK_THROWS_AS(require_exponents_axis(typed.questions()), DomainError);
    }
}
