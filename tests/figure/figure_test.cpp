// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "lazyrisk/figure/drawing.hpp"
#include "lazyrisk/figure/figure.hpp"
#include "lazyrisk/figure/gnuplot.hpp"
#include "lazyrisk/figure/pgfplots.hpp"
#include "lazyrisk/table/latex_text.hpp"
#include "lazyrisk/words/error.hpp"
#include "nearly.hpp"

using namespace lazyrisk;
namespace fs = std::filesystem;

namespace {

/// A folder that vanishes with the test.
struct Folder {
    fs::path path = fs::temp_directory_path() / ("lazyrisk figure " + std::to_string(getpid()));
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
    [[nodiscard]] std::string operator/(const char* name) const { return (path / name).string(); }
    [[nodiscard]] bool empty() const { return fs::is_empty(path); }
};

std::string content(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

/// A pole at 3 between 0 and 10, with simulated points.
Figure double_descent() {
    Figure figure{.title = "Test error", .note = "d = 30", .x = {.label = "ψ₁ = p/d"}, .y = {.label = "test error"}};
    DrawnSeries theory{.label = "theory λ = 10⁻⁴"},
        seen{.label = "simulation", .error = {}, .style = DrawnSeries::Style::points};
    for (int i = 0; i <= 200; ++i) {
        theory.x.push_back(i / 20.0);
        theory.y.push_back(i == 60 ? INFINITY : 0.5 + 0.4 / std::abs(i / 20.0 - 3));
        if (i % 20 != 5) continue;
        seen.x.push_back(i / 20.0);
        seen.y.push_back(theory.y.back());
        seen.error.push_back(0.05);
    }
    figure.series = {theory, seen};
    figure.marks = {{3, "p = n"}, {50, "outside"}};
    return figure;
}

}  // namespace

TEST_SUITE("figure/figure") {
    TEST_CASE("[golden] every ending gives a file of its format, the same one twice, and nothing beside it") {
        const Folder folder;
        const std::pair<const char*, std::string> formats[] = {
            {"a.svg", "<?xml"}, {"a.pdf", "%PDF"}, {"a.png", "\x89PNG"}, {"a.tex", "% Needs \\usepackage{pgfplots}"}};
        for (const auto& format : formats) {
            const char* const name = format.first;
            const std::string& magic = format.second;
            CAPTURE(name);
            write_figure(double_descent(), folder / name);
            const std::string first = content(folder / name);
            CHECK(first.substr(0, magic.size()) == magic);
            CHECK(first.size() > 1000);
            if (std::string(name) == "a.pdf") usleep(1'100'000);  // the second hand moves: the file holds no date
            write_figure(double_descent(), folder / name);        // replaces
            CHECK((content(folder / name) == first));
        }
        CHECK(std::distance(fs::directory_iterator(folder.path), {}) == 5);  // and a.csv, which a.tex reads
        CHECK(
            content(folder / "a.csv").starts_with("# 0: theory λ = 10⁻⁴\n# 1: simulation\nx0,y0,x1,y1,plus1,minus1\n"));
        CHECK(content(folder / "a.tex")
                  .find("table[x=x1, y=y1, y error plus=plus1, y error minus=minus1, col sep=comma] {a.csv}") !=
              std::string::npos);
        Figure whole = double_descent();
        whole.embedded = true;
        fs::remove(folder / "a.csv");
        write_figure(whole, folder / "a.tex");
        CHECK_FALSE(fs::exists(folder / "a.csv"));
        CHECK(content(folder / "a.tex").find(") += (0,0.05) -= (0,0.05)") != std::string::npos);
    }

    TEST_CASE(
        "[error] another ending, unequal columns, an impossible axis, an unwritable path: one sentence, no file") {
        const Folder folder;
        CHECK_THROWS_WITH_AS(write_figure(double_descent(), "plot.jpg"),
                             "plot = plot.jpg: the name ends in .svg, .pdf, .png or .tex, or is - for the terminal",
                             DomainError);
        CHECK_THROWS_AS(write_figure(double_descent(), folder / "plot"), DomainError);
        Figure figure = double_descent();
        figure.series[0].y.pop_back();
        CHECK_THROWS_AS(write_figure(figure, folder / "a.tex"), DomainError);
        figure = double_descent();
        figure.y = {.log = true, .from = 0.0};
        CHECK_THROWS_AS(write_figure(figure, folder / "a.tex"), DomainError);
        for (const char* name : {"missing/a.svg", "missing/a.tex"})
            CHECK_THROWS_WITH_AS(write_figure(double_descent(), folder / name),
                                 ("cannot write " + (folder / name) + ": No such file or directory").c_str(),
                                 std::runtime_error);
        CHECK(folder.empty());
        fs::create_directory(folder / "a.tex");
        CHECK_THROWS_AS(write_figure(double_descent(), folder / "a.tex"), std::runtime_error);
        CHECK(std::distance(fs::directory_iterator(folder.path), {}) == 1);
    }

    TEST_CASE("[error] without gnuplot the sentence says what to install, and no file appears") {
        const Folder folder;
        const std::string path = std::getenv("PATH") ? std::getenv("PATH") : "";
        setenv("PATH", (folder / "nothing").c_str(), 1);
        CHECK_THROWS_WITH_AS(
            write_figure(double_descent(), folder / "a.svg"),
            "gnuplot is not installed, and draws .svg, .pdf and .png: install gnuplot-nox, or ask for a "
            ".tex figure",
            std::runtime_error);
        CHECK_NOTHROW(write_figure(double_descent(), folder / "a.tex"));
        setenv("PATH", path.c_str(), 1);
        CHECK(std::distance(fs::directory_iterator(folder.path), {}) == 2);
    }

    TEST_CASE("[limit] a pole is a gap and does not set the range; a peak does") {
        Figure figure = double_descent();
        Window view = window(figure);
        CHECK(view.y.to < 6);
        CHECK(view.y.from == 0);
        const auto pieces = visible(figure.series[0], figure, view);
        REQUIRE(pieces.size() == 2);
        CHECK(pieces[0].back().y == nearly(view.y.to));  // leaves through the upper edge
        CHECK(pieces[0].back().x < 3);
        CHECK(pieces[1].front().x > 3);

        for (double& y : figure.series[0].y) y = std::min(y, 2.0);
        view = window(figure);
        CHECK(view.y.to >= 2);
    }

    TEST_CASE("[identity] lines are cut where they cross the limits of the axes, in the axes' own scale") {
        struct Case {
            const char* what;
            std::vector<double> x, y;
            std::vector<std::vector<std::pair<double, double>>> pieces;
        };
        // the window is 0 <= x <= 4, 0 <= y <= 1
        const std::vector<Case> cases{
            {"inside", {0, 1, 4}, {0, 0.5, 1}, {{{0, 0}, {1, 0.5}, {4, 1}}}},
            {"out above and back", {0, 1, 2}, {0, 2, 0}, {{{0, 0}, {0.5, 1}}, {{1.5, 1}, {2, 0}}}},
            {"out below and back", {0, 1, 3}, {0.5, -0.5, 1.5}, {{{0, 0.5}, {0.5, 0}}, {{1.5, 0}, {2.5, 1}}}},
            {"through from below to above", {1, 2}, {-1, 2}, {{{4.0 / 3, 0}, {5.0 / 3, 1}}}},
            {"past a corner", {-1, 1}, {1, 3}, {}},
            {"in from the left, out at the right", {-2, 2, 6}, {0, 1, 0}, {{{0, 0.5}, {2, 1}, {4, 0.5}}}},
            {"along the upper limit", {1, 3}, {1, 1}, {{{1, 1}, {3, 1}}}},
            {"along a line above it", {1, 3}, {1.25, 1.25}, {}},
            {"upwards at one place", {2, 2}, {-3, 0.5}, {{{2, 0}, {2, 0.5}}}},
            {"upwards beside the window", {5, 5}, {-3, 0.5}, {}},
            {"cut by what is not finite", {0, 1, 2, 3, 4}, {0, 1, NAN, 1, 0}, {{{0, 0}, {1, 1}}, {{3, 1}, {4, 0}}}},
            {"a place alone is no line", {0, 1, 2}, {INFINITY, 0.5, INFINITY}, {}},
        };
        for (const bool logarithmic : {false, true}) {
            const auto y = [&](double v) { return logarithmic ? std::pow(10, v) : v; };
            Figure figure;
            figure.y.log = logarithmic;
            for (const Case& c : cases) {
                CAPTURE(c.what);
                CAPTURE(logarithmic);
                DrawnSeries series{.x = c.x};
                for (const double v : c.y) series.y.push_back(y(v));
                const auto seen = visible(series, figure, {{0, 4}, {y(0), y(1)}});
                REQUIRE(seen.size() == c.pieces.size());
                for (std::size_t i = 0; i < seen.size(); ++i) {
                    REQUIRE(seen[i].size() == c.pieces[i].size());
                    for (std::size_t k = 0; k < seen[i].size(); ++k) {
                        CHECK(seen[i][k].x == nearly(c.pieces[i][k].first, 1e-12));
                        CHECK(seen[i][k].y == nearly(y(c.pieces[i][k].second), 1e-12));
                        CHECK(seen[i][k].low == seen[i][k].y);
                    }
                }
            }
        }
    }

    TEST_CASE("[identity] points are inside or not there, their bars end at the limits") {
        const Window view{{0, 4}, {0, 1}};
        DrawnSeries series{.x = {0, 1, 2, 3, 4, 5, 3},
                           .y = {0, 0.5, 1.5, 1, 0.9, 0.5, -0.1},
                           .error = {0.2, 0.1, 1, 0.3, INFINITY, 0.1, 1},
                           .style = DrawnSeries::Style::points};
        const auto seen = visible(series, {}, view);
        REQUIRE(seen.size() == 1);
        const std::vector<std::array<double, 4>> wanted{
            {0, 0, 0, 0.2}, {1, 0.5, 0.4, 0.6}, {3, 1, 0.7, 1}, {4, 0.9, 0.9, 0.9}};
        REQUIRE(seen[0].size() == wanted.size());
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            CHECK(seen[0][i].x == wanted[i][0]);
            CHECK(seen[0][i].y == wanted[i][1]);
            CHECK(seen[0][i].low == nearly(wanted[i][2]));
            CHECK(seen[0][i].high == nearly(wanted[i][3]));
        }
    }

    TEST_CASE("[limit] nothing finite, one point, zeros on a logarithmic axis: still a picture") {
        const Folder folder;
        Figure figure;
        for (int step = 0; step < 4; ++step) {
            CAPTURE(step);
            if (step == 1) figure.series = {{.label = "none", .x = {1, 2}, .y = {INFINITY, NAN}}};
            if (step == 2)
                figure.series = {{.x = {2}, .y = {3}, .error = {INFINITY}, .style = DrawnSeries::Style::points}};
            if (step == 3) {
                figure.x.log = figure.y.log = true;
                figure.series = {{.x = {0, 1, 10, 100}, .y = {1, 0, 2, 3}},
                                 {.x = {1, 10}, .y = {1e-3, 1}, .error = {1, 1}, .style = DrawnSeries::Style::points}};
            }
            CHECK_NOTHROW(write_figure(figure, folder / "a.svg"));
            CHECK_NOTHROW(write_figure(figure, folder / "a.tex"));
            CHECK(content(folder / "a.tex").find("inf") == std::string::npos);
        }
        const Window view = window(figure);
        const auto pieces = visible(figure.series[0], figure, view);
        REQUIRE(pieces.size() == 1);
        CHECK(pieces[0].size() == 2);
        CHECK(visible(figure.series[1], figure, view)[0][0].low >= view.y.from);  // a bar through zero ends at the edge
    }

    TEST_CASE("[error] texts are printed, never obeyed") {
        const Folder folder;
        const std::string trap = folder / "trap";
        Figure figure = double_descent();
        const std::string text =
            "a_b ^{c} @D 'e' \"f\" `touch " + trap + "` %g \\\\h & <i> #j $k\n'\nsystem('touch " + trap + "')";
        figure.title = figure.note = figure.x.label = figure.y.label = text;
        figure.series[0].label = figure.marks[0].label = text;
        write_figure(figure, folder / "a.svg");
        write_figure(figure, folder / "a.tex");
        CHECK_FALSE(fs::exists(trap));
        const std::string svg = content(folder / "a.svg");
        CHECK(svg.find("a_b ^{c} @D 'e'") != std::string::npos);
        CHECK(latex_text("a_b^{50%} λ₁₀ = 10⁻² & $x \\ ~") ==
              "a\\_b\\textasciicircum{}\\{50\\%\\} $\\lambda_{10}$ = 10$^{-2}$ "
              "\\& \\$x \\textbackslash{} \\textasciitilde{}");
    }

    TEST_CASE(
        "[identity] an error bar reaches from its lower to its upper end, or to the edge of the plot, in a .tex") {
        const Folder folder;
        struct Case {
            bool log;
            double y, error, from, to;
        };
        // whole, cut above, cut below, cut at both ends, through zero of a logarithmic axis, to the edge itself
        for (const Case& c : std::vector<Case>{{false, 2, 0.5, 0, 4},
                                               {false, 2, 1.5, 0, 3},
                                               {false, 2, 1.5, 1, 4},
                                               {false, 2, 3, 1.5, 4.25},
                                               {true, 2, 1.5, 0.1, 2.5},
                                               {true, 2, 3, 0.125, 20},
                                               {false, -2, 1.5, -3, 0},
                                               {false, 2, 2, 0, 4}}) {
            DrawnSeries seen{.label = "seen", .x = {1}, .y = {c.y}, .error = {c.error}};
            seen.style = DrawnSeries::Style::points;
            Figure figure{.x = {.from = 0, .to = 2}, .y = {.log = c.log, .from = c.from, .to = c.to}, .series = {seen}};
            write_figure(figure, folder / "a.tex");
            CAPTURE(c.y);
            CAPTURE(c.error);
            std::stringstream csv(content(folder / "a.csv"));
            std::string row;
            while (std::getline(csv, row) && row != "x0,y0,plus0,minus0") REQUIRE(row.starts_with("#"));
            REQUIRE(std::getline(csv, row));
            double x = 0, y = 0, plus = 0, minus = 0;
            REQUIRE(std::sscanf(row.c_str(), "%lf,%lf,%lf,%lf", &x, &y, &plus, &minus) == 4);
            CHECK(x == 1);
            CHECK(y == c.y);
            CHECK(y + plus == nearly(std::min(c.y + c.error, c.to), 1e-8, 1e-8));
            CHECK(y - minus == nearly(std::max(c.y - c.error, c.from), 1e-8, 1e-8));
            figure.embedded = true;
            write_figure(figure, folder / "b.tex");
            const std::string embedded = content(folder / "b.tex");
            const std::size_t at = embedded.find(") += (0,");
            REQUIRE(at != std::string::npos);
            double up = 0, down = 0;
            REQUIRE(std::sscanf(embedded.c_str() + at, ") += (0,%lf) -= (0,%lf)", &up, &down) == 2);
            CHECK(up == plus);
            CHECK(down == minus);
        }
    }
}
