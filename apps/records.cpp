#include "records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "lazyrisk/numerics/parallel.hpp"
#include "lazyrisk/words/error.hpp"
#include "machine/streams.hpp"

namespace lazyrisk::app {

void require_points(const Questions& questions, const std::string& verb) {
    constexpr std::size_t most = 100000;
    if (questions.size > most)
        throw DomainError(fmt::format("{} points are more than {} holds until its end; up to {} are accepted, ask for them in several commands", questions.size, verb, most));
}

namespace {

constexpr const char* no_sources = "--sources: the split by source is not known for neural tangents of finite width, nor for a training that stops early; leave it out";

}  // namespace

void warn_of_dead_degrees(const Questions& questions, Answers& answers, bool quiet) {
    if (quiet) return;
    for (const std::string& sentence : unlearned_sentences(questions, answers)) warn(quiet, sentence);
}

OneRecord one_record(const Questions& questions, bool sources, bool quiet) {
    Answers answers;
    warn_of_dead_degrees(questions, answers, quiet);
    const Question q = questions.at(0);
    Answer a = answers(q);
    if (a.wrong_question) throw DomainError(a.status.substr(a.status.find(' ') + 1));
    if (sources && a.answered && !a.risk.has_sources) throw DomainError(no_sources);
    a.status = shortened(a.status);
    const Record record({q}, sources);
    return {q, a, record.columns(), record.row(q, a)};
}

std::string OneRecord::text(const TableStyle& style) const {
    if (style.format != Format::csv && style.format != Format::json) return render_list(columns, row, style);
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

using Each = std::function<void(const Question&, const Answer&)>;

int many_records(Output& out, const Questions& questions, const OutputOptions& options, int threads, bool sources, const Each& each) {
    const TableStyle style = options.style();
    const Record record(questions.samples, sources);
    const RowWriter writer(record.columns(), style);
    const bool streamed = style.format == Format::csv || style.format == Format::json;
    constexpr std::size_t most_rows = 200000;
    if (!streamed && questions.size > most_rows)
        throw DomainError("format", options.format, fmt::format("a table of {} rows would be held in memory until its end, {} are accepted; --format csv and json are written as they are computed",
                                                                questions.size, most_rows));
    Progress progress(options.quiet);
    Answers answers;
    warn_of_dead_degrees(questions, answers, options.quiet);

    if (sources)
        for (const Question& q : questions.samples)
            if (const Answer a = answers(q); a.answered && !a.risk.has_sources)
                throw DomainError(no_sources);

    std::size_t failed = 0, wrong = 0;
    std::map<Weakness, std::size_t> weak;  // points of each
    std::string first_failure;
    std::vector<Row> rows;
    const KeepsWork keeps;
    // blocks are formatted where they are computed, and written in order
    constexpr std::size_t block = 512;
    const std::size_t wave = block * 16;
    std::size_t done = 0;
    while (done < questions.size && !stop_requested()) {
        const std::size_t end = std::min(questions.size, done + wave), blocks = (end - done + block - 1) / block;
        struct Part {
            std::string text;
            std::vector<Row> rows;
            std::vector<std::pair<Question, Answer>> kept;
            std::vector<Answer> failures;
            std::map<Weakness, std::size_t> weak;
            std::size_t count = 0;
            bool whole = true;  ///< false: interrupted within
        };
        std::vector<Part> parts(blocks);
        parallel_for(blocks, threads, [&](std::size_t b) {
            Part& part = parts[b];
            for (std::size_t i = done + b * block; i < std::min(end, done + (b + 1) * block); ++i) {
                if (stop_requested()) {
                    part.whole = false;
                    return;
                }
                ++part.count;
                Question q = questions.samples.front();
                Answer a;
                try {
                    q = questions.at(i);
                    a = answers(q);
                } catch (const DomainError& error) {  // a value that its field does not take
                    a.status = std::string("domain: ") + error.what();
                    a.answered = false;
                    a.wrong_question = true;
                }
                a.status = shortened(a.status);
                Row row = record.row(q, a);
                if (streamed) {
                    if (i > 0) part.text += writer.separator();
                    writer.append(part.text, row);
                } else {
                    part.rows.push_back(std::move(row));
                }
                if (a.status != "ok") part.failures.push_back(a);
                else if (a.weakness != Weakness::none) ++part.weak[a.weakness];
                if (each) part.kept.emplace_back(q, std::move(a));
            }
        });
        const bool first_wave = done == 0;
        // points are kept in order: those after the first block that was interrupted are given up
        const auto last = std::find_if(parts.begin(), parts.end(), [](const Part& part) { return !part.whole; });
        if (last != parts.end()) parts.erase(last + 1, parts.end());
        std::size_t computed = 0;
        for (const Part& part : parts) {
            computed += part.count;
            for (const auto& [weakness, count] : part.weak) weak[weakness] += count;
        }
        if (computed == 0) break;
        for (const Part& part : parts)
            for (const Answer& a : part.failures) {
                ++failed;
                wrong += a.wrong_question;
                if (first_failure.empty()) first_failure = a.status;
            }
        if (wrong == questions.size) throw DomainError(first_failure.substr(first_failure.find(' ') + 1));
        if (streamed && first_wave) out.write(writer.header());
        for (Part& part : parts) {
            if (streamed) out.write(part.text);
            for (Row& row : part.rows) rows.push_back(std::move(row));
            for (const auto& [q, a] : part.kept) each(q, a);
        }
        done += computed;
        if (questions.size > wave) progress.show(fmt::format("{} of {} points", done, questions.size));
    }
    if (done == 0) {
        if (!options.quiet) say("interrupted; no point was computed to the end");
        return interrupted;
    }
    if (streamed) out.write(writer.footer());
    else out.write(render(record.columns(), rows, style, record.for_reader(rows)));
    out.finish();
    if (failed > 0 && !options.quiet)
        say(fmt::format("{} of {} points have no reliable answer, the first because: {}", failed, questions.size, first_failure));
    for (const auto& [weakness, count] : weak)
        warn(options.quiet, fmt::format("{} of {} points: {}", count, questions.size, to_text(weakness)));
    if (stop_requested()) {
        if (!options.quiet) say(fmt::format("interrupted; {} of {} points are written", done, questions.size));
        return interrupted;
    }
    if (wrong == questions.size) return wrong_question;
    return failed == 0 ? answered : some_failed;
}

}  // namespace

int write_records(const Questions& questions, const OutputOptions& options, int threads, bool sources, const Each& each) {
    Output out(options.output);
    if (questions.size > 1) return many_records(out, questions, options, threads, sources, each);
    const OneRecord record = one_record(questions, sources, options.quiet);
    out.write(record.text(options.style()));
    if (each) each(record.question, record.answer);
    out.finish();
    return record.finish(options.quiet);
}

}  // namespace lazyrisk::app
