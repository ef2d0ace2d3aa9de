// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "records.hpp"

#include <fmt/format.h>

#include "lazyrisk/record/record.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/shortened.hpp"
#include "machine/host.hpp"
#include "machine/streams.hpp"

namespace lazyrisk::app {

void require_points(const Questions& questions, const std::string& verb) {
    constexpr std::size_t most = 100000;
    if (questions.size > most)
        throw DomainError(fmt::format(
            "{} points are more than {} holds until its end; up to {} are accepted, ask for them in several commands",
            questions.size, verb, most));
}

OneRecord one_record(const Questions& questions, bool sources, bool quiet) {
    Answers answers;
    warn_of_unlearned(questions, answers, program_host(quiet));
    const Question q = questions.at(0);
    Answer a = answers(q);
    if (a.wrong_question) throw DomainError(a.status.substr(a.status.find(' ') + 1));
    if (sources) require_sources(a);
    a.status = shortened(a.status);
    const Record record({q}, sources);
    return {q, a, record.columns(), record.row(q, a)};
}

std::string OneRecord::text(const TableStyle& style) const {
    static const std::vector<std::string> asked_first{"test_error", "excess_risk", "bias",
                                                      "variance",   "train_error", "error_bound"};
    if (style.format != Format::csv && style.format != Format::json)
        return render_list(columns, row, style, answer.answered ? asked_first : std::vector<std::string>{});
    TableStyle alone = style;
    alone.one_object = true;
    return render(columns, {row}, alone);
}

int OneRecord::finish(bool quiet) const {
    if (answer.status == "ok") return answered;
    if (!quiet) say(answer.status);
    return not_computed;
}

namespace {

int many_records(Output& out, const Questions& questions, const OutputOptions& options, int threads, bool sources,
                 const EachAnswer& each) {
    const KeepsWork keeps;
    const Host host = program_host(options.quiet);
    const WrittenRecords done = lazyrisk::write_records(
        questions, options.style(), sources, threads, host, [&](std::string_view text) { out.write(text); }, each);
    if (done.points == 0) {
        host.remark("interrupted; no point was computed to the end");
        return interrupted;
    }
    out.finish();
    if (done.failed > 0)
        host.remark(fmt::format("{} of {} points have no reliable answer, the first because: {}", done.failed,
                                questions.size, done.first_failure));
    for (const auto& [weakness, count] : done.weak)
        host.warning(fmt::format("{} of {} points: {}", count, questions.size, to_text(weakness)));
    if (stop_requested()) {
        host.remark(fmt::format("interrupted; {} of {} points are written", done.points, questions.size));
        return interrupted;
    }
    return done.failed == 0 ? answered : some_failed;
}

}  // namespace

int write_records(const Questions& questions, const OutputOptions& options, int threads, bool sources,
                  const EachAnswer& each) {
    Output out(options.output);
    if (questions.size > 1) return many_records(out, questions, options, threads, sources, each);
    const OneRecord record = one_record(questions, sources, options.quiet);
    out.write(record.text(options.style()));
    if (each) each(record.question, record.answer);
    out.finish();
    return record.finish(options.quiet);
}

}  // namespace lazyrisk::app
