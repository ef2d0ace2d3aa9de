// Many questions, answered in parallel, written in order.
#pragma once

#include <functional>
#include <string>

#include "lazyrisk/curve/answer.hpp"
#include "lazyrisk/curve/record.hpp"
#include "options.hpp"
#include "output.hpp"

namespace lazyrisk::app {

/// Questions by index.
struct Questions {
    std::size_t size;
    std::function<Question(std::size_t)> at;
    std::vector<Question> samples;  ///< enough of them to know every column
};

/// The grid of --sweep, the rows of --points, or the one question. Throws DomainError.
Questions questions_of(const QuestionOptions& options);

/// Throws DomainError for more points than `verb` can hold until its end.
void require_points(const Questions& questions, const std::string& verb);

/// Answers and writes all records; `each` (if any) sees every answer in order. Returns the exit status: 2 where every point
/// was a wrong question, 3 where some failed, 130 where interrupted (what was finished is written).
int write_records(const Questions& questions, const OutputOptions& output, int threads, bool sources,
                  const std::function<void(const Question&, const Answer&)>& each = {});

/// The one record of a single question as text, in the format of the options; `each` sees the answer.
struct RecordText {
    std::string text;
    int status;
};
RecordText record_text(const Questions& questions, const OutputOptions& output, int threads, bool sources,
                       const std::function<void(const Question&, const Answer&)>& each);

/// Warns, once for each model, about energy that can never be learned.
void warn_of_dead_degrees(const Questions& questions, Answers& answers, bool quiet);

}  // namespace lazyrisk::app
