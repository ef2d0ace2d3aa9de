// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/questions.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "../temporary_folder.hpp"
#include "lazyrisk/measure/measure.hpp"
#include "lazyrisk/measure/plan_text.hpp"
#include "lazyrisk/measure/records.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

using Typed = std::map<std::string, std::string>;

QuestionTexts typed(const Typed& fields, const std::vector<std::string>& sweeps = {}) {
    return {fields, "", "", sweeps};
}

std::vector<std::string> warned(const Typed& fields) {
    std::vector<std::string> heard;
    Host host;
    host.on_warning = [&](const std::string& sentence) {
        if (std::find(heard.begin(), heard.end(), sentence) == heard.end()) heard.push_back(sentence);
    };
    Answers answers;
    warn_of_unlearned(typed(fields).questions(), answers, host);
    return heard;
}

}  // namespace

TEST_SUITE("measure/questions") {
    TEST_CASE("[error] two names of one size are refused where both are typed, or both stand in the file") {
        const std::vector<std::vector<std::string>> sizes{{"samples", "psi2", "alpha"}, {"width", "psi1", "beta"}};
        const TemporaryFolder folder;
        const std::string file = folder.file("a.toml");
        const auto put = [&](const std::string& text) { std::ofstream(file) << text; };
        for (const auto& names : sizes)
            for (const std::string& a : names)
                for (const std::string& b : names) {
                    if (a == b) continue;
                    CAPTURE(a);
                    CAPTURE(b);
                    const std::string other = &names == &sizes[0] ? "width" : "samples";
                    CHECK_THROWS_WITH_AS(
                        static_cast<void>(typed({{"dim", "10"}, {a, "2"}, {b, "2"}, {other, "9"}}).question()),
                        doctest::Contains("are given both; they are the same size"), DomainError);
                    put("dim = 10\n" + a + " = 2\n" + b + " = 2\n" + other + " = 9\n");
                    CHECK_THROWS_WITH_AS(static_cast<void>(QuestionTexts{{}, file, "", {}}.question()),
                                         doctest::Contains((file + ": ").c_str()), DomainError);
                    // what is typed takes the place of its twins in the file
                    put("dim = 10\n" + a + " = 3\n" + other + " = 9\n");
                    const Question q = QuestionTexts{{{b, "2"}}, file, "", {}}.question();
                    const std::map<std::string, std::optional<double>> found{{"samples", q.samples}, {"psi2", q.psi2},
                                                                             {"alpha", q.alpha},     {"width", q.width},
                                                                             {"psi1", q.psi1},       {"beta", q.beta}};
                    CHECK(found.at(b) == 2);
                    CHECK_FALSE(found.at(a).has_value());
                    CHECK(found.at(other) == 9);
                }
        put("dim = 10\nnoise = 0.5\nridge = 2\n");
        const Question q = QuestionTexts{{{"ridge", "3"}}, file, "", {}}.question();
        CHECK(q.ridge == 3);
        CHECK(q.noise == 0.5);
        CHECK_THROWS_WITH_AS(static_cast<void>(typed({{"energy", "1=1"}, {"target", "neuron(relu)"}}).question()),
                             doctest::Contains("`target` and `energy`"), DomainError);
    }

    TEST_CASE("[error] fields that a spectrum file or a mass would override") {
        for (const char* field : {"activation", "mass", "dim", "energy", "target", "degrees", "scale", "scale-width",
                                  "alpha", "beta", "energy.2", "mass.1", "kernel", "depth"}) {
            Question q;
            q.spectrum = "a.csv";
            const Typed given{{field, "3"}};
            if (std::string(field) == "kernel" || std::string(field) == "depth") q.parameters = given;
            CHECK_THROWS_WITH_AS(check_conflicts(q, given), doctest::Contains("the file of `spectrum` already says"),
                                 DomainError);
        }
        Question q;
        q.spectrum = "a.csv";
        CHECK_NOTHROW(check_conflicts(q, {{"spectrum", "a.csv"}, {"samples", "3"}, {"noise", "1"}, {"ridge", "1"}}));
        q = {};
        q.has_mass = true;
        for (const char* field : {"activation", "kernel", "degrees"})
            CHECK_THROWS_WITH_AS(check_conflicts(q, {{field, "3"}}), doctest::Contains("`mass` is given instead"),
                                 DomainError);
        CHECK_NOTHROW(check_conflicts(q, {{"mass.2", "1"}, {"dim", "3"}, {"energy", "1=1"}}));
        CHECK_NOTHROW(check_conflicts({}, {{"activation", "relu"}, {"dim", "3"}}));
        q = {};
        q.neuron = "relu";
        CHECK_THROWS_WITH_AS(check_conflicts(q, {{"target", "neuron(relu)"}, {"energy.2", "swept"}}),
                             "energy.2 = swept: `target` is given instead of it; leave one of the two out",
                             DomainError);
        CHECK_NOTHROW(check_conflicts(q, {{"target", "neuron(relu)"}, {"energy", "1=1"}}));
        // also where they are swept
        CHECK_THROWS_AS(
            static_cast<void>(typed({{"mass", "1=1"}, {"psi1", "1"}, {"psi2", "1"}}, {"degrees=1,2"}).questions()),
            DomainError);
    }

    TEST_CASE("[identity] grids, tables and single questions; their ends know the columns") {
        const Typed base{{"dim", "10"}, {"samples", "20"}, {"width", "30"}};
        Questions one = typed(base).questions();
        CHECK(one.size == 1);
        CHECK(one.at(0).samples == 20);
        CHECK_FALSE(one.samples.empty());
        Questions grid = typed(base, {"noise=0,1,2", "ridge=5,6"}).questions();
        REQUIRE(grid.size == 6);
        CHECK(grid.at(1).noise == 0);
        CHECK(grid.at(1).ridge == 6);
        CHECK(grid.at(4).noise == 2);
        REQUIRE(grid.samples.size() == 2);
        CHECK(grid.samples[0].noise == 0);
        CHECK(grid.samples[1].noise == 2);
        CHECK(grid.samples[1].ridge == 6);
        // ends that can be asked
        grid = typed(base, {"noise=-1,3,4,-2"}).questions();
        CHECK(grid.size == 4);
        REQUIRE(grid.samples.size() == 2);
        CHECK(grid.samples[0].noise == 3);
        CHECK(grid.samples[1].noise == 4);
        CHECK_THROWS_WITH_AS(static_cast<void>(typed(base, {"noise=-1,-2"}).questions()),
                             doctest::Contains("noise = -1"), DomainError);
        CHECK_THROWS_WITH_AS(static_cast<void>(typed(base, {"noise=1", "ridge=1", "ensemble=1"}).questions()),
                             doctest::Contains("sweep = 3 of them"), DomainError);
        CHECK_THROWS_WITH_AS(static_cast<void>(typed(base, {"noise=1", "noise=2"}).questions()),
                             doctest::Contains("the same field twice"), DomainError);

        const TemporaryFolder folder;
        QuestionTexts table{base, "", folder.file("a.csv"), {}};
        std::ofstream(table.points) << "noise,width\n1,\n2,40\n";
        const Questions rows = table.questions();
        REQUIRE(rows.size == 2);
        CHECK(rows.at(0).noise == 1);
        CHECK(rows.at(0).width == 30);
        CHECK(rows.at(1).width == 40);
        CHECK(rows.samples.size() == 2);
        table.sweeps = {"ridge=1,2"};
        CHECK_THROWS_WITH_AS(static_cast<void>(table.questions()), doctest::Contains("`points` and `sweep`"),
                             DomainError);
        table.sweeps.clear();
        std::ofstream(table.points) << "noise,width\n";
        CHECK_THROWS_WITH_AS(static_cast<void>(table.questions()), doctest::Contains("a header without rows"),
                             DomainError);
        std::ofstream(table.points) << "noise,noise\n1,2\n";
        CHECK_THROWS_AS(static_cast<void>(table.questions()), DomainError);
        std::ofstream(table.points) << "spectrum,samples\nb.csv,3\n";
        CHECK_THROWS_WITH_AS(static_cast<void>(table.questions()), doctest::Contains("the file of `spectrum`"),
                             DomainError);
    }

    TEST_CASE("[identity] energy that is never learned, or not at such sizes, is told apart and of which model") {
        // relu has no odd degrees but the first
        CHECK(warned({{"dim", "20"}, {"samples", "40"}, {"width", "40"}, {"energy", "1=1,2=1,4=2"}}).empty());
        std::vector<std::string> heard =
            warned({{"dim", "20"}, {"samples", "40"}, {"width", "40"}, {"energy", "1=1,3=0.5,5=0.25"}});
        REQUIRE(heard.size() == 1);
        CHECK(heard[0] ==
              "energy 3=0.5,5=0.25 is never learned: relu has eigenvalue zero there; the risk counts it in full");
        heard = warned({{"dim", "20"}, {"samples", "40"}, {"width", "40"}, {"energy", "2=1"}, {"mass", "1=1"}});
        REQUIRE(heard.size() == 1);
        CHECK(heard[0].find(": the mass has eigenvalue zero") != std::string::npos);
        heard = warned({{"model", "kernel"}, {"dim", "20"}, {"samples", "40"}, {"energy", "3=1"}, {"kernel", "t^2"}});
        REQUIRE(heard.size() == 1);
        CHECK(heard[0].find(": the kernel t^2 has eigenvalue zero") != std::string::npos);
        // a wrong question says so itself
        CHECK(warned({{"dim", "20"}, {"energy", "3=1"}, {"activation", "relu"}, {"patch", "4"}}).empty());
    }

    TEST_CASE("[error] records: a table that is too long to be held, sources that are not known, weak points") {
        const auto nowhere = [](std::string_view) {};
        const TableStyle text{}, csv{Format::csv, {}, false};
        Host ended;
        ended.interrupted = [] { return true; };
        const auto many = [&](const char* points, const TableStyle& style) {
            return write_records(typed({{"psi2", "3"}}, {std::string("psi1=0.1:10:") + points}).questions(), style,
                                 false, 1, ended, nowhere);
        };
        CHECK_NOTHROW(many("200000", text));
        CHECK_THROWS_WITH_AS(many("200001", text), doctest::Contains("a table of 200001 rows"), DomainError);
        CHECK_NOTHROW(many("200001", csv));
        CHECK_NOTHROW(many("200001", {Format::json, {}, false}));
        for (const Format format : {Format::latex, Format::markdown})
            CHECK_THROWS_AS(many("200001", {format, {}, false}), DomainError);
        std::string nothing = "unchanged";
        const WrittenRecords none = write_records(typed({{"psi1", "2"}, {"psi2", "3"}}).questions(), csv, false, 1,
                                                  ended, [&](std::string_view part) { nothing += part; });
        CHECK(none.points == 0);
        CHECK(nothing == "unchanged");

        const Typed tangent{{"model", "neural-tangent"}, {"dim", "10"}, {"samples", "30"}, {"width", "20"}};
        CHECK_THROWS_WITH_AS(write_records(typed(tangent).questions(), csv, true, 1, {}, nowhere),
                             doctest::Contains("`sources`"), DomainError);
        CHECK_NOTHROW(write_records(typed(tangent).questions(), csv, false, 1, {}, nowhere));
        Answer unanswered;
        unanswered.answered = false, unanswered.risk.has_sources = false;
        CHECK_NOTHROW(require_sources(unanswered));
        unanswered.answered = true;
        CHECK_THROWS_AS(require_sources(unanswered), DomainError);

        // two points below dimension 10, one above
        const Questions weak =
            typed({{"samples", "30"}, {"width", "20"}, {"noise", "1"}, {"ridge", "1"}}, {"dim=5,6,40"}).questions();
        std::string rows;
        std::map<Weakness, std::size_t> seen;
        const WrittenRecords done = write_records(
            weak, csv, false, 1, {}, [&](std::string_view part) { rows += part; },
            [&](const Question&, const Answer& a) { ++seen[a.weakness]; });
        seen.erase(Weakness::none);
        CHECK(done.failed == 0);
        CHECK_FALSE(done.weak.empty());
        CHECK(done.weak == seen);
        // a long table says how far it is, wave by wave
        std::vector<std::string> heard;
        Host host;
        host.on_progress = [&](const std::string& what) { heard.push_back(what); };
        static_cast<void>(
            write_records(typed({{"psi2", "3"}}, {"psi1=1:1.0001:8193"}).questions(), csv, false, 2, host, nowhere));
        CHECK(heard == std::vector<std::string>{"8192 of 8193 points", "8193 of 8193 points", ""});
        heard.clear();
        static_cast<void>(write_records(weak, csv, false, 2, host, nowhere));
        CHECK(heard == std::vector<std::string>{""});
    }

    TEST_CASE("[identity] a plan counts points, families, fits, factors and units") {
        const Typed base{{"dim", "12"}, {"samples", "40"}, {"noise", "0.1"}};
        std::string plan;
        Host host;
        host.on_plan = [&](const std::string& text) { plan = text; };
        SimulationSettings s;
        s.trials = 3, s.test_points = 50, s.no_store = true, s.dry_run = true;
        Answers answers;
        const auto has = [&](const std::string& words) {
            CAPTURE(plan);
            CHECK_MESSAGE(plan.find(words) != std::string::npos, words);
        };
        Typed four = base;
        four["ridge"] = "0.5";
        static_cast<void>(measure(typed(four, {"width=10,60", "samples=30,40"}).questions(), answers, s, 2, host));
        CHECK(plan.starts_with("plan shared: 4 points in 1 family, 3 trials each\n"));
        has("  family 1: 4 points, 4 distinct fits\n");
        has("    S^T S of 30 samples, width 10: 1 Cholesky factor for 1 fit\n");  // p <= n
        has("    S^T S of 40 samples, width 10: 1 Cholesky factor for 1 fit\n");
        has("    S S^T of 60 neurons, samples 30 to 40: 1 Cholesky factor for 2 fits\n");
        has("  in all 3 units on 2 threads, ");
        // training features twice, on 40 samples of 10 and of 60 neurons; test features once, on 50 points of 60
        has(" 8.6e+03 entries, ");
        Typed exact = base;
        exact["width"] = "30";
        s.plan = Plan::pointwise, s.estimator = Estimator::exact, s.trials = 1, s.until = 0.1;
        static_cast<void>(measure(typed(exact, {"ridge=0.1,0.2"}).questions(), answers, s, 1, host));
        CHECK(plan.starts_with("plan pointwise: 2 points in 2 families, 1 trial each at first\n"));
        has("  family 2: 1 point, 1 distinct fit\n");
        has("  in all 2 units on 1 thread, ");
        has("    exact average: ");
    }
}
