// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/measure.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "lazyrisk/measure/comparison_figure.hpp"
#include "lazyrisk/measure/gap.hpp"
#include "lazyrisk/measure/records.hpp"
#include "lazyrisk/measure/simulation_table.hpp"
#include "lazyrisk/measure/training.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

const QuestionTexts texts{{{"activation", "tanh"},
                           {"dim", "12"},
                           {"samples", "40"},
                           {"ridge", "0.1"},
                           {"noise", "0.1"},
                           {"energy", "1=1,2=0.5"}},
                          "",
                          "",
                          {"width=10,20,30"}};

SimulationSettings settings() {
    SimulationSettings s;
    s.trials = 3, s.seed = 5, s.test_points = 50, s.no_store = true;
    return s;
}

}  // namespace

TEST_SUITE("measure/measure") {
    TEST_CASE("[identity] measured questions are what the simulator sees of the problems that they mean") {
        Answers answers;
        const std::vector<MeasuredPoint> points = measure(texts.questions(), answers, settings(), 1, Host{});
        REQUIRE(points.size() == 3);
        const Realization world =
            realize(RandomFeatures{activation_named("tanh"), 12.0}, {{{1, 1.0}, {2, 0.5}}, 0}, 30);
        std::vector<Fit> fits;
        for (const double width : {10.0, 20.0, 30.0}) fits.push_back({40, width, Ridge<>::total(0.1), 0.1, 1, 12});
        const std::vector<Measurement> direct =
            simulate(world, fits, {.trials = 3, .seed = 5, .threads = 1, .test_points = 50});
        for (std::size_t i = 0; i < 3; ++i) {
            CHECK(points[i].seen.test_error.mean == direct[i].test_error.mean);
            CHECK(points[i].seen.test_error.standard_error == direct[i].test_error.standard_error);
            CHECK(points[i].seen.train_error.mean == direct[i].train_error.mean);
            CHECK(points[i].seen.trials == 3);
            CHECK(points[i].theory.setting.width == fits[i].width);
        }
        const SimulationTable table(texts.questions().samples, points, settings());
        REQUIRE(table.rows.size() == 3);
        for (const Row& row : table.rows) CHECK(row.size() == table.columns.size());
    }

    TEST_CASE("[identity] a host hears of the work, is told the plan, and ends it early with what is finished") {
        Answers answers;
        std::vector<std::string> heard, plans, remarks;
        Host host;
        host.on_progress = [&](const std::string& what) { heard.push_back(what); };
        host.on_plan = [&](const std::string& text) { plans.push_back(text); };
        host.on_remark = [&](const std::string& sentence) { remarks.push_back(sentence); };
        SimulationSettings s = settings();
        static_cast<void>(measure(texts.questions(), answers, s, 1, host, "here: "));
        REQUIRE(!heard.empty());
        CHECK(heard.front().starts_with("here: "));
        CHECK(heard.back().empty());
        CHECK(plans.empty());
        CHECK(remarks.empty());

        s.dry_run = true;
        CHECK(measure(texts.questions(), answers, s, 1, host).empty());
        REQUIRE(plans.size() == 1);
        CHECK(plans.front().starts_with("plan shared: 3 points in 1 family, 3 trials each"));

        s = settings(), s.trials = 50;
        bool stop = false;
        host.on_progress = [&](const std::string&) { stop = true; };
        host.interrupted = [&] { return stop; };
        const std::vector<MeasuredPoint> some = measure(texts.questions(), answers, s, 1, host);
        CHECK(some.front().seen.trials > 0);
        CHECK(some.front().seen.trials < 50);
        REQUIRE(remarks.size() == 1);
        CHECK(remarks.front().starts_with("interrupted with "));
        CHECK(simulation_status(some.front().seen, s).starts_with("interrupted: "));
    }

    TEST_CASE("[identity] a comparison is measured points and the verdict on them") {
        Answers answers;
        const Comparison c = compare(texts.questions(), settings(), 0.03, 1, answers, Host{});
        const std::vector<MeasuredPoint> points = measure(texts.questions(), answers, settings(), 1, Host{});
        std::vector<Measured> looked;
        for (const MeasuredPoint& p : points) looked.push_back(measured(p));
        const Verdict verdict = judge(looked, 0.03);
        REQUIRE(c.verdict.points.size() == 3);
        for (std::size_t i = 0; i < 3; ++i) {
            CHECK(c.verdict.points[i].z == verdict.points[i].z);
            CHECK(c.verdict.points[i].verdict == verdict.points[i].verdict);
            CHECK(c.rows(settings())[i].size() == c.columns().size());
        }
    }

    TEST_CASE("[identity] the picture of a comparison has each point at its own place, also where some are missing") {
        Answers answers;
        Comparison c = compare(texts.questions(), settings(), 0.03, 1, answers, Host{});
        const Sweep sweep = parse_sweep(texts.sweeps.front());
        const auto picture = [&] { return comparison_figure(c, texts.question(), {sweep}, settings(), answers); };
        REQUIRE(picture().series.size() == 2);
        CHECK(picture().series[1].x == std::vector<double>{10, 20, 30});
        CHECK(picture().series[0].x.front() == 10);
        CHECK(picture().series[0].x.back() == 30);
        for (std::size_t i = 0; i < 3; ++i) CHECK(picture().series[1].y[i] == c.points[i].seen.test_error.mean);
        c.points.erase(c.points.begin());  // as an interrupt leaves it
        CHECK(picture().series[1].x == std::vector<double>{20, 30});
        // ratios stand where their counts are: psi1 = 0.6 of d = 12 are 7 neurons
        const QuestionTexts ratios{texts.fields, "", "", {"psi1=0.6,1.2"}};
        const Comparison rounded = compare(ratios.questions(), settings(), 0.03, 1, answers, Host{});
        CHECK(comparison_figure(rounded, ratios.question(), {parse_sweep("psi1=0.6,1.2")}, settings(), answers)
                  .series[1]
                  .x == std::vector<double>{7.0 / 12, 14.0 / 12});
    }

    TEST_CASE(
        "[identity] the picture of two sweeps: a colour a value of the first, each with its own points and limit") {
        Answers answers;
        const QuestionTexts two{texts.fields, "", "", {"ridge=0.01,1", "psi1=1,2,3"}};
        const Comparison c = compare(two.questions(), settings(), 0.03, 1, answers, Host{});
        const std::vector<Sweep> sweeps{parse_sweep("ridge=0.01,1"), parse_sweep("psi1=1,2,3")};
        const Figure f = comparison_figure(c, two.question(), sweeps, settings(), answers, true);
        REQUIRE(f.series.size() == 6);
        for (std::size_t k = 0; k < 2; ++k) {
            const DrawnSeries &theory = f.series[3 * k], &limit = f.series[3 * k + 1], &seen = f.series[3 * k + 2];
            CHECK(theory.label == (k == 0 ? "λ = 0.01" : "λ = 1"));
            CHECK(limit.style == DrawnSeries::Style::dashed);
            for (const DrawnSeries* s : {&theory, &limit, &seen}) CHECK(s->colour == int(k));
            CHECK(seen.x == std::vector<double>{1, 2, 3});
            for (std::size_t i = 0; i < 3; ++i) {
                CHECK(seen.y[i] == c.points[3 * k + i].seen.test_error.mean);
                Question q = two.question();
                q.ridge = k == 0 ? 0.01 : 1, q.samples.reset(), q.dim = infinite<>;
                q.psi1 = double(i + 1), q.psi2 = 40.0 / 12;
                const auto at = std::find(limit.x.begin(), limit.x.end(), double(i + 1)) - limit.x.begin();
                REQUIRE(std::size_t(at) < limit.x.size());
                CHECK(std::abs(limit.y[std::size_t(at)] - answers(q).risk.test_error) < 1e-12);
            }
        }
    }

    TEST_CASE("[identity] records written in parts are the rows of the record, whatever the format and the threads") {
        const QuestionTexts many{{{"activation", "relu"}, {"psi2", "3"}}, "", "", {"psi1=0.1:10:1200"}};
        const Questions questions = many.questions();
        Answers answers;
        const Record record(questions.samples);
        for (const Format format : {Format::csv, Format::json, Format::text}) {
            const TableStyle style{format, {}, false};
            std::vector<Row> rows;
            for (std::size_t i = 0; i < questions.size; ++i) {
                const Question q = questions.at(i);
                rows.push_back(record.row(q, answers(q)));
            }
            const std::string expected = format == Format::text
                                             ? render(record.columns(), rows, style, record.for_reader(rows))
                                             : render(record.columns(), rows, style);
            for (const int threads : {1, 3}) {
                std::string text;
                std::size_t heard = 0;
                const WrittenRecords done = write_records(
                    questions, style, false, threads, Host{}, [&](std::string_view part) { text += part; },
                    [&](const Question& q, const Answer&) { CHECK(*q.psi1 == *questions.at(heard++).psi1); });
                CHECK(text == expected);
                CHECK(heard == 1200);
                CHECK(done.points == 1200);
                CHECK(done.failed == 0);
            }
        }
    }

    TEST_CASE(
        "[error] records: wrong questions are counted, all of them wrong are refused, interrupted ones are whole") {
        const TableStyle csv{Format::csv, {}, false};
        std::string text;
        const auto write = [&](std::string_view part) { text += part; };
        const QuestionTexts some{{{"psi2", "3"}}, "", "", {"psi1=-1,1,2"}};
        const WrittenRecords done = write_records(some.questions(), csv, false, 1, Host{}, write);
        CHECK(done.points == 3);
        CHECK(done.failed == 1);
        CHECK(done.wrong == 1);
        CHECK(done.first_failure.starts_with("domain: psi1 = -1"));
        const QuestionTexts none{{{"psi2", "3"}}, "", "", {"psi1=-1,-2"}};
        CHECK_THROWS_AS(static_cast<void>(write_records(none.questions(), csv, false, 1, Host{}, write)), DomainError);
        Host host;
        int asked = 0;
        host.interrupted = [&] { return ++asked > 2; };
        text.clear();
        const WrittenRecords first = write_records(some.questions(), csv, false, 1, host, write);
        CHECK(first.points < 3);
        CHECK(std::count(text.begin(), text.end(), '\n') == std::ptrdiff_t(first.points) + 1);
    }

    TEST_CASE("[identity] records: the host hears how many have no answer, and of an interrupt") {
        std::vector<std::string> remarks, warnings;
        Host host;
        host.on_remark = [&](const std::string& sentence) { remarks.push_back(sentence); };
        host.on_warning = [&](const std::string& sentence) { warnings.push_back(sentence); };
        remark_on({.points = 3}, 3, host);
        CHECK(remarks.empty());
        remark_on({.points = 3, .failed = 1, .weak = {{Weakness::threshold, 2}}, .first_failure = "why"}, 3, host);
        CHECK(remarks == std::vector<std::string>{"1 of 3 points have no reliable answer, the first because: why"});
        REQUIRE(warnings.size() == 1);
        CHECK(warnings.front().starts_with("2 of 3 points: "));
        host.interrupted = [] { return true; };
        remark_on({.points = 2}, 3, host);
        CHECK(remarks.back() == "interrupted; 2 of 3 points are written");
        remark_on({}, 3, host);
        CHECK(remarks.back() == "interrupted; no point was computed to the end");
    }

    TEST_CASE("[identity] one record is a list for a reader and an object in JSON; a wrong question is refused") {
        const QuestionTexts one{{{"psi1", "2"}, {"psi2", "3"}}, "", "", {}};
        const OneRecord record = one_record(one.questions(), false, Host{});
        CHECK(record.columns.size() == record.row.size());
        CHECK(record.text({Format::json, {}, false}).starts_with("{"));
        CHECK(record.text({Format::text, {}, false}) ==
              render_list(record.columns, record.row, {},
                          {"test_error", "excess_risk", "bias", "variance", "train_error", "error_bound"}));
        const QuestionTexts wrong{{{"psi1", "2"}, {"psi2", "3"}, {"noise", "-1"}}, "", "", {}};
        CHECK_THROWS_AS(static_cast<void>(one_record(wrong.questions(), false, Host{})), DomainError);
        CHECK_THROWS_WITH_AS(require_points({100001, {}, {}}, "gap"), doctest::Contains("more than gap holds"),
                             DomainError);
    }

    TEST_CASE("[identity] the widths of networks are taken out of the sweeps") {
        std::vector<std::string> sweeps{"width=4,8", "psi2=1,2", "width=16"};
        CHECK(take_widths(sweeps) == std::vector<int>{4, 8, 16});
        CHECK(sweeps == std::vector<std::string>{"psi2=1,2"});
        CHECK(take_widths(sweeps).empty());
        std::vector<std::string> wrong{"width=0.2,1"};
        CHECK_THROWS_AS(static_cast<void>(take_widths(wrong)), DomainError);
    }

    TEST_CASE("[identity] gaps come in the order of the widths, as far as the host lets them") {
        const QuestionTexts asked{{{"activation", "relu"},
                                   {"dim", "10"},
                                   {"energy", "1=1"},
                                   {"model", "random-features"},
                                   {"samples", "inf"}},
                                  "",
                                  "",
                                  {"width=5,10,20"}};
        Host host;
        std::vector<std::string> heard;
        host.on_progress = [&](const std::string& what) { heard.push_back(what); };
        const std::vector<Gaps> all = gaps_of(asked.questions(), {}, host);
        REQUIRE(all.size() == 3);
        CHECK(all[2].width == 20);
        CHECK(heard == std::vector<std::string>{"0 of 3 widths", "1 of 3 widths", "2 of 3 widths", ""});
        host.interrupted = [&] { return heard.size() > 5; };
        CHECK(gaps_of(asked.questions(), {}, host).size() == 2);
    }
}
