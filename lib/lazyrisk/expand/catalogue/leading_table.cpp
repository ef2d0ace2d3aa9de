// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/catalogue/leading_table.hpp"

#include <algorithm>

#include "lazyrisk/expand/symbolic/number_text.hpp"
#include "lazyrisk/expand/symbolic/render.hpp"

namespace lazyrisk {
namespace {

std::string exponent_text(const GiNaC::ex& exponent, Notation notation) {
    const std::string n = print_exponent(exponent, notation);
    return notation == Notation::latex ? "d^{" + n + "}" : "d^(" + n + ")";
}

/// A coefficient of numbers alone to twelve digits; a short decimal as it is.
std::string coefficient_text(const GiNaC::ex& c, Notation notation) {
    if (GiNaC::is_a<GiNaC::numeric>(c) && !c.info(GiNaC::info_flags::rational)) {
        const std::string all = print(c, notation);
        return all.size() < 14 ? all : digits_of(evaluate(c, {}), 12);
    }
    return print(c, notation);
}

}  // namespace

std::string leading_table(const std::vector<LeadingTerm>& leading, const TableStyle& style) {
    const bool latex = style.format == Format::latex;
    const Notation notation = latex ? Notation::latex : Notation::text;
    const auto math = [&](const std::string& text) { return latex ? "$" + text + "$" : text; };
    const bool somewhere =
        std::any_of(leading.begin(), leading.end(), [](const LeadingTerm& t) { return !t.where.empty(); });
    std::vector<std::string> columns{"quantity", "limit", "leading correction"};
    if (somewhere) columns.emplace_back("where");
    std::vector<std::vector<std::string>> cells;
    for (const LeadingTerm& t : leading) {
        std::string c = "beyond what is computed";
        if (t.correction) {
            c = coefficient_text(t.correction->coefficient, notation);
            if (needs_parentheses(t.correction->coefficient)) c = latex ? "\\left(" + c + "\\right)" : "(" + c + ")";
            const std::string power = exponent_text(t.correction->exponent, notation);
            c = math(c == "1" ? power : c + (latex ? " " : "*") + power);
        }
        cells.push_back(
            {latex ? math(latex_quantity(t.quantity)) : t.quantity, math(coefficient_text(t.limit, notation)), c});
        if (somewhere) cells.back().push_back(latex ? latex_words(t.where) : t.where);
    }
    if (!latex) {
        std::vector<Row> rows;
        for (const auto& row : cells) rows.emplace_back(row.begin(), row.end());
        return render(columns, rows, style, {}) + "\n";
    }
    std::string text =
        "\\begin{center}\\footnotesize\\setlength{\\tabcolsep}{2pt}\n\\renewcommand{\\arraystretch}{1.8}\n\\begin{"
        "tabular}{" +
        std::string(columns.size(), 'l') + "}\n";
    cells.insert(cells.begin(), columns);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        for (std::size_t j = 0; j < cells[i].size(); ++j) text += (j ? " & " : "  ") + cells[i][j];
        text += i == 0 ? " \\\\ \\hline\n" : " \\\\\n";
    }
    return text + "\\end{tabular}\n\\end{center}\n\n";
}

}  // namespace lazyrisk
