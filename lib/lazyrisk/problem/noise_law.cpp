// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/noise_law.hpp"

#include <cmath>

#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/number.hpp"
#include "lazyrisk/words/text.hpp"

namespace lazyrisk {
namespace {

constexpr double largest_noise = 1e6;
constexpr const char* noise_laws = "expected mixture(0.9:0.1,0.1:10), that is weights and variances, or student(3)";

/// What is in the brackets of name(...), or nothing.
std::string_view inside(std::string_view text, std::string_view name) {
    if (!text.starts_with(name) || text.size() < name.size() + 3 || text[name.size()] != '(' || text.back() != ')')
        return {};
    return text.substr(name.size() + 1, text.size() - name.size() - 2);
}

}  // namespace

double NoiseLaw::variance() const {
    if (freedom > 0) return freedom > 2 ? scale * scale * freedom / (freedom - 2) : infinite<>;
    double sum = 0;
    for (const NormalPart& p : parts) sum += p.weight * p.variance;
    return sum;
}

NoiseLaw read_noise_law(std::string_view field, std::string_view text) {
    const std::string name(field), typed(text);
    NoiseLaw law;
    if (std::string_view rest = inside(text, "mixture"); !rest.empty()) {
        double total = 0;
        if (rest.back() == ',') throw DomainError(name, typed, noise_laws);
        while (!rest.empty()) {
            const std::size_t comma = std::min(rest.find(','), rest.size());
            const std::string_view part = rest.substr(0, comma);
            rest.remove_prefix(std::min(rest.size(), comma + 1));
            const std::size_t colon = part.find(':');
            if (colon == std::string_view::npos) throw DomainError(name, typed, noise_laws);
            const NormalPart one{parse_number(field, part.substr(0, colon)),
                                 parse_number(field, part.substr(colon + 1))};
            if (!(one.weight > 0 && one.weight <= 1) || !(one.variance >= 0 && one.variance <= largest_noise))
                throw DomainError(name, typed, "weights are between 0 and 1, variances between 0 and 1e6");
            law.parts.push_back(one);
            total += one.weight;
        }
        if (std::abs(total - 1) > 1e-9) throw DomainError(name, typed, "the weights have to add to one");
        return law;
    }
    if (const std::string_view rest = inside(text, "student"); !rest.empty()) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        law.freedom = parse_number(field, rest.substr(0, comma));
        if (comma < rest.size()) law.scale = parse_number(field, rest.substr(comma + 1));
        if (!(law.freedom >= 0.5 && law.freedom <= 1000) || !(law.scale > 0 && law.scale <= 1000))
            throw DomainError(name, typed, "Student's t has 0.5 to 1000 degrees of freedom and a scale up to 1000");
        return law;
    }
    throw DomainError(name, typed, noise_laws);
}

std::string to_text(const NoiseLaw& law) {
    if (law.freedom > 0)
        return "student(" + to_text(law.freedom) + (law.scale == 1 ? "" : "," + to_text(law.scale)) + ")";
    std::string text;
    for (const NormalPart& p : law.parts)
        text += (text.empty() ? "" : ",") + to_text(p.weight) + ":" + to_text(p.variance);
    return text.empty() ? "" : "mixture(" + text + ")";
}

}  // namespace lazyrisk
