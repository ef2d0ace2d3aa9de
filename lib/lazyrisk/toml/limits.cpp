// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/toml/limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

constexpr std::size_t longest_line = 65536, largest_file = std::size_t(16) << 20, deepest_key = 256;

/// How deep a key lies: its parts, and those of the tables and lists that it stands in. Texts, comments and numbers do
/// not count.
class Depth {
public:
    /// The column (from 1) where a key of this line becomes too deep, or 0.
    std::size_t after(std::string_view line) {
        std::size_t dots = 0;
        if (around_.empty()) key_ = outside_ = 0;
        for (std::size_t i = 0; i < line.size(); ++i) {
            const char c = line[i];
            if (!text_.empty()) {
                if (line.substr(i).starts_with(text_)) {
                    i += text_.size() - 1;
                    // of up to five marks the last three end the text
                    for (int more = 0; text_.size() == 3 && more < 2 && line.substr(i + 1).starts_with(text_[0]);
                         ++more)
                        ++i;
                    text_ = {};
                } else if (c == '\\' && text_.front() == '"') {
                    ++i;
                }
                continue;
            }
            if (c == '#') break;
            if (c == '"' || c == '\'')
                i += begin_text(line.substr(i)) - 1;
            else if (c == '.')
                ++dots;
            else if (c == '=')
                key_ = std::exchange(dots, 0);
            else if (c == ',')
                key_ = dots = 0;
            else if (c == '{' || c == '[') {
                around_.push_back(std::exchange(key_, 0) + 1);
                outside_ += around_.back();
                dots = 0;
            } else if ((c == '}' || c == ']') && !around_.empty()) {
                outside_ -= around_.back();
                around_.pop_back();
                dots = 0;
            }
            if (outside_ + dots > deepest_key) return i + 1;
        }
        if (text_.size() == 1) text_ = {};  // such a text ends with its line
        return 0;
    }

private:
    std::size_t begin_text(std::string_view rest) {
        static constexpr std::string_view marks[] = {"\"\"\"", "\'\'\'", "\"", "\'"};
        for (const std::string_view mark : marks)
            if (text_.empty() && rest.starts_with(mark)) text_ = mark;
        return text_.size();
    }

    std::string_view text_ = {};       // what ends the text we are in
    std::vector<std::size_t> around_;  // parts that each open bracket adds
    std::size_t outside_ = 0, key_ = 0;
};

}  // namespace

void require_limits(const std::string& text, const std::string& path) {
    if (text.size() > largest_file)
        throw DomainError(fmt::format("{}:1:1: the file has more than {} MB; expected a TOML file that a person writes",
                                      path, largest_file >> 20));
    Depth depth;
    std::size_t number = 1;
    for (std::string_view rest = text; !rest.empty(); ++number) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        if (line.size() > longest_line)
            throw DomainError(
                fmt::format("{}:{}:{}: the line has more than {} kB; break it up (a list may go on in the next line)",
                            path, number, longest_line + 1, longest_line >> 10));
        if (const std::size_t column = depth.after(line); column > 0)
            throw DomainError(
                fmt::format("{}:{}:{}: the key lies more than {} tables deep; expected a few, as problem.ridge", path,
                            number, column, deepest_key));
    }
}

}  // namespace lazyrisk
