// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/report/known_numbers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "lazyrisk/record/labels.hpp"
#include "lazyrisk/report/html.hpp"
#include "lazyrisk/report/numbers.hpp"
#include "lazyrisk/report/tables.hpp"

namespace lazyrisk::report {

KnownNumbers count_known_numbers(const ResultFolder& result) {
    const std::vector<CheckedNumber>& all = result.known_numbers;
    return {all.size(),
            std::size_t(std::count_if(all.begin(), all.end(), [](const CheckedNumber& n) { return !n.agrees(); }))};
}

std::string html_of_known_numbers(const ResultFolder& result) {
    if (result.known_numbers.empty()) return "";
    HtmlTable table;
    table.caption = "Numbers that are stated elsewhere beside those computed here.";
    table.heads = {"known number", "at", "quantity", "expected", "here", "rel. difference"};
    HtmlTable::Group& group = table.groups.emplace_back();
    for (const CheckedNumber& n : result.known_numbers)
        group.rows.push_back(
            {{escaped(n.label), "text"},
             {n.field.empty() ? "" : escaped(axis_label(n.field) + " = ") + readable(n.value, 6), "text"},
             {escaped(axis_label(n.quantity)), "text"},
             {escaped(fmt::format("{:.10g}", n.expected)), "number"},
             {escaped(fmt::format("{:.10g}", n.found)), "number"},
             {to_digits(n.deviation, 2) + (n.agrees() ? "" : " " + html_of_verdict("disagrees")), "number"}});
    return html(table);
}

}  // namespace lazyrisk::report
