// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/record/curve_figure.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "answer/asked.hpp"
#include "lazyrisk/answer/answer.hpp"
#include "lazyrisk/record/labels.hpp"
#include "lazyrisk/words/error.hpp"
#include "record/recorded.hpp"

using namespace lazyrisk;

namespace {

Figure drawn(const Question& base, const std::vector<Sweep>& sweeps, const std::string& quantity = "test_error") {
    Answers answers;
    const Grid grid(base, sweeps);
    const Record record({grid[0], grid[grid.size() - 1]});
    CurveFigure plot(base, sweeps, quantity, record);
    plot.add_lines(answers);
    return plot.figure();
}

}  // namespace

TEST_SUITE("record/curve_figure") {
    TEST_CASE("[identity] a line a value of the first sweep, along the last one, through its points and between") {
        const Question base = asked({{"dim", "10"}, {"samples", "30"}});
        const std::vector<Sweep> sweeps{parse_sweep("ridge=0.001,0.1,10"), parse_sweep("width=20:80:3:log")};
        const Figure f = drawn(base, sweeps, "bias");
        CHECK(f.x.label == axis_label("width"));
        CHECK(f.x.log);
        CHECK(f.y.label == axis_label("bias"));
        CHECK_FALSE(f.x.from);
        CHECK_FALSE(f.y.to);
        CHECK(f.y.from == 0.0);  // the floor of an error
        CHECK(f.note == parameters(base, sweeps));
        REQUIRE(f.marks.size() == 1);
        CHECK(f.marks[0].x == 30);
        REQUIRE(f.series.size() == 3);
        const std::vector<std::string> labels{"λ = 0.001", "λ = 0.1", "λ = 10"};
        Answers answers;
        for (std::size_t line = 0; line < 3; ++line) {
            const DrawnSeries& s = f.series[line];
            CHECK(s.label == labels[line]);
            CHECK(s.colour == int(line));
            CHECK(s.style == DrawnSeries::Style::line);
            CHECK(s.error.empty());
            CHECK(std::is_sorted(s.x.begin(), s.x.end()));
            CHECK(s.x.front() == 20);
            CHECK(s.x.back() == 80);
            for (const double width : {20.0, 29.0, 30.0, 31.0, 40.0}) {
                const auto at = std::find(s.x.begin(), s.x.end(), width);
                REQUIRE(at != s.x.end());
                Question q = base;
                q.ridge = sweeps[0].values[line], q.width = width;
                CHECK(s.y[std::size_t(at - s.x.begin())] == answers(q).risk.bias);
            }
        }
    }

    TEST_CASE("[identity] one sweep is one line without a label; ratios stand where their counts are") {
        const Figure f = drawn(asked({{"dim", "10"}, {"samples", "30"}}), {parse_sweep("psi1=1,2")});
        REQUIRE(f.series.size() == 1);
        CHECK(f.series[0].label.empty());
        CHECK_FALSE(f.x.log);
        CHECK(f.series[0].x == std::vector<double>{1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 2});
    }

    TEST_CASE(
        "[identity] a pole is on the line and steep enough to leave the picture; several decades are logarithmic") {
        const Figure f =
            drawn(asked({{"psi2", "3"}, {"ridge", "0"}, {"noise", "0.1"}}), {parse_sweep("psi1=0.1:9:90")});
        const DrawnSeries& s = f.series[0];
        const auto pole = std::find(s.y.begin(), s.y.end(), infinite<>) - s.y.begin();
        REQUIRE(std::size_t(pole) < s.y.size());
        CHECK(s.x[std::size_t(pole)] == 3);
        CHECK(s.y[std::size_t(pole) - 1] > 1000);
        CHECK(s.y[std::size_t(pole) + 1] > 1000);
        CHECK(f.y.log);
        CHECK_FALSE(f.y.from);
        CHECK_FALSE(drawn(asked({{"psi2", "3"}, {"ridge", "1"}}), {parse_sweep("psi1=0.1:9:90")}).y.log);
    }

    TEST_CASE("[error] a quantity is a number of the record") {
        const Question base =
            asked({{"model", "kernel"}, {"kernel", "ntk"}, {"dim", "10"}, {"alpha", "1"}, {"target", "neuron(relu)"}});
        const Question given = asked({{"spectrum", "x.csv"}, {"samples", "30"}});
        const std::vector<Sweep> sweeps{parse_sweep("noise=1,2")};
        const auto draws = [&](const Question& q, const char* quantity) {
            const Record record({q});
            return CurveFigure(q, sweeps, quantity, record).figure().y.label;
        };
        for (const char* word : {"status", "version", "model", "activation", "nope", "", "ridge_convention", "target",
                                 "learned", "dead", "kernel", "layers"}) {
            CAPTURE(word);
            CHECK_THROWS_AS(draws(base, word), DomainError);
        }
        CHECK_THROWS_AS(draws(given, "spectrum"), DomainError);
        CHECK_THROWS_WITH(draws(base, "nope"),
                          "quantity = nope: expected a number of the record, such as test_error or bias");
        for (const char* number : {"test_error", "effective_ridge", "learnability.3", "psi2", "depth", "energy.rest",
                                   "limit_test_error", "degrees", "weight_variance"}) {
            CAPTURE(number);
            CHECK(draws(base, number) == axis_label(number));
        }
    }

    TEST_CASE("[agreement] the limit beside a finite dimension: dashed, the staircase's theorem at its points") {
        const Question base = asked({{"model", "kernel"}, {"dim", "100"}, {"energy", "1=0.5,2=0.5"}});
        const std::vector<Sweep> sweeps{parse_sweep("noise=0,0.5"), parse_sweep("alpha=0.5,1.5,2.5")};
        const Grid grid(base, sweeps);
        const Record record({grid[0]});
        CurveFigure plot(base, sweeps, "test_error", record);
        Answers answers;
        plot.add_lines(answers);
        plot.add_limit(answers);
        const Figure f = plot.figure();
        REQUIRE(f.series.size() == 4);
        CHECK(f.series[0].label == "τ² = 0");
        CHECK(f.series[2].label == "limit d = ∞");
        CHECK(f.series[3].label.empty());
        for (std::size_t i = 0; i < 2; ++i) {
            const DrawnSeries& steps = f.series[2 + i];
            CHECK(steps.style == DrawnSeries::Style::dashed);
            CHECK(steps.colour == int(i));
            CHECK(steps.x.size() > 900);
            CHECK(std::is_sorted(steps.x.begin(), steps.x.end()));
            CHECK(steps.x.front() > 0.5);
            CHECK(steps.x.front() < 0.505);
            CHECK(steps.x.back() < 2.5);
            CHECK(steps.x.back() > 2.495);
            bool right = true;  // a degree is learned once alpha is past it: one half, the other half, nothing
            for (std::size_t j = 0; j < steps.x.size(); ++j)
                right = right && std::abs(steps.y[j] -
                                          (steps.x[j] < 1   ? 1
                                           : steps.x[j] < 2 ? 0.5
                                                            : 0) -
                                          (i == 0 ? 0 : 0.5)) < 1e-9;
            CHECK(right);
        }
    }

    TEST_CASE("[identity] one curve is told from its limit by its dimension; elsewhere there is no limit to draw") {
        const auto series = [](const Fields& fields, const char* sweep) {
            const Question base = asked(fields);
            const std::vector<Sweep> sweeps{parse_sweep(sweep)};
            const Record record({Grid(base, sweeps)[0]});
            CurveFigure plot(base, sweeps, "test_error", record);
            Answers answers;
            plot.add_limit(answers);
            std::vector<std::string> labels;
            for (const DrawnSeries& s : plot.figure().series) labels.push_back(s.label);
            return labels;
        };
        using Labels = std::vector<std::string>;
        const Fields at_hundred{{"model", "kernel"}, {"dim", "100"}};
        CHECK(series(at_hundred, "alpha=1.2,1.4") == Labels{"d = 100", "limit d = ∞"});
        CHECK(series({{"dim", "100"}, {"samples", "inf"}}, "beta=1.2,1.4") == Labels{"d = 100", "limit d = ∞"});
        CHECK(series(at_hundred, "samples=20,40") == Labels{""});
        CHECK(series({{"model", "kernel"}}, "alpha=1.2,1.4") == Labels{""});
    }
}
