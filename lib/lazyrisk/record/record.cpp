// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/record/record.hpp"

#include <algorithm>
#include <string_view>

namespace lazyrisk {

Record::Record(const std::vector<Question>& samples, bool sources) : columns_(columns_of(samples, sources)) {
    for (const Column& column : columns_) {
        names_.push_back(column.name);
        problem_size_ += column.of_problem();
    }
}

std::vector<std::string> Record::problem_columns() const {
    return {names_.begin(), names_.begin() + std::ptrdiff_t(problem_size_)};
}

void Record::append_problem(Row& row, const Question& q, const Answer& a) const {
    const Recorded source(q, a);
    for (std::size_t i = 0; i < problem_size_; ++i) row.push_back(columns_[i].cell(source));
}

Row Record::row(const Question& q, const Answer& a) const {
    const Recorded source(q, a);
    Row row;
    row.reserve(columns_.size());
    for (const Column& column : columns_) row.push_back(column.cell(source));
    return row;
}

std::vector<std::string> Record::for_reader(const std::vector<Row>& rows) const {
    const auto column = [&](std::string_view name) {
        return std::size_t(std::find(names_.begin(), names_.end(), name) - names_.begin());
    };
    const auto varies = [&](std::size_t i) {
        return std::any_of(rows.begin(), rows.end(), [&](const Row& row) { return row[i] != rows.front()[i]; });
    };
    const auto empty = [&](std::size_t i) {
        return std::all_of(rows.begin(), rows.end(),
                           [&](const Row& row) { return std::holds_alternative<std::monostate>(row[i]); });
    };
    std::vector<std::string> wanted;
    for (std::size_t i = 0; i < problem_size_; ++i) {
        const std::string& name = names_[i];
        // a count says it where there is one, its ratio to d elsewhere
        const bool twin = (name == "psi1" && varies(column("width"))) || (name == "psi2" && varies(column("samples")));
        if (varies(i) && !twin) wanted.push_back(name);
    }
    const bool early = column("oracle_error") < names_.size(), signs_or_losses = column("test_loss") < names_.size();
    if (signs_or_losses && column("error_rate") == names_.size()) wanted.emplace_back("excess_risk");
    for (const char* name :
         {"error_rate", "clean_error_rate", "test_loss", "train_loss", "test_error", "bias", "variance", "train_error",
          "effective_ridge", "error_bound", "equivalent_error", "oracle_error", "learned", "dead", "limit_test_error"})
        if (const std::size_t i = column(name);
            i < names_.size() &&
            !((early || signs_or_losses || std::string_view(name) == "equivalent_error") && empty(i)))
            wanted.emplace_back(name);
    const std::size_t ridge = column("ridge");
    if (std::any_of(rows.begin(), rows.end(), [&](const Row& row) {
            const double* value = std::get_if<double>(&row[ridge]);
            return value && *value < 0;
        }))
        wanted.emplace_back("ridge_min");
    for (const std::string& name : names_)
        if (name.starts_with("sources.")) wanted.push_back(name);
    if (varies(column("status"))) wanted.emplace_back("status");
    return wanted;
}

}  // namespace lazyrisk
