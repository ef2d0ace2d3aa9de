#include "tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "../labels.hpp"
#include "csv_columns.hpp"
#include "html.hpp"
#include "numbers.hpp"

namespace lazyrisk::app {
namespace {

using Json = nlohmann::ordered_json;

/// The swept fields of a figure's curves, in the order in which they come.
std::vector<std::string> swept(const ResultFigure& figure, const std::vector<const char*>& kinds) {
    std::vector<std::string> out;
    const auto look = [&](const Json& entry) {
        for (const char* kind : kinds) {
            if (!entry.contains(kind)) continue;
            const std::string text = entry.at(kind).get<std::string>(), field = column_of(text.substr(0, text.find('=')));
            if (std::find(out.begin(), out.end(), field) == out.end()) out.push_back(field);
        }
    };
    if (figure.problems.is_array())
        for (const Json& entry : figure.problems) look(entry);
    else if (figure.problems.is_object())
        look(figure.problems);
    return out;
}

/// What tells the points of a table apart: the swept fields, then sizes that vary with them.
std::vector<std::string> places(const CsvColumns& table, const ResultFigure& figure, const std::vector<const char*>& kinds) {
    std::vector<std::string> out;
    for (const std::string& field : swept(figure, kinds))
        if (table.has(field)) out.push_back(field);
    for (const char* size : {"samples", "width", "dim"})
        if (table.varies(size) && std::find(out.begin(), out.end(), size) == out.end()) out.emplace_back(size);
    return out;
}

std::vector<HtmlCell> cells_of_places(const CsvColumns& table, const CsvTable::Row& row, const std::vector<std::string>& columns) {
    std::vector<HtmlCell> cells;
    for (const std::string& column : columns) {
        const double value = table.number(row, column);
        cells.push_back(std::isnan(value) ? HtmlCell{escaped(table.text(row, column)), "text"} : HtmlCell{readable(value), "number"});
    }
    return cells;
}

HtmlTable::Group& group_of(HtmlTable& table, const std::string& title) {
    for (HtmlTable::Group& group : table.groups)
        if (group.title == title) return group;
    return table.groups.emplace_back(HtmlTable::Group{title, {}});
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
    const std::vector<std::string> at = places(table, figure, {"simulation"});
    HtmlTable out;
    out.caption =
        "Theory beside simulation. Test error; in brackets the standard error in units of the last digits; z is their difference in "
        "standard errors.";
    for (const std::string& column : at) out.heads.push_back(escaped(axis_label(column)));
    const bool other = figure.y == "train_error" || figure.y == "bias" || figure.y == "variance" || figure.y == "weight_norm";
    for (const char* head : {"theory", "simulation", "z", "deviation", "verdict"}) out.heads.emplace_back(head);
    if (other)
        for (const char* head : {", theory", ", simulation", ", z"}) out.heads.push_back(escaped(axis_label(figure.y) + head));
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
        group_of(out, escaped(table.text(row, "curve"))).rows.push_back(std::move(cells));
    }
    return html(out);
}

std::string html_of_theory(const ResultFolder& result, const ResultFigure& figure) {
    constexpr std::size_t shown = 12;  // of each curve: the file has them all
    const std::string name = figure.file("-theory.csv");
    if (name.empty()) return "";
    const CsvColumns table(result.path / name);
    std::vector<std::string> at, quantities;
    for (const std::string& field : swept(figure, {"theory", "limit", "x", "y"}))
        if (table.has(field)) at.push_back(field);
    for (const std::string& column : {figure.y, std::string("test_error"), std::string("bias"), std::string("variance"),
                                      std::string("train_error"), std::string("effective_ridge"), std::string("error_bound")})
        if (table.varies(column) && std::find(at.begin(), at.end(), column) == at.end() &&
            std::find(quantities.begin(), quantities.end(), column) == quantities.end())
            quantities.push_back(column);
    HtmlTable out;
    for (const std::string& column : at) out.heads.push_back(escaped(axis_label(column)));
    for (const std::string& column : quantities) out.heads.push_back(escaped(axis_label(column)));
    const bool curves = table.has("curve");
    std::map<std::string, std::vector<const CsvTable::Row*>> by_curve;
    std::vector<std::string> order;
    for (const CsvTable::Row& row : table.rows()) {
        const std::string curve = curves ? table.text(row, "curve") + (table.text(row, "kind") == "limit" ? ", limit d → ∞" : "") : "";
        if (by_curve[curve].empty()) order.push_back(curve);
        by_curve[curve].push_back(&row);
    }
    std::size_t kept = 0;
    for (const std::string& curve : order) {
        const std::vector<const CsvTable::Row*>& rows = by_curve[curve];
        HtmlTable::Group& group = group_of(out, escaped(curve));
        const std::size_t step = std::max<std::size_t>(1, (rows.size() + shown - 2) / (shown - 1));
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (i % step != 0 && i + 1 != rows.size()) continue;
            std::vector<HtmlCell> cells = cells_of_places(table, *rows[i], at);
            for (const std::string& column : quantities)
                cells.push_back({to_digits(table.number(*rows[i], column), column == "error_bound" ? 1 : 5)});
            group.rows.push_back(std::move(cells));
            ++kept;
        }
    }
    out.caption = kept == table.rows().size() ? fmt::format("All {} computed points.", kept)
                                              : fmt::format("{} of the {} computed points; all of them are in <code>{}</code>.", kept,
                                                            table.rows().size(), escaped(name));
    return html(out);
}

}  // namespace lazyrisk::app
