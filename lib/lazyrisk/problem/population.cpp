// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/population.hpp"

#include <cmath>
#include <set>
#include <string>

#include "lazyrisk/problem/accepted.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"
#include "lazyrisk/words/number.hpp"
#include "lazyrisk/words/pieces.hpp"
#include "lazyrisk/words/trimmed.hpp"

namespace lazyrisk {
namespace {

constexpr const char* population_field = "population";
constexpr std::size_t most_populations = 50;

Population read_population(const std::string& text) {
    static const std::vector<std::string> words{"share", "weight", "noise"};
    const auto wrong = [&](const std::string& why) { return DomainError(population_field, text, why); };
    const std::vector<std::string> parts = pieces(text, ':');
    if (parts.front().empty()) throw wrong("it begins with a covariance, as identity:share=0.5");
    Population read{read_covariance(population_field, parts.front()), 0};
    std::set<std::string> seen;
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const std::size_t equals = parts[i].find('=');
        const std::string word(trimmed(std::string_view(parts[i]).substr(0, equals)));
        double* const value = word == "share"    ? &read.share
                              : word == "weight" ? &read.weight
                              : word == "noise"  ? &read.noise
                                                 : nullptr;
        if (!value) throw wrong(word + " is none of share=S, weight=W, noise=V" + did_you_mean(word, words));
        if (equals == std::string::npos) throw wrong(word + " needs a value, as " + word + "=0.5");
        if (!seen.insert(word).second) throw wrong(word + " is given twice");
        *value = parse_number(population_field, parts[i].substr(equals + 1));
        if (!(*value >= 0 && *value <= largest_accepted))
            throw wrong(word + " is a number from 0 to " + to_text(largest_accepted));
    }
    if (!(read.share > 0)) throw wrong("it needs its share of the samples, as share=0.5");
    if (!(read.weight > 0)) throw wrong("a weight is above 0");
    return read;
}

}  // namespace

std::vector<Population> read_populations(const std::string& text) {
    std::vector<Population> all;
    double total = 0;
    for (const std::string& one : pieces(text, ';')) {
        all.push_back(read_population(one));
        total += all.back().share;
    }
    if (!(std::abs(total - 1) < 1e-9))
        throw DomainError(population_field, text,
                          "the shares of all populations add to 1; these add to " + to_text(total));
    if (all.size() > most_populations)
        throw DomainError(population_field, double(all.size()),
                          "at most " + std::to_string(most_populations) + " populations");
    return all;
}

}  // namespace lazyrisk
