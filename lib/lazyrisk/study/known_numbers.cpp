#include "lazyrisk/study/known_numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "lazyrisk/answer/quantity.hpp"
#include "lazyrisk/measure/density.hpp"
#include "lazyrisk/measure/gap.hpp"
#include "lazyrisk/problem/fields.hpp"
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
        throw DomainError("check " + check.label + ", quantity = " + check.quantity + ": not known here" + did_you_mean(check.quantity, names));
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

std::vector<CheckedNumber> check_numbers(const ExperimentFile& experiment, Answers& answers) {
    std::vector<CheckedNumber> list;
    for (const ExperimentCheck& check : experiment.checks)
        for (std::size_t i = 0; i < check.expected.size(); ++i) {
            Question q = check.problem;
            std::string point;
            if (check.sweep) {
                set_field(q, check.sweep->field, check.sweep->values[i]);
                point = check.sweep->field + " " + to_text(check.sweep->values[i]);
            }
            const double found = number_of(check, q, point, answers), expected = check.expected[i];
            const double scale = expected != 0 ? std::abs(expected) : 1;
            list.push_back({check.label, check.quantity, point, expected, found, found == expected ? 0 : std::abs(found - expected) / scale,
                            check.tolerance});
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
        wrong += fmt::format("{} {}: {} is {:.10g}, expected {:.10g}, difference {:.2g} above {:.2g}\n", n.label, n.point, n.quantity, n.found,
                             n.expected, n.deviation, n.tolerance);
    }
    return fmt::format("{} number{} known from elsewhere: {}, largest relative difference {:.2g}\n{}", numbers.size(), numbers.size() == 1 ? "" : "s",
                       count == 0 ? std::string("all agree") : fmt::format("{} disagree", count), largest, wrong);
}

std::string markdown(const std::vector<CheckedNumber>& numbers) {
    std::string text = "| known number | at | quantity | expected | here | rel. difference |\n|---|---|---|---|---|---|\n";
    for (const CheckedNumber& n : numbers)
        text += fmt::format("| {} | {} | {} | {:.10g} | {:.10g} | {:.1e}{} |\n", markdown_text(n.label), markdown_text(n.point), n.quantity, n.expected, n.found, n.deviation,
                            n.agrees() ? "" : ", **disagrees**");
    return text;
}

}  // namespace lazyrisk
