// The record: names and values of a question and its answer, the same in JSON, csv and tables.
#pragma once

#include <string>
#include <vector>

#include "lazyrisk/answer/answer.hpp"
#include "lazyrisk/problem/question.hpp"
#include "lazyrisk/table/table.hpp"

namespace lazyrisk {

/// Columns of a list of questions: the problem's fields (with every degree that any of them names), then the answer's.
class Record {
public:
    /// `samples` of the questions that will be asked: those at the ends of the sweeps suffice.
    explicit Record(const std::vector<Question>& samples, bool sources = false);

    [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }
    [[nodiscard]] Row row(const Question& question, const Answer& answer) const;

    /// The columns a reader looks at: what varies of the problem, and the main results. csv and JSON carry all.
    [[nodiscard]] std::vector<std::string> for_reader(const std::vector<Row>& rows) const;

    /// The problem's part alone, for records of other kinds (simulation, comparison).
    [[nodiscard]] std::vector<std::string> problem_columns() const;
    void append_problem(Row& row, const Question& question, const Answer& answer) const;

private:
    std::vector<std::string> columns_;
    std::vector<Mode> energies_, masses_, shown_;
    std::vector<std::string> parameters_;  ///< options of models that any of the questions has
    std::size_t problem_size_ = 0;
    bool has_mass_ = false, has_spectrum_ = false, has_exponents_ = false, has_neuron_ = false, has_staircase_ = false, has_training_ = false, has_steps_ = false, sources_ = false;
};

}  // namespace lazyrisk
