// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/figure/svg_words.hpp"

#include <doctest/doctest.h>

#include <string>

#include "lazyrisk/words/read_text.hpp"
#include "temporary_folder.hpp"

using namespace lazyrisk;

namespace {

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t n = 0;
    for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++n;
    return n;
}

Figure figure() {
    Figure f;
    f.x.label = "p", f.y.label = "test error";
    f.series = {{.label = "ridge < 1", .x = {1, 2, 3}, .y = {3, 1, 2}},
                {.label = "limit", .x = {1, 2, 3}, .y = {3, 1, 2}, .style = DrawnSeries::Style::dashed},
                {.label = "simulation",
                 .x = {1, 2, 3},
                 .y = {2.5, 1.25, 2},
                 .error = {0.5, 0.25, 0},
                 .style = DrawnSeries::Style::points},
                {.label = "", .x = {1.5}, .y = {2}, .style = DrawnSeries::Style::points, .colour = 1}};
    return f;
}

}  // namespace

TEST_SUITE("figure/svg_words") {
    TEST_CASE("[identity] a drawn svg has the figure's words: picture, curves, and the numbers of every point") {
        const TemporaryFolder folder;
        const std::string path = folder.file("a.svg");
        write_figure(figure(), path);
        const std::string svg = read_text(path, "a picture");
        CHECK(count(svg, "Gnuplot</title>") == 0);
        CHECK(count(svg, "<title>gnuplot_") == 0);
        CHECK(count(svg, "<title>test error against p</title>") == 1);
        CHECK(count(svg, "<title>ridge &lt; 1</title>") == 1);
        CHECK(count(svg, "<title>limit</title>") == 1);
        CHECK(count(svg, "<title>simulation, standard errors</title>") == 1);
        CHECK(count(svg, "<title>simulation</title>") == 2);  // the points, and those without a label
        CHECK(count(svg, "<title>p = 1, test error = 2.5 ± 0.5</title></use>") == 1);
        CHECK(count(svg, "<title>p = 2, test error = 1.25 ± 0.25</title></use>") == 1);
        CHECK(count(svg, "<title>p = 3, test error = 2</title></use>") == 1);
        CHECK(count(svg, "<title>p = 1.5, test error = 2</title></use>") == 1);
        Figure titled = figure();
        titled.title = "A & B";
        write_figure(titled, path);
        CHECK(count(read_text(path, "a picture"), "<title>A &amp; B</title>") == 1);
    }

    TEST_CASE("[identity] what gnuplot did not draw stays") {
        CHECK(svg_with_words("<svg></svg>", figure()) == "<svg></svg>");
        CHECK(svg_with_words("", {}).empty());
    }
}
