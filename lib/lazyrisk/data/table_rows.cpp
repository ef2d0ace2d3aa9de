// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/data/table_rows.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "lazyrisk/data/number_file.hpp"
#include "lazyrisk/data/shown_text.hpp"
#include "lazyrisk/words/text.hpp"
#include "lazyrisk/words/trimmed.hpp"

namespace lazyrisk {
namespace {

constexpr std::string_view row_blanks = " \t\r";
constexpr std::size_t longest_line = std::size_t(1) << 26, part_of_text = 1 << 16;

char separator_of(std::string_view line) {
    for (const char one : {',', ';', '\t'})
        if (line.find(one) != std::string_view::npos) return one;
    return ' ';
}

}  // namespace

TableRows::TableRows(const std::string& path, const std::string& field, char separator)
    : bytes_(path, field), separator_(separator) {}

bool TableRows::read_line(std::string_view& line) {
    std::size_t seen = begin_;
    for (;;) {
        const std::size_t end = buffer_.find('\n', seen);
        if (end != std::string::npos || ended_) {
            if (end == std::string::npos && begin_ == buffer_.size()) return false;
            line = std::string_view(buffer_).substr(begin_, std::min(end, buffer_.size()) - begin_);
            begin_ = std::min(end, buffer_.size() - 1) + 1;
            ++line_;
            if (line.find('\0') != std::string_view::npos) fail("has a zero byte, which is in no text");
            return true;
        }
        buffer_.erase(0, begin_);
        begin_ = 0;
        seen = buffer_.size();
        if (seen > longest_line) bytes_.fail("line " + std::to_string(line_ + 1) + " has more than 64 million bytes");
        buffer_.resize(seen + part_of_text);
        const std::size_t got = bytes_.read(buffer_.data() + seen, part_of_text);
        buffer_.resize(seen + got);
        ended_ = got < part_of_text;
    }
}

bool TableRows::next() {
    std::string_view line;
    while (read_line(line)) {
        if (line_ == 1 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
        line = trimmed(line, separator_ == '\t' ? " \r" : row_blanks);  // an empty cell at the end is a cell
        const std::size_t first = line.find_first_not_of(row_blanks);
        if (first == std::string_view::npos || line[first] == '#') continue;
        if (separator_ == 0) {
            line = trimmed(line, row_blanks);
            separator_ = separator_of(line);
        }
        split(line);
        return true;
    }
    return false;
}

std::string_view TableRows::quoted(std::string_view& line) {
    std::size_t end = line.find('"', 1);
    bool pairs = false;
    while (end != std::string_view::npos && end + 1 < line.size() && line[end + 1] == '"') {
        pairs = true;
        end = line.find('"', end + 2);
    }
    if (end == std::string_view::npos) fail(cells_.size(), "a cell begins with a quote and does not end with one");
    std::string_view inside = line.substr(1, end - 1);
    line.remove_prefix(end + 1);
    if (!pairs) return inside;
    std::string& text = unquoted_.emplace_back();
    for (std::size_t i = 0; i < inside.size(); ++i) {
        text += inside[i];
        if (inside[i] == '"') ++i;
    }
    return text;
}

void TableRows::split(std::string_view line) {
    cells_.clear();
    unquoted_.clear();
    const std::string_view blanks = separator_ == '\t' ? " \r" : row_blanks;
    const std::string_view ends = separator_ == ' ' ? " \t" : std::string_view(&separator_, 1);
    for (;;) {
        line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
        const bool in_quotes = line.starts_with('"');
        const std::string_view inside = in_quotes ? quoted(line) : std::string_view();
        const std::size_t end = std::min(line.find_first_of(ends), line.size());
        const std::string_view rest = trimmed(line.substr(0, end), blanks);
        if (in_quotes && !rest.empty()) fail(cells_.size(), "a cell goes on behind its closing quote");
        cells_.push_back(in_quotes ? inside : rest);
        if (end == line.size()) return;
        line.remove_prefix(end + 1);
        if (separator_ == ' ' && line.find_first_not_of(blanks) == std::string_view::npos) return;
    }
}

void TableRows::fail(const std::string& why) const { bytes_.fail("line " + std::to_string(line_) + " " + why); }

void TableRows::fail(std::size_t column, const std::string& why) const {
    bytes_.fail("line " + std::to_string(line_) + ", column " + std::to_string(column + 1) + ": " + why);
}

CellFault read_cell(std::string_view text, double& value) {
    if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc::invalid_argument || end != text.data() + text.size()) return CellFault::no_number;
    if (error == std::errc::result_out_of_range) {
        value = std::strtod(std::string(text).c_str(), nullptr);
        if (std::abs(value) > 1) return CellFault::too_large;  // else too small: 0, or what is next to it
    }
    if (!std::isfinite(value)) return CellFault::not_finite;
    return std::abs(value) > largest_read ? CellFault::too_large : CellFault::none;
}

std::string sentence_of(CellFault fault, std::string_view text) {
    const std::string cell = "\"" + shown_text(text) + "\"";
    switch (fault) {
        case CellFault::not_finite:
            return cell + "; numbers are finite: leave such points out";
        case CellFault::too_large:
            return cell + " is above " + to_text(largest_read) + " in size; choose another unit";
        default:
            return text.empty() ? "the cell is empty; expected a number"
                                : cell + " is no number; expected one, with a decimal point";
    }
}

}  // namespace lazyrisk
