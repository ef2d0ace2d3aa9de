// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/figure/heat_map.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/words/error.hpp"
#include "nearly.hpp"

using namespace lazyrisk;
namespace fs = std::filesystem;

namespace {

/// x y over 1, 10, 100 and 0, 1, 2, 3.
HeatMap product() {
    HeatMap map{.title = "Product", .x = {"x", true}, .y = {"y"}, .z = {"xy"}, .xs = {1, 10, 100}, .ys = {0, 1, 2, 3}};
    for (const double y : map.ys)
        for (const double x : map.xs) map.values.push_back(x * y);
    return map;
}

std::string written(const HeatMap& map, const std::string& ending) {
    const fs::path path = fs::temp_directory_path() / ("lazyrisk_heat_map_test_" + std::to_string(getpid()) + ending);
    write_heat_map(map, path.string());
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    fs::remove(path);
    return text.str();
}

}  // namespace

TEST_SUITE("figure/heat_map") {
    TEST_CASE("[golden] a map is drawn with its title, in three formats, equal maps equally") {
        HeatMap map = product();
        map.levels = {10, 50};
        map.lines = {{1, 0, 100, 3}};
        const std::string svg = written(map, ".svg");
        CHECK(svg.find("Product") != std::string::npos);
        CHECK(svg == written(map, ".svg"));
        for (const char* ending : {".pdf", ".png"}) {
            const std::string file = written(map, ending);
            CHECK(file.size() > 1000);
            CHECK(file == written(map, ending));
        }
    }

    TEST_CASE("[identity] the ends of the colours, found or given, are in the scale they are drawn in") {
        HeatMap map = product();
        CHECK(colour_range(map).from == 0);
        CHECK(colour_range(map).to == 300);
        map.z.from = 5.0, map.z.to = 50.0;
        CHECK(colour_range(map).from == 5);
        CHECK(colour_range(map).to == 50);
        map.z.log = true;
        map.ys = {1, 2, 3, 4};
        for (double& v : map.values) v += 1;
        map.z.from = 1e-2, map.z.to = 1e3;
        CHECK(colour_range(map).from == nearly(-2));
        CHECK(colour_range(map).to == nearly(3));
    }

    TEST_CASE(
        "[identity] colours are clipped at the ends, infinity included; a logarithmic axis is drawn as its logarithm") {
        HeatMap map = product();
        map.values[11] = infinite<>;
        map.z.to = 100;
        const std::string script = gnuplot_script(map, "svg");
        CHECK(script.find("cbrange [0:100]") != std::string::npos);
        CHECK(script.find("\n2 3 100\n") != std::string::npos);
        CHECK(script.find("inf") == std::string::npos);
        CHECK(script.find("xrange [-0.5:2.5]") != std::string::npos);
    }

    TEST_CASE("[identity] contours lie where the map has their value; their levels are round") {
        const HeatMap map = product();  // x y = 10^u v over (u, v)
        HeatMap fine{.x = {"x", true}, .y = {"y"}, .z = {"xy"}};
        for (int i = 0; i <= 40; ++i) fine.xs.push_back(std::pow(10, i / 20.0)), fine.ys.push_back(3 * i / 40.0);
        for (const double y : fine.ys)
            for (const double x : fine.xs) fine.values.push_back(x * y);
        fine.levels = {10, 100};
        const auto lines = contours(fine);
        REQUIRE(lines.size() >= 2);
        for (const ContourLine& line : lines) {
            CHECK((line.level == nearly(10) || line.level == nearly(100)));
            for (const auto& [u, v] : line.points) CHECK(std::pow(10, u) * v == nearly(line.level, 0.02));
        }
        const auto numbers = contour_numbers(fine, lines);
        REQUIRE(numbers.size() == 2);
        for (const ContourNumber& n : numbers) {  // on their line, the middle of its length
            CHECK(std::pow(10, n.x) * n.y == nearly(std::stod(n.text), 0.02));
            CHECK(n.x > 0.3);
            CHECK(n.x < 1.95);
        }
        CHECK(contour_numbers(fine, {{10, {{1, 1}, {1.1, 1.1}}}}).empty());  // too short
        const std::vector<ContourNumber> middle =                            // of the longer of two lines
            contour_numbers(fine, {{10, {{0, 0}, {1, 0}}}, {10, {{0, 0}, {0.5, 0.75}, {1, 1.5}, {1.5, 2.25}, {2, 3}}}});
        REQUIRE(middle.size() == 1);
        CHECK(middle[0].x == nearly(1));
        CHECK(middle[0].y == nearly(1.5));
        CHECK(gnuplot_script(fine, "svg").find("set label '100' at first") != std::string::npos);
        CHECK(round_levels(map) == std::vector<double>{50, 100, 150, 200, 250});
        fine.z.log = true;
        for (double& v : fine.values) v += 1;
        for (const double level : {1.0, 10.0, 100.0, 2.0, 50.0}) {
            const auto levels = round_levels(fine);
            CHECK((level == 1.0 || std::any_of(levels.begin(), levels.end(),
                                               [&](double l) { return std::abs(l - level) < 1e-9 * level; })));
        }
    }

    TEST_CASE("[golden] as LaTeX: values in a csv, contours and lines in the picture") {
        HeatMap map = product();
        map.levels = {10, 50};
        map.lines = {{1, 0, 100, 3}};
        const MapPicture made = pgfplots_map(map, "map.csv");
        CHECK(made.data.starts_with("x,y,z\n0,0,0\n1,0,0\n2,0,0\n0,1,1\n"));
        for (const char* part : {"mesh/cols=3", "{map.csv}", "(axis cs:0,0) -- (axis cs:2,3)", "coordinates {",
                                 "title={Product}", "{50};"})
            CHECK(made.picture.find(part) != std::string::npos);
        map.bare = true;
        CHECK(pgfplots_map(map, "map.csv").picture.find("Product") == std::string::npos);
    }

    TEST_CASE("[limit] a constant map and a map of infinities have colours too") {
        HeatMap map = product();
        for (double& v : map.values) v = 1;
        CHECK(written(map, ".svg").size() > 1000);
        for (double& v : map.values) v = infinite<>;
        CHECK(written(map, ".svg").size() > 1000);
    }

    TEST_CASE("[error] uneven grids, missing values, nonpositive values on a logarithmic scale") {
        const auto refused = [](const HeatMap& map) {
            CHECK_THROWS_AS(static_cast<void>(gnuplot_script(map, "svg")), DomainError);
        };
        HeatMap map = product();
        map.xs[1] = 20;
        refused(map);
        map = product();
        map.values.pop_back();
        refused(map);
        map = product();
        map.z.log = true;  // y = 0 is among them
        refused(map);
        map = product();
        map.ys = {0};
        refused(map);
        map = product();
        map.x.log = false;
        refused(map);
        map = product();
        CHECK_THROWS_AS(write_heat_map(map, "-"), DomainError);
        CHECK_THROWS_AS(write_heat_map(map, "map.gif"), DomainError);
    }
}
