// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Very many questions that differ in a few numbers, as arrays of them.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "lazyrisk/answer/answer.hpp"

namespace lazyrisk {

/// Question i is `base` with the i-th number of each of the fields.
struct QuestionArray {
    struct Field {
        std::string name;           ///< of a numeric field, or "energy.2", "mass.rest"
        std::vector<double> value;  ///< [size]
    };
    Question base;
    std::vector<Field> fields = {};
    std::size_t size = 1;

    /// Throws DomainError for a number that its field does not take.
    [[nodiscard]] Question operator[](std::size_t i) const;
};

/// Called once for each question, from any thread.
using TakeAnswer = std::function<void(std::size_t i, const Question& question, const Answer& answer)>;

/// Answers all on `threads` threads (0: all cores). A wrong question or one without an answer says so in its answer's
/// status and stops no other. `interrupted` is asked from any thread; true: no more are begun.
/// The answers are those of Answers, to the bit; where only sizes, ridge, noise, ensemble and training differ, the
/// texts are read once.  Throws DomainError for a field that is none, and what `take` throws.
void answer_each(const QuestionArray& questions, Answers& answers, int threads, const TakeAnswer& take,
                 const std::function<bool()>& interrupted = {});

}  // namespace lazyrisk
