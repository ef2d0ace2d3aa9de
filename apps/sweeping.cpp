#include "sweeping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "lazyrisk/numerics/parallel.hpp"
#include "lazyrisk/problem/model.hpp"
#include "lazyrisk/table/different_columns.hpp"
#include "lazyrisk/words/error.hpp"
#include "streams.hpp"

namespace lazyrisk::app {

namespace {

/// The first and the last question that can be asked at all: they know every column.
std::vector<Question> ends(std::size_t size, const std::function<Question(std::size_t)>& at) {
    std::vector<Question> found;
    std::string why;
    const auto take = [&](std::size_t i) {
        try {
            found.push_back(at(i));
            return true;
        } catch (const DomainError& error) {
            if (why.empty()) why = error.what();
            return false;
        }
    };
    for (std::size_t i = 0; i < size && !take(i); ++i) {}
    for (std::size_t i = size; i-- > 0 && !take(i);) {}
    if (found.empty()) throw DomainError(why);
    return found;
}

}  // namespace

Questions questions_of(const QuestionOptions& options) {
    const Question base = options.question();
    if (!options.points.empty() && !options.sweeps.empty())
        throw DomainError("--points and --sweep are given both; a table of points is already a list");
    std::map<std::string, std::string> given = options.fields;
    if (!options.points.empty()) {
        const CsvTable table = read_csv(options.points);
        if (table.rows.empty()) throw DomainError(table.file + ": a header without rows; expected a row for each problem");
        require_different_columns(table);
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            if (!table.rows.front().cells[i].empty()) given[table.columns[i]] = table.rows.front().cells[i];
        }
        auto list = std::make_shared<std::vector<Question>>(points(table, base));
        check_conflicts(list->front(), given);
        return {list->size(), [list](std::size_t i) { return (*list)[i]; }, *list};
    }
    if (options.sweeps.size() > 2) throw DomainError("sweep", std::to_string(options.sweeps.size()) + " of them", "one or two are accepted");
    std::vector<Sweep> sweeps;
    for (const std::string& text : options.sweeps) {
        sweeps.push_back(parse_sweep(text));
        given[sweeps.back().field] = "swept";
    }
    if (sweeps.size() == 2 && sweeps[0].field == sweeps[1].field) throw DomainError("sweep", sweeps[0].field, "the same field twice");
    const auto grid = std::make_shared<const Grid>(base, std::move(sweeps));
    const auto at = [grid](std::size_t i) { return (*grid)[i]; };
    Questions questions{grid->size(), at, ends(grid->size(), at)};
    check_conflicts(questions.samples.front(), given);
    return questions;
}

void require_points(const Questions& questions, const std::string& verb) {
    constexpr std::size_t most = 100000;
    if (questions.size > most)
        throw DomainError(fmt::format("{} points are more than {} holds until its end; up to {} are accepted, ask for them in several commands", questions.size, verb, most));
}

namespace {

constexpr const char* no_sources = "--sources: the split by source is not known for neural tangents of finite width, nor for a training that stops early; leave it out";

/// "d", "d^1.5"
std::string order_of(double exponent) { return exponent == 1 ? "d" : "d^" + to_text(exponent); }

}  // namespace

void warn_of_dead_degrees(const Questions& questions, Answers& answers, bool quiet) {
    if (quiet) return;
    for (const Question& q : questions.samples) {
        if (!q.spectrum.empty()) continue;
        std::vector<Unlearned> unlearned;
        std::vector<Neglected> neglected;
        try {
            unlearned = answers.unlearnable(q);
            neglected = answers.neglected(q);
        } catch (const std::exception&) {
            continue;  // the point itself will say what is wrong
        }
        const std::string model = uses_activation(q) ? q.activation : q.has_mass ? "the mass" : "the kernel " + q.parameter("kernel");
        ByMode never, later;
        std::string when;
        for (const Unlearned& part : unlearned) {
            (is_infinite(part.from) ? never : later).at[part.mode] = part.energy;
            if (!is_infinite(part.from)) when += fmt::format("{}degree {} not before {}", when.empty() ? "" : ", ", to_text(part.mode), order_of(part.from));
        }
        if (!never.at.empty())
            warn(quiet, fmt::format("energy {} is never learned: {} has eigenvalue zero there; the risk counts it in full", to_text(never), model));
        if (!later.at.empty())
            warn(quiet, fmt::format("energy {} is not learned by sizes of order {}: {} learns {}; the risk counts it in full", to_text(later),
                                    order_of(dimension_of(q).scale), model, when));
        for (const Neglected& part : neglected)
            warn(quiet, fmt::format("the eigenvalue of degree {} has a coefficient of {:.1e}, which counts as zero in the limit d -> infinity: no dimension "
                                    "up to 1e12 comes near that limit; a finite --dim takes it as it is", to_text(part.mode), part.coefficient));
    }
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
