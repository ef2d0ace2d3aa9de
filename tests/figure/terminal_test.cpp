// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/figure/terminal.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "lazyrisk/figure/drawing.hpp"
#include "lines_of.hpp"
#include "nearly.hpp"

using namespace lazyrisk;

namespace {

/// 1/|x - 3| between 0.1 and 10, and its double.
Figure pole() {
    Figure figure{.title = "A pole",
                  .x = {.label = "ψ₁ = p/d", .log = true},
                  .y = {.label = "test error", .log = true},
                  .marks = {{3, "p = n"}}};
    DrawnSeries a{.label = "once"}, b{.label = "twice", .colour = 1},
        seen{.label = "simulation", .error = {}, .style = DrawnSeries::Style::points, .colour = 1};
    for (int i = 0; i <= 100; ++i) {
        const double x = 0.1 * std::pow(100, i / 100.0);
        a.x.push_back(x), b.x.push_back(x);
        a.y.push_back(i == 74 ? INFINITY : 1 / std::abs(x - 3));
        b.y.push_back(2 * a.y.back());
        if (i % 25 == 10) seen.x.push_back(x), seen.y.push_back(b.y.back()), seen.error.push_back(0.3 * b.y.back());
    }
    figure.series = {a, b, seen};
    return figure;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_SUITE("figure/terminal") {
    TEST_CASE("[golden] axes, letters, shapes, marks and legend within the width") {
        for (const int columns : {40, 80, 120}) {
            const std::string text = terminal_picture(pole(), columns, 16);
            CAPTURE(text);
            for (const std::string& line : lines_of(text)) CHECK(int(length(line)) <= columns);
            for (const char* part : {"A pole", "test error", "ψ₁ = p/d", "p = n", "──a once", "──b twice",
                                     "■ simulation", "0.1", "┤", "┊"})
                CHECK(has(text, part));
            CHECK_FALSE(has(text, "\033"));
        }
        CHECK(has(terminal_picture(pole(), 80, 16, true), "\033[38;5;"));
    }

    TEST_CASE(
        "[identity] a mark's label is centred below its line, at the ends of the axis as far as the picture goes") {
        for (const double at : {0.1, 0.3, 1.0, 3.0, 8.0, 10.0}) {
            Figure figure = pole();
            figure.marks = {{at, "p = n"}};
            const std::string text = terminal_picture(figure, 60, 12);
            CAPTURE(text);
            int line = -1, label = -1;
            for (const std::string& row : lines_of(text)) {
                if (const auto place = row.find("┊"); place != std::string::npos && line < 0)
                    line = int(length(row.substr(0, place)));
                if (const auto place = row.find("p = n"); place != std::string::npos)
                    label = int(length(row.substr(0, place)));
            }
            REQUIRE(line >= 0);
            REQUIRE(label >= 0);
            CHECK((std::abs(label + 2 - line) <= 1 || label + 5 == 60));
        }
    }

    TEST_CASE("[identity] a line through the whole plot leaves no column empty, a gap leaves its own") {
        Figure figure{.x = {.from = 0.0, .to = 10.0}, .y = {.from = 0.0, .to = 1.0}};
        const auto empty_columns = [&] {
            const auto lines = lines_of(terminal_picture(figure, 60, 10));
            std::vector<bool> used(60, false);
            for (std::size_t row = 0; row < 10; ++row) {
                std::size_t column = 0;
                for (const char c : lines[row]) {
                    if ((c & 0xC0) == 0x80) continue;
                    if (static_cast<unsigned char>(c) == 0xE2 && column > 5)
                        used[column] = true;  // Braille, behind the axis
                    ++column;
                }
            }
            return std::count(used.begin() + 6, used.begin() + 58, false);
        };
        figure.series = {{.x = {0, 10}, .y = {0.1, 0.9}}};
        CHECK(empty_columns() == 0);
        figure.series = {{.x = {0, 4, 5, 6, 10}, .y = {0.1, 0.5, INFINITY, 0.5, 0.9}}};
        CHECK(empty_columns() >= 8);
    }

    TEST_CASE("[identity] the numbers beside the axes are where they say: upwards by equal steps, and rightwards") {
        const Figure figure{
            .x = {.from = -2.0, .to = 6.0}, .y = {.from = -3.0, .to = 9.0}, .series = {{.x = {-2, 6}, .y = {-3, 9}}}};
        const std::vector<std::string> lines = lines_of(terminal_picture(figure, 80, 24));
        std::vector<std::pair<int, double>> ticks;  // row, value
        int rows = 0, axis = -1;
        for (std::size_t i = 0; i < lines.size(); ++i) {
            if (has(lines[i], "└")) axis = int(i);
            if (!has(lines[i], "┤") && !has(lines[i], "│")) continue;
            if (has(lines[i], "┤")) ticks.emplace_back(rows, std::stod(lines[i]));
            ++rows;
        }
        REQUIRE(ticks.size() >= 3);
        for (const auto& [row, value] : ticks)
            CHECK(std::abs(9 - 12.0 * row / (rows - 1) - value) <= 12.0 / (rows - 1));  // a row is the error
        REQUIRE(axis >= 0);
        std::istringstream numbers(lines[std::size_t(axis) + 1]);
        std::vector<double> along;
        for (double v; numbers >> v;) along.push_back(v);
        REQUIRE(along.size() >= 3);
        for (std::size_t i = 0; i < along.size(); ++i) {
            CHECK((along[i] >= -2 && along[i] <= 6));
            if (i > 1) CHECK(along[i] - along[i - 1] == nearly(along[1] - along[0]));
        }
        CHECK(along[1] > along[0]);
    }

    TEST_CASE("[limit] nothing to draw is still a frame") { CHECK(has(terminal_picture({}, 80, 10), "└")); }
}
