// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/table/paper_table.hpp"

#include <doctest/doctest.h>

#include "lazyrisk/numerics/scalar.hpp"

using namespace lazyrisk;

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

const std::vector<std::string> columns{"model",
                                       "dim",
                                       "psi1",
                                       "ridge",
                                       "ridge_convention",
                                       "test_error",
                                       "simulation.test_error.mean",
                                       "simulation.test_error.standard_error",
                                       "z",
                                       "verdict",
                                       "seed",
                                       "plan",
                                       "draws",
                                       "error_bound",
                                       "version"};

/// A comparison of two points, the second a pole.
std::vector<Row> comparison() {
    const std::string model = "random-features", total = "total";
    return {{model, 50.0, 0.5, 1e-5, total, 0.9402, 0.95371, 0.01533, 0.8926, std::string("agrees"), 1.0,
             std::string("shared"), std::string("5ddad83b"), 2e-13, std::string("0.1.0")},
            {model, 50.0, 3.0, 1e-5, total, infinite<>, 8662.0, 4875.0, Cell{}, std::string("pole"), 1.0,
             std::string("shared"), std::string("5ddad83b"), 0.0, std::string("0.1.0")}};
}

const std::vector<std::string> wanted{
    "psi1", "test_error", "simulation.test_error.mean", "simulation.test_error.standard_error", "z", "verdict"};

}  // namespace

TEST_SUITE("table/paper_table") {
    TEST_CASE("[golden] mean and standard error are one column, the theory has its places, the note says the rest") {
        const TableStyle style{Format::latex, {}, false, "tab:peak", "Peak at 50 %", "1 point agrees"};
        const std::string latex = render(columns, comparison(), style, wanted);
        CAPTURE(latex);
        CHECK(has(latex, "\\usepackage{booktabs,siunitx}"));
        CHECK(has(latex, "\\caption{Peak at 50 \\%}\\label{tab:peak}"));
        CHECK(has(latex, "{$\\psi_1$} & {$R$ (theory)} & {$R$ (simulation)} & {$z$} & verdict \\\\"));
        CHECK(has(latex, "0.5 & 0.940 & 0.954(15) & 0.89 & agrees \\\\"));
        CHECK(has(latex, "3 & {$\\infty$} & 8700(4900) & {--} & pole \\\\"));
        CHECK(has(latex, "S[table-format=4.3(4)]"));
        CHECK(has(latex, "$\\lambda = 10^{-5}$"));
        CHECK(has(latex, "random features, $d = 50$"));
        CHECK(has(latex, "ridge convention total. 1 point agrees. lazyrisk 0.1.0."));
        for (const char* unsaid : {"shared", "5ddad83b", "standard_error"}) CHECK_FALSE(has(latex, unsaid));

        const std::string markdown = render(columns, comparison(), {Format::markdown, {}, false}, wanted);
        CHECK(has(markdown, "| ψ₁ | R (theory) | R (simulation) | z | verdict |\n|---:|---:|---:|---:|:---|\n"));
        CHECK(has(markdown, "| 0.5 | 0.940 | 0.954(15) | 0.89 | agrees |\n| 3 | ∞ | 8700(4900) | – | pole |"));
        CHECK(has(markdown, "λ = 10⁻⁵"));

        const std::string csv = render(columns, comparison(), {Format::csv, {}, false}, wanted);
        CHECK(has(csv, "simulation.test_error.mean,simulation.test_error.standard_error"));
        CHECK(has(csv, "0.95371,0.01533"));
    }

    TEST_CASE("[golden] --digits overrides the error") {
        const std::string latex = render(columns, comparison(), {Format::latex, 5, false}, wanted);
        CHECK(has(latex, "0.5 & 0.94020 & 9.5371(1533)e-1 & 0.89260 & agrees"));  // beside 8662.0 in one form
    }

    TEST_CASE("[golden] one record is a row a result, with words and symbols") {
        const std::string latex =
            render_list(columns, comparison().front(), {Format::latex, {}, false, "tab:one", "One", ""});
        CHECK(has(latex, "test error (theory) & $R$ & 0.940 \\\\"));
        CHECK(has(latex, "test error (simulation) & $R$ & 0.954(15) \\\\"));
        CHECK(has(latex, "$10^{-12}$"));  // the bound by its magnitude
        CHECK(has(latex, "seed $1$"));
        CHECK(has(latex, "$\\psi_1 = 0.5$"));
    }

    TEST_CASE("[behaviour] a field without a value is nowhere: of a given spectrum even the dimension") {
        const std::vector<std::string> names{"model", "spectrum", "dim",        "samples",
                                             "psi1",  "ridge",    "test_error", "learnability.3"};
        const Row row{std::string("random-features"), std::string("s.csv"), Cell{}, 20.0, Cell{}, Cell{}, 0.5, Cell{}};
        for (const Format format : {Format::text, Format::csv, Format::json, Format::latex, Format::markdown}) {
            const std::string list = render_list(names, row, {format, {}, true}, {"test_error"}),
                              table = render(names, {row, row}, {format, {}, false}, {"test_error"});
            CHECK(has(list, "0.5"));
            CHECK(has(table, "0.5"));
            CHECK(has(list, "20"));
        }
        CHECK_FALSE(has(render_list(names, row, {Format::latex, {}, false}), "$d"));
    }

    TEST_CASE("[golden] texts, lists of degrees, long cells and many rows") {
        const std::vector<std::string> names{"samples", "learned", "meaning"};
        std::vector<Row> rows;
        for (int i = 0; i < 46; ++i)
            rows.push_back({double(i + 1), std::string("0 1"),
                            std::string("a_b^c & ") + std::string(30, 'w') + std::to_string(i)});
        const std::string latex = render(names, rows, {Format::latex, {}, false}, names, "The row `tail`");
        CHECK(has(latex, "booktabs,siunitx,longtable,array"));
        CHECK(has(latex, "\\begin{longtable}"));
        CHECK(has(latex, "\\texttt{tail}"));
        CHECK(has(latex, "& 0, 1 & a\\_b\\textasciicircum{}c \\&"));
        CHECK(has(latex, "p{0.6"));
        rows.pop_back();
        CHECK(has(render(names, rows, {Format::latex, {}, false}, names), "\\begin{tabular}"));
    }

    TEST_CASE("[golden] a column has one form; bounds that no digit feels and parts that are zero are said once") {
        const std::vector<std::string> names{"psi1", "test_error", "variance", "error_bound"};
        const std::vector<Row> rows{{1.0, 2.5e-5, 0.0, 1e-13}, {2.0, 0.0125, 0.0, 3e-14}, {3.0, infinite<>, 0.0, 0.0}};
        const std::string latex = render(names, rows, {Format::latex, {}, false}, names);
        CHECK(has(latex, "1 & 2.500e-5 \\\\"));
        CHECK(has(latex, "2 & 1.250e-2 \\\\"));
        CHECK(has(latex, "3 & {$\\infty$} \\\\"));
        CHECK(has(latex, "S[table-format=1.3e-1]"));
        CHECK(has(latex, "variance $0$ everywhere, numerical errors at most $10^{-13}$"));
        CHECK(has(render(names, {{1.0, 0.5, 0.0, 1e-3}, {2.0, 0.5, 0.0, 1e-13}}, {Format::latex, {}, false}, names),
                  "error bound"));
    }

    TEST_CASE("[identity] names: prefixes and endings are taken apart, unknown ones are words") {
        CHECK(latex_head(quantity_name("simulation.bias.mean")) == "bias (simulation)");
        CHECK(latex_head(quantity_name("learnability.12")) == "$L_{12}$");
        CHECK(plain_head(quantity_name("energy.2")) == "E₂");
        CHECK(latex_head(quantity_name("mu_3")) == "$\\mu_{3}$");
        CHECK(plain_head(quantity_name("rf_simulated.mean")) == "features (simulation)");
        CHECK(latex_head(quantity_name("test_error.standard_error")) == "$R$");
        CHECK(plain_head(quantity_name("weight_variance")) == "weight variance");
    }
}
