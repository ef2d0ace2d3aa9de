// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/report/html.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <regex>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk::report {

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else
            out += c;
    }
    return out;
}

std::string identifier(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_' && c != '.') c = '-';
    return out;
}

HtmlTable::Group& HtmlTable::group(const std::string& title) {
    const auto found =
        std::find_if(groups.begin(), groups.end(), [&](const Group& group) { return group.title == title; });
    return found == groups.end() ? groups.emplace_back(Group{title, {}}) : *found;
}

std::string html(const HtmlTable& table) {
    std::string out = "<div class=\"wide\" tabindex=\"0\"><table>\n";
    if (!table.caption.empty()) out += "<caption><span>" + table.caption + "</span></caption>\n";
    out += "<thead><tr>";
    for (std::size_t i = 0; i < table.heads.size(); ++i) {
        const bool words = !table.groups.empty() && !table.groups.front().rows.empty() &&
                           table.groups.front().rows.front()[i].kind != "number";
        out += fmt::format("<th scope=\"col\"{}>{}</th>", words ? " class=\"text\"" : "", table.heads[i]);
    }
    out += "</tr></thead>\n";
    for (const HtmlTable::Group& group : table.groups) {
        out += "<tbody>\n";
        if (!group.title.empty())
            out += fmt::format("<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"{}\">{}</th></tr>\n",
                               table.heads.size(), group.title);
        for (const std::vector<HtmlCell>& row : group.rows) {
            out += "<tr>";
            for (std::size_t i = 0; i < row.size(); ++i) {
                const char* element = i == 0 ? "th scope=\"row\"" : "td";
                out += fmt::format("<{} class=\"{}\">{}</{}>", element, row[i].kind, row[i].html, i == 0 ? "th" : "td");
            }
            out += "</tr>\n";
        }
        out += "</tbody>\n";
    }
    return out + "</table></div>\n";
}

std::string inline_svg(const std::string& svg, const std::string& prefix, const std::string& title,
                       const std::string& description) {
    const std::size_t begin = svg.find("<svg"), inside = begin == std::string::npos ? begin : svg.find('>', begin);
    if (inside == std::string::npos) throw DomainError(prefix + ".svg: is no SVG; run the experiment again");
    if (svg.find("<script") != std::string::npos)
        throw DomainError(prefix + ".svg: carries a script, and a page of results has none");
    const std::string mark = identifier(prefix) + "--";
    std::string body = svg.substr(inside + 1);
    body = std::regex_replace(body, std::regex("\\bid=(['\"])"), "id=$1" + mark);
    body = std::regex_replace(body, std::regex("href=(['\"])#"), "href=$1#" + mark);
    body = std::regex_replace(body, std::regex("url\\((['\"]?)#"), "url($1#" + mark);
    body = std::regex_replace(body, std::regex("<title>Gnuplot</title>\\s*<desc>[^<]*</desc>\\s*"),
                              "");  // the tool's name is no name for a figure
    return fmt::format(
        "{} role=\"img\" aria-labelledby=\"{}title {}desc\">\n<title id=\"{}title\">{}</title>\n<desc "
        "id=\"{}desc\">{}</desc>\n{}",
        svg.substr(begin, inside - begin), mark, mark, mark, escaped(title), mark, escaped(description), body);
}

}  // namespace lazyrisk::report
