// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Pieces of HTML as text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lazyrisk::report {

/// Text for element content and for attributes in double quotes.
std::string escaped(std::string_view text);

/// A word for an id or a fragment: letters, digits, `-`, `_` and `.` stay, anything else becomes `-`.
std::string identifier(std::string_view text);

/// A cell of a table: what stands in it and the classes that say how.
struct HtmlCell {
    std::string html;
    std::string kind = "number";  ///< class: number, text, or a verdict
};

struct HtmlTable {
    std::string caption;  ///< HTML
    std::vector<std::string> heads;
    struct Group {
        std::string title;  ///< a row of its own above the group, unless empty
        std::vector<std::vector<HtmlCell>> rows;
    };
    std::vector<Group> groups;

    /// The group of that title, a new one at the end where there is none.
    Group& group(const std::string& title);
};

/// The table in a box of its own that scrolls sideways, so that the page does not. The first cell of a row heads it.
std::string html(const HtmlTable& table);

/// An SVG file's text for use inside a page: no prolog, its ids made unlike those of other figures by `prefix`, named
/// by `title`. Throws DomainError where it is no SVG or carries a script.
std::string inline_svg(const std::string& svg, const std::string& prefix, const std::string& title,
                       const std::string& description);

}  // namespace lazyrisk::report
