// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/symbolic/break_lines.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace lazyrisk {
namespace {

constexpr std::string_view opens = "\\left(", closes = "\\right)", fraction = "\\frac{";

bool at(const std::string& s, std::size_t i, std::string_view what) { return s.compare(i, what.size(), what) == 0; }

/// Behind the brace that closes the one at s[begin].
std::size_t behind_brace(const std::string& s, std::size_t begin) {
    int depth = 0;
    for (std::size_t i = begin; i < s.size(); ++i) {
        if (s[i] == '{') ++depth;
        if (s[i] == '}' && --depth == 0) return i + 1;
    }
    return s.size();
}

/// Where the parenthesis opened at s[begin] by \left( is closed: at its \right).
std::size_t closing(const std::string& s, std::size_t begin) {
    int depth = 0;
    for (std::size_t i = begin; i < s.size(); ++i) {
        if (at(s, i, "\\left")) ++depth;
        if (at(s, i, "\\right") && --depth == 0) return i;
    }
    return s.size();
}

/// The same value with its first long fraction, or else long parenthesis, outside of all others made breakable; ""
/// where there is none.
std::string opened(const std::string& s, std::size_t width) {
    for (std::size_t i = 0; i < s.size();) {
        if (at(s, i, fraction)) {
            const std::size_t middle = behind_brace(s, i + fraction.size() - 1), end = behind_brace(s, middle);
            const std::string above = s.substr(i + fraction.size(), middle - 1 - i - fraction.size()),
                              below = s.substr(middle + 1, end - middle - 2);
            if (visible_length(below) > width)
                return s.substr(0, i) + "\\bigl[" + above + "\\bigr] \\bigl[" + below + "\\bigr]^{-1}" + s.substr(end);
            if (visible_length(above) > width)
                return s.substr(0, i) + "\\frac{1}{" + below + "} \\bigl[" + above + "\\bigr]" + s.substr(end);
            i = end;
        } else if (at(s, i, opens)) {
            const std::size_t end = closing(s, i);
            const std::string inside = s.substr(i + opens.size(), end - i - opens.size());
            if (at(s, end, closes) && visible_length(inside) > width && !at(s, end + closes.size(), "^"))
                return s.substr(0, i) + "\\bigl(" + inside + "\\bigr)" + s.substr(end + closes.size());
            i = end + 1;
        } else if (s[i] == '{') {
            i = behind_brace(s, i);
        } else {
            ++i;
        }
    }
    return "";
}

}  // namespace

std::size_t visible_length(const std::string& s) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < s.size();) {
        if (at(s, i, fraction)) {
            const std::size_t middle = behind_brace(s, i + fraction.size() - 1), end = behind_brace(s, middle);
            length += std::max(visible_length(s.substr(i + fraction.size(), middle - 1 - i - fraction.size())),
                               visible_length(s.substr(middle + 1, end - middle - 2)));
            i = end;
        } else if (s[i] == '\\') {
            const bool invisible =
                at(s, i, "\\left") || at(s, i, "\\right") || at(s, i, "\\big") || at(s, i, "\\mathrm");
            for (++i; i < s.size() && std::isalpha(static_cast<unsigned char>(s[i])); ++i) {
            }
            if (!invisible) ++length;
        } else {
            if (std::string_view("{}_^ ").find(s[i]) == std::string_view::npos) ++length;
            if (at(s, i, " + ") || at(s, i, " - ")) ++length;  // a sign between two terms has space around it
            ++i;
        }
    }
    return length;
}

std::string break_lines(const std::string& latex, std::size_t used, std::size_t width) {
    if (used + visible_length(latex) <= width) return latex;
    std::string s = latex;
    // what is too long for a line first; then, where the whole still is, what is long
    for (std::string next = opened(s, width - used);
         !next.empty() || (s == latex && !(next = opened(s, width / 2)).empty()); next = opened(s, width / 2))
        s = next;
    std::string out, line;
    for (std::size_t i = 0, end = 0; i < s.size(); i = end) {
        // a piece runs to the next sign outside of braces and of \left \right
        for (end = s[i] == ' ' ? i + 1 : i; end < s.size();) {
            if (s[end] == '{')
                end = behind_brace(s, end);
            else if (at(s, end, "\\left"))
                end = closing(s, end) + closes.size();
            else if (s[end] == ' ' && (at(s, end, " + ") || at(s, end, " - ")))
                break;
            else
                ++end;
        }
        const std::string piece = s.substr(i, end - i);
        if (!line.empty() && used + visible_length(line + piece) > width) {
            out += line + " \\\\\n  &\\quad";
            line.clear();
            used = 2;
        }
        line += piece;
    }
    return out + line;
}

}  // namespace lazyrisk
