// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/exponents_table.hpp"

#include "lazyrisk/record/record.hpp"
#include "lazyrisk/version.hpp"

namespace lazyrisk {
namespace {

Cell exponent_cell(const std::optional<double>& value) { return value ? Cell(*value) : Cell(); }

}  // namespace

AnswerTable exponents_table(const Questions& questions, Answers& answers) {
    AnswerTable table;
    const Record record(questions.samples);
    table.columns = record.problem_columns();
    const std::size_t asked = table.columns.size();
    for (const char* name : {"excess_risk",
                             "bias",
                             "variance",
                             "exponent_n",
                             "exponent_p",
                             "exponent_ridge",
                             "bias_exponent_n",
                             "bias_exponent_p",
                             "bias_exponent_ridge",
                             "variance_exponent_n",
                             "variance_exponent_p",
                             "variance_exponent_ridge",
                             "bias_law_n",
                             "variance_law_n",
                             "regime",
                             "best_risk_law_n",
                             "best_ridge_growth_n",
                             "ridge_crossover",
                             "noise_crossover",
                             "status",
                             "version"})
        table.columns.emplace_back(name);
    for (std::size_t k = 0; k < questions.size; ++k) {
        const Question q = questions.at(k);
        RiskExponents e;
        if (questions.size == 1)
            e = exponents_of(q, answers);
        else
            e.answer = answer_or_status([&] {
                e = exponents_of(q, answers);
                return e.answer;
            });
        table.failed += !e.answer.answered;
        Row row;
        record.append_problem(row, q, e.answer);
        const Risk<>& r = e.answer.risk;
        for (const double value : {r.excess_risk, r.bias, r.variance})
            row.push_back(e.answer.answered ? Cell(value) : Cell());
        for (const auto part : {&LocalExponents::excess_risk, &LocalExponents::bias, &LocalExponents::variance})
            for (const LocalExponents* along : {&e.samples, &e.width, &e.ridge})
                row.push_back(exponent_cell(along->*part));
        row.push_back(e.law ? Cell(e.law->bias) : Cell());
        row.push_back(e.law ? Cell(e.law->variance) : Cell());
        row.push_back(e.law ? Cell(e.law->regime) : Cell());
        for (const auto part : {&ScalingLaw::best_risk, &ScalingLaw::best_ridge_growth, &ScalingLaw::ridge_crossover,
                                &ScalingLaw::noise_crossover})
            row.push_back(e.law ? exponent_cell((*e.law).*part) : Cell());
        row.emplace_back(e.answer.told_status());
        row.emplace_back(std::string(version));
        table.rows.push_back(std::move(row));
    }
    const std::size_t status =
        table.columns.size() - 2;  // a word that is always there is worth showing where it varies
    table.choose([&](std::size_t i) { return i >= asked && i != status; });
    return table;
}

}  // namespace lazyrisk
