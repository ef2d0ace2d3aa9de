#include "lazyrisk/answer/answer.hpp"

#include <doctest/doctest.h>

#include "lazyrisk/problem/fields.hpp"

using namespace lazyrisk;

namespace {

Question asked(const std::vector<std::pair<std::string, std::string>>& fields) {
    Question q;
    for (const auto& [name, text] : fields) set_field(q, name, std::string_view(text));
    return q;
}

}  // namespace

TEST_SUITE("answer/answer") {

TEST_CASE("[identity] an answer whose bound is a good part of it is unresolved, one with digits is not") {
    Answers answers;
    // more samples than the modes of the degrees that are kept, no ridge: what lies beyond decides
    for (const int degrees : {1, 2, 4}) {
        const Answer a = answers(asked({{"model", "kernel"}, {"dim", "10"}, {"samples", "3000"}, {"ridge", "0"}, {"energy", "1=1"}, {"noise", "0.1"},
                                        {"degrees", std::to_string(degrees)}}));
        CAPTURE(degrees); CAPTURE(a.risk.error_bound); CAPTURE(a.risk.test_error); CAPTURE(a.status);
        CHECK((a.status == "ok") == (a.risk.error_bound <= 1e-3 * a.risk.test_error));
        CHECK(a.status.starts_with("unresolved") == (a.risk.error_bound > 1e-3 * a.risk.test_error));
        if (degrees == 1) CHECK(a.status.starts_with("unresolved"));
    }
    const Answer fine = answers(asked({{"model", "kernel"}, {"dim", "10"}, {"samples", "30"}, {"energy", "1=1"}, {"noise", "0.1"}}));
    CHECK(fine.status == "ok");
    CHECK(fine.risk.error_bound < 1e-10);
}

TEST_CASE("[error] a bad question has its sentence in the status, and says whose fault it is") {
    Answers answers;
    const Answer wrong = answers(asked({{"dim", "10"}}));
    CHECK_FALSE(wrong.answered);
    CHECK(wrong.wrong_question);
    CHECK(wrong.status.find("samples") != std::string::npos);
    const Answer right = answers(asked({{"psi1", "2"}, {"psi2", "3"}}));
    CHECK(right.answered);
    CHECK_FALSE(right.wrong_question);
}

}
