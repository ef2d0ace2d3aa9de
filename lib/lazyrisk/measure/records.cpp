// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/records.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "lazyrisk/numerics/parallel.hpp"
#include "lazyrisk/record/record.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/shortened.hpp"

namespace lazyrisk {
namespace {

constexpr std::size_t block = 512, wave = block * 16;  // points formatted by one thread; points in memory at a time
constexpr std::size_t most_rows = 200000;              // of a table that is laid out as a whole

Answer answer_at(std::size_t i, const Questions& questions, Answers& answers, Question& q) {
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
    return a;
}

/// Some neighbouring points.
struct Part {
    std::string text;
    std::vector<Row> rows;
    std::vector<std::pair<Question, Answer>> kept;
    WrittenRecords count;
    bool whole = true;  ///< false: interrupted within
};

class Writing {
public:
    Writing(const Questions& questions, const TableStyle& style, bool sources, int threads, const Host& host,
            bool keeps)
        : questions_(questions),
          style_(style),
          threads_(threads),
          host_(host),
          keeps_(keeps),
          record_(questions.samples, sources),
          writer_(record_.columns(), style),
          streamed_((style.format == Format::csv || style.format == Format::json) && style.pivot.empty()) {
        if (!streamed_ && questions.size > most_rows)
            throw DomainError("format", word_of(style.format),
                              fmt::format("a table of {} rows would be held in memory until its end, {} are accepted; "
                                          "`format = csv` and json are "
                                          "written as they are computed",
                                          questions.size, most_rows));
        warn_of_unlearned(questions, answers_, host);
        if (sources)
            for (const Question& q : questions.samples) require_sources(answers_(q));
    }

    WrittenRecords all(const std::function<void(std::string_view)>& write, const EachAnswer& each) {
        std::vector<Row> rows;
        while (done_.points < questions_.size && !host_.interrupted()) {
            const bool first = done_.points == 0;
            std::vector<Part> parts = next_wave();
            if (!add_up(parts)) break;
            if (streamed_ && first) write(writer_.header());
            for (Part& part : parts) {
                if (streamed_) write(part.text);
                std::move(part.rows.begin(), part.rows.end(), std::back_inserter(rows));
                for (const auto& [q, a] : part.kept) each(q, a);
            }
            if (questions_.size > wave) host_.progress(fmt::format("{} of {} points", done_.points, questions_.size));
        }
        host_.progress("");
        if (done_.points == 0) return done_;
        write(streamed_ ? writer_.footer() : render(record_.columns(), rows, style_, record_.for_reader(rows)));
        return done_;
    }

private:
    std::vector<Part> next_wave() {
        const std::size_t begin = done_.points, end = std::min(questions_.size, begin + wave);
        std::vector<Part> parts((end - begin + block - 1) / block);
        parallel_for(parts.size(), threads_, [&](std::size_t b) {
            for (std::size_t i = begin + b * block; parts[b].whole && i < std::min(end, begin + (b + 1) * block); ++i)
                compute(parts[b], i);
        });
        // points are kept in order: those after the first part that was interrupted are given up
        const auto last = std::find_if(parts.begin(), parts.end(), [](const Part& part) { return !part.whole; });
        if (last != parts.end()) parts.erase(last + 1, parts.end());
        return parts;
    }

    void compute(Part& part, std::size_t i) {
        if (host_.interrupted()) {
            part.whole = false;
            return;
        }
        Question q = questions_.samples.front();
        Answer a = answer_at(i, questions_, answers_, q);
        Row row = record_.row(q, a);
        if (streamed_) {
            if (i > 0) part.text += writer_.separator();
            writer_.append(part.text, row);
        } else {
            part.rows.push_back(std::move(row));
        }
        ++part.count.points;
        if (a.status != "ok") {
            ++part.count.failed;
            part.count.wrong += a.wrong_question;
            if (part.count.first_failure.empty()) part.count.first_failure = a.status;
        } else if (a.weakness != Weakness::none) {
            ++part.count.weak[a.weakness];
        }
        if (keeps_) part.kept.emplace_back(std::move(q), std::move(a));
    }

    /// False where nothing was computed.
    bool add_up(const std::vector<Part>& parts) {
        const std::size_t before = done_.points;
        for (const Part& part : parts) {
            done_.points += part.count.points, done_.failed += part.count.failed, done_.wrong += part.count.wrong;
            for (const auto& [weakness, count] : part.count.weak) done_.weak[weakness] += count;
            if (done_.first_failure.empty()) done_.first_failure = part.count.first_failure;
        }
        if (done_.wrong == questions_.size)
            throw DomainError(done_.first_failure.substr(done_.first_failure.find(' ') + 1));
        return done_.points > before;
    }

    const Questions& questions_;
    const TableStyle& style_;
    int threads_;
    const Host& host_;
    bool keeps_;
    Record record_;
    RowWriter writer_;
    bool streamed_;
    Answers answers_;
    WrittenRecords done_;
};

}  // namespace

WrittenRecords write_records(const Questions& questions, const TableStyle& style, bool sources, int threads,
                             const Host& host, const std::function<void(std::string_view)>& write,
                             const EachAnswer& each) {
    return Writing(questions, style, sources, threads, host, bool(each)).all(write, each);
}

void remark_on(const WrittenRecords& done, std::size_t asked, const Host& host) {
    if (done.points == 0) return host.remark("interrupted; no point was computed to the end");
    if (done.failed > 0)
        host.remark(fmt::format("{} of {} points have no reliable answer, the first because: {}", done.failed, asked,
                                done.first_failure));
    for (const auto& [weakness, count] : done.weak)
        host.warning(fmt::format("{} of {} points: {}", count, asked, to_text(weakness)));
    if (host.interrupted()) host.remark(fmt::format("interrupted; {} of {} points are written", done.points, asked));
}

OneRecord one_record(const Questions& questions, bool sources, const Host& host) {
    Answers answers;
    warn_of_unlearned(questions, answers, host);
    const Question q = questions.at(0);
    Answer a = answers(q);
    if (a.wrong_question) throw DomainError(a.status.substr(a.status.find(' ') + 1));
    if (sources) require_sources(a);
    a.status = shortened(a.status);
    const Record record({q}, sources);
    return {q, a, record.columns(), record.row(q, a)};
}

std::vector<std::string> asked_first(const std::vector<std::string>& columns) {
    std::vector<std::string> names{"test_error", "excess_risk", "bias", "variance", "train_error", "error_bound"};
    // of signs, and of other losses than the square, what they are asked for
    const auto has = [&](const char* name) { return std::find(columns.begin(), columns.end(), name) != columns.end(); };
    if (has("test_loss"))
        names = {"excess_risk", "test_loss",           "train_loss", "test_error",
                 "overlap",     "prediction_variance", "support",    "error_bound"};
    if (has("error_rate"))
        names = {"error_rate",        "clean_error_rate",    "test_loss",
                 "train_loss",        "train_error_rate",    "test_error",
                 "overlap",           "prediction_variance", "margin",
                 "support",           "separability",        "threshold_samples",
                 "calibration_error", "calibration_slope",   "best_temperature",
                 "error_bound"};
    if (has("equivalent_error")) names.emplace_back("equivalent_error");
    for (const std::string& name : columns)
        if (name.starts_with("sources.")) names.push_back(name);
    return names;
}

std::string OneRecord::text(TableStyle style) const {
    style.one_object = true;
    if (!answer.answered) return render_answer(columns, {row}, style);
    std::vector<std::string> wanted = asked_first(columns);
    if (answer.ridge < 0) wanted.emplace_back("ridge_min");
    return render_answer(columns, {row}, style, wanted);
}

void require_sources(const Answer& a) {
    if (a.answered && !a.risk.has_sources)
        throw DomainError(
            "`sources`: the split by source is not known for neural tangents of finite width, nor for a training that "
            "stops early, nor with `test-covariance` or `finite-size`; leave it out");
}

}  // namespace lazyrisk
