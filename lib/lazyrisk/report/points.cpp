// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/report/points.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "lazyrisk/record/labels.hpp"
#include "lazyrisk/report/csv_columns.hpp"
#include "lazyrisk/report/html.hpp"
#include "lazyrisk/report/numbers.hpp"
#include "lazyrisk/report/tables.hpp"

namespace lazyrisk::report {
namespace {

constexpr std::size_t most_rows = 12;     ///< of each curve of a long table: the file has them all
constexpr std::size_t most_columns = 10;  ///< a reader's eye has its limits

struct Shown {
    std::string head, column, error;  ///< error: the column of its standard error, unless empty
    enum class Kind { place, quantity, bound, score, percent, verdict } kind = Kind::quantity;
};

bool in(const std::vector<std::string>& list, const std::string& name) {
    return std::find(list.begin(), list.end(), name) != list.end();
}

/// Columns that describe the run, or the spread of a quantity that has its standard error.
bool says_little(const std::string& name) {
    static const std::vector<std::string> words{"curve", "kind", "version", "status",           "seed",
                                                "draws", "plan", "p_value", "adjusted_p_value", "trials"};
    return in(words, name) || name.ends_with("standard_error") || name.find(".median") != std::string::npos ||
           name.ends_with("_status");
}

/// Of the theory of a risk; anything else tells all that varies.
std::vector<std::string> quantities(const CsvColumns& table, const ResultFigure& figure) {
    if (!table.has("test_error") || !table.has("effective_ridge")) return table.names();
    std::vector<std::string> names{figure.y,      "test_error",      "bias",       "variance",
                                   "train_error", "effective_ridge", "error_bound"};
    if (in({names.begin() + 1, names.end()}, figure.y)) names.erase(names.begin());
    return names;
}

std::vector<Shown> columns(const CsvColumns& table, const ResultFigure& figure) {
    std::vector<Shown> out;
    const std::vector<std::string> fields = figure.swept({"theory", "limit", "simulation", "x", "y"});
    for (const std::string& field : fields)
        if (table.has(field)) out.push_back({axis_label(field), field, "", Shown::Kind::place});
    for (const std::string& name : quantities(table, figure)) {
        if (name == "verdict" && table.has(name)) out.push_back({name, name, "", Shown::Kind::verdict});
        const bool numbers =
            table.has(name) && std::any_of(table.rows().begin(), table.rows().end(), [&](const CsvTable::Row& row) {
                return !std::isnan(table.number(row, name));
            });
        if (!numbers || says_little(name) || in(fields, name) || out.size() >= most_columns) continue;
        if (!table.varies(name) && table.rows().size() > 1) continue;
        const bool whole = std::all_of(table.rows().begin(), table.rows().end(), [&](const CsvTable::Row& row) {
            const double value = table.number(row, name);
            return !std::isfinite(value) || value == std::floor(value);
        });
        Shown shown{name, name, "",
                    name == "error_bound" ? Shown::Kind::bound
                    : whole               ? Shown::Kind::place
                                          : Shown::Kind::quantity};
        const std::size_t at =
            std::size_t(std::find(table.names().begin(), table.names().end(), name) - table.names().begin());
        if (name.ends_with(".mean")) {
            shown.head = name.substr(0, name.size() - 5);
            if (table.has(shown.head + ".standard_error")) shown.error = shown.head + ".standard_error";
        } else if (at + 1 < table.names().size() && table.names()[at + 1] == "standard_error") {
            shown.error = "standard_error";
        }
        if (name == "z") shown.kind = Shown::Kind::score;
        if (name == "relative_deviation") shown.kind = Shown::Kind::percent, shown.head = "deviation";
        std::replace(shown.head.begin(), shown.head.end(), '.', ' ');
        shown.head = axis_label(shown.head);
        out.push_back(std::move(shown));
    }
    return out;
}

HtmlCell cell(const CsvColumns& table, const CsvTable::Row& row, const Shown& shown) {
    const double value = table.number(row, shown.column);
    if (shown.kind == Shown::Kind::verdict)
        return {table.text(row, shown.column).empty() ? "" : html_of_verdict(table.text(row, shown.column)), "text"};
    if (shown.kind == Shown::Kind::score) return {std::isnan(value) ? "" : signed_score(value)};
    if (shown.kind == Shown::Kind::percent) return {std::isnan(value) ? "" : signed_percent(value)};
    if (std::isnan(value)) return {escaped(table.text(row, shown.column)), "text"};
    if (shown.kind == Shown::Kind::place) return {readable(value)};
    if (shown.kind == Shown::Kind::bound) return {to_digits(value, 1)};
    return {shown.error.empty() ? to_digits(value, 5) : uncertain(value, table.number(row, shown.error))};
}

}  // namespace

std::string html_of_points(const ResultFolder& result, const ResultFigure& figure, const std::string& file,
                           Verdicts* verdicts) {
    const CsvColumns table(result.path / file);
    const std::vector<Shown> shown = columns(table, figure);
    if (shown.empty() || table.rows().empty()) return "";
    HtmlTable out;
    for (const Shown& column : shown) out.heads.push_back(escaped(column.head));
    std::vector<std::pair<std::string, std::vector<const CsvTable::Row*>>> curves;
    for (const CsvTable::Row& row : table.rows()) {
        const bool limit = table.has("kind") && table.text(row, "kind") == "limit";
        const std::string curve = table.has("curve") ? table.text(row, "curve") + (limit ? ", limit d → ∞" : "") : "";
        const auto found = std::find_if(curves.begin(), curves.end(), [&](const auto& c) { return c.first == curve; });
        (found == curves.end() ? curves.emplace_back(curve, std::vector<const CsvTable::Row*>{}) : *found)
            .second.push_back(&row);
        if (verdicts && table.has("verdict") && !table.text(row, "verdict").empty())
            ++(*verdicts)[table.text(row, "verdict")];
    }
    std::size_t kept = 0;
    for (const auto& [curve, rows] : curves) {
        HtmlTable::Group& group = out.group(escaped(curve));
        const std::size_t step = table.rows().size() <= 4 * most_rows
                                     ? 1
                                     : std::max<std::size_t>(1, (rows.size() + most_rows - 2) / (most_rows - 1));
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (i % step != 0 && i + 1 != rows.size()) continue;
            std::vector<HtmlCell> cells;
            for (const Shown& column : shown) cells.push_back(cell(table, *rows[i], column));
            group.rows.push_back(std::move(cells));
            ++kept;
        }
    }
    const std::string rows = kept == table.rows().size() ? fmt::format("All {} rows", kept)
                                                         : fmt::format("{} of the {} rows", kept, table.rows().size());
    if (table.has("simulation"))
        out.caption =
            "Theory beside simulation; in brackets the standard error in units of the last digits, z is their "
            "difference in standard errors. ";
    out.caption += fmt::format("{} of <code>{}</code>.", rows, escaped(file));
    return html(out);
}

}  // namespace lazyrisk::report
