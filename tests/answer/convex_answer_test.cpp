// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/answer/convex_answer.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "../nearly.hpp"
#include "asked.hpp"
#include "capture_bound.hpp"
#include "lazyrisk/answer/answer_problem.hpp"
#include "lazyrisk/answer/threshold.hpp"
#include "lazyrisk/problem/random_features.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

Answer answer_to(Fields fields) {
    Answers answers;
    return answers.ask(asked(fields));
}

Fields with(Fields fields, const Fields& more) {
    fields.insert(fields.end(), more.begin(), more.end());
    return fields;
}

std::string refusal(const Fields& fields) {
    Answers answers;
    const Answer a = answers(asked(fields));
    return a.answered ? "answered" : a.status;
}

const Fields limit{{"psi1", "2"}, {"psi2", "3"}, {"labels", "sign"}};

}  // namespace

TEST_SUITE("answer/convex_answer") {
    TEST_CASE("[identity] the square loss of signs is a regression with energy E[ys]^2 and noise 1 - E[ys]^2") {
        const Answer a = answer_to(with(limit, {{"labels", "probit(0.5)"}, {"flip", "0.1"}, {"ridge", "0.01"}}));
        const double mean = label_mean({LabelKind::probit, 0.5, 0.1});
        CHECK(mean == nearly(0.8 * std::sqrt(2 / std::acos(-1.0) / 1.5), 1e-15));
        const Answer b = answer_to({{"psi1", "2"},
                                    {"psi2", "3"},
                                    {"ridge", "0.01"},
                                    {"energy", "1=" + to_text(mean * mean)},
                                    {"noise", to_text(1 - mean * mean)}});
        CHECK(a.risk.test_error == nearly(b.risk.test_error, 1e-14));
        CHECK(a.risk.train_error == nearly(b.risk.train_error, 1e-14));
        CHECK(a.risk.bias == nearly(b.risk.bias, 1e-14));
        CHECK(a.classifier->test_error == nearly(b.risk.test_error, 1e-13));
        CHECK(a.classifier->test_loss == nearly(b.risk.test_error / 2, 1e-13));
        CHECK(a.classifier->weight_norm == nearly(b.risk.weight_norm, 1e-13));
    }

    TEST_CASE("[reference] signs on the sphere by the square loss: harmonics of the label are learned as well") {
        // simulated elsewhere: d = 30, n = 200, relu features, ridge 0.01; mean and standard error
        for (const auto& [width, mean, error] :
             {std::tuple{"10", 0.3720, 0.0027}, {"50", 0.2326, 0.0016}, {"400", 0.1995, 0.0012}}) {
            const Answer a =
                answer_to({{"dim", "30"}, {"samples", "200"}, {"width", width}, {"ridge", "0.01"}, {"labels", "sign"}});
            CAPTURE_BOUND(width);
            CHECK(std::abs(a.classifier->error_rate - mean) < 4 * error);
        }
        // beyond n = d^2 the form of one overlap is far off, this one is not: d = 20, n = 800, p = 400, ridge 0.1
        const Answer a =
            answer_to({{"dim", "20"}, {"samples", "800"}, {"width", "400"}, {"ridge", "0.1"}, {"labels", "sign"}});
        CHECK(std::abs(a.classifier->error_rate - 0.0937625) < 4 * 0.00140318);
    }

    TEST_CASE("[identity] at large dimension the harmonics fade, and the limit is what is left") {
        const Answer near = answer_to({{"dim", "100000"}, {"psi1", "2"}, {"psi2", "3"}, {"labels", "probit(0.25)"}});
        const Answer far = answer_to({{"psi1", "2"}, {"psi2", "3"}, {"labels", "probit(0.25)"}});
        CHECK(near.classifier->error_rate == nearly(far.classifier->error_rate, 1e-4));
        CHECK(near.classifier->overlap == nearly(far.classifier->overlap, 1e-4));
    }

    TEST_CASE("[identity] a problem of C++ and a question are answered alike") {
        const Problem<RandomFeatures> p{.model = {.activation = relu()},
                                        .target = {.energy = {{1, 1.0}}},
                                        .samples = 3,
                                        .width = 2,
                                        .ridge = Ridge<>::total(0.01),
                                        .labels = {LabelKind::sign, 0, 0.1},
                                        .loss = HingeLoss{}};
        const Answer a = answer(p), b = answer_to(with(limit, {{"flip", "0.1"}, {"loss", "hinge"}, {"ridge", "0.01"}}));
        CHECK(a.classifier->error_rate == b.classifier->error_rate);
        CHECK_THROWS_AS(risk(p), NotCovered);  // the formulas of the square loss alone
    }

    TEST_CASE("[identity] the best ridge is better than its neighbours, for whatever it is best") {
        const Fields base = with(limit, {{"loss", "logistic"}, {"flip", "0.1"}});
        const auto value = [](const Answer& a, const std::string& of) {
            return of == "error_rate"  ? a.classifier->error_rate
                   : of == "test_loss" ? a.classifier->test_loss
                                       : a.classifier->calibration_error;
        };
        for (const std::string of : {"error_rate", "test_loss", "calibration"}) {
            CAPTURE(of);
            const Answer best = answer_to(with(base, {{"ridge", "opt"}, {"of", of}}));
            CHECK(best.ridge > 0);
            for (const double factor : {0.5, 0.9, 1.1, 2.0})
                CHECK(value(best, of) <=
                      value(answer_to(with(base, {{"ridge", to_text(best.ridge * factor)}})), of) + 1e-13);
        }
    }

    TEST_CASE("[identity] ridge conventions name the same fit") {
        const Fields base{{"dim", "40"}, {"samples", "100"}, {"width", "80"}, {"labels", "sign"}, {"loss", "logistic"}};
        const double total = answer_to(with(base, {{"ridge", "0.5"}})).classifier->error_rate;
        CHECK(answer_to(with(base, {{"ridge", "0.005"}, {"ridge-convention", "mean"}})).classifier->error_rate ==
              nearly(total, 1e-13));
        CHECK(answer_to(with(base, {{"ridge", "0.2"}, {"ridge-convention", "mei-montanari"}})).classifier->error_rate ==
              nearly(total, 1e-13));
    }

    TEST_CASE("[identity] samples at the threshold need the width that has this threshold") {
        Answers answers;
        for (const char* labels : {"sign", "probit(0.3)", "logistic(2)"}) {
            const Threshold a = threshold_of(asked({{"psi1", "2"}, {"labels", labels}, {"flip", "0.05"}}), answers);
            CHECK_FALSE(a.width.has_value());
            const Threshold b =
                threshold_of(asked({{"psi2", to_text(a.at->samples)}, {"labels", labels}, {"flip", "0.05"}}), answers);
            CHECK(*b.width == nearly(2, 1e-9));
            CHECK_FALSE(b.at.has_value());
        }
        const Threshold kernel =
            threshold_of(asked({{"model", "kernel"}, {"psi2", "1000"}, {"labels", "sign"}, {"flip", "0.4"}}), answers);
        CHECK(is_infinite(kernel.at->samples));
        CHECK(*kernel.separable);
    }

    TEST_CASE("[status] samples that learn harmonics of the label say so of other losses") {
        const Fields base{{"dim", "20"}, {"width", "400"}, {"ridge", "0.1"}, {"labels", "sign"}, {"loss", "logistic"}};
        CHECK(answer_to(with(base, {{"samples", "4000"}})).told_status().starts_with("label-harmonics: "));
        CHECK(answer_to(with(base, {{"samples", "40"}})).told_status() == "ok");
    }

    TEST_CASE("[best] huber(opt) has no larger excess risk than any threshold, and is told as a number") {
        for (const char* ridge : {"0.1", "opt"}) {
            const Fields base = {
                {"psi1", "2"}, {"psi2", "3"}, {"ridge", ridge}, {"noise-law", "mixture(0.95:0.1,0.05:10)"}};
            const Answer best = answer_to(with(base, {{"loss", "huber(opt)"}}));
            REQUIRE(best.loss.has_value());
            const double threshold = std::get<HuberLoss>(*best.loss).threshold;
            CHECK(to_text(threshold).size() <= 6);
            CHECK(threshold > 0.1);
            CHECK(threshold < 3);
            for (const double factor : {0.3, 0.9, 1.1, 4.0})
                CHECK(answer_to(with(base, {{"loss", "huber(" + to_text(threshold * factor) + ")"}}))
                          .robust->excess_risk > best.robust->excess_risk);
            CHECK(answer_to(with(base, {{"loss", to_text(*best.loss)}})).robust->excess_risk ==
                  nearly(best.robust->excess_risk, 1e-12));
        }
    }

    TEST_CASE("[identity] the square loss of a mixture is the saddle's, not a regression's") {
        const Answer a = answer_to({{"psi1", "2"}, {"psi2", "3"}, {"ridge", "0.1"}, {"labels", "mixture(1)"}});
        CHECK(a.risk.test_error == a.classifier->test_error);
        CHECK_FALSE(a.of_squares);
        CHECK(a.told_status() == "ok");
    }

    TEST_CASE("[refusal] a sentence for what does not go together") {
        CHECK(refusal({{"psi1", "2"}, {"psi2", "3"}, {"flip", "0.1"}}).find("only signs can be turned") !=
              std::string::npos);
        CHECK(refusal({{"psi1", "2"}, {"psi2", "3"}, {"loss", "hinge"}}).find("takes signs") != std::string::npos);
        CHECK(refusal(with(limit, {{"loss", "absolute"}})).find("labels that are numbers") != std::string::npos);
        CHECK(refusal(with(limit, {{"noise", "0.1"}})).find("probit(D)") != std::string::npos);
        CHECK(refusal(with(limit, {{"noise-law", "student(3)"}})).find("probit(D)") != std::string::npos);
        CHECK(refusal(with(limit, {{"of", "test_loss"}})).find("give ridge = opt with it") != std::string::npos);
        CHECK(refusal({{"psi1", "2"}, {"psi2", "3"}, {"of", "test_error"}}).find("give ridge = opt") !=
              std::string::npos);
        CHECK(refusal(with(limit, {{"target", "neuron(sign)"}})).find("a normal field") != std::string::npos);
        CHECK(refusal(with(limit, {{"target", "neuron(linear)"}})) == "answered");
        CHECK(refusal(with(limit, {{"time", "3"}})).starts_with("not-covered: "));
        CHECK(refusal(with(limit, {{"loss", "margin"}, {"ridge", "0.5"}})).find("has no ridge") != std::string::npos);
        CHECK(
            refusal(with(limit, {{"loss", "margin"}, {"psi2", "30"}, {"flip", "0.2"}})).find("the threshold is n = ") !=
            std::string::npos);
        CHECK(refusal(with(limit, {{"energy", "0=1,1=1"}, {"loss", "logistic"}})).find("balanced") !=
              std::string::npos);
        CHECK(refusal({{"psi1", "2"}, {"psi2", "3"}, {"ridge", "opt"}, {"of", "error_rate"}}).find("needs signs") !=
              std::string::npos);
        CHECK(refusal({{"psi1", "2"}, {"psi2", "3"}, {"noise", "1"}, {"noise-law", "student(3)"}})
                  .find("leave noise out") != std::string::npos);
        CHECK(
            refusal({{"model", "neural-tangent"}, {"dim", "20"}, {"samples", "90"}, {"width", "4"}, {"labels", "sign"}})
                .starts_with("not-covered: "));
    }
}
