// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/simulation_table.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "../answer/asked.hpp"
#include "../lines_of.hpp"
#include "../nearly.hpp"
#include "cells.hpp"
#include "lazyrisk/measure/comparison.hpp"
#include "lazyrisk/version.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

/// A measurement in which no two numbers are equal.
Measurement seen_once() {
    Measurement m;
    m.test_error = {1.01, 0.02}, m.train_error = {1.03, 0.04}, m.bias = {1.05, 0.06}, m.variance = {1.07, 0.08};
    m.weight_norm = {1.09, 0.10}, m.median = {2.01, 1.91, 2.11};
    m.judged = m.test_error;
    m.trials = 20, m.draw = 0xab;
    return m;
}

MeasuredPoint point(double width, const Measurement& seen) {
    const Question q = asked({{"dim", "12"}, {"samples", "40"}, {"width", to_text(width)}, {"noise", "0.1"}});
    return {q, Answers()(q), seen};
}

}  // namespace

TEST_SUITE("measure/simulation_table") {
    TEST_CASE("[identity] a host left as it is: nobody hears or interrupts, one process that leads, cores as asked") {
        Host host;
        for (const auto& tell : {&Host::progress, &Host::warning, &Host::remark, &Host::plan})
            CHECK_NOTHROW((host.*tell)("nobody"));
        CHECK_FALSE(host.interrupted());
        CHECK(host.leads);
        CHECK(host.threads(0) == 0);
        CHECK(host.threads(3) == 3);
        CHECK(host.executor(2)->leads());
        host.processes = 2;  // they share the cores
        CHECK(host.threads(0) == 1);
        CHECK(host.threads(3) == 3);
        std::string heard;
        host.on_progress = [&](const std::string& s) { heard += "progress " + s + "\n"; };
        host.on_warning = [&](const std::string& s) { heard += "warning " + s + "\n"; };
        host.on_remark = [&](const std::string& s) { heard += "remark " + s + "\n"; };
        host.on_plan = [&](const std::string& s) { heard += "plan " + s + "\n"; };
        host.plan("1"), host.remark("2"), host.warning("3"), host.progress("4");
        CHECK(heard == "plan 1\nremark 2\nwarning 3\nprogress 4\n");
    }

    TEST_CASE("[identity] what is simulated where nothing is said, and its words: docs/guide/simulate.md") {
        const SimulationSettings s;
        CHECK(s.trials == 20);
        CHECK(s.test_points == 2000);
        CHECK(s.most_trials == 10000);
        CHECK(s.blas_threads == 1);
        CHECK(s.seed == 1);
        CHECK(s.until == 0);
        CHECK(s.plan == Plan::shared);
        CHECK(s.estimator == Estimator::test_points);
        CHECK(s.precision == Precision::full);
        CHECK(s.shard == 1);
        CHECK(s.shards == 1);
        CHECK(word_of(Plan::pointwise) == "pointwise");
        CHECK(word_of(Estimator::test_points) == "test-points");
        CHECK(word_of(Estimator::exact) == "exact");
        CHECK(word_of(Precision::full) == "double");
        CHECK(word_of(Precision::mixed) == "mixed");
    }

    TEST_CASE("[identity] how a simulation ended: the first that holds of shard, interrupt, heavy tails, unresolved") {
        SimulationSettings s;
        Measurement m = seen_once();
        CHECK(simulation_status(m, s) == "ok");
        s.until = 0.02;  // 0.02 of 1.01 are 0.0202
        CHECK(simulation_status(m, s) == "ok");
        s.until = 0.0198;
        CHECK(simulation_status(m, s).starts_with("unresolved: "));
        m.heavy_tailed = true;
        CHECK(simulation_status(m, s).starts_with("heavy-tailed: "));
        m.trials = 19;
        CHECK(simulation_status(m, s).starts_with("interrupted: "));
        s.shard = 2, s.shards = 3;
        CHECK(simulation_status(m, s).starts_with("shard: 2 of 3 of the trials;"));
        m.trials = 20;
        CHECK(simulation_status(m, s).starts_with("heavy-tailed: "));  // the shards are merged
        m.trials = 40, m.heavy_tailed = false, s.shards = 1, s.until = 0;
        CHECK(simulation_status(m, s) == "ok");
        m.judged.standard_error = std::numeric_limits<double>::quiet_NaN(), s.until = 1;
        CHECK(simulation_status(m, s).starts_with("unresolved: "));
    }

    TEST_CASE("[identity] every number of a simulation stands under its name; points without a trial have no row") {
        Measurement none = seen_once();
        none.trials = 0;
        SimulationSettings s;
        s.seed = 7, s.test_points = 123, s.blas_threads = 2, s.plan = Plan::pointwise, s.precision = Precision::mixed;
        const std::vector<MeasuredPoint> points{point(10, none), point(20, seen_once()), point(30, seen_once())};
        const SimulationTable t({points[0].question}, points, s);
        REQUIRE(t.rows.size() == 2);
        const Row& row = t.rows.front();
        CHECK(number_at(t.columns, row, "width") == 20);
        CHECK(number_at(t.columns, row, "psi1") == nearly(20.0 / 12, 1e-15));
        double value = 1.01, error = 0.02;
        for (const std::string& name : measured_quantities()) {
            CHECK(number_at(t.columns, row, name + ".mean") == nearly(value, 1e-14));
            CHECK(number_at(t.columns, row, name + ".standard_error") == nearly(error, 1e-14));
            value += 0.02, error += 0.02;
        }
        CHECK(number_at(t.columns, row, "test_error.median") == 2.01);
        CHECK(number_at(t.columns, row, "test_error.median_low") == 1.91);
        CHECK(number_at(t.columns, row, "test_error.median_high") == 2.11);
        CHECK(number_at(t.columns, row, "trials") == 20);
        CHECK(word_at(t.columns, row, "draws") == "00000000000000ab");
        CHECK(number_at(t.columns, row, "test_points") == 123);
        CHECK(number_at(t.columns, row, "seed") == 7);
        CHECK(number_at(t.columns, row, "blas_threads") == 2);
        CHECK(word_at(t.columns, row, "estimator") == "test-points");
        CHECK(word_at(t.columns, row, "plan") == "pointwise");
        CHECK(word_at(t.columns, row, "precision") == "mixed");
        CHECK(word_at(t.columns, row, "status") == "ok");
        CHECK(word_at(t.columns, row, "version") == version);
        // a reader gets what varies, no ratio beside its count, and of the results the main ones
        CHECK(t.for_reader() == std::vector<std::string>{"width", "test_error.mean", "test_error.standard_error",
                                                         "train_error.mean", "bias.mean", "variance.mean",
                                                         "weight_norm.mean", "trials", "status"});
        // exact averages have no test points, and are pointwise
        s.estimator = Estimator::exact, s.plan = Plan::shared;
        const SimulationTable exact({points[0].question}, points, s);
        CHECK(nothing_at(exact.columns, exact.rows[0], "test_points"));
        CHECK(word_at(exact.columns, exact.rows[0], "plan") == "pointwise");
        CHECK(word_at(exact.columns, exact.rows[0], "estimator") == "exact");
    }

    TEST_CASE("[identity] a comparison judges each quantity by its own theory") {
        MeasuredPoint p = point(20, seen_once());
        Risk<>& r = p.theory.risk;
        r.test_error = 1, r.train_error = 2, r.bias = 3, r.variance = 4, r.weight_norm = 5, r.error_bound = 1e-12;
        const Measured m = measured(p);
        CHECK(m.theory == 1);
        CHECK(m.mean == 1.01);
        CHECK(m.standard_error == 0.02);
        CHECK(m.trials == 20);
        CHECK(m.draw == 0xab);
        CHECK(m.error_bound == 1e-12);
        Comparison c{{p}, judge({m}, 0.03)};
        const SimulationSettings s;
        const auto row = [&] { return c.rows(s).front(); };
        const auto z = [&](const char* name) { return number_at(c.columns(), row(), name); };
        CHECK(z("test_error") == 1);
        CHECK(z("train_error") == 2);
        CHECK(z("bias") == 3);
        CHECK(z("variance") == 4);
        CHECK(z("weight_norm") == 5);
        CHECK(z("simulation.test_error.mean") == 1.01);
        CHECK(z("z") == nearly(0.01 / 0.02, 1e-12));
        CHECK(z("relative_deviation") == nearly(0.01, 1e-12));
        CHECK(z("z_train_error") == nearly((1.03 - 2) / 0.04, 1e-12));
        CHECK(z("z_bias") == nearly((1.05 - 3) / 0.06, 1e-12));
        CHECK(z("z_variance") == nearly((1.07 - 4) / 0.08, 1e-12));
        CHECK(z("z_weight_norm") == nearly((1.09 - 5) / 0.10, 1e-12));
        CHECK(z("p_value") == c.verdict.points[0].p_value);
        CHECK(z("adjusted_p_value") == c.verdict.points[0].adjusted_p_value);
        CHECK(z("error_bound") == 1e-12);
        CHECK(word_at(c.columns(), row(), "verdict") == "agrees");
        CHECK(word_at(c.columns(), row(), "status") == "ok");
        // a failure of the theory goes before one of the simulation
        c.points[0].seen.heavy_tailed = true;
        CHECK(word_at(c.columns(), row(), "status").starts_with("heavy-tailed: "));
        c.points[0].theory.status = "not-converged: so it is";
        CHECK(word_at(c.columns(), row(), "status") == "not-converged: so it is");
        // where nothing is compared there are no numbers of a comparison
        for (const char* how : {"pole", "heavy-tailed"}) {
            c.verdict.points[0].verdict = how;
            for (const char* name : {"z", "relative_deviation", "p_value", "adjusted_p_value"})
                CHECK(nothing_at(c.columns(), row(), name));
        }
        c.verdict.points[0].verdict = "agrees", c.verdict.points[0].has_spread = false;
        for (const char* name : {"z", "p_value", "adjusted_p_value"}) CHECK(nothing_at(c.columns(), row(), name));
        CHECK_FALSE(nothing_at(c.columns(), row(), "relative_deviation"));
        c.points[0].theory.risk.bias = infinite<>, c.points[0].seen.variance.standard_error = infinite<>;
        c.points[0].seen.weight_norm = {5, 0};
        for (const char* name : {"z_bias", "z_variance", "z_weight_norm"}) CHECK(nothing_at(c.columns(), row(), name));
    }

    TEST_CASE("[identity] a comparison for readers: their words in a text, the record's names elsewhere") {
        Comparison c{{point(20, seen_once()), point(30, seen_once())}, {}};
        c.verdict = judge({measured(c.points[0]), measured(c.points[1])}, 0.03);
        const auto text = [&](Format format) {
            return readable_comparison(c.columns(), c.rows({}), {format, {}, false}, {"width"}, "A caption");
        };
        const std::string shown = text(Format::text);
        std::size_t at = 0;
        for (const char* word :
             {"A caption", "width", "theory", "simulation", "std. error", "z", "rel. dev.", "verdict"}) {
            at = shown.find(word, at);
            CHECK_MESSAGE(at != std::string::npos, word);
        }
        CHECK(shown.find("simulation.test_error.mean") == std::string::npos);
        CHECK(text(Format::csv).starts_with("model,"));
        CHECK(text(Format::csv).find(",simulation.test_error.mean,") != std::string::npos);
    }

    TEST_CASE("[identity] covariances: of common trials, of both orders one, none between draws") {
        const std::vector<double> a{1, 2, 4, 3}, b{5, 6, 9, 1};  // of trials 0-3, and 1-4
        std::vector<MeasuredPoint> points(3);
        points[0].seen = seen_once(), points[1].seen = seen_once(), points[2].seen = seen_once();
        points[0].seen.trial = {0, 1, 2, 3}, points[0].seen.judged_trials = a;
        points[1].seen.trial = {1, 2, 3, 4}, points[1].seen.judged_trials = b;
        points[1].seen.test_error.standard_error = points[1].seen.judged.standard_error = 0.5;
        points[2].seen.trial = {0, 1, 2, 3}, points[2].seen.judged_trials = a, points[2].seen.draw = 0xcd;
        const std::vector<std::string> lines = lines_of(covariance_table(points));
        REQUIRE(lines.size() == 5);
        CHECK(lines[0] == "first,second,trials,covariance,correlation");
        CHECK(lines[1] == "1,1,4,0.0004,1");
        // in common: (2,5), (4,6), (3,9), about the means (3, 20/3)
        const double r = (-1 * (5 - 20.0 / 3) + 1 * (6 - 20.0 / 3)) / std::sqrt(2 * (25.0 / 9 + 4.0 / 9 + 49.0 / 9));
        double first = 0, second = 0, trials = 0, covariance = 0, correlation = 0;
        REQUIRE(std::sscanf(lines[2].c_str(), "%lf,%lf,%lf,%lf,%lf", &first, &second, &trials, &covariance,
                            &correlation) == 5);
        CHECK(first == 1);
        CHECK(second == 2);
        CHECK(trials == 3);
        CHECK(correlation == nearly(r, 1e-12));
        CHECK(covariance == nearly(r * 0.02 * 0.5, 1e-12));
        CHECK(lines[3] == "2,2,4,0.25,1");
        CHECK(lines[4] == "3,3,4,0.0004,1");
    }

    TEST_CASE("[error] what cannot be drawn is refused with what would help") {
        const auto refused = [](const std::vector<std::pair<std::string, std::string>>& fields, const Setting& sizes) {
            require_drawable(asked(fields), sizes, "do otherwise");
        };
        const Setting sizes{40, 20, 2, 4};
        CHECK_NOTHROW(refused({{"dim", "10"}}, sizes));
        CHECK_NOTHROW(refused({{"dim", "10"}}, {40, infinite<>, 0, 0}));
        CHECK_THROWS_WITH_AS(refused({{"spectrum", "a.csv"}}, sizes),
                             "`spectrum` does not say which features to draw; do otherwise", NotCovered);
        CHECK_THROWS_WITH_AS(refused({{"mass", "1=1"}, {"dim", "10"}}, sizes),
                             "`mass` does not say which features to draw; do otherwise", NotCovered);
        CHECK_NOTHROW(refused({{"mass", "1=1"}, {"dim", "10"}}, {40, infinite<>, 4, infinite<>}));
        CHECK_THROWS_WITH_AS(refused({}, sizes), doctest::Contains("`dim` is missing"), DomainError);
        CHECK_THROWS_WITH_AS(refused({{"dim", "10"}}, {40.5, 20, 2, 4}), doctest::Contains("samples = 40.5"),
                             DomainError);
        CHECK_THROWS_WITH_AS(refused({{"dim", "10"}}, {40, 20.5, 2, 4}), doctest::Contains("width = 20.5"),
                             DomainError);
        CHECK_THROWS_AS(world_of(asked({{"mass", "1=1"}, {"dim", "10"}}), 20, false), NotCovered);
        SimulationSettings one;
        one.trials = 1;
        Answers answers;
        CHECK_THROWS_WITH_AS(
            static_cast<void>(
                compare(QuestionTexts{{{"dim", "10"}, {"samples", "9"}, {"width", "9"}}, "", "", {}}.questions(), one,
                        0.03, 1, answers, Host{})),
            doctest::Contains("trials = 1"), DomainError);
    }
}
