// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/table/chosen.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

const std::vector<std::string> columns{"model", "width", "ridge", "test_error", "bias", "version"};

std::vector<Row> grid() {
    std::vector<Row> rows;
    for (const double width : {10.0, 2500.0})
        for (const double ridge : {0.0, 1e-3})
            rows.push_back({std::string("kernel"), width, ridge, width + ridge, 0.5, std::string("1")});
    return rows;
}

std::string shown(Format format, std::vector<std::string> chosen, const std::string& pivot = "",
                  const std::vector<std::string>& wanted = {"width", "ridge", "test_error"}) {
    TableStyle style{.format = format, .digits = {}};
    style.columns = std::move(chosen), style.pivot = pivot;
    return render(columns, grid(), style, wanted);
}

}  // namespace

TEST_SUITE("table/chosen") {
    TEST_CASE("[identity] the chosen columns alone, in their order, in every format") {
        CHECK(shown(Format::csv, {"test_error", "width"}) ==
              "test_error,width\n10,10\n10.001,10\n2500,2500\n2500.001,2500\n");
        CHECK(shown(Format::json, {"width"}) ==
              "[\n{\"width\":10},\n{\"width\":10},\n{\"width\":2500},\n{\"width\":2500}\n]\n");
        CHECK(shown(Format::text, {"bias", "width"}).starts_with("bias  width\n 0.5     10\n"));
        CHECK(shown(Format::text, {"bias", "width"}).find("ridge") == std::string::npos);
        const std::string latex = shown(Format::latex, {"bias", "width"});
        CHECK(latex.find("{bias} & {$p$}") != std::string::npos);
        CHECK(latex.find("{$R$}") == std::string::npos);
        CHECK(shown(Format::markdown, {"width", "bias"}).starts_with("| p | bias |\n"));
    }

    TEST_CASE("[identity] parameters stand below a text table, whole numbers are exact") {
        const std::string text = shown(Format::text, {});
        CHECK(text.starts_with("width  ridge  test_error\n"));
        CHECK(text.ends_with("\n\nmodel = kernel, version = 1\n"));
        CHECK(text.find("2500  0.001        2500\n") != std::string::npos);
    }

    TEST_CASE("[identity] a pivot: rows of one width, a column a ridge") {
        CHECK(shown(Format::csv, {}, "ridge") == "width,ridge=0,ridge=0.001\n10,10,10.001\n2500,2500,2500.001\n");
        CHECK(shown(Format::csv, {"ridge", "test_error"}, "width") ==
              "ridge,width=10,width=2500\n0,10,2500\n0.001,10.001,2500.001\n");
        const std::string latex = shown(Format::latex, {}, "ridge");
        CHECK(latex.find("{$p$} & {$\\lambda = 0$} & {$\\lambda = 0.001$}") != std::string::npos);
        // a missing combination is an empty cell
        std::vector<Row> rows = grid();
        rows.pop_back();
        TableStyle style{.format = Format::csv, .digits = {}};
        style.pivot = "ridge";
        CHECK(render(columns, rows, style, {"width", "ridge", "test_error"}) ==
              "width,ridge=0,ridge=0.001\n10,10,10.001\n2500,2500,\n");
    }

    TEST_CASE("[identity] a pivot takes the standard errors of means along") {
        const std::vector<std::string> names{"width", "ridge", "test_error.mean", "test_error.standard_error"};
        const std::vector<Row> rows{{1.0, 0.0, 0.5, 0.1}, {1.0, 2.0, 0.25, 0.2}};
        TableStyle style{.format = Format::csv, .digits = {}};
        style.pivot = "ridge";
        CHECK(render(names, rows, style, names) ==
              "width,ridge=0.mean,ridge=0.standard_error,ridge=2.mean,ridge=2.standard_error\n1,0.5,0.1,0.25,0.2\n");
        style.format = Format::markdown;
        CHECK(render(names, rows, style, names).find("| 1 | 0.50(10) | 0.25(20) |") != std::string::npos);
    }

    TEST_CASE("[error] columns that are not there, twice, or not enough of them") {
        CHECK_THROWS_WITH_AS(shown(Format::csv, {"tset_error"}), doctest::Contains("did you mean test_error?"),
                             DomainError);
        CHECK_THROWS_WITH_AS(shown(Format::text, {"bias", "bias"}), doctest::Contains("named twice"), DomainError);
        CHECK_THROWS_WITH_AS(shown(Format::text, {}, "depth"), doctest::Contains("no such column"), DomainError);
        CHECK_THROWS_WITH_AS(shown(Format::csv, {"test_error"}, "ridge"),
                             doctest::Contains("rows differ in more than this field"), DomainError);
    }
}
