#include "tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "../labels.hpp"
#include "html.hpp"
#include "lazyrisk/csv.hpp"
#include "lazyrisk/error.hpp"
#include "numbers.hpp"

namespace lazyrisk::app {
namespace {

using Json = nlohmann::ordered_json;

/// A csv file by the names of its columns.
class Table {
public:
    explicit Table(const std::filesystem::path& path) : table_(read_csv(path.string())) {}

    [[nodiscard]] const std::vector<CsvTable::Row>& rows() const { return table_.rows; }
    [[nodiscard]] bool has(const std::string& column) const { return std::find(table_.columns.begin(), table_.columns.end(), column) != table_.columns.end(); }
    [[nodiscard]] const std::string& text(const CsvTable::Row& row, const std::string& column) const { return row.cells[index(column)]; }

    /// NaN where the cell is empty or no number.
    [[nodiscard]] double number(const CsvTable::Row& row, const std::string& column) const {
        const std::string& cell = text(row, column);
        try {
            std::size_t used = 0;
            const double value = std::stod(cell, &used);
            if (used == cell.size()) return value;
        } catch (const std::exception&) {  // words
        }
        return std::nan("");
    }

    [[nodiscard]] bool varies(const std::string& column) const {
        return has(column) && std::any_of(table_.rows.begin(), table_.rows.end(), [&](const CsvTable::Row& row) { return text(row, column) != text(table_.rows.front(), column); });
    }

private:
    [[nodiscard]] std::size_t index(const std::string& column) const {
        const auto found = std::find(table_.columns.begin(), table_.columns.end(), column);
        if (found == table_.columns.end()) throw DomainError(table_.file + ": no column " + column + "; it was written by another version");
        return std::size_t(found - table_.columns.begin());
    }

    CsvTable table_;
};

std::string column_of(std::string field) {
    std::replace(field.begin(), field.end(), '-', '_');
    return field;
}

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
    else if (figure.problems.is_object()) look(figure.problems);
    return out;
}

/// What tells the points of a table apart: the swept fields, then sizes that vary with them.
std::vector<std::string> places(const Table& table, const ResultFigure& figure, const std::vector<const char*>& kinds) {
    std::vector<std::string> out;
    for (const std::string& field : swept(figure, kinds))
        if (table.has(field)) out.push_back(field);
    for (const char* size : {"samples", "width", "dim"})
        if (table.varies(size) && std::find(out.begin(), out.end(), size) == out.end()) out.emplace_back(size);
    return out;
}

std::vector<HtmlCell> cells_of_places(const Table& table, const CsvTable::Row& row, const std::vector<std::string>& columns) {
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

/// "9 values from 0.06 to 15" of "psi1=0.06,...,15"; few values stand for themselves.
std::string sweep_in_words(const std::string& sweep) {
    const std::string field = sweep.substr(0, sweep.find('=')), list = sweep.substr(sweep.find('=') + 1);
    const auto number = [](const std::string& text) { return readable(text == "inf" ? INFINITY : std::stod(text)); };
    std::vector<std::string> values;
    for (std::size_t begin = 0; begin <= list.size();) {
        const std::size_t end = std::min(list.find(',', begin), list.size());
        values.push_back(list.substr(begin, end - begin));
        begin = end + 1;
    }
    std::string text = axis_label(field) + ": ";
    if (values.size() > 6) return text + fmt::format("{} values, {} to {}", values.size(), number(values.front()), number(values.back()));
    for (std::size_t i = 0; i < values.size(); ++i) text += (i ? ", " : "") + number(values[i]);
    return text;
}

std::string name_of_field(const std::string& field) {
    if (field == "energy.rest") return "energy never learned";
    if (field.starts_with("energy.")) return "energy of degree " + field.substr(7);
    if (field == "ridge_convention") return "ridge convention";
    return axis_label(field);
}

std::string value_of_field(const std::string& text) {
    if (text == "inf") return "∞";
    try {
        std::size_t used = 0;
        const double value = std::stod(text, &used);
        if (used == text.size()) return readable(value, 6);
    } catch (const std::exception&) {  // words
    }
    return escaped(text);
}

/// The fields of one problem and how it was looked at, in words.
std::vector<std::pair<std::string, std::string>> fields_of(const Json& entry) {
    std::set<std::string> varied;
    for (const char* kind : {"theory", "simulation", "limit", "x", "y"})
        if (entry.contains(kind)) varied.insert(column_of(entry.at(kind).get<std::string>().substr(0, entry.at(kind).get<std::string>().find('='))));
    std::vector<std::pair<std::string, std::string>> fields;
    const Json problem = entry.value("problem", Json::object());
    for (const auto& [field, value] : problem.items())
        if (!varied.count(field)) fields.emplace_back(name_of_field(field), value_of_field(value.get<std::string>()));
    if (entry.contains("tied"))
        for (const auto& [field, tie] : entry.at("tied").items())
            fields.emplace_back(name_of_field(field), fmt::format("{} times the swept value to the power {}", readable(tie.value("factor", 1.0)), readable(tie.value("power", 1.0))));
    for (const auto& [kind, word] : {std::pair{"theory", "theory"}, {"limit", "limit d → ∞"}, {"simulation", "simulation"}, {"x", "across"}, {"y", "upwards"}})
        if (entry.contains(kind)) fields.emplace_back(word, escaped(sweep_in_words(entry.at(kind).get<std::string>())));
    for (const auto& [key, word] : {std::pair{"trials", "trials a point"}, {"test_points", "test points a trial"}})
        if (entry.contains(key)) fields.emplace_back(word, readable(entry.at(key).get<double>(), 8));
    if (entry.contains("z")) fields.emplace_back("colour", axis_label(entry.at("z").get<std::string>()));
    return fields;
}

}  // namespace

std::string html_of_verdict(const std::string& verdict) {
    static const std::map<std::string, const char*> signs{{"agrees", "✓"}, {"finite-size", "≈"}, {"disagrees", "✗"}, {"pole", "∞"}, {"heavy-tailed", "∿"}};
    const auto sign = signs.find(verdict);
    return fmt::format("<span class=\"verdict {}\"><span aria-hidden=\"true\">{}</span> {}</span>", identifier(verdict), sign == signs.end() ? "" : sign->second,
                       escaped(verdict));
}

namespace {

/// Of gaps and densities: shares of the target's energy, of the eigenvalues.
std::string html_of_shares(const Table& table, const ResultFigure& figure, Verdicts& verdicts) {
    std::vector<std::string> at = places(table, figure, {"simulation"});
    for (const char* edge : {"left", "right"})
        if (table.has(edge)) at.emplace_back(edge);
    HtmlTable out;
    out.caption = std::string("Theory beside simulation. ") + (table.has("left") ? "Share of the eigenvalues from left to right" : "Share of the target's energy that is left") +
                  "; in brackets the standard error in units of the last digits; z is their difference in standard errors.";
    for (const std::string& column : at) out.heads.push_back(escaped(axis_label(column)));
    for (const char* head : {"theory", "simulation", "z", "deviation", "verdict"}) out.heads.emplace_back(head);
    for (const CsvTable::Row& row : table.rows()) {
        std::vector<HtmlCell> cells = cells_of_places(table, row, at);
        const auto number = [&](const char* column, const std::function<std::string(double)>& words) {
            const double value = table.number(row, column);
            cells.push_back({std::isnan(value) ? "" : words(value)});
        };
        number("theory", [](double v) { return to_digits(v, 4); });
        const double error = table.number(row, "standard_error");
        number("simulation", [&](double v) { return error > 0 ? uncertain(v, error) : to_digits(v, 4); });
        number("z", [](double v) { return signed_score(v); });
        number("relative_deviation", [](double v) { return signed_percent(v); });
        const std::string& verdict = table.text(row, "verdict");
        if (!verdict.empty()) ++verdicts[verdict];
        cells.push_back({verdict.empty() ? "" : html_of_verdict(verdict), "text"});
        group_of(out, escaped(table.text(row, "curve"))).rows.push_back(std::move(cells));
    }
    return html(out);
}

}  // namespace

std::string html_of_simulation(const ResultFolder& result, const ResultFigure& figure, Verdicts& verdicts) {
    const std::string name = figure.file("-simulation.csv");
    if (name.empty()) return "";
    const Table table(result.path / name);
    if (table.has("simulation")) return html_of_shares(table, figure, verdicts);
    const std::vector<std::string> at = places(table, figure, {"simulation"});
    HtmlTable out;
    out.caption = "Theory beside simulation. Test error; in brackets the standard error in units of the last digits; z is their difference in standard errors.";
    for (const std::string& column : at) out.heads.push_back(escaped(axis_label(column)));
    const bool other = figure.y == "train_error" || figure.y == "bias" || figure.y == "variance" || figure.y == "weight_norm";
    for (const char* head : {"theory", "simulation", "z", "deviation", "verdict"}) out.heads.emplace_back(head);
    if (other)
        for (const char* head : {", theory", ", simulation", ", z"}) out.heads.push_back(escaped(axis_label(figure.y) + head));
    for (const CsvTable::Row& row : table.rows()) {
        std::vector<HtmlCell> cells = cells_of_places(table, row, at);
        const auto add = [&](const std::string& quantity, const std::string& z) {
            cells.push_back({to_digits(table.number(row, quantity), 4)});
            cells.push_back({uncertain(table.number(row, "simulation." + quantity + ".mean"), table.number(row, "simulation." + quantity + ".standard_error"))});
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
    const Table table(result.path / name);
    std::vector<std::string> at, quantities;
    for (const std::string& field : swept(figure, {"theory", "limit", "x", "y"}))
        if (table.has(field)) at.push_back(field);
    for (const std::string& column : {figure.y, std::string("test_error"), std::string("bias"), std::string("variance"), std::string("train_error"),
                                      std::string("effective_ridge"), std::string("error_bound")})
        if (table.varies(column) && std::find(at.begin(), at.end(), column) == at.end() && std::find(quantities.begin(), quantities.end(), column) == quantities.end())
            quantities.push_back(column);
    HtmlTable out;
    for (const std::string& column : at) out.heads.push_back(escaped(axis_label(column)));
    for (const std::string& column : quantities) out.heads.push_back(escaped(axis_label(column)));
    const bool curves = table.has("curve");
    std::map<std::string, std::vector<const CsvTable::Row*>> by_curve;
    std::vector<std::string> order;
    for (const CsvTable::Row& row : table.rows()) {
        const std::string curve = curves ? table.text(row, "curve") + (table.has("kind") && table.text(row, "kind") == "limit" ? ", limit d → ∞" : "") : "";
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
            for (const std::string& column : quantities) cells.push_back({to_digits(table.number(*rows[i], column), column == "error_bound" ? 1 : 5)});
            group.rows.push_back(std::move(cells));
            ++kept;
        }
    }
    out.caption = kept == table.rows().size() ? fmt::format("All {} computed points.", kept)
                                              : fmt::format("{} of the {} computed points; all of them are in <code>{}</code>.", kept, table.rows().size(), escaped(name));
    return html(out);
}

std::string html_of_parameters(const ResultFigure& figure) {
    std::vector<std::string> curves;
    std::vector<std::vector<std::pair<std::string, std::string>>> fields;
    if (figure.problems.is_array()) {
        for (const Json& entry : figure.problems) {
            curves.push_back(entry.value("curve", std::string()));
            fields.push_back(fields_of(entry));
        }
    } else if (figure.problems.is_object()) {
        curves.emplace_back("");
        fields.push_back(fields_of(figure.problems));
    }
    if (fields.empty()) return "";
    std::vector<std::string> names;  // in order of first mention
    for (const auto& list : fields)
        for (const auto& [name, value] : list)
            if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    std::string same;
    HtmlTable differing;
    differing.groups.emplace_back();
    for (const std::string& name : names) {
        std::vector<HtmlCell> row{{escaped(name), "text"}};
        for (const auto& list : fields) {
            const auto found = std::find_if(list.begin(), list.end(), [&](const auto& f) { return f.first == name; });
            row.push_back({found == list.end() ? "" : found->second, "text"});
        }
        const bool equal = std::all_of(row.begin() + 1, row.end(), [&](const HtmlCell& cell) { return cell.html == row[1].html; });
        if (equal) same += "<div><dt>" + row[0].html + "</dt><dd>" + row[1].html + "</dd></div>\n";
        else differing.groups.front().rows.push_back(std::move(row));
    }
    std::string out = same.empty() ? "" : "<dl class=\"facts\">\n" + same + "</dl>\n";
    if (!differing.groups.front().rows.empty()) {
        differing.caption = "Where the curves differ.";
        differing.heads = {"parameter"};
        for (const std::string& curve : curves) differing.heads.push_back(escaped(curve));
        out += html(differing);
    }
    return out;
}

KnownNumbers count_known_numbers(const ResultFolder& result) {
    KnownNumbers count;
    for (std::size_t i = 1; i < result.known_numbers.size(); ++i) {
        const std::vector<std::string>& row = result.known_numbers[i];
        ++count.all;
        count.wrong += std::any_of(row.begin(), row.end(), [](const std::string& cell) { return cell.find("**disagrees**") != std::string::npos; });
    }
    return count;
}

std::string html_of_known_numbers(const ResultFolder& result) {
    if (result.known_numbers.size() < 2) return "";
    HtmlTable table;
    table.caption = "Numbers that are stated elsewhere beside those computed here.";
    for (const std::string& head : result.known_numbers.front()) table.heads.push_back(escaped(head));
    HtmlTable::Group& group = table.groups.emplace_back();
    for (std::size_t i = 1; i < result.known_numbers.size(); ++i) {
        std::vector<HtmlCell> row;
        for (std::size_t column = 0; column < result.known_numbers[i].size(); ++column) {
            std::string cell = result.known_numbers[i][column];
            const std::string& head = result.known_numbers.front()[std::min(column, result.known_numbers.front().size() - 1)];
            const bool wrong = cell.find("**disagrees**") != std::string::npos;
            if (wrong) cell = cell.substr(0, cell.find(','));
            const std::size_t space = cell.find(' ');
            if (head == "quantity") cell = axis_label(cell);
            if (head == "at" && space != std::string::npos) cell = axis_label(cell.substr(0, space)) + " = " + value_of_field(cell.substr(space + 1));
            char* end = nullptr;
            const double value = std::strtod(cell.c_str(), &end);
            const bool number = !cell.empty() && *end == '\0';
            std::string text = number && cell.find('e') != std::string::npos ? to_digits(value, 2) : escaped(cell);
            if (wrong) text += " " + html_of_verdict("disagrees");
            row.push_back({text, number ? "number" : "text"});
        }
        group.rows.push_back(std::move(row));
    }
    return html(table);
}

}  // namespace lazyrisk::app
