// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/image_kernel/kernel_arguments.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/words/closing.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"
#include "lazyrisk/words/number.hpp"
#include "lazyrisk/words/pieces.hpp"
#include "lazyrisk/words/shortened.hpp"
#include "lazyrisk/words/trimmed.hpp"

namespace lazyrisk {
namespace {

bool is_key(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

}  // namespace

KernelArguments::KernelArguments(std::string_view text) : text_(trimmed(text)) {
    const std::size_t open = text_.find('(');
    name_ = trimmed(std::string_view(text_).substr(0, open));
    if (open == std::string::npos) return;
    const std::size_t close = closing(text_, open);
    if (close == std::string::npos) fail("the parenthesis behind " + shortened(name_, 100) + " is not closed");
    if (close + 1 != text_.size())
        fail("\"" + shortened(text_.substr(close + 1), 100) + "\" stands behind the closing parenthesis");
    inside_ = trimmed(std::string_view(text_).substr(open + 1, close - open - 1));
    if (inside_.empty()) return;
    for (const std::string& piece : pieces(inside_, ',')) {
        if (piece.empty()) fail("an argument between two commas is missing");
        const std::size_t equals = piece.find('=');
        const std::string_view key = trimmed(std::string_view(piece).substr(0, equals));
        if (equals == std::string::npos || !is_key(key))
            arguments_.push_back({"", piece});
        else
            arguments_.push_back({std::string(key), std::string(trimmed(std::string_view(piece).substr(equals + 1)))});
    }
}

void KernelArguments::fail(const std::string& sentence) const {
    throw DomainError("kernel", '"' + shortened(text_) + '"', sentence);
}

double KernelArguments::parsed(const std::string& what, const std::string& value, double least, double most,
                               bool whole) const {
    double number = 0;
    try {
        number = parse_number("kernel", value);
    } catch (const DomainError&) {
        fail("\"" + shortened(value, 100) + "\" is no number for " + what);
    }
    if (!(number >= least && number <= most) || (whole && number != std::floor(number)))
        fail(what + " = " + shortened(value, 100) + "; it is a " + (whole ? "whole " : "") + "number from " +
             lazyrisk::to_text(least) + " to " + lazyrisk::to_text(most));
    return number;
}

std::optional<std::string> KernelArguments::value(const std::string& key) {
    std::optional<std::string> found;
    for (Argument& one : arguments_) {
        if (one.taken || one.key != key) continue;
        if (found) fail(key + " is there twice; once is accepted");
        if (one.value.empty()) fail("nothing stands behind " + key + "=");
        one.taken = true;
        found = one.value;
    }
    return found;
}

std::optional<double> KernelArguments::number(const std::string& key, double least, double most) {
    const auto text = value(key);
    if (!text) return {};
    return parsed(key, *text, least, most, false);
}

std::optional<int> KernelArguments::whole(const std::string& key, int least, int most) {
    const auto text = value(key);
    if (!text) return {};
    return int(parsed(key, *text, least, most, true));
}

bool KernelArguments::flag(const std::string& key) {
    bool found = false;
    for (Argument& one : arguments_)
        if (!one.taken && one.key.empty() && one.value == key) one.taken = found = true;
    return found;
}

std::vector<int> KernelArguments::whole_numbers(int least, int most) {
    std::vector<int> all;
    for (Argument& one : arguments_) {
        if (one.taken || !one.key.empty() || one.value.find_first_of("0123456789-.+") != 0) continue;
        one.taken = true;
        all.push_back(int(parsed("an argument of " + name_, one.value, least, most, true)));
    }
    return all;
}

std::optional<std::string> KernelArguments::word(const std::string& stem) {
    for (Argument& one : arguments_)
        if (!one.taken && one.key.empty() && one.value.substr(0, one.value.find('(')) == stem) {
            one.taken = true;
            return one.value;
        }
    return {};
}

void KernelArguments::nothing_left(const std::vector<std::string>& known) const {
    std::size_t place = 0;
    for (const Argument& one : arguments_) {
        ++place;
        if (one.taken) continue;
        const std::string& word = one.key.empty() ? one.value : one.key;
        std::string all;
        for (const std::string& name : known) all += (all.empty() ? "" : ", ") + name;
        fail("argument " + std::to_string(place) + ", " + shortened(word, 100) + ", is none of " + name_ +
             "; expected " + all + did_you_mean(word.substr(0, word.find('(')), known));
    }
}

}  // namespace lazyrisk
