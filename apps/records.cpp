// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "records.hpp"

#include "machine/host.hpp"
#include "machine/streams.hpp"

namespace lazyrisk::app {
namespace {

int many_records(Output& out, const Questions& questions, const OutputOptions& options, int threads, bool sources,
                 const EachAnswer& each) {
    const KeepsWork keeps;
    const Host host = program_host(options.quiet);
    const WrittenRecords done = lazyrisk::write_records(
        questions, options.style(), sources, threads, host, [&](std::string_view text) { out.write(text); }, each);
    if (done.points > 0) out.finish();
    remark_on(done, questions.size, host);
    if (done.points == 0 || stop_requested()) return interrupted;
    return done.failed == 0 ? answered : some_failed;
}

}  // namespace

int finish(const OneRecord& record, bool quiet) {
    if (record.answer.status == "ok") return answered;
    if (!quiet) say(record.answer.status);
    return not_computed;
}

int write_answers(const QuestionTexts& question, const OutputOptions& options,
                  const std::function<AnswerTable(const Questions&, Answers&)>& ask) {
    TableStyle style = options.style();
    const Questions questions = question.questions();
    Answers answers;
    const AnswerTable table = ask(questions, answers);
    Output out(options.output);
    style.one_object = table.rows.size() == 1 && question.sweeps.empty();
    out.write(render_answer(table.columns, table.rows, style, table.wanted));
    out.finish();
    return table.failed == 0 ? answered : some_failed;
}

int write_records(const Questions& questions, const OutputOptions& options, int threads, bool sources,
                  const EachAnswer& each) {
    Output out(options.output);
    if (questions.size > 1) return many_records(out, questions, options, threads, sources, each);
    const OneRecord record = one_record(questions, sources, program_host(options.quiet));
    out.write(record.text(options.style()));
    if (each) each(record.question, record.answer);
    out.finish();
    return finish(record, options.quiet);
}

}  // namespace lazyrisk::app
