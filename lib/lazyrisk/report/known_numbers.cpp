#include "lazyrisk/report/known_numbers.hpp"

#include <algorithm>
#include <cstdlib>

#include "lazyrisk/answer/labels.hpp"
#include "lazyrisk/report/html.hpp"
#include "lazyrisk/report/numbers.hpp"
#include "lazyrisk/report/parameters.hpp"
#include "lazyrisk/report/tables.hpp"

namespace lazyrisk::report {

KnownNumbers count_known_numbers(const ResultFolder& result) {
    KnownNumbers count;
    for (std::size_t i = 1; i < result.known_numbers.size(); ++i) {
        const std::vector<std::string>& row = result.known_numbers[i];
        ++count.all;
        count.wrong +=
            std::any_of(row.begin(), row.end(), [](const std::string& cell) { return cell.find("**disagrees**") != std::string::npos; });
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
            if (head == "at" && space != std::string::npos)
                cell = axis_label(cell.substr(0, space)) + " = " + value_of_field(cell.substr(space + 1));
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

}  // namespace lazyrisk::report
