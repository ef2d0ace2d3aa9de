// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/table/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "lazyrisk/table/paper_table.hpp"
#include "lazyrisk/table/table_json.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"

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

/// A reader wants a bound's magnitude: rounded up to a power of ten. csv and JSON have it in full.
Cell for_reader(const std::string& column, const Cell& cell) {
    const double* value = std::get_if<double>(&cell);
    if (column != "error_bound" || !value || !(*value > 0) || std::isinf(*value)) return cell;
    return std::pow(10.0, std::ceil(std::log10(*value)));
}

/// A status in a table is its word; the sentence after it is in csv and JSON.
std::string word_of(const std::string& column, std::string text) {
    return column == "status" ? text.substr(0, text.find(':')) : text;
}

/// Columns that vary (or are wanted) and the line of those that do not.
struct Split {
    std::vector<std::size_t> shown;
    std::string constants;
};

Split split(const std::vector<std::string>& columns, const std::vector<Row>& rows, const TableStyle& style,
            const std::vector<std::string>& wanted) {
    Split s;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const bool constant =
            std::all_of(rows.begin(), rows.end(), [&](const Row& row) { return row[i] == rows.front()[i]; });
        const bool is_wanted = std::find(wanted.begin(), wanted.end(), columns[i]) != wanted.end();
        if (is_wanted || (!constant && wanted.empty()))
            s.shown.push_back(i);
        else if (constant && !rows.empty() && !columns[i].starts_with("learnability.") && rows.front()[i] != Cell{} &&
                 rows.front()[i] != Cell{std::string{}} &&
                 !(columns[i] == "status" && rows.front()[i] == Cell{std::string{"ok"}}))
            s.constants += (s.constants.empty() ? "" : ", ") + columns[i] + " = " +
                           word_of(columns[i], cell_text(rows.front()[i], style.digits.value_or(reader_digits)));
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
    : columns_(std::move(columns)), style_(style) {}

std::string RowWriter::header() const {
    if (style_.format == Format::json) return style_.one_object ? "" : "[\n";
    return joined(columns_, ",") + "\n";
}

void RowWriter::append(std::string& out, const Row& row) const {
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
    if (columns_.size() == 1 && (out.empty() || out.back() == '\n')) out += "\"\"";  // a blank line is no row
    out += '\n';
}

std::string_view RowWriter::separator() const {
    return style_.format == Format::json && !style_.one_object ? ",\n" : "";
}
std::string RowWriter::footer() const { return style_.format == Format::json && !style_.one_object ? "\n]\n" : ""; }

std::string render(const std::vector<std::string>& columns, const std::vector<Row>& rows, const TableStyle& style,
                   const std::vector<std::string>& wanted, const std::string& caption) {
    if (style.format == Format::csv || style.format == Format::json) {
        const RowWriter writer(columns, style);
        std::string out = writer.header();
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (i) out += writer.separator();
            writer.append(out, rows[i]);
        }
        return out + writer.footer();
    }
    for (const Row& row : rows) require_numbers(columns, row);
    if (style.format != Format::text) {
        const PaperTable table = paper_table(columns, rows, style, wanted);
        return style.format == Format::latex ? latex_table(table, style, caption)
                                             : markdown_table(table, style, caption);
    }
    const Split s = split(columns, rows, style, wanted);
    std::vector<std::vector<std::string>> lines(1);
    for (const std::size_t i : s.shown) lines[0].push_back(columns[i]);
    for (const Row& row : rows) {
        lines.emplace_back();
        for (const std::size_t i : s.shown)
            lines.back().push_back(
                word_of(columns[i], cell_text(for_reader(columns[i], row[i]), style.digits.value_or(reader_digits))));
    }
    return (caption.empty() ? "" : caption + "\n") + (s.constants.empty() ? "" : s.constants + "\n") +
           text_table(lines);
}

std::string render_list(const std::vector<std::string>& columns, const Row& row, const TableStyle& style) {
    require_numbers(columns, row);
    if (style.format == Format::latex) return latex_table(paper_list(columns, row, style), style, "");
    if (style.format == Format::markdown) return markdown_table(paper_list(columns, row, style), style, "");
    std::size_t width = 0;
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (row[i] != Cell{}) width = std::max(width, columns[i].size());
    std::string out;
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (row[i] != Cell{} && row[i] != Cell{std::string{}})
            out += fmt::format("{:<{}}  {}\n", columns[i], width,
                               cell_text(for_reader(columns[i], row[i]), style.digits.value_or(10)));
    return out;
}

std::string render_answer(const std::vector<std::string>& columns, const std::vector<Row>& rows,
                          const TableStyle& style, const std::vector<std::string>& wanted, const std::string& caption) {
    const bool for_reader = style.format != Format::csv && style.format != Format::json;
    return for_reader && rows.size() == 1 ? render_list(columns, rows.front(), style)
                                          : render(columns, rows, style, wanted, caption);
}

}  // namespace lazyrisk
