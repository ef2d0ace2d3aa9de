// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "capture_bound.hpp"
#include "lazyrisk/figure/drawing.hpp"
#include "lazyrisk/figure/gnuplot.hpp"
#include "lazyrisk/words/error.hpp"
#include "nearly.hpp"

using namespace lazyrisk;

namespace {

/// A line from (0, left) to (1, right) on unit axes, with a name in the legend.
Figure line(double left, double right) {
    Figure figure{.x = {.from = 0.0, .to = 1.0}, .y = {.from = 0.0, .to = 1.0}};
    figure.series = {{.label = "theory", .x = {0, 1}, .y = {left, right}}};
    return figure;
}

Legend of(const Figure& figure) { return legend(figure, window(figure)); }

}  // namespace

TEST_SUITE("figure/legend") {
    TEST_CASE("[identity] the legend stands in a corner that is empty, else outside") {
        Legend key = of(line(0.2, 0.2));
        CHECK((key.place == Legend::Place::inside && key.top && key.east));
        key = of(line(0.2, 0.95));  // upper right is taken
        CHECK((key.place == Legend::Place::inside && key.top && !key.east));
        Figure figure = line(0.97, 0.97);
        key = of(figure);
        CHECK((key.place == Legend::Place::inside && !key.top && key.east));
        CHECK(key.below_cm() == 0);
        figure.series.push_back({.x = {0, 1}, .y = {0.03, 0.03}});  // both edges
        CHECK(of(figure).place == Legend::Place::right);
        figure.series[0].label = std::string(60, 'x');
        CHECK(of(figure).place == Legend::Place::below);
        figure.series[0].label.clear();
        CHECK(of(figure).place == Legend::Place::none);
    }

    TEST_CASE("[identity] an error bar and a mark count as drawn") {
        Figure figure = line(0.5, 0.5);
        figure.series.push_back({.x = {0.95}, .y = {0.6}, .error = {0.39}, .style = DrawnSeries::Style::points});
        CHECK_FALSE(of(figure).east);
        figure = line(0.5, 0.5);
        figure.marks = {{0.95, "p = n"}};
        CHECK_FALSE(of(figure).east);
    }

    TEST_CASE("[identity] no line runs through a legend that stands inside") {
        std::mt19937 random(3);
        std::uniform_real_distribution<double> uniform(0, 1);
        int inside = 0;
        for (int i = 0; i < 300; ++i) {
            Figure figure = line(uniform(random), uniform(random));
            for (int more = i % 4; more > 0; --more) {
                const double x = uniform(random);
                figure.series.push_back(
                    {.label = "theory", .x = {x, std::min(1.0, x + 0.3)}, .y = {uniform(random), uniform(random)}});
            }
            const Legend key = of(figure);
            if (key.place != Legend::Place::inside) continue;
            ++inside;
            // the labels alone, without room around them, in a plot that is at most as large as the figure
            const double width = key.width_cm / figure.width_cm, height = 0.42 * key.rows / figure.height_cm;
            for (const DrawnSeries& s : figure.series)
                for (int k = 0; k <= 1000; ++k) {
                    const double x = s.x[0] + (s.x[1] - s.x[0]) * k / 1000, y = s.y[0] + (s.y[1] - s.y[0]) * k / 1000;
                    const bool beside = key.east ? x > 1 - width : x < width,
                               at_height = key.top ? y > 1 - height : y < height;
                    CHECK_FALSE((beside && at_height));
                }
        }
        CHECK(inside > 30);
    }

    TEST_CASE(
        "[identity] four lines without points differ in rhythm or lightness; lines with points of their own are "
        "solid") {
        Figure figure;
        for (int i = 0; i < 30; ++i) figure.series.push_back({.x = {0, 1}, .y = {0, 1}, .colour = i});
        for (int i = 0; i < 3; ++i) CHECK(line_pattern(figure, figure.series[std::size_t(i)]) == 0);
        for (int i = 0; i < 30; ++i)
            for (int j = 0; j < i; ++j)
                CHECK((i % 7 != j % 7 || line_pattern(figure, figure.series[std::size_t(i)]) !=
                                             line_pattern(figure, figure.series[std::size_t(j)])));
        CHECK(line_pattern(figure, figure.series[3]) == 1);
        figure.series.push_back({.x = {0.5}, .y = {0.5}, .style = DrawnSeries::Style::points, .colour = 3});
        CHECK(line_pattern(figure, figure.series[3]) == 0);
    }

    TEST_CASE(
        "[identity] ticks of a short logarithmic axis: 1, 2, 5 times powers of ten within it; fewer than two give even "
        "steps; none of longer axes") {
        const Axis log{.log = true};
        const auto ticks = [&](double from, double to) { return short_log_ticks(log, {from, to}); };
        CHECK(ticks(1, 100) == std::vector<double>{1, 2, 5, 10, 20, 50, 100});
        CHECK(ticks(0.03, 0.6).size() == 4);  // 0.05, 0.1, 0.2, 0.5
        CHECK(ticks(1, std::pow(10, 2.49)).size() == 8);
        CHECK(ticks(1, std::pow(10, 2.51)).empty());
        CHECK(short_log_ticks({}, {1, 10}).empty());
        for (const auto& [from, to] : {std::pair{2.1, 4.9}, {1.05, 1.9}, {5.2, 9.7}, {3.0, 3.4}, {21.0, 24.0}}) {
            const std::vector<double> even = ticks(from, to);
            CAPTURE_BOUND(from);
            REQUIRE(even.size() >= 2);
            CHECK(even.size() <= 6);
            CHECK(even.front() >= from);
            CHECK(even.back() <= to);
            CHECK(even.front() - (even[1] - even[0]) < from);  // none is missing
            CHECK(even.back() + (even[1] - even[0]) > to);
        }
    }

    TEST_CASE(
        "[identity] lines are as long as they may be and no longer, in characters; marks whose labels would meet stand "
        "in rows") {
        CHECK(length("ψ₁ = p") == 6);
        CHECK(wrap("aa bb cc", 5) == std::vector<std::string>{"aa bb", "cc"});
        CHECK(wrap("aa bb cc", 4) == std::vector<std::string>{"aa", "bb", "cc"});
        CHECK(wrap("ψψ ψψ", 5) == std::vector<std::string>{"ψψ ψψ"});
        CHECK(wrap("toolong b", 3) == std::vector<std::string>{"toolong", "b"});
        CHECK(wrap("", 3).empty());
        Figure figure;
        figure.x.log = true;
        figure.marks = {{100, "c"},       {10, "b"},      {1, "a"},       {-1, "negative"},
                        {1e5, "outside"}, {11, "beside"}, {10.5, "third"}};
        const Window view{{1, 1e4}, {0, 1}};
        const std::vector<PlacedMark> placed = place_marks(figure, view, 10);
        REQUIRE(placed.size() == 5);
        const std::vector<std::pair<std::string, int>> wanted{
            {"a", 0}, {"b", 0}, {"third", 1}, {"", 0}, {"c", 0}};  // no third row
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            CHECK(placed[i].label == wanted[i].first);
            CHECK(placed[i].row == wanted[i].second);
        }
        CHECK_FALSE(placed[1].moved);
        figure.marks = {{1, "a label of sixty characters"}, {1e4, "n = B(d,3)"}};
        const std::vector<PlacedMark> edges = place_marks(figure, view, 10);
        // half a label is 0.075 cm a character and 0.1; the picture ends 1 cm left and 0.4 cm right of the plot
        REQUIRE(edges[0].moved);
        CHECK(*edges[0].moved == nearly((0.075 * 27 + 0.1 - 1) / 10));
        REQUIRE(edges[1].moved);
        CHECK(*edges[1].moved == nearly((10 - 0.075 * 10 - 0.1 + 0.4) / 10));
    }

    TEST_CASE("[golden] widths of one and two columns, with title and note or bare") {
        Figure figure = line(0.2, 0.2);
        figure.title = "A title", figure.note = std::string(200, 'n') + " x";
        set_width(figure, column_width_cm);
        CHECK(figure.width_cm == nearly(8.6));
        CHECK(gnuplot_script(figure, "svg").find("size 325,") != std::string::npos);  // 8.6 cm at 96 dots an inch
        CHECK(gnuplot_script(figure, "svg").find("A title") != std::string::npos);
        const double high = figure.height_cm;
        figure.bare = true;
        set_width(figure, column_width_cm);
        CHECK(figure.height_cm < high);
        CHECK(gnuplot_script(figure, "svg").find("A title") == std::string::npos);
        CHECK_THROWS_AS(set_width(figure, 2), DomainError);
    }

    TEST_CASE("[golden] a slide: 16 to 9, texts and lines 1.6 times as large") {
        Figure figure = line(0.2, 0.2);
        figure_width("slide").apply(figure);
        CHECK(figure.width_cm / figure.height_cm == nearly(16.0 / 9, 1e-2));
        const std::string script = gnuplot_script(figure, "pdf");
        CHECK(script.find("size 8.5039,4.7874") != std::string::npos);  // 13.5 and 7.6 cm times 1.6, in inches
        CHECK(script.find("fontscale 1.2 linewidth 2.4") != std::string::npos);
        CHECK(figure_width("column").cm == 8.6);
        CHECK_FALSE(FigureWidth{}.given());
        Figure same = line(0.2, 0.2);
        FigureWidth{}.apply(same);
        CHECK(same.width_cm == Figure{}.width_cm);
        CHECK_THROWS_WITH_AS(figure_width("poster"), doctest::Contains("slide"), DomainError);
    }
}
