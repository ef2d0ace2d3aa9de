#include "sweeping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "lazyrisk/error.hpp"
#include "lazyrisk/parallel.hpp"

namespace lazyrisk::app {

Questions questions_of(const QuestionOptions& options) {
    const Question base = options.question();
    if (!options.points.empty() && !options.sweeps.empty())
        throw DomainError("--points and --sweep are given both; a table of points is already a list");
    if (!options.points.empty()) {
        auto list = std::make_shared<std::vector<Question>>(points(read_csv(options.points), base));
        return {list->size(), [list](std::size_t i) { return (*list)[i]; }, *list};
    }
    if (options.sweeps.size() > 2) throw DomainError("sweep", std::to_string(options.sweeps.size()) + " of them", "one or two are accepted");
    std::vector<Sweep> sweeps;
    for (const std::string& text : options.sweeps) sweeps.push_back(parse_sweep(text));
    if (sweeps.size() == 2 && sweeps[0].field == sweeps[1].field) throw DomainError("sweep", sweeps[0].field, "the same field twice");
    const Grid grid(base, std::move(sweeps));
    return {grid.size(), [grid](std::size_t i) { return grid[i]; }, {grid[0], grid[grid.size() - 1]}};
}

void warn_of_dead_degrees(const Questions& questions, Answers& answers, bool quiet) {
    if (quiet) return;
    std::set<std::string> said;
    for (const Question& q : questions.samples) {
        if (!q.spectrum.empty()) continue;
        ByDegree dead;
        try {
            dead = answers.unlearnable(q);
        } catch (const std::exception&) {
            continue;  // the point itself will say what is wrong
        }
        if (dead.at.empty()) continue;
        const bool limit = is_infinite(q.dim);
        const std::string sentence = fmt::format(
            "energy {} is never learned: {} has eigenvalue zero there{}; the risk counts it in full", to_text(dead),
            q.mass.empty() ? q.activation : "the mass", limit ? " or lies beyond degree 1 in the limit d -> infinity" : "");
        if (said.insert(sentence).second) warn(quiet, sentence);
    }
}

int write_records(const Questions& questions, const OutputOptions& options, int threads, bool sources,
                  const std::function<void(const Question&, const Answer&)>& each) {
    TableStyle style = options.style();
    style.one_object = questions.size == 1;
    const Record record(questions.samples, sources);
    const RowWriter writer(record.columns(), style);
    const bool streamed = style.format == Format::csv || style.format == Format::json;
    Output out(options.output);
    Progress progress(options.quiet);
    Answers answers;
    warn_of_dead_degrees(questions, answers, options.quiet);

    std::size_t failed = 0, wrong = 0;
    std::string first_failure;
    std::vector<Row> rows;
    // blocks are formatted where they are computed, and written in order
    constexpr std::size_t block = 512;
    const std::size_t wave = block * 16;
    if (streamed) out.write(writer.header());
    std::size_t done = 0;
    while (done < questions.size && !stop_requested()) {
        const std::size_t end = std::min(questions.size, done + wave), blocks = (end - done + block - 1) / block;
        struct Part {
            std::string text;
            std::vector<Row> rows;
            std::vector<std::pair<Question, Answer>> kept;
            std::vector<Answer> failures;
        };
        std::vector<Part> parts(blocks);
        parallel_for(blocks, threads, [&](std::size_t b) {
            Part& part = parts[b];
            for (std::size_t i = done + b * block; i < std::min(end, done + (b + 1) * block); ++i) {
                const Question q = questions.at(i);
                Answer a = answers(q);
                Row row = record.row(q, a);
                if (streamed) {
                    if (i > 0) part.text += writer.separator();
                    writer.append(part.text, row);
                } else {
                    part.rows.push_back(std::move(row));
                }
                if (a.status != "ok") part.failures.push_back(a);
                if (each) part.kept.emplace_back(q, std::move(a));
            }
        });
        for (Part& part : parts) {
            if (streamed) out.write(part.text);
            for (Row& row : part.rows) rows.push_back(std::move(row));
            for (const auto& [q, a] : part.kept) each(q, a);
            for (const Answer& a : part.failures) {
                ++failed;
                wrong += a.wrong_question;
                if (first_failure.empty()) first_failure = a.status;
            }
        }
        done = end;
        if (questions.size > wave) progress.show(fmt::format("{} of {} points", done, questions.size));
    }
    if (wrong == questions.size) throw DomainError(first_failure.substr(first_failure.find(' ') + 1));
    if (streamed) out.write(writer.footer());
    else if (questions.size == 1) out.write(render_list(record.columns(), rows.front(), style.digits));
    else out.write(render(record.columns(), rows, style, record.for_reader(rows)));
    out.finish();
    if (failed > 0 && !options.quiet)
        fmt::print(stderr, "lazyrisk: {}{}\n",
                   questions.size == 1 ? "" : fmt::format("{} of {} points have no reliable answer, the first because: ", failed, questions.size),
                   first_failure);
    if (stop_requested()) return interrupted;
    return failed == 0 ? answered : questions.size == 1 ? not_computed : some_failed;
}

}  // namespace lazyrisk::app
