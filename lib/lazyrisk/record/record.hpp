// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The record: names and values of a question and its answer, the same in JSON, csv and tables.
#pragma once

#include <string>
#include <vector>

#include "lazyrisk/record/column.hpp"

namespace lazyrisk {

class Record {
public:
    /// `samples` of the questions that will be asked: those at the ends of the sweeps suffice.
    explicit Record(const std::vector<Question>& samples, bool sources = false);

    [[nodiscard]] const std::vector<std::string>& columns() const { return names_; }
    [[nodiscard]] Row row(const Question& question, const Answer& answer) const;

    /// The columns a reader looks at: what varies of the problem, and the main results. csv and JSON carry all.
    [[nodiscard]] std::vector<std::string> for_reader(const std::vector<Row>& rows) const;

    /// The problem's part alone, for records of other kinds (simulation, comparison).
    [[nodiscard]] std::vector<std::string> problem_columns() const;
    void append_problem(Row& row, const Question& question, const Answer& answer) const;

private:
    std::vector<Column> columns_;
    std::vector<std::string> names_;
    std::size_t problem_size_ = 0;
};

}  // namespace lazyrisk
