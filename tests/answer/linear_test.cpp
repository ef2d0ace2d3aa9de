// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Linear regression as a question: the same as a spectrum's file, per dimension or in counts; what it refuses.
#include <doctest/doctest.h>

#include <cmath>

#include "answer/asked.hpp"
#include "capture_bound.hpp"
#include "covariate_rows.hpp"
#include "lazyrisk/answer/answer.hpp"
#include "lazyrisk/answer/answer_problem.hpp"
#include "lazyrisk/answer/exponents.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "nearly.hpp"
#include "same_risk.hpp"

using namespace lazyrisk;

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

Answer answer_to(const Fields& fields) {
    Answers answers;
    return answers(asked(fields));
}

Risk<> risk_of(Fields fields, const Fields& more = {}) {
    fields.insert(fields.end(), more.begin(), more.end());
    const Answer a = answer_to(fields);
    CAPTURE(a.status);
    REQUIRE(a.answered);
    return a.risk;
}

std::string refusal(const Fields& fields) {
    const Answer a = answer_to(fields);
    CHECK_FALSE(a.answered);
    return a.status;
}

}  // namespace

TEST_SUITE("answer/linear") {
    TEST_CASE("[table] a covariance by its name, per dimension and in counts, to 13 digits") {
        const Risk<> r = risk_of({{"model", "linear"}, {"psi2", "0.5"}, {"ridge", "0.01"}, {"noise", "0.1"}});
        CHECK(r.test_error == nearly(0.693012877323676346, 1e-13));
        CHECK(r.weight_norm == nearly(0.573768132427706490, 1e-13));
        int seen = 0;
        for (const auto& row : covariate_rows::rows_of("ridge")) {
            if (row[2].starts_with("levels:")) continue;
            const covariate_rows::Named n = covariate_rows::named(row[2] == "identity;E=1" ? "identity" : row[2]);
            const bool density = is_per_dimension(n.covariance);
            const Risk<> found = risk_of({{"covariance", to_text(n.covariance)},
                                          {"alignment", to_text(n.alignment)},
                                          {"energy", "1=" + to_text(n.energy)},
                                          {density ? "psi2" : "samples", row[3]},
                                          {"ridge", row[5]},
                                          {"noise", row[6]}});
            CAPTURE(row[2]);
            CHECK(found.test_error == nearly(std::stod(row[12]), 1e-13));
            ++seen;
        }
        CHECK(seen == 50);
    }

    TEST_CASE("[identity] the same question asked in other words") {
        const Fields at{{"ridge", "0.3"}, {"noise", "0.2"}};
        // per dimension, and in counts where sizes and ridge are d times as large
        same(risk_of(at, {{"covariance", "levels(4:0.25,1:0.75)"}, {"psi2", "1.5"}}),
             risk_of({{"covariance", "levels(4:0.25,1:0.75)"},
                      {"dim", "200"},
                      {"samples", "300"},
                      {"ridge", "60"},
                      {"noise", "0.2"}}),
             1e-14);
        // a sequence in a dimension, and with so many terms
        same(risk_of(at, {{"covariance", "power(1.5)"}, {"dim", "400"}, {"samples", "50"}}),
             risk_of(at, {{"covariance", "power(1.5,400)"}, {"samples", "50"}}), 0);
        same(risk_of(at, {{"covariance", "ar1(0.5)"}, {"dim", "40"}, {"samples", "50"}}),
             risk_of(at, {{"covariance", "ar1(0.5,40)"}, {"samples", "50"}}), 0);
        // in the limit the kernel t of the sphere
        same(risk_of(at, {{"model", "linear"}, {"psi2", "0.7"}}),
             risk_of(at, {{"model", "kernel"}, {"kernel", "t"}, {"psi2", "0.7"}}), 1e-14);
        // what no linear function has is noise to the test error
        const Risk<> rest = risk_of(at, {{"model", "linear"}, {"psi2", "0.7"}, {"energy", "1=1,rest=0.5"}}),
                     noise = risk_of({{"model", "linear"}, {"psi2", "0.7"}, {"ridge", "0.3"}, {"noise", "0.7"}});
        CHECK(rest.test_error == nearly(noise.test_error, 1e-14));
        CHECK(rest.bias > noise.bias);
        // a problem in C++
        const Problem<Linear> p{.model = {read_covariance("covariance", "ar1(0.5)"), {.source = 0.5}},
                                .target = {{{1, 2.0}}, 0.1},
                                .samples = 0.8,
                                .ridge = Ridge<>::total(0.3),
                                .noise_variance = 0.2};
        const Risk<> asked_in_words = risk_of(
            at,
            {{"covariance", "ar1(0.5)"}, {"alignment", "source(0.5)"}, {"energy", "1=2,rest=0.1"}, {"psi2", "0.8"}});
        same(answer(p).risk, asked_in_words, 0);
        same(risk(p), asked_in_words, 0);
    }

    TEST_CASE("[identity] the share of the target that is learned") {
        const Answer a = answer_to({{"model", "linear"}, {"psi2", "0.5"}, {"ridge", "0.01"}});
        REQUIRE(a.learnability.size() == 2);  // degree 0 is no part of a linear function
        CHECK(a.learnability[0] == 0);
        CHECK(a.learnability[1] == nearly(1 / (1 + a.risk.effective_ridge), 1e-14));
        const Answer two =
            answer_to({{"covariance", "levels(4:0.25,1:0.75)"}, {"alignment", "source(-0.5)"}, {"psi2", "0.5"}});
        const double nu = two.risk.effective_ridge;
        CHECK(two.learnability[1] == nearly(0.25 * 4 / (4 + nu) + 0.75 / (1 + nu), 1e-14));
        const Answer early =
            answer_to({{"covariance", "levels(4:0.25,1:0.75)"}, {"psi2", "0.5"}, {"ridge", "0"}, {"time", "1e9"}});
        const Answer end = answer_to({{"covariance", "levels(4:0.25,1:0.75)"}, {"psi2", "0.5"}, {"ridge", "0"}});
        CHECK(early.learnability[1] == nearly(end.learnability[1], 1e-6));
    }

    TEST_CASE("[identity] the lowest ridge in every convention, and the best one below 0") {
        const Fields spiked{{"covariance", "levels(10:0.02,1:0.98)"},
                            {"alignment", "source(0.5)"},
                            {"psi2", "0.3"},
                            {"noise", "0.001"}};
        Fields best = spiked;
        best.emplace_back("ridge", "opt");
        const Answer a = answer_to(best);
        REQUIRE(a.answered);
        CHECK(a.ridge < 0);
        CHECK(a.ridge > *a.ridge_min);
        for (const double factor : {0.999, 1.001}) {
            Fields near_by = spiked;
            near_by.emplace_back("ridge", to_text(a.ridge * factor));
            CHECK(answer_to(near_by).risk.test_error >= a.risk.test_error);
        }
        Fields mean = spiked;
        mean.emplace_back("ridge-convention", "mean");
        CHECK(*answer_to(mean).ridge_min * 0.3 == nearly(*a.ridge_min, 1e-14));
        CHECK(answer_to({{"model", "linear"}, {"psi2", "0.5"}, {"time", "3"}}).ridge_min == 0);
        CHECK_FALSE(
            answer_to({{"model", "neural-tangent"}, {"dim", "10"}, {"samples", "30"}, {"width", "20"}}).ridge_min);
        // few negative ridges and many samples are an ordinary question
        CHECK(answer_to({{"model", "linear"}, {"dim", "100"}, {"samples", "1000"}, {"ridge", "-1e-10"}}).status ==
              "ok");
        // a kernel on spiked inputs, where the best of the ridges that are not negative was 0
        const Answer kernel = answer_to({{"model", "kernel"},
                                         {"kernel", "t"},
                                         {"dim", "400"},
                                         {"signal-dim", "2"},
                                         {"signal-variance", "50"},
                                         {"samples", "50"},
                                         {"energy", "1=1"},
                                         {"noise", "0.001"},
                                         {"ridge", "opt"}});
        CHECK(kernel.ridge == nearly(-0.304, 2e-3));
        CHECK(kernel.risk.test_error == nearly(0.0089779, 1e-5));
        CHECK(*answer_to({{"psi1", "2"}, {"psi2", "3"}}).ridge_min < 0);
        CHECK(answer_to({{"psi1", "2"}, {"psi2", "2"}}).ridge_min == 0);
    }

    TEST_CASE("[identity] another covariance at test, the first order in 1/n") {
        const Fields at{{"covariance", "levels(4:0.25,1:0.75)"},
                        {"dim", "80"},
                        {"samples", "40"},
                        {"ridge", "4"},
                        {"noise", "0.2"}};
        const Risk<> plain = risk_of(at);
        same(risk_of(at, {{"test-covariance", "levels(4:0.25,1:0.75)"}}), plain, 1e-14);
        const Risk<> wide = risk_of(at, {{"test-covariance", "levels(8:0.25,2:0.75)"}});
        CHECK(wide.excess_risk == nearly(2 * plain.excess_risk, 1e-14));
        CHECK(wide.train_error == plain.train_error);
        CHECK(wide.error_bound == nearly(plain.error_bound, 1));
        // k^-a at test and in training: place by place
        const Fields power{{"covariance", "power(1.5)"}, {"samples", "40"}, {"ridge", "0.1"}};
        same(risk_of(power, {{"test-covariance", "power(1.5)"}}), risk_of(power), 1e-13);
        CHECK(risk_of(power, {{"test-covariance", "power(2)"}}).excess_risk < risk_of(power).excess_risk);
        const Answer a = answer_to(at);
        REQUIRE(a.equivalent_error.has_value());
        const Risk<> corrected = risk_of(at, {{"finite-size", "yes"}});
        CHECK(std::abs(corrected.excess_risk - plain.excess_risk) == nearly(*a.equivalent_error, 1e-10));
        CHECK(risk_of(at, {{"finite-size", "yes"}, {"kurtosis", "-2"}}).variance < corrected.variance);
        CHECK_FALSE(answer_to({{"model", "linear"}, {"psi2", "0.5"}}).equivalent_error.has_value());
    }

    TEST_CASE("[identity] exponents of a question tend to the law of its regime") {
        Answers answers;
        for (const auto& [covariance, alignment, ridge, regime] :
             {std::tuple{"power(1.5)", "power(3.5)", "0", "ridgeless"},
              {"power(2)", "power(1.5)", "0", "ridgeless"},
              {"power(1.5)", "power(2)", "1000", "ridge"}}) {
            const RiskExponents e = exponents_of(asked({{"covariance", covariance},
                                                        {"alignment", alignment},
                                                        {"samples", "1e6"},
                                                        {"ridge", ridge},
                                                        {"noise", "0.1"}}),
                                                 answers);
            CAPTURE_BOUND(covariance);
            REQUIRE(e.law.has_value());
            CHECK(e.law->regime == regime);
            CHECK(*e.samples.bias == nearly(e.law->bias, 2e-2));
            CHECK(*e.samples.variance == nearly(e.law->variance, 2e-2, 1e-3));
        }
        CHECK_FALSE(exponents_of(asked({{"psi1", "2"}, {"psi2", "3"}}), answers).law.has_value());
        CHECK_FALSE(
            exponents_of(asked({{"covariance", "power(2)"}, {"samples", "50"}, {"energy", "1=1,rest=0.1"}}), answers)
                .law.has_value());
        CHECK_THROWS_AS(static_cast<void>(exponents_of(asked({{"psi1", "2"}, {"psi2", "3"}, {"time", "3"}}), answers)),
                        NotCovered);
    }

    TEST_CASE("[identity] no ridge and as many samples as covariates: infinite for every law, and no ridge below 0") {
        for (const auto& [covariance, field, size] : {std::tuple{"power(1.5,50)", "samples", "50"},
                                                      {"power(1.5,1000)", "samples", "1000"},
                                                      {"exponential(0.05,50)", "samples", "50"},
                                                      {"marchenko-pastur(0.5)", "psi2", "1"},
                                                      {"marchenko-pastur(2)", "psi2", "0.5"},
                                                      {"ar1(0.5)", "psi2", "1"},
                                                      {"ar1(0.5,30)", "samples", "30"},
                                                      {"beta(2,3)", "psi2", "1"},
                                                      {"uniform(0.1,2)", "psi2", "1"},
                                                      {"loguniform(1e-3)", "psi2", "1"},
                                                      {"levels(1:0.1,2:0.2,3:0.7)", "psi2", "1"},
                                                      {"levels(0:0.5,3:0.5)", "psi2", "0.5"}}) {
            CAPTURE_BOUND(covariance);
            const Answer a = answer_to({{"covariance", covariance}, {field, size}, {"ridge", "0"}, {"noise", "1"}});
            CHECK(a.risk.test_error == infinite<>);
            CHECK(a.ridge_min == 0);
        }
        for (const char* covariance : {"ar1(0.5)", "marchenko-pastur(0.5)", "levels(1:0.1,2:0.2,3:0.7)", "beta(2,3)"}) {
            CAPTURE(covariance);
            CHECK(answer_to(
                      {{"covariance", covariance}, {"dim", "70"}, {"samples", "70"}, {"ridge", "0"}, {"noise", "1"}})
                      .risk.test_error == infinite<>);
        }
    }

    TEST_CASE("[limit] the tail of a sequence under another law; infinitely many samples learn it") {
        const auto error = [](Fields fields) { return risk_of(std::move(fields)).test_error; };
        // nothing is learned: the energy of the target under the law at test
        const auto zeta = [](double a) {
            double sum = 0;
            for (double k = 1; k <= 1e6; ++k) sum += std::pow(k, -a);
            return sum + std::pow(1e6 + 0.5, 1 - a) / (a - 1);
        };
        CHECK(error({{"covariance", "power(1.5)"},
                     {"test-covariance", "power(1.1)"},
                     {"samples", "10"},
                     {"ridge", "inf"}}) == nearly(zeta(1.1) / zeta(1.5), 1e-9));
        CHECK(error({{"covariance", "exponential(1)"},
                     {"test-covariance", "power(1.5)"},
                     {"samples", "10"},
                     {"ridge", "inf"}}) == nearly(zeta(1.5) * (std::exp(1.0) - 1), 1e-9));
        CHECK(refusal({{"covariance", "power(2)"},
                       {"alignment", "power(1.2)"},
                       {"test-covariance", "power(1.5)"},
                       {"samples", "10"}})
                  .find("no finite sum") != std::string::npos);
        CHECK(refusal({{"covariance", "power(1.5)"}, {"test-covariance", "identity"}, {"samples", "10"}})
                  .find("no finite sum") != std::string::npos);
        CHECK(refusal({{"covariance", "power(1.5)"}, {"test-covariance", "power(1.1,3)"}, {"samples", "10"}})
                  .find("as many terms") != std::string::npos);
        CHECK(error({{"covariance", "power(1.01)"}, {"samples", "inf"}, {"ridge", "0"}}) == 0);
        CHECK(answer_to({{"covariance", "power(1.01)"}, {"samples", "inf"}, {"ridge", "0"}}).status == "ok");
        CHECK(error({{"covariance", "power(1.01)"}, {"samples", "inf"}, {"ridge", "0"}, {"energy", "1=1,rest=0.5"}}) ==
              nearly(0.5, 1e-12));
    }

    TEST_CASE("[error] every mistake is a sentence with the field and what is accepted") {
        const auto says = [](const Fields& fields, const char* sentence) {
            const std::string status = refusal(fields);
            CAPTURE(status);
            CHECK(status.find(sentence) != std::string::npos);
        };
        says({{"covariance", "ar2(0.5)"}, {"psi2", "1"}}, "did you mean ar1");
        says({{"covariance", "ar1(0.5,inf)"}, {"samples", "100"}}, "left out");
        says({{"covariance", "identiy"}, {"samples", "3"}}, "did you mean identity");
        says({{"covariance", "none.csv"}, {"psi2", "0.5"}}, "none.csv: cannot be read");
        says({{"covariance", " power(1.5)"}, {"psi2", "1"}}, "use `samples`");
        says({{"model", "linear"}, {"psi2", "1"}, {"mass", "1=7"}}, "has a covariance instead");
        says({{"covariance", "-"}, {"psi2", "1"}}, "expected identity");
        says({{"model", "neural-tangent"}, {"dim", "10"}, {"samples", "30"}, {"width", "20"}, {"ridge", "-1e-3"}},
             "not covered");
        says({{"covariance", "power(1.5)"}, {"psi2", "1"}}, "use `samples`");
        says({{"covariance", "power(1.5)"}}, "`samples` is missing");
        says({{"covariance", "power(1.5,30)"}, {"dim", "20"}, {"samples", "10"}}, "has 30 eigenvalues");
        says({{"model", "linear"}, {"psi2", "1"}, {"psi1", "2"}}, "no width");
        says({{"model", "linear"}, {"psi2", "1"}, {"energy", "2=1"}}, "degree 1 alone");
        says({{"model", "linear"}, {"psi2", "1"}, {"activation", "relu"}}, "has none");
        says({{"model", "linear"}, {"psi2", "1"}, {"kernel", "t"}}, "does not have this option");
        says({{"model", "linear"}, {"alpha", "1.2"}}, "needs `dim`");
        says({{"model", "linear"}, {"psi2", "1"}, {"finite-size", "yes"}}, "give `dim` and `samples`");
        says({{"model", "linear"}, {"psi2", "1"}, {"finite-size", "maybe"}}, "yes or no");
        says({{"model", "linear"}, {"psi2", "1"}, {"kurtosis", "-3"}}, "from -2");
        says({{"covariance", "ar1(0.5)"}, {"psi2", "1"}, {"test-covariance", "ar1(0.2)"}}, "place by place");
        says({{"covariance", "ar1(0.5)"}, {"psi2", "1"}, {"alignment", "power(2)"}}, "no place");
        says({{"model", "linear"}, {"psi2", "0.5"}, {"ridge", "-0.2"}}, "ridge_min is -0.0857864376");
        says({{"model", "linear"}, {"psi2", "1"}, {"ridge", "-0.2"}}, "no fit below 0");
        says({{"model", "linear"}, {"psi2", "0.5"}, {"ridge", "-0.01"}, {"time", "3"}}, "weight decay");
        says({{"model", "linear"}, {"psi2", "0.5"}, {"ridge", "-0.01"}, {"labels", "sign"}}, "at least 0");
        says({{"model", "linear"},
              {"dim", "10"},
              {"samples", "12"},
              {"finite-size", "yes"},
              {"ridge", "0"},
              {"noise", "1"}},
             "more than a third");
        says({{"model", "linear"}, {"psi2", "1"}, {"ridge-convention", "mei-montanari"}}, "no meaning");
    }
}
