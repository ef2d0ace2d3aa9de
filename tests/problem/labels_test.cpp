// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/labels.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <tuple>

#include "../nearly.hpp"
#include "capture_bound.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

/// The sentence about a text, which is one line and names the field.
std::string sentence(const std::string& text) {
    try {
        static_cast<void>(read_labels("labels", text));
    } catch (const DomainError& e) {
        CHECK(e.name == "labels");
        CHECK(std::string(e.what()).find('\n') == std::string::npos);
        return e.what();
    }
    return "";
}

}  // namespace

TEST_SUITE("problem/labels") {
    TEST_CASE("[identity] labels as they are typed, and back") {
        const Labels plain;
        CHECK(to_text(plain) == "regression");
        CHECK_FALSE(plain.are_signs());
        CHECK(plain.flip == 0);
        for (const auto& [text, kind, slope] : {std::tuple{"regression", LabelKind::regression, 0.0},
                                                {"sign", LabelKind::sign, 0.0},
                                                {"probit(0)", LabelKind::probit, 0.0},
                                                {"probit(0.5)", LabelKind::probit, 0.5},
                                                {"probit(1e6)", LabelKind::probit, 1e6},
                                                {"logistic(2)", LabelKind::logistic, 2.0},
                                                {"logistic(1e-3)", LabelKind::logistic, 1e-3},
                                                {"logistic(1e6)", LabelKind::logistic, 1e6}}) {
            CAPTURE_BOUND(text);
            const Labels labels = read_labels("labels", text);
            CHECK(labels.kind == kind);
            CHECK(labels.slope == slope);
            CHECK(labels.flip == 0);
            CHECK(labels.are_signs() == (kind != LabelKind::regression));
            const Labels again = read_labels("labels", to_text(labels));
            CHECK(again.kind == kind);
            CHECK(again.slope == slope);
        }
    }

    TEST_CASE("[identity] numbers within are numbers as everywhere, and written so that they are read again") {
        CHECK(read_labels("labels", "probit(1/4)").slope == 0.25);
        CHECK(read_labels("labels", "logistic(5^0.5)").slope == nearly(std::sqrt(5), 1e-15));
        for (const double slope : {1 / 3.0, 0.1, 1e-300, 123456.789, 999999.5}) {
            CHECK(read_labels("labels", to_text(Labels{LabelKind::probit, slope, 0.1})).slope == slope);
            CHECK(read_labels("labels", to_text(Labels{LabelKind::logistic, slope, 0.1})).slope == slope);
        }
        CHECK(read_labels("labels", "mixture(1.5)").kind == LabelKind::mixture);
        CHECK(read_labels("labels", "mixture(1.5)").slope == 1.5);
        CHECK(to_text(Labels{LabelKind::probit, 0.25, 0.1}) == "probit(0.25)");  // flips are a field of their own
    }

    TEST_CASE("[identity] the class of a mixture given the field, by Bayes") {
        const auto density = [](double x) { return std::exp(-x * x / 2); };
        for (const double s : {-2.0, -0.3, 0.0, 1.1}) {
            const double mean = std::sqrt(1.5), one = density(s - mean), other = density(s + mean);
            CHECK(probability_of_one({LabelKind::mixture, 1.5, 0}, s) == nearly(one / (one + other), 1e-14));
        }
    }

    TEST_CASE("[error] what labels are not") {
        const std::string accepted =
            ": expected regression, sign, probit(D), logistic(g) or mixture(S), as in probit(0.5)";
        CHECK(sentence("gaussian") == "labels = gaussian" + accepted);
        CHECK(sentence("probti(1)") == "labels = probti(1)" + accepted + "; did you mean probit?");
        CHECK(sentence("logistc") == "labels = logistc" + accepted + "; did you mean logistic?");
        for (const std::string wrong : {"", "(", ")", "sign()", "sign(1)", "regression(1)", "probit", "logistic",
                                        "mixture", "probit(", "probit(1", "probit)", "probit(1)2", "Sign", " sign"}) {
            CAPTURE(wrong);
            CHECK(sentence(wrong).find("labels = " + wrong + accepted) == 0);
        }
    }

    TEST_CASE("[error] slopes out of range, and no numbers") {
        for (const std::string wrong : {"probit(-1)", "probit(1e7)", "probit(inf)"})
            CHECK(sentence(wrong) == "labels = " + wrong + ": the variance D of probit(D) is a number from 0 to 1e6");
        for (const std::string wrong : {"logistic(0)", "logistic(-2)", "logistic(2e6)", "logistic(inf)"})
            CHECK(sentence(wrong) ==
                  "labels = " + wrong + ": the slope g of logistic(g) is a positive number up to 1e6");
        for (const std::string wrong : {"mixture(0)", "mixture(-2)", "mixture(401)", "mixture(inf)"})
            CHECK(sentence(wrong) ==
                  "labels = " + wrong + ": the separation S of mixture(S) is a positive number up to 400");
        for (const std::string wrong : {"probit()", "probit(x)", "logistic(nan)", "logistic(1))", "probit((1)"}) {
            CAPTURE(wrong);
            CHECK(sentence(wrong).find("expected a number") != std::string::npos);
        }
    }
}
