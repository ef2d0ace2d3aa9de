// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/record/explanation.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "answer/asked.hpp"
#include "lazyrisk/expand/catalogue/regime.hpp"
#include "nearly.hpp"
#include "record/recorded.hpp"

using namespace lazyrisk;

namespace {

struct Explained {
    Answer answer;
    RiskExplanation told;
};

Explained explained(const Fields& fields) {
    Answers answers;
    const Question q = asked(fields);
    const Answer a = answers(q);
    REQUIRE(a.answered);
    return {a, explain_risk(q, a)};
}

const RiskExplanation::Leading& leading(const Explained& e) {
    REQUIRE(e.told.expansion.has_value());
    return *e.told.expansion;
}

std::string last_sentence(const Explained& e) { return e.told.sentences.empty() ? "" : e.told.sentences.back(); }

}  // namespace

TEST_SUITE("record/explanation") {
    TEST_CASE("[identity] the proportional limit by its sizes, and the series in what is small there") {
        struct Case {
            std::string psi1, psi2, ridge, regime, formula;
            bool in_ridge;
            double nearness;
        };
        const std::string limit = "proportional limit, ";
        for (const Case& c :
             std::vector<Case>{{"4", "4", "1e-6", "proportional limit on the interpolation threshold psi1 = psi2",
                                "(12.8)", true, 1e-4},
                               {"8", "4", "1e-5", limit + "overparametrised (psi1 > psi2)", "", true, 1e-6},
                               {"4", "8", "1e-5", limit + "underparametrised (psi1 < psi2)", "", true, 1e-6},
                               {"inf", "4", "0.01", limit + "overparametrised (psi1 > psi2)", "(12.11)", false, 1e-9},
                               {"4", "inf", "0.01", limit + "underparametrised (psi1 < psi2)", "(12.12)", false, 1e-9},
                               {"8", "4", "400", limit + "overparametrised (psi1 > psi2)", "(12.13)", true, 1e-5}}) {
            CAPTURE(c.psi1);
            CAPTURE(c.psi2);
            const Explained e = explained({{"psi1", c.psi1}, {"psi2", c.psi2}, {"ridge", c.ridge}, {"noise", "0.1"}});
            CHECK(e.told.regime == c.regime);
            CHECK(leading(e).in_ridge == c.in_ridge);
            CHECK(leading(e).value == nearly(e.answer.risk.test_error, c.nearness));
            if (!c.formula.empty()) CHECK(leading(e).formula == c.formula);
            CHECK(leading(e).text.find("formula " + leading(e).formula) != std::string::npos);
        }
    }

    TEST_CASE("[agreement] at a finite dimension the regime of the exponents, to two decimals where they are sizes") {
        const auto half = [](long n, long m) { return Exponent{GiNaC::numeric(n, m)}; };
        const std::string rounded = "exponents log n/log d and log p/log d to two decimals";
        // as asked
        Explained e = explained(
            {{"model", "kernel"}, {"dim", "10000"}, {"alpha", "1.3"}, {"energy", "1=1,2=0.5"}, {"noise", "0.1"}});
        Regime r = regime_of(half(13, 10), {});
        CHECK(e.told.regime == r.name);
        CHECK(e.told.sentences == r.sentences);
        CHECK(leading(e).formula == "(12.32)");
        CHECK_FALSE(leading(e).in_ridge);
        CHECK(leading(e).value == nearly(e.answer.risk.test_error, 2e-3));  // of the test error, noise and all
        // from sizes: 100 = 10^2, 3162 = 10^3.49996
        e = explained({{"dim", "10"}, {"samples", "100"}, {"width", "3162"}});
        r = regime_of(half(2, 1), half(7, 2));
        CHECK(e.told.regime == r.name);
        REQUIRE(e.told.sentences.size() > r.sentences.size());
        CHECK(e.told.sentences.front() == rounded);
        CHECK(std::equal(r.sentences.begin(), r.sentences.end(), e.told.sentences.begin() + 1));
        // one of them as asked: no sentence
        e = explained({{"dim", "10"}, {"samples", "100"}, {"beta", "3.5"}});
        CHECK(e.told.regime == r.name);
        CHECK(std::count(e.told.sentences.begin(), e.told.sentences.end(), rounded) == 0);
        // a neuron has d features: 10 of them at d = 10 are 10^2
        e = explained({{"model", "neural-tangent"}, {"dim", "10"}, {"samples", "3162"}, {"width", "10"}});
        CHECK(e.told.regime == regime_of(half(7, 2), half(2, 1)).name);
    }

    TEST_CASE("[identity] a limit at other scales goes by its sizes") {
        const auto regime = [](const Fields& fields) { return explained(fields).told.regime; };
        const std::string head = "limit d -> infinity in other than proportional sizes: ";
        CHECK(regime({{"scale", "2"}, {"psi1", "2"}, {"psi2", "1"}}) == head + "overparametrised (p > n)");
        CHECK(regime({{"scale", "2"}, {"psi1", "1"}, {"psi2", "2"}}) == head + "underparametrised (p < n)");
        CHECK(regime({{"scale", "2"}, {"psi1", "1"}, {"psi2", "1"}}) == head + "interpolation threshold n = p");
        CHECK(regime({{"scale", "2"}, {"psi1", "inf"}, {"psi2", "1"}}) == head + "kernel regression, infinite width");
        CHECK(regime({{"scale-width", "2"}, {"psi1", "1"}, {"psi2", "1"}}).starts_with(head));
        CHECK(regime({{"alpha", "1.5"}, {"width", "inf"}}).starts_with(head));
    }

    TEST_CASE("[identity] a number more than a fifth from the test error is no expansion of it") {
        const Question q = asked({{"psi1", "8"}, {"psi2", "4"}, {"ridge", "1e-5"}, {"noise", "0.1"}});
        Answers answers;
        Answer a = answers(q);
        const RiskExplanation near = explain_risk(q, a);
        REQUIRE(near.expansion.has_value());
        const double value = near.expansion->value;
        for (const auto& [share, good] :
             std::vector<std::pair<double, bool>>{{1.19, true}, {0.81, true}, {1.21, false}, {0.79, false}}) {
            const double part = share;
            CAPTURE(part);
            a.risk.test_error = value / share;
            const RiskExplanation told = explain_risk(q, a);
            CHECK(told.expansion.has_value() == good);
            if (good) continue;
            REQUIRE_FALSE(told.sentences.empty());
            // lambda/n is ridge/psi2 in the limit
            CHECK(told.sentences.back() ==
                  "no expansion: the series in a small ridge does not come close here: lambda = " + to_text(2.5e-6) +
                      " is too far from the limit 0");
        }
    }

    TEST_CASE("[identity] infinite values are values") {
        const Explained pole = explained({{"psi1", "4"}, {"psi2", "4"}, {"ridge", "0"}});
        CHECK(std::isinf(pole.answer.risk.test_error));
        CHECK(leading(pole).value == infinite<>);
        CHECK(json_of(pole.told)["value"] == "inf");
    }

    TEST_CASE("[identity] where there is no expansion a sentence says why") {
        const Fields sized{{"dim", "20"}, {"samples", "50"}, {"width", "40"}};
        const auto why = [&](const char* field, const char* text) {
            Fields fields = sized;
            fields.emplace_back(field, text);
            const Explained e = explained(fields);
            CHECK_FALSE(e.told.expansion);
            CHECK_FALSE(e.told.regime.empty());
            return last_sentence(e);
        };
        CHECK(why("time", "5") ==
              "no expansion: the training stops early, and series are made of the trained predictor alone");
        CHECK(why("target", "neuron(tanh)") ==
              "no expansion: the target is a function of its own, with energy in all degrees and none of them a number "
              "here");
        CHECK(why("model", "neural-tangent").starts_with("no expansion: no series in "));
        Fields trained = sized;
        trained.emplace_back("time", "inf");  // trained to its end
        CHECK(explained(trained).told.expansion.has_value());
    }

    TEST_CASE("[identity] as text and as JSON") {
        RiskExplanation e{"the regime", {"first", "second"}, {}};
        CHECK(text_of(e, 0.5) == "\nregime: the regime\n  first\n  second\n");
        const std::string plain = R"({"regime":"the regime","sentences":["first","second"]})";
        CHECK(json_of(e).dump() == plain);
        e.expansion = {"risk = x\n", "(1.2)", false, 0.123456789};
        CHECK(text_of(e, 0.25) ==
              "\nregime: the regime\n  first\n  second\nrisk = x\n  its value 0.123457, the test error 0.25\n");
        const std::string both = R"({"regime":"the regime","sentences":["first","second"],)";
        CHECK(json_of(e).dump() == both + R"json("expansion":"risk = x\n","formula":"(1.2)","value":0.123456789})json");
        e.expansion->in_ridge = true;
        e.sentences.clear();
        CHECK(text_of(e, 0.25) ==
              "\nregime: the regime\nrisk = x\n  lambda is the ridge per sample, the total ridge over the sample size\n"
              "  its value 0.123457, the test error 0.25\n");
    }

    TEST_CASE("[identity] d^beta neurons of d features each are d^(1 + beta) features, rounded sizes or not") {
        // at d = 10 the exponents 0.5 and 1.25 are 3 and 18 neurons: the question's own numbers count
        const auto in = [](long hundredths) { return Exponent{GiNaC::numeric(hundredths, 100)}; };
        std::size_t differing = 0;
        for (const long alpha : {50, 150, 200, 225, 250, 300})
            for (const long beta : {50, 100, 125, 150, 200}) {
                const auto text = [](long hundredths) { return to_text(double(hundredths) / 100); };
                const Fields sizes{{"dim", "10"}, {"alpha", text(alpha)}, {"beta", text(beta)}};
                CAPTURE(alpha);
                CAPTURE(beta);
                Fields tangent = sizes;
                tangent.emplace_back("model", "neural-tangent");
                const Regime of_tangent = regime_of(in(alpha), in(beta + 100)),
                             of_features = regime_of(in(alpha), in(beta));
                CHECK(explained(tangent).told.regime == of_tangent.name);
                CHECK(explained(sizes).told.regime == of_features.name);
                differing += of_tangent.name != of_features.name;
            }
        CHECK(differing > 5);
    }
}
