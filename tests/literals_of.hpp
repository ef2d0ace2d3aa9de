// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The texts of a C++ file: its string literals as they are written, those that stand side by side as one.
#pragma once

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

inline std::vector<std::string> literals_of(const std::string& code) {
    std::vector<std::string> found;
    bool joined = false;  // nothing but space and comments since the last literal
    for (std::size_t i = 0; i < code.size(); ++i) {
        const char c = code[i];
        if (code.compare(i, 2, "//") == 0) {
            i = std::min(code.find('\n', i), code.size());
        } else if (code.compare(i, 2, "/*") == 0) {
            i = std::min(code.find("*/", i), code.size()) + 1;
        } else if (c == '\'' && i > 0 && !std::isalnum(static_cast<unsigned char>(code[i - 1]))) {  // no 1'000
            for (++i; i < code.size() && code[i] != '\''; ++i) i += code[i] == '\\';
            joined = false;
        } else if (c == '"') {
            const std::size_t begin = ++i;
            for (; i < code.size() && code[i] != '"'; ++i) i += code[i] == '\\';
            if (!joined) found.emplace_back();
            found.back() += code.substr(begin, i - begin);
            joined = true;
        } else if (!std::isspace(static_cast<unsigned char>(c))) {
            joined = false;
        }
    }
    return found;
}
