// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/table/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "lazyrisk/table/chosen.hpp"
#include "lazyrisk/table/paper_table.hpp"
#include "lazyrisk/table/table_json.hpp"
#include "lazyrisk/table/unsaid.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"
#include "lazyrisk/words/utf8.hpp"

namespace lazyrisk {
namespace {

constexpr int reader_digits = 6;

/// The last look before anything is written: a number that is none is never an answer.
void require_numbers(const std::vector<std::string>& columns, const Row& row) {
    for (std::size_t i = 0; i < row.size(); ++i)
        if (const double* number = std::get_if<double>(&row[i]); number && std::isnan(*number))
            throw NotConverged(
                columns[i] +
                " leaves the range of double precision; numbers of moderate size in the question would help");
}

void append_number(std::string& out, double value, std::optional<int> digits) {
    value += 0.0;  // -0 is 0
    if (std::isinf(value))
        out += value > 0 ? "inf" : "-inf";
    else if (digits && std::abs(value) < 1e15 && std::abs(value - std::round(value)) <= 1e-12 * std::abs(value))
        fmt::format_to(std::back_inserter(out), "{:.0f}", value);  // counts are exact, also at the end of a sweep
    else if (digits)
        fmt::format_to(std::back_inserter(out), "{:.{}g}", value, *digits);
    else
        fmt::format_to(std::back_inserter(out), "{}", value);
}

/// A csv cell: quoted where it has to be.
void append_csv(std::string& out, const Cell& cell, std::optional<int> digits) {
    if (const double* number = std::get_if<double>(&cell)) return append_number(out, *number, digits);
    const std::string* text = std::get_if<std::string>(&cell);
    if (!text) return;
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
    const bool kept = text->empty() || (!blank(text->front()) && !blank(text->back()) &&
                                        text->front() != '#');  // by who reads it unquoted
    if (kept && text->find_first_of(",\"\r\n") == std::string::npos) {
        out += *text;
        return;
    }
    out += '"';
    for (const char c : *text) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

nlohmann::ordered_json json_value(const Cell& cell, std::optional<int> digits) {
    if (const std::string* text = std::get_if<std::string>(&cell)) return *text;
    const double* number = std::get_if<double>(&cell);
    if (!number) return nullptr;
    if (std::isinf(*number)) return *number > 0 ? "inf" : "-inf";
    if (std::abs(*number) < 1e15 && *number == std::floor(*number)) return static_cast<long long>(*number);
    return digits ? std::strtod(cell_text(cell, digits).c_str(), nullptr) : *number;
}

/// For a reader: of a bound its magnitude, rounded up to a power of ten. csv and JSON have it in full.
std::string shown(const std::string& column, const Cell& cell, int digits) {
    const double* value = std::get_if<double>(&cell);
    if (column != "error_bound" || !value || !(*value > 0) || std::isinf(*value)) return cell_text(cell, digits);
    return cell_text(std::pow(10.0, std::ceil(std::log10(*value))), 1);
}

/// A status in a table is its word; the sentence after it is in csv and JSON.
std::string word_of(const std::string& column, std::string text) {
    return column == "status" ? text.substr(0, text.find(':')) : text;
}

/// "name = value" of what was asked and is the same everywhere, but for what goes without saying.
std::vector<std::string> parameters_of(const std::vector<std::string>& columns, const Row& row,
                                       const std::vector<std::size_t>& constant, int digits) {
    std::vector<std::string> out;
    for (const std::size_t i : constant)
        if ((std::holds_alternative<std::string>(row[i]) ||
             quantity_name(columns[i]).kind == QuantityName::Kind::given) &&
            !goes_without_saying(columns, row, columns[i], row[i]))
            out.push_back(columns[i] + " = " + word_of(columns[i], shown(columns[i], row[i], digits)));
    return out;
}

/// Words between commas, broken into lines.
std::string wrapped(const std::vector<std::string>& words) {
    constexpr std::size_t width = 80;
    std::string out, line;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string word = words[i] + (i + 1 < words.size() ? "," : "");
        if (!line.empty() && length(line) + 1 + length(word) > width) out += line + "\n", line.clear();
        line += (line.empty() ? "" : " ") + word;
    }
    return line.empty() ? out : out + line + "\n";
}

/// Columns that vary (or are wanted), and those that do not.
struct Split {
    std::vector<std::size_t> shown, constant;
};

Split split(const std::vector<std::string>& columns, const std::vector<Row>& rows,
            const std::vector<std::string>& wanted) {
    Split s;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const bool constant =
            std::all_of(rows.begin(), rows.end(), [&](const Row& row) { return row[i] == rows.front()[i]; });
        const bool is_wanted = std::find(wanted.begin(), wanted.end(), columns[i]) != wanted.end();
        if (is_wanted || (!constant && wanted.empty()))
            s.shown.push_back(i);
        else if (constant && !rows.empty())
            s.constant.push_back(i);
    }
    return s;
}

std::string text_table(const std::vector<std::vector<std::string>>& lines) {
    std::vector<std::size_t> width(lines.front().size(), 0);
    for (const auto& line : lines)
        for (std::size_t i = 0; i < line.size(); ++i) width[i] = std::max(width[i], line[i].size());
    std::string out;
    for (const auto& line : lines) {
        std::string text;
        for (std::size_t i = 0; i < line.size(); ++i) text += fmt::format("{}{:>{}}", i ? "  " : "", line[i], width[i]);
        out += text + "\n";
    }
    return out;
}

std::string joined(const std::vector<std::string>& cells, std::string_view between) {
    std::string out;
    for (std::size_t i = 0; i < cells.size(); ++i) out += (i ? std::string(between) : "") + cells[i];
    return out;
}

}  // namespace

nlohmann::ordered_json json_object(const std::vector<std::string>& columns, const Row& row, std::optional<int> digits) {
    require_numbers(columns, row);
    nlohmann::ordered_json object = nlohmann::ordered_json::object();
    for (std::size_t i = 0; i < columns.size(); ++i) {
        nlohmann::ordered_json* at = &object;
        std::string_view name = columns[i];
        if (name.starts_with("learnability.")) {
            object["learnability"].push_back(json_value(row[i], digits));
            continue;
        }
        for (std::size_t dot; (dot = name.find('.')) != std::string_view::npos; name.remove_prefix(dot + 1))
            at = &(*at)[std::string(name.substr(0, dot))];
        (*at)[std::string(name)] = json_value(row[i], digits);
    }
    return object;
}

std::string cell_text(const Cell& cell, std::optional<int> digits) {
    std::string out;
    if (const double* number = std::get_if<double>(&cell))
        append_number(out, *number, digits);
    else if (const std::string* text = std::get_if<std::string>(&cell))
        out = *text;
    return out;
}

RowWriter::RowWriter(std::vector<std::string> columns, TableStyle style)
    : columns_(std::move(columns)), places_(places_of(columns_, style.columns)), style_(std::move(style)) {
    if (places_.empty()) return;
    std::vector<std::string> chosen;
    for (const std::size_t i : places_) chosen.push_back(columns_[i]);
    columns_ = std::move(chosen);
}

std::string RowWriter::header() const {
    if (style_.format == Format::json) return style_.one_object ? "" : "[\n";
    return style_.head ? joined(columns_, ",") + "\n" : "";
}

void RowWriter::append(std::string& out, const Row& whole) const {
    Row chosen;
    for (const std::size_t i : places_) chosen.push_back(whole[i]);
    const Row& row = places_.empty() ? whole : chosen;
    if (style_.format == Format::json) {
        out += json_object(columns_, row, style_.digits).dump(style_.one_object ? 2 : -1);
        if (style_.one_object) out += '\n';
        return;
    }
    require_numbers(columns_, row);
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (i) out += ',';
        append_csv(out, row[i], style_.digits);
    }
    if (columns_.size() == 1 && style_.head && (out.empty() || out.back() == '\n'))
        out += "\"\"";  // a blank line is no row
    out += '\n';
}

std::string_view RowWriter::separator() const {
    return style_.format == Format::json && !style_.one_object ? ",\n" : "";
}
std::string RowWriter::footer() const { return style_.format == Format::json && !style_.one_object ? "\n]\n" : ""; }

namespace {

/// What a pivot is made of: the keys and the quantity of the columns that are shown.
ChosenTable pivot_of(const std::vector<std::string>& columns, const std::vector<Row>& rows, const TableStyle& style,
                     const std::vector<std::string>& wanted) {
    std::string field = style.pivot;
    std::replace(field.begin(), field.end(), '-', '_');
    std::vector<std::string> keys = style.columns;
    if (keys.empty())  // what varies of the problem stands before the results
        for (const std::string& name : wanted) {
            if (name == "test_error" || name.find(".mean") != std::string::npos || name == "theory") break;
            keys.push_back(name);
        }
    std::string quantity = "test_error";
    if (!style.columns.empty()) {
        quantity = keys.back();
        keys.pop_back();
    } else if (!style.besides.empty()) {
        quantity = style.besides.front();
    } else {
        for (const char* name : {"test_error", "test_error.mean", "simulation", "theory"})
            if (std::find(columns.begin(), columns.end(), name) != columns.end()) {
                quantity = name;
                break;
            }
    }
    return pivoted(columns, rows, field, quantity, keys);
}

}  // namespace

std::string render(const std::vector<std::string>& all, const std::vector<Row>& all_rows, const TableStyle& style,
                   const std::vector<std::string>& liked, const std::string& caption) {
    if (!style.pivot.empty()) {
        const ChosenTable table = pivot_of(all, all_rows, style, liked);
        TableStyle plain = style;
        plain.pivot.clear();
        plain.columns = table.wanted;
        return render(table.columns, table.rows, plain, table.wanted, caption);
    }
    if (style.format == Format::csv || style.format == Format::json) {
        const RowWriter writer(all, style);
        std::string out = writer.header();
        for (std::size_t i = 0; i < all_rows.size(); ++i) {
            if (i) out += writer.separator();
            writer.append(out, all_rows[i]);
        }
        return out + writer.footer();
    }
    const bool chooses = !style.columns.empty();
    const ChosenTable chosen = chooses ? with_chosen(all, all_rows, style.columns) : ChosenTable{};
    const std::vector<std::string>& columns = chooses ? chosen.columns : all;
    const std::vector<Row>& rows = chooses ? chosen.rows : all_rows;
    std::vector<std::string> wanted = chooses ? chosen.wanted : style.all ? all : liked;
    if (!wanted.empty() && !chooses) wanted.insert(wanted.end(), style.besides.begin(), style.besides.end());
    for (const Row& row : rows) require_numbers(columns, row);
    if (style.format != Format::text) {
        const PaperTable table = paper_table(columns, rows, style, wanted);
        return style.format == Format::latex ? latex_table(table, style, caption)
                                             : markdown_table(table, style, caption);
    }
    const Split s = split(columns, rows, wanted);
    const int digits = style.digits.value_or(reader_digits);
    std::vector<std::vector<std::string>> lines(1);
    for (const std::size_t i : s.shown) lines[0].push_back(columns[i]);
    for (const Row& row : rows) {
        lines.emplace_back();
        for (const std::size_t i : s.shown)
            lines.back().push_back(word_of(columns[i], shown(columns[i], row[i], digits)));
    }
    const std::string parameters =
        rows.empty() ? "" : wrapped(parameters_of(columns, rows.front(), s.constant, digits));
    return (caption.empty() ? "" : caption + "\n") + text_table(lines) + (parameters.empty() ? "" : "\n" + parameters);
}

std::string render_list(const std::vector<std::string>& all, const Row& whole, const TableStyle& style,
                        const std::vector<std::string>& liked) {
    require_numbers(all, whole);
    const bool chooses = !style.columns.empty();
    const ChosenTable chosen = chooses ? with_chosen(all, {whole}, style.columns) : ChosenTable{};
    const std::vector<std::string>& columns = chooses ? chosen.columns : all;
    const Row& row = chooses ? chosen.rows.front() : whole;
    if (style.format == Format::latex) return latex_table(paper_list(columns, row, style), style, "");
    if (style.format == Format::markdown) return markdown_table(paper_list(columns, row, style), style, "");
    constexpr int list_digits = 10;
    const int digits = style.digits.value_or(list_digits);
    std::vector<std::string> wanted = chooses ? chosen.wanted : style.all ? std::vector<std::string>{} : liked;
    if (!chooses && !wanted.empty()) wanted.insert(wanted.end(), style.besides.begin(), style.besides.end());
    std::vector<std::size_t> listed, others;
    std::size_t width = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), columns[i]) == wanted.end())
            others.push_back(i);
        else if (row[i] != Cell{} && row[i] != Cell{std::string{}})
            listed.push_back(i), width = std::max(width, columns[i].size());
    }
    std::string out;
    for (const std::size_t i : listed)
        out += fmt::format("{:<{}}  {}\n", columns[i], width, shown(columns[i], row[i], digits));
    const std::string parameters = wrapped(parameters_of(columns, row, others, digits));
    return out + (parameters.empty() ? "" : "\n" + parameters);
}

std::string render_answer(const std::vector<std::string>& columns, const std::vector<Row>& rows,
                          const TableStyle& style, const std::vector<std::string>& wanted, const std::string& caption) {
    const bool for_reader = style.format != Format::csv && style.format != Format::json;
    return for_reader && rows.size() == 1 ? render_list(columns, rows.front(), style, wanted)
                                          : render(columns, rows, style, wanted, caption);
}

}  // namespace lazyrisk
