// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A paper's table as LaTeX and as Markdown.
#include <fmt/format.h>

#include <algorithm>

#include "lazyrisk/table/latex_text.hpp"
#include "lazyrisk/table/markdown_text.hpp"
#include "lazyrisk/table/paper_table.hpp"
#include "lazyrisk/words/utf8.hpp"

namespace lazyrisk {
namespace {

constexpr std::size_t most_rows = 45;     // of a table on one page
constexpr double text_width_pt = 345;     // of an article
constexpr std::size_t longest_text = 34;  // characters on one line of a cell

bool has_numbers(const PaperColumn& column) {
    return std::any_of(column.cells.begin(), column.cells.end(),
                       [](const PaperCell& c) { return c.kind == PaperCell::Kind::number; });
}

/// The room that siunitx keeps: digits before and behind the point, of the uncertainty, of the exponent.
struct Room {
    std::size_t before = 1, behind = 0, uncertainty = 0, exponent = 0;
    bool negative = false, negative_exponent = false;

    [[nodiscard]] std::string table_format() const {
        return (negative ? "-" : "") + std::to_string(before) + "." + std::to_string(behind) +
               (uncertainty ? fmt::format("({})", uncertainty) : "") +
               (exponent ? (negative_exponent ? "e-" : "e") + std::to_string(exponent) : "");
    }
    /// In digits.
    [[nodiscard]] std::size_t characters() const {
        return before + behind + (behind ? 1 : 0) + (negative ? 2 : 0) + (uncertainty ? uncertainty + 2 : 0) +
               (exponent ? exponent + 5 : 0);
    }
};

Room room_of(const PaperColumn& column) {
    Room room;
    for (const PaperCell& cell : column.cells) {
        if (cell.kind != PaperCell::Kind::number || cell.number.infinite()) continue;
        std::string digits = cell.number.digits;
        if (digits.starts_with('-')) room.negative = true, digits.erase(0, 1);
        const std::size_t point = std::min(digits.find('.'), digits.size());
        room.before = std::max(room.before, point);
        if (point < digits.size()) room.behind = std::max(room.behind, digits.size() - point - 1);
        room.uncertainty = std::max(room.uncertainty, cell.number.uncertainty.size());
        if (!cell.number.exponent) continue;
        room.negative_exponent = room.negative_exponent || *cell.number.exponent < 0;
        room.exponent = std::max(room.exponent, std::to_string(std::abs(*cell.number.exponent)).size());
    }
    return room;
}

std::string latex_cell(const PaperCell& cell, bool among_numbers) {
    std::string text;
    if (cell.kind == PaperCell::Kind::number && !cell.number.infinite()) return siunitx_input(cell.number);
    if (cell.kind == PaperCell::Kind::number)
        text = cell.number.digits == "inf" ? "$\\infty$" : "$-\\infty$";
    else if (cell.kind == PaperCell::Kind::missing)
        text = "--";
    else
        text = cell.latex.empty() ? latex_text(cell.text) : cell.latex;
    return among_numbers ? "{" + text + "}" : text;
}

std::string plain_cell(const PaperCell& cell) {
    if (cell.kind == PaperCell::Kind::number) return plain_number(cell.number);
    return cell.kind == PaperCell::Kind::missing ? "–" : cell.text;
}

std::size_t longest_cell(const PaperColumn& column) {
    std::size_t most = 0;
    for (const PaperCell& cell : column.cells) most = std::max(most, length(plain_cell(cell)));
    return most;
}

/// `tail` as \texttt{tail}.
std::string with_code(const std::string& text) {
    std::string out;
    bool inside = false;
    for (std::size_t at = 0; at <= text.size(); inside = !inside) {
        const std::size_t end = std::min(text.find('`', at), text.size());
        const std::string part = latex_text(text.substr(at, end - at));
        out += inside ? "\\texttt{" + part + "}" : part;
        at = end + 1;
    }
    return out;
}

std::string joined(const std::vector<std::string>& cells) {
    std::string out;
    for (std::size_t i = 0; i < cells.size(); ++i) out += (i ? " & " : "") + cells[i];
    return out + " \\\\\n";
}

/// Texts that are broken into lines.
bool wraps(const PaperColumn& column) { return !has_numbers(column) && longest_cell(column) > longest_text; }

/// What the columns are to LaTeX.
struct Columns {
    double width = 0, wrapped = 0;  ///< in pt, at 5 pt a digit; characters of columns whose texts are broken
    std::string specification;
    std::vector<std::string> heads;
    std::size_t lines;  ///< of the longest column

    explicit Columns(const PaperTable& table) : lines(table.columns.empty() ? 0 : table.columns.front().cells.size()) {
        for (const PaperColumn& column : table.columns) measure(column);
        for (const PaperColumn& column : table.columns) {
            const bool numbers = has_numbers(column);
            heads.push_back(numbers ? "{" + latex_head(column.name) + "}" : latex_head(column.name));
            if (numbers)
                specification += fmt::format("\n    S[table-format={}]", room_of(column).table_format());
            else if (wraps(column))
                specify_wrapped(column);
            else
                specification += "\n    l";
        }
    }

    /// The largest size of letters in which they fit.
    [[nodiscard]] std::string size() const {
        const double shrink = text_width_pt / std::max(width + (wrapped > 0 ? 0.3 * text_width_pt : 0), 1.0);
        return shrink >= 1     ? ""
               : shrink > 0.9  ? "\\small"
               : shrink > 0.83 ? "\\small\\setlength{\\tabcolsep}{4pt}"
               : shrink > 0.72 ? "\\footnotesize\\setlength{\\tabcolsep}{3pt}"
                               : "\\scriptsize\\setlength{\\tabcolsep}{2pt}";
    }

private:
    void measure(const PaperColumn& column) {
        if (wraps(column))
            wrapped += double(std::min(longest_cell(column), 2 * longest_text));
        else
            width += 5.0 * double(std::max(has_numbers(column) ? room_of(column).characters() : longest_cell(column),
                                           length(plain_head(column.name)))) +
                     12;
    }

    /// The rest of the line is theirs.
    void specify_wrapped(const PaperColumn& column) {
        const double share = std::max(0.25, 0.93 - width / text_width_pt) *
                             double(std::min(longest_cell(column), 2 * longest_text)) / wrapped;
        specification += fmt::format("\n    >{{\\raggedright\\arraybackslash}}p{{{:.2f}\\linewidth}}", share);
        std::size_t needed = 0;
        for (const PaperCell& cell : column.cells)
            needed += 1 + std::size_t(double(length(cell.text)) * 5 / (share * text_width_pt));
        lines = std::max(lines, needed);
    }
};

std::string body_of(const PaperTable& table) {
    const std::size_t rows = table.columns.empty() ? 0 : table.columns.front().cells.size();
    std::string body;
    for (std::size_t row = 0; row < rows; ++row) {
        std::vector<std::string> cells;
        for (const PaperColumn& column : table.columns)
            cells.push_back(latex_cell(column.cells[row], has_numbers(column)));
        body += "    " + joined(cells);
    }
    return body;
}

}  // namespace

std::string latex_table(const PaperTable& table, const TableStyle& style, const std::string& given_caption) {
    const std::string caption = given_caption.empty() ? style.caption : given_caption;
    const Columns columns(table);
    const std::string size = columns.size(), body = body_of(table);
    const bool several_pages = columns.lines > most_rows;
    const std::string title = (caption.empty() ? "" : "\\caption{" + with_code(caption) + "}") +
                              (style.label.empty() ? "" : "\\label{" + style.label + "}");
    const std::string head = "    \\toprule\n    " + joined(columns.heads) + "    \\midrule\n";
    const std::string note = table.note.latex.empty() ? "" : "\\footnotesize " + table.note.latex;
    const bool arrays = columns.specification.find(">{") != std::string::npos;
    std::string out = fmt::format("% Needs \\usepackage{{booktabs,siunitx{}{}}}\n", several_pages ? ",longtable" : "",
                                  arrays ? ",array" : "");
    if (several_pages)
        return out + "\\begingroup\\sisetup{group-digits=integer}" + size + "\n\\begin{longtable}{" +
               columns.specification + "\n  }\n  " +
               (title.empty() ? "" : title + " \\\\\n" + head + "    \\endfirsthead\n") + head +
               "    \\endhead\n    \\bottomrule\n    \\endfoot\n" + body + "\\end{longtable}\n" +
               (note.empty() ? "" : "\\noindent{" + note + "\\par}\n") + "\\endgroup\n";
    out += "\\begin{table}[tbp]\n  \\centering\\sisetup{group-digits=integer}\n" +
           (title.empty() ? "" : "  " + title + "\n") + (size.empty() ? "" : "  " + size + "\n");
    out += "  \\begin{tabular}{" + columns.specification + "\n  }\n" + head + body +
           "    \\bottomrule\n  \\end{tabular}\n";
    if (!note.empty()) out += "\n  \\medskip\n  \\begin{minipage}{0.95\\linewidth}" + note + "\\end{minipage}\n";
    return out + "\\end{table}\n";
}

std::string markdown_table(const PaperTable& table, const TableStyle& style, const std::string& given_caption) {
    const std::string caption = given_caption.empty() ? style.caption : given_caption;
    const auto safe = [](std::string text) {
        for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.insert(at, "\\");
        return text;
    };
    std::string title = markdown_text(caption);
    for (std::size_t at = 0; (at = title.find("\\`", at)) != std::string::npos;) title.erase(at, 1);  // `tail` is code
    std::string out = caption.empty() ? "" : "**" + title + "**\n\n", rule = "|";
    out += "|";
    for (const PaperColumn& column : table.columns) {
        out += " " + safe(plain_head(column.name)) + " |";
        rule += has_numbers(column) ? "---:|" : ":---|";
    }
    out += "\n" + rule + "\n";
    const std::size_t rows = table.columns.empty() ? 0 : table.columns.front().cells.size();
    for (std::size_t row = 0; row < rows; ++row) {
        out += "|";
        for (const PaperColumn& column : table.columns)
            out += " " + markdown_text(plain_cell(column.cells[row])) + " |";
        out += "\n";
    }
    return out + (table.note.plain.empty() ? "" : "\n" + markdown_text(table.note.plain) + "\n");
}

}  // namespace lazyrisk
