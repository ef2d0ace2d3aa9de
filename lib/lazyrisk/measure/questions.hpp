// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Many questions: a grid of sweeps, the rows of a table, or one.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "lazyrisk/answer/answer.hpp"
#include "lazyrisk/answer/sweep.hpp"
#include "lazyrisk/measure/host.hpp"

namespace lazyrisk {

/// Questions by index.
struct Questions {
    std::size_t size;
    std::function<Question(std::size_t)> at;
    std::vector<Question> samples;  ///< enough of them to know every column
    Question base = {};             ///< what does not vary
    std::vector<Sweep> along = {};  ///< of a grid
};

/// What was typed: fields by name, and where more of them are.
struct QuestionTexts {
    std::map<std::string, std::string> fields;
    std::string problem, points;  ///< TOML file of fields, which `fields` override; csv file with a problem a row
    /// One through a letter of the activation, target or kernel, `a=0:2:9`, is that field's,
    /// `activation=max(x-a,0) for a=0:2:9`.
    std::vector<std::string> sweeps;

    /// Every field by its own name, those of the file that are not given beside it among them. Throws DomainError.
    [[nodiscard]] std::map<std::string, std::string> given() const;
    /// Throws DomainError.
    [[nodiscard]] Question question() const;
    /// The grid of the sweeps, the rows of the points, or the one question. Throws DomainError.
    [[nodiscard]] Questions questions() const;
};

/// Throws DomainError for more points than `verb` can hold until its end.
void require_points(const Questions& questions, const std::string& verb);

/// Throws DomainError for fields that a spectrum file or a mass would silently override.
void check_conflicts(const Question& question, const std::map<std::string, std::string>& given);

/// Warns of each part of a target that can never be learned, or not at sizes of this order, of the sample questions.
void warn_of_unlearned(const Questions& questions, Answers& answers, const Host& host);

}  // namespace lazyrisk
