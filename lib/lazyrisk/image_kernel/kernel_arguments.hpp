// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What stands between the parentheses of a kernel's name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lazyrisk {

/// name(positional, key=value, flag): each is taken once, what is left is a mistake.
class KernelArguments {
public:
    explicit KernelArguments(std::string_view text);

    [[nodiscard]] const std::string& name() const { return name_; }
    /// Between the parentheses, as it stands there.
    [[nodiscard]] const std::string& inside() const { return inside_; }

    /// The value of key=value, or nothing.
    std::optional<std::string> value(const std::string& key);
    std::optional<double> number(const std::string& key, double least, double most);
    std::optional<int> whole(const std::string& key, int least, int most);
    bool flag(const std::string& key);
    /// All that are whole numbers and have no key.
    std::vector<int> whole_numbers(int least, int most);
    /// The one that begins with this word and has no key: "lap(2)" of "lap".
    std::optional<std::string> word(const std::string& stem);

    /// Throws DomainError where something was not taken; `known` are the keys and words that could be.
    void nothing_left(const std::vector<std::string>& known) const;
    [[noreturn]] void fail(const std::string& sentence) const;

private:
    struct Argument {
        std::string key, value;  ///< key empty: no equals sign
        bool taken = false;
    };
    std::string text_, name_, inside_;
    std::vector<Argument> arguments_;

    [[nodiscard]] double parsed(const std::string& what, const std::string& value, double least, double most,
                                bool whole) const;
};

}  // namespace lazyrisk
