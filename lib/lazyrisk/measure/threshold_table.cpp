// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/threshold_table.hpp"

#include <algorithm>

#include "lazyrisk/record/record.hpp"
#include "lazyrisk/version.hpp"

namespace lazyrisk {

AnswerTable threshold_table(const Questions& questions, Answers& answers) {
    AnswerTable table;
    const Record record(questions.samples);
    const std::vector<std::string> left_out{"ridge", "ridge_convention", "noise", "ensemble", "loss", "degrees"};
    const std::vector<std::string> all = record.problem_columns();
    const auto kept = [&](std::size_t i) {
        return std::find(left_out.begin(), left_out.end(), all[i]) == left_out.end();
    };
    for (std::size_t i = 0; i < all.size(); ++i)
        if (kept(i)) table.columns.push_back(all[i]);
    const std::vector<std::string> found{"separability", "effective_width", "threshold_samples", "threshold_width",
                                         "separable"};
    table.columns.insert(table.columns.end(), found.begin(), found.end());
    table.columns.emplace_back("version");
    for (std::size_t k = 0; k < questions.size; ++k) {
        const Question q = questions.at(k);
        const Threshold t = threshold_of(q, answers);
        Answer sizes;
        sizes.setting = t.setting;
        Row problem, row;
        record.append_problem(problem, q, sizes);
        for (std::size_t i = 0; i < all.size(); ++i) {
            const bool not_asked = ((all[i] == "samples" || all[i] == "psi2") && !(q.samples || q.psi2 || q.alpha)) ||
                                   ((all[i] == "width" || all[i] == "psi1") && !t.at);
            if (kept(i)) row.push_back(not_asked ? Cell() : problem[i]);
        }
        row.push_back(t.at ? Cell(t.at->h) : Cell());
        row.push_back(t.at ? Cell(t.at->effective_width) : Cell());
        row.push_back(t.at ? Cell(t.at->samples) : Cell());
        row.push_back(t.width ? Cell(*t.width) : Cell());
        row.push_back(t.separable ? Cell(std::string(*t.separable ? "yes" : "no")) : Cell());
        row.emplace_back(std::string(version));
        table.rows.push_back(std::move(row));
    }
    table.choose([&](std::size_t i) { return std::find(found.begin(), found.end(), table.columns[i]) != found.end(); });
    return table;
}

}  // namespace lazyrisk
