// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Many questions, answered in parallel, written in order.
#pragma once

#include <string>

#include "command_line/settings.hpp"
#include "lazyrisk/answer/answer.hpp"
#include "lazyrisk/measure/records.hpp"
#include "lazyrisk/record/record.hpp"
#include "machine/output.hpp"

namespace lazyrisk::app {

/// Throws DomainError for more points than `verb` can hold until its end.
void require_points(const Questions& questions, const std::string& verb);

/// Answers and writes all records; `each` (if any) sees every answer in order. Returns the exit status: 2 where every
/// point was a wrong question, 3 where some failed, 130 where interrupted (what was finished is written).
int write_records(const Questions& questions, const OutputOptions& output, int threads, bool sources,
                  const EachAnswer& each = {});

/// The record of a single question.
struct OneRecord {
    Question question;
    Answer answer;
    std::vector<std::string> columns;
    Row row;

    [[nodiscard]] std::string text(const TableStyle& style) const;
    /// Says what failed. Returns the exit status.
    int finish(bool quiet) const;
};
/// Warns of energy that is never learned. Throws DomainError for a wrong question.
OneRecord one_record(const Questions& questions, bool sources, bool quiet);

}  // namespace lazyrisk::app
