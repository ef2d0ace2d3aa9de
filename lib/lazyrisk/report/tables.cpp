// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/report/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "lazyrisk/record/labels.hpp"
#include "lazyrisk/report/csv_columns.hpp"
#include "lazyrisk/report/html.hpp"
#include "lazyrisk/report/numbers.hpp"
#include "lazyrisk/report/points.hpp"

namespace lazyrisk::report {
namespace {

/// What tells the simulated points of a table apart: the swept fields, then sizes that vary with them.
std::vector<std::string> places(const CsvColumns& table, const ResultFigure& figure) {
    std::vector<std::string> out;
    for (const std::string& field : figure.swept({"simulation"}))
        if (table.has(field)) out.push_back(field);
    for (const char* size : {"samples", "width", "dim"})
        if (table.varies(size) && std::find(out.begin(), out.end(), size) == out.end()) out.emplace_back(size);
    return out;
}

std::vector<HtmlCell> cells_of_places(const CsvColumns& table, const CsvTable::Row& row,
                                      const std::vector<std::string>& columns) {
    std::vector<HtmlCell> cells;
    for (const std::string& column : columns) {
        const double value = table.number(row, column);
        cells.push_back(std::isnan(value) ? HtmlCell{escaped(table.text(row, column)), "text"}
                                          : HtmlCell{readable(value), "number"});
    }
    return cells;
}

}  // namespace

std::string html_of_verdict(const std::string& verdict) {
    static const std::map<std::string, const char*> signs{
        {"agrees", "✓"}, {"finite-size", "≈"}, {"disagrees", "✗"}, {"pole", "∞"}, {"heavy-tailed", "∿"}};
    const auto sign = signs.find(verdict);
    return fmt::format("<span class=\"verdict {}\"><span aria-hidden=\"true\">{}</span> {}</span>", identifier(verdict),
                       sign == signs.end() ? "" : sign->second, escaped(verdict));
}

std::string html_of_simulation(const ResultFolder& result, const ResultFigure& figure, Verdicts& verdicts) {
    const std::string name = figure.file("-simulation.csv");
    if (name.empty()) return "";
    const CsvColumns table(result.path / name);
    if (!table.has("simulation.test_error.mean")) return html_of_points(result, figure, name, &verdicts);
    const std::vector<std::string> at = places(table, figure);
    HtmlTable out;
    out.caption =
        "Theory beside simulation. Test error; in brackets the standard error in units of the last digits; z is their "
        "difference in standard errors.";
    for (const std::string& column : at) out.heads.push_back(escaped(axis_label(column)));
    const bool other =
        figure.y == "train_error" || figure.y == "bias" || figure.y == "variance" || figure.y == "weight_norm";
    for (const char* head : {"theory", "simulation", "z", "deviation", "verdict"}) out.heads.emplace_back(head);
    if (other)
        for (const char* head : {", theory", ", simulation", ", z"})
            out.heads.push_back(escaped(axis_label(figure.y) + head));
    for (const CsvTable::Row& row : table.rows()) {
        std::vector<HtmlCell> cells = cells_of_places(table, row, at);
        const auto add = [&](const std::string& quantity, const std::string& z) {
            cells.push_back({to_digits(table.number(row, quantity), 4)});
            cells.push_back({uncertain(table.number(row, "simulation." + quantity + ".mean"),
                                       table.number(row, "simulation." + quantity + ".standard_error"))});
            cells.push_back({signed_score(table.number(row, z))});
        };
        add("test_error", "z");
        cells.push_back({signed_percent(table.number(row, "relative_deviation"))});
        const std::string& verdict = table.text(row, "verdict");
        ++verdicts[verdict];
        cells.push_back({html_of_verdict(verdict), "text"});
        if (other) add(figure.y, "z_" + figure.y);
        out.group(escaped(table.text(row, "curve"))).rows.push_back(std::move(cells));
    }
    return html(out);
}

}  // namespace lazyrisk::report
