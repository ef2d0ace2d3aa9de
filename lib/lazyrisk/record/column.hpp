// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The columns of a record, each with its name, its part in a simulation, and where its cells come from.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lazyrisk/answer/answer.hpp"
#include "lazyrisk/problem/question.hpp"
#include "lazyrisk/table/table.hpp"

namespace lazyrisk {

/// What the cells of a row are made of.
class Recorded {
public:
    Recorded(const Question& asked, const Answer& answered) : question(asked), answer(answered) {}
    const Question& question;
    const Answer& answer;
    /// settings_of(question), worked out when a cell asks first.
    [[nodiscard]] const std::map<std::string, std::string>& settings() const;

private:
    mutable std::optional<std::map<std::string, std::string>> settings_;
};

struct Column {
    enum class Role {
        draws,    ///< of the problem: what is drawn depends on it
        fit,      ///< of the problem: how much is drawn, and what is fitted to it
        derived,  ///< of the problem: follows from others, or from how it was asked
        answer
    };
    std::string name;
    Role role;
    std::function<Cell(const Recorded&)> cell;

    [[nodiscard]] bool of_problem() const { return role != Role::answer; }
};

/// Those of a list of questions: the problem's fields, with every mode that any of them names, then the answer's. This
/// list is the only one: what a store keeps, what a simulation shares and what an axis can show are selections of it.
std::vector<Column> columns_of(const std::vector<Question>& samples, bool sources = false);

}  // namespace lazyrisk
