// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/record/record.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "answer/asked.hpp"
#include "lazyrisk/answer/answer.hpp"
#include "record/recorded.hpp"

using namespace lazyrisk;

namespace {

using Names = std::vector<std::string>;

/// What a reader sees of these questions, each answered.
Names seen(const std::vector<Question>& questions) {
    const Record record(questions);
    Answers answers;
    std::vector<Row> rows;
    rows.reserve(questions.size());
    for (const Question& q : questions) rows.push_back(record.row(q, answers(q)));
    return record.for_reader(rows);
}

Names results(Names varying, const Names& more = {}) {
    for (const char* name : {"test_error", "bias", "variance", "train_error", "effective_ridge", "error_bound"})
        varying.emplace_back(name);
    varying.insert(varying.end(), more.begin(), more.end());
    return varying;
}

}  // namespace

TEST_SUITE("record/record") {
    TEST_CASE("[identity] a row has a cell a column, the problem's part is its head") {
        const Question q = asked({{"dim", "10"}, {"samples", "30"}, {"width", "20"}, {"energy", "1=0.5,2=0.5"}});
        const Record record({q});
        const Answer a = answer_by_hand();
        const Row row = record.row(q, a);
        CHECK(row.size() == record.columns().size());
        const Names problem = record.problem_columns();
        REQUIRE(problem.size() < row.size());
        CHECK(problem.back() == "degrees");
        CHECK(record.columns()[problem.size()] == "test_error");
        CHECK(std::equal(problem.begin(), problem.end(), record.columns().begin()));
        Row behind{Cell("before")};
        record.append_problem(behind, q, a);
        REQUIRE(behind.size() == problem.size() + 1);
        CHECK(shown(behind.front()) == "before");
        CHECK(std::equal(behind.begin() + 1, behind.end(), row.begin()));
    }

    TEST_CASE("[identity] sources stand in a record that was asked for them alone") {
        const Question q = asked({{"dim", "10"}, {"samples", "30"}, {"width", "20"}});
        const auto has = [](const Record& r) {
            return std::count(r.columns().begin(), r.columns().end(), "sources.features") == 1;
        };
        CHECK_FALSE(has(Record({q})));
        CHECK_FALSE(has(Record({q}, false)));
        CHECK(has(Record({q}, true)));
    }

    TEST_CASE("[identity] a reader sees what varies, a count instead of its ratio, and the results") {
        const auto q = [](Fields more) {
            more.insert(more.begin(), {{"dim", "20"}, {"samples", "60"}, {"width", "40"}, {"noise", "0.1"}});
            return asked(more);
        };
        CHECK(seen({q({})}) == results({}));
        CHECK(seen({q({}), q({{"width", "50"}})}) == results({"width"}));
        CHECK(seen({q({}), q({{"samples", "50"}})}) == results({"samples"}));
        CHECK(seen({q({}), q({{"dim", "10"}})}) == results({"dim", "psi1", "psi2"}));
        CHECK(seen({q({}), q({{"ridge", "1"}, {"width", "30"}})}) == results({"width", "ridge"}));
        CHECK(seen({asked({{"psi1", "1"}, {"psi2", "2"}}), asked({{"psi1", "2"}, {"psi2", "2"}})}) ==
              results({"psi1"}));
        CHECK(seen({asked({{"psi1", "1"}, {"psi2", "2"}}), asked({{"psi1", "1"}, {"psi2", "3"}})}) ==
              results({"psi2"}));
        // a difference in the middle, and in the status
        CHECK(seen({q({}), q({{"ridge", "1"}}), q({})}) == results({"ridge"}));
        CHECK(seen({q({}), q({{"dim", "9"}})}) == results({"dim", "psi1", "psi2"}, {"status"}));  // small-dimension
        // exponents: the steps
        CHECK(seen({asked({{"dim", "100"}, {"alpha", "0.5"}, {"model", "kernel"}}),
                    asked({{"dim", "100"}, {"alpha", "1.5"}, {"model", "kernel"}})}) ==
              results({"samples", "alpha"}, {"learned", "dead", "limit_test_error"}));
        // trainings: an oracle, and the ridge only where some question has one
        CHECK(seen({q({{"time", "10"}}), q({{"time", "inf"}})}) == results({"time"}, {"oracle_error"}));
        CHECK(seen({q({{"time", "10"}}), q({{"time", "20"}})}) ==
              Names{"time", "test_error", "bias", "variance", "train_error", "error_bound", "oracle_error"});
    }

    TEST_CASE("[identity] a record without rows shows its results") { CHECK(seen({}) == results({})); }
}
