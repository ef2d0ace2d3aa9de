// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/answer/question_array.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <cmath>
#include <limits>

#include "answer/asked.hpp"
#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

std::vector<Answer> all(const QuestionArray& questions, int threads) {
    Answers answers;
    std::vector<Answer> found(questions.size);
    answer_each(questions, answers, threads, [&](std::size_t i, const Question&, const Answer& a) { found[i] = a; });
    return found;
}

void check_each(const QuestionArray& questions) {
    Answers answers;
    const std::vector<Answer> one = all(questions, 1), four = all(questions, 4);
    for (std::size_t i = 0; i < questions.size; ++i) {
        const Answer alone = answers(questions[i]);
        CAPTURE(i);
        CHECK(one[i].answered == alone.answered);
        CHECK(one[i].told_status() == alone.told_status());
        CHECK(one[i].risk.test_error == alone.risk.test_error);
        CHECK(one[i].risk.weight_norm == alone.risk.weight_norm);
        CHECK(one[i].setting.width == alone.setting.width);
        CHECK(one[i].ridge == alone.ridge);
        CHECK(one[i].learnability == alone.learnability);
        CHECK(one[i].staircase.has_value() == alone.staircase.has_value());
        CHECK(four[i].risk.test_error == one[i].risk.test_error);
    }
}

std::vector<double> range(std::size_t count, double from, double step) {
    std::vector<double> values;
    for (std::size_t i = 0; i < count; ++i) values.push_back(from + step * double(i));
    return values;
}

}  // namespace

TEST_SUITE("answer/question_array") {
    TEST_CASE("[identity] each answer is that of its question alone, to the bit, whatever varies and on any threads") {
        const std::size_t count = 1100;  // more than two blocks
        check_each({asked({{"psi2", "3"}, {"noise", "0.1"}}), {{"psi1", range(count, 0.1, 0.01)}}, count});
        check_each({asked({{"dim", "20"}, {"samples", "50"}, {"width", "30"}}),
                    {{"samples", range(60, 1, 7)}, {"ridge", range(60, 0, 1e-3)}, {"noise", range(60, 0, 0.1)}},
                    60});
        check_each({asked({{"dim", "20"}, {"psi2", "3"}, {"psi1", "2"}}), {{"dim", range(20, 5, 3)}}, 20});
        check_each({asked({{"model", "kernel"}, {"dim", "30"}}), {{"alpha", range(9, 0.5, 0.25)}}, 9});
        check_each({asked({{"psi1", "2"}, {"psi2", "3"}}), {{"energy.2", range(9, 0, 0.5)}}, 9});
        check_each({asked({{"kernel", "ntk"}, {"dim", "10"}, {"samples", "50"}}), {{"depth", range(3, 1, 1)}}, 3});
        check_each({asked({{"psi2", "3"}, {"psi1", "2"}, {"ridge", "0.1"}}), {{"time", range(9, 0, 3)}}, 9});
    }

    TEST_CASE("[behaviour] an element that is no question says so and stops no other") {
        const double none = std::numeric_limits<double>::quiet_NaN();
        const std::vector<Answer> found = all({asked({{"psi1", "2"}}), {{"psi2", {1, -1, none, 3}}}, 4}, 2);
        CHECK(found[0].answered);
        CHECK(found[3].answered);
        CHECK(found[1].status.starts_with("domain: psi2 = -1"));
        CHECK(found[2].wrong_question);
        CHECK_THROWS_WITH_AS(all({asked({}), {{"activation", {1}}}, 1}, 1), doctest::Contains("an array"), DomainError);
        CHECK_THROWS_WITH_AS(all({asked({}), {{"colour", {1}}}, 1}, 1), doctest::Contains("no field"), DomainError);
        CHECK(all({asked({}), {{"psi1", {}}}, 0}, 2).empty());
    }

    TEST_CASE("[behaviour] interrupted: no more are begun") {
        Answers answers;
        std::atomic<int> taken{0};
        answer_each(
            {asked({{"psi2", "3"}}), {{"psi1", range(100000, 0.1, 1e-3)}}, 100000}, answers, 2,
            [&](std::size_t, const Question&, const Answer&) { ++taken; }, [&] { return taken > 1000; });
        CHECK(taken >= 1000);
        CHECK(taken < 10000);
    }

    TEST_CASE(
        "[identity] parts of one's own: a function in place of the name that it has, a spectrum in place of a file") {
        Question q = asked({{"psi1", "2"}, {"psi2", "3"}});
        Answers answers;
        const double relu = answers(q).risk.test_error;
        q.own_activation = std::make_shared<const Activation>(activation_named("tanh"));
        CHECK(q.has_own_parts());
        CHECK(answers(q).risk.test_error ==
              answers(asked({{"psi1", "2"}, {"psi2", "3"}, {"activation", "tanh"}})).risk.test_error);
        CHECK(answers(q).risk.test_error != relu);
        q.own_activation.reset();
        CHECK(answers(q).risk.test_error == relu);
    }
}
