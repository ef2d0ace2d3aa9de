// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Questions answered, their records written, an exit status.
#pragma once

#include <functional>

#include "command_line/settings.hpp"
#include "lazyrisk/measure/answer_table.hpp"
#include "lazyrisk/measure/records.hpp"
#include "machine/output.hpp"

namespace lazyrisk::app {

/// Answers and writes all records; `each` (if any) sees every answer in order. Returns the exit status: 2 where every
/// point was a wrong question, 3 where some failed, 130 where interrupted (what was finished is written).
int write_records(const Questions& questions, const OutputOptions& output, int threads, bool sources,
                  const EachAnswer& each = {});

/// The same of answers of a kind of their own, which `ask` makes a table of; one without a sweep is one object.
int write_answers(const QuestionTexts& question, const OutputOptions& output,
                  const std::function<AnswerTable(const Questions&, Answers&)>& ask);

/// Says what failed of a record that is written. Returns the exit status.
int finish(const OneRecord& record, bool quiet);

}  // namespace lazyrisk::app
