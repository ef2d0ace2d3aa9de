// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/table/table.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "capture_bound.hpp"
#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

TEST_SUITE("table/table") {
    TEST_CASE("[golden] one table in five formats") {
        const std::vector<std::string> columns{"name", "energy.1", "learnability.0", "learnability.1", "test_error"};
        const std::vector<Row> rows{{std::string("a,b"), 0.1, 1.0, 0.25, infinite<>},
                                    {std::string("a,b"), 0.1, 1.0, 0.5, 1.25e-7}};
        CHECK(render(columns, rows, {Format::csv, {}, false}) ==
              "name,energy.1,learnability.0,learnability.1,test_error\n\"a,b\",0.1,1,0.25,inf\n\"a,b\",0.1,1,0.5,1.25e-"
              "07\n");
        const auto json = nlohmann::json::parse(render(columns, rows, {Format::json, {}, false}));
        CHECK(json[0]["test_error"] == "inf");
        CHECK(json[0]["energy"]["1"] == 0.1);
        CHECK(json[1]["learnability"] == nlohmann::json::array({1, 0.5}));
        CHECK(render(columns, rows, {Format::text, {}, false}) ==
              "learnability.1  test_error\n          0.25         inf\n           0.5    "
              "1.25e-07\n\nname = a,b, energy.1 = 0.1\n");
        const std::string latex = render(columns, rows, {Format::latex, {}, false}, {}, "50 % of it");
        CHECK(latex.find("1.250e-7") != std::string::npos);
        CHECK(latex.find("$\\infty$") != std::string::npos);
        CHECK(latex.find("50 \\% of it") != std::string::npos);
        CHECK(render(columns, rows, {Format::markdown, {}, false}).find("| 0.2500 | ∞ |") != std::string::npos);
    }

    TEST_CASE(
        "[identity] a reader sees an error bound as the power of ten at or above it; csv and JSON have it in full") {
        const std::vector<std::pair<double, std::string>> bounds{
            {1e-12, "1e-12"}, {1.0001e-12, "1e-11"}, {2e-12, "1e-11"}, {9.9e-12, "1e-11"},
            {4e-7, "1e-06"},  {0.001, "0.001"},      {0.0011, "0.01"}, {0.2, "1"},
            {1, "1"},         {30, "100"},           {0, "0"},         {infinite<>, "inf"}};
        std::vector<Row> rows;
        for (const auto& bound : bounds) rows.push_back({bound.first, bound.first});
        const std::string text = render({"other", "error_bound"}, rows, {Format::text, {}, false}),
                          csv = render({"other", "error_bound"}, rows, {Format::csv, {}, false});
        std::istringstream lines(text), full(csv);
        std::string line;
        std::getline(lines, line), std::getline(full, line);
        for (const auto& [bound, shown] : bounds) {
            CAPTURE_BOUND(bound);
            std::string other, seen;
            lines >> other >> seen;
            CHECK(seen == shown);
            std::getline(full, line);
            CHECK(line == cell_text(bound, {}) + "," + cell_text(bound, {}));
            const std::string list = render_list({"error_bound"}, {bound}, {Format::text, {}, false});
            CHECK(list == "error_bound  " + shown + "\n");
            if (bound > 0) CHECK(std::strtod(seen.c_str(), nullptr) >= bound);
        }
    }

    TEST_CASE("[identity] csv and JSON read back as the same doubles; a missing value is empty, never NaN") {
        for (const double x : {0.1, 1.0 / 3, 6.02214076e23, 5e-324, 0.6515508951071217}) {
            CHECK(std::strtod(cell_text(x, {}).c_str(), nullptr) == x);
            const auto json = nlohmann::json::parse(render({"x"}, {{x}}, {Format::json, {}, true}));
            CHECK(json["x"].get<double>() == x);
        }
        CHECK(render({"x", "y"}, {{Cell{}, -0.0}}, {Format::csv, {}, false}) == "x,y\n,0\n");
        CHECK(nlohmann::json::parse(render({"x"}, {{Cell{}}}, {Format::json, {}, false}))[0]["x"].is_null());
    }

    TEST_CASE("[error] a NaN is never written") {
        const Row row{std::string("a"), std::nan("")};
        for (const Format format : {Format::text, Format::csv, Format::json, Format::latex, Format::markdown}) {
            CHECK_THROWS_WITH_AS(render({"name", "bias"}, {row}, {format, {}, false}),
                                 doctest::Contains("bias leaves the range"), NotConverged);
            if (format != Format::csv && format != Format::json)
                CHECK_THROWS_WITH_AS(render_list({"name", "bias"}, row, {format, {}, false}),
                                     doctest::Contains("bias leaves the range"), NotConverged);
        }
    }

    TEST_CASE("[error] an unknown format offers the nearest") {
        CHECK_THROWS_WITH_AS(from_word<Format>("format", "jsn"), doctest::Contains("did you mean json?"), DomainError);
    }
}
