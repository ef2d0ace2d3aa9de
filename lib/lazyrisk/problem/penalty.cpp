// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/penalty.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"
#include "lazyrisk/words/number.hpp"

namespace lazyrisk {

Penalty read_penalty(const std::string& text) {
    constexpr std::string_view word = "covariance";
    constexpr double most = 20;
    if (text.starts_with(word)) {
        const std::string_view rest = std::string_view(text).substr(word.size());
        if (rest.empty()) return {{}, 1};
        double power = infinite<>;
        if (rest.front() == '(' && rest.back() == ')') try {
                power = parse_number("penalty", rest.substr(1, rest.size() - 2));
            } catch (const DomainError&) {  // said below
            }
        if (!(std::abs(power) <= most))
            throw DomainError("penalty", text, "expected covariance(POWER), the power a number from -20 to 20");
        return {{}, power};
    }
    static const std::vector<std::string> words{"covariance", "identity", "levels", "power", "exponential"};
    const std::string name = text.substr(0, text.find('('));
    if (!names_file(text) && std::find(words.begin(), words.end(), name) == words.end())
        throw DomainError("penalty", text, "expected " + std::string(penalty_forms) + did_you_mean(name, words));
    return {read_covariance("penalty", text)};
}

std::string to_text(const Penalty& penalty) {
    if (penalty.own) return to_text(*penalty.own);
    return penalty.power == 1 ? "covariance" : "covariance(" + to_text(penalty.power) + ")";
}

}  // namespace lazyrisk
