// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/study/known_numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "lazyrisk/measure/density.hpp"
#include "lazyrisk/measure/gap.hpp"
#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/record/quantity.hpp"
#include "lazyrisk/table/markdown_text.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/nearest.hpp"

namespace lazyrisk {

namespace {

double number_of(const ExperimentCheck& check, const Question& q, const std::string& point, Answers& answers) {
    const auto named = [&](const std::vector<std::pair<std::string, double>>& list) {
        std::vector<std::string> names;
        for (const auto& [name, value] : list) {
            if (name == check.quantity) return value;
            names.push_back(name);
        }
        throw DomainError("check " + check.label + ", quantity = " + check.quantity + ": not known here" +
                          did_you_mean(check.quantity, names));
    };
    if (check.kind == FigureKind::gap) {
        if (!q.width) throw DomainError("check " + check.label + ": a gap has a width; give sweep = \"width=...\"");
        const Gaps g = gap_teller(q, {check.matrix})(*q.width, GapDraws::none());
        std::vector<std::pair<std::string, double>> list;
        for (const auto& [name, told] : gap_formulas())
            if ((g.*told).value) list.emplace_back(name, *(g.*told).value);
        return named(list);
    }
    if (check.kind == FigureKind::density) return named(density_facts(density_of(q, {.of = check.of}, answers)));
    const Answer a = answers(q);
    if (!a.answered) throw DomainError("check " + check.label + ", " + point + ": " + a.status);
    return quantity(check.quantity, Record({q}, true), q, a);
}

}  // namespace

std::string CheckedNumber::point() const { return field.empty() ? "" : field + " " + to_text(value); }

std::vector<CheckedNumber> check_numbers(const ExperimentFile& experiment, Answers& answers) {
    std::vector<CheckedNumber> list;
    for (const ExperimentCheck& check : experiment.checks)
        for (std::size_t i = 0; i < check.expected.size(); ++i) {
            Question q = check.problem;
            CheckedNumber number{check.label, check.quantity, "", 0, check.expected[i], 0, 0, check.tolerance};
            if (check.sweep) {
                number.field = check.sweep->field, number.value = check.sweep->values[i];
                set_field(q, number.field, number.value);
            }
            number.found = number_of(check, q, number.point(), answers);
            const double scale = number.expected != 0 ? std::abs(number.expected) : 1;
            if (std::isinf(number.expected) && number.found != number.expected)
                number.deviation = infinite<>;
            else if (number.found != number.expected)
                number.deviation = std::abs(number.found - number.expected) / scale;
            list.push_back(std::move(number));
        }
    return list;
}

std::string sentence(const std::vector<CheckedNumber>& numbers) {
    double largest = 0;
    std::string wrong;
    std::size_t count = 0;
    for (const CheckedNumber& n : numbers) {
        largest = std::max(largest, n.deviation);
        if (n.agrees()) continue;
        ++count;
        wrong += fmt::format("{} {}: {} is {:.10g}, expected {:.10g}, difference {:.2g} above {:.2g}\n", n.label,
                             n.point(), n.quantity, n.found, n.expected, n.deviation, n.tolerance);
    }
    return fmt::format("{} number{} known from elsewhere: {}, largest relative difference {:.2g}\n{}", numbers.size(),
                       numbers.size() == 1 ? "" : "s",
                       count == 0 ? std::string("all agree") : fmt::format("{} disagree", count), largest, wrong);
}

std::string markdown(const std::vector<CheckedNumber>& numbers) {
    std::string text =
        "| known number | at | quantity | expected | here | rel. difference |\n|---|---|---|---|---|---|\n";
    for (const CheckedNumber& n : numbers)
        text += fmt::format("| {} | {} | {} | {:.10g} | {:.10g} | {:.1e}{} |\n", markdown_text(n.label),
                            markdown_text(n.point()), n.quantity, n.expected, n.found, n.deviation,
                            n.agrees() ? "" : ", **disagrees**");
    return text;
}

nlohmann::ordered_json json_of(const std::vector<CheckedNumber>& numbers) {
    const auto number = [](double x) {
        return std::isfinite(x) ? nlohmann::ordered_json(x) : nlohmann::ordered_json(to_text(x));
    };
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const CheckedNumber& n : numbers) {
        nlohmann::ordered_json one{{"label", n.label}, {"quantity", n.quantity}};
        if (!n.field.empty()) one[n.field] = number(n.value);
        one["expected"] = number(n.expected), one["found"] = number(n.found), one["deviation"] = number(n.deviation),
        one["tolerance"] = number(n.tolerance);
        list.push_back(std::move(one));
    }
    return list;
}

std::vector<CheckedNumber> checked_numbers(const nlohmann::ordered_json& list) {
    const auto number = [](const nlohmann::ordered_json& x) {
        if (x.is_number()) return x.get<double>();
        const std::string text = x.get<std::string>();
        return text == "-inf" ? -infinite<> : parse_number("known number", text);
    };
    std::vector<CheckedNumber> numbers;
    for (const nlohmann::ordered_json& one : list) {
        CheckedNumber n{one.at("label"),
                        one.at("quantity"),
                        "",
                        0,
                        number(one.at("expected")),
                        number(one.at("found")),
                        number(one.at("deviation")),
                        number(one.at("tolerance"))};
        const auto field = std::next(one.begin(), 2);  // between what it is and what was expected
        if (field.key() != "expected") n.field = field.key(), n.value = number(field.value());
        numbers.push_back(std::move(n));
    }
    return numbers;
}

}  // namespace lazyrisk
