// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Many questions answered in parallel, their records written in order.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "lazyrisk/measure/host.hpp"
#include "lazyrisk/measure/questions.hpp"
#include "lazyrisk/table/table.hpp"

namespace lazyrisk {

/// What became of them.
struct WrittenRecords {
    std::size_t points = 0, failed = 0,
                wrong = 0;                 ///< computed; of these without a reliable answer; of these wrong questions
    std::map<Weakness, std::size_t> weak;  ///< points whose formula is known to be off
    std::string first_failure;
};

using EachAnswer = std::function<void(const Question&, const Answer&)>;

/// csv and JSON go to `write` as they are computed, other formats at the end; `each` (if any) sees every answer in
/// order. Interrupted: the points from the first on that are whole. Warns of energy that is never learned. Throws
/// DomainError where every point is a wrong question, for sources that are not known, and for a table too long to be
/// held.
WrittenRecords write_records(const Questions& questions, const TableStyle& style, bool sources, int threads,
                             const Host& host, const std::function<void(std::string_view)>& write,
                             const EachAnswer& each = {});

/// Says to the host how it ended: interrupted, points without an answer, points whose formula is known to be off.
void remark_on(const WrittenRecords& done, std::size_t asked, const Host& host);

/// The record of a single question.
struct OneRecord {
    Question question;
    Answer answer;
    std::vector<std::string> columns;
    Row row;

    [[nodiscard]] std::string text(TableStyle style) const;
};
/// What a reader is told of a single record with these columns: the numbers that people ask for first.
std::vector<std::string> asked_first(const std::vector<std::string>& columns);
/// Warns of energy that is never learned. Throws DomainError for a wrong question, and for sources that are not known.
OneRecord one_record(const Questions& questions, bool sources, const Host& host);

/// Throws DomainError where the split by source is asked of an answer that has none.
void require_sources(const Answer& answer);

}  // namespace lazyrisk
