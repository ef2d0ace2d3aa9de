// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <string>

#include "../nearly.hpp"
#include "convex_cases.hpp"
#include "lazyrisk/saddle/solve_saddle.hpp"

using namespace lazyrisk;

namespace {

constexpr double relative = 1e-12;

/// One number of a row against ours. Below 1e-40 the table shows the rounding of what made it.
void compare(const reference::Row& row, const char* column, double own) {
    const std::string text = convex_cases::cell(row, column);
    if (text.empty()) return;
    CAPTURE(column);
    const double value = convex_cases::number(text);
    if (std::abs(value) < 1e-40)
        CHECK(std::abs(own) < 1e-40);
    else
        CHECK(own == nearly(value, relative));
}

const std::vector<reference::Row>& rows() {
    static const std::vector<reference::Row> all = reference::table("classification_golden.csv");
    return all;
}

bool is_regression(const reference::Row& row) { return convex_cases::cell(row, "family") == "regression"; }

}  // namespace

TEST_SUITE("saddle/golden") {
    TEST_CASE("[reference] every column: six losses, hard margin, maximum likelihood, three channels") {
        std::map<std::string, int> losses;
        for (const reference::Row& row : rows()) {
            if (is_regression(row)) continue;
            const convex_cases::Case c = convex_cases::golden(row);
            CAPTURE(convex_cases::cell(row, "id"));
            CAPTURE(to_text(c.problem.loss));
            ++losses[to_text(c.problem.loss)];
            const ConvexRisk<> own = convex_risk(c.problem, c.spectrum, c.target);
            const bool hard = std::holds_alternative<MarginConstraint>(c.problem.loss);
            compare(row, "k", own.effective_ridge);
            compare(row, "overlap", own.overlap);
            compare(row, "q", own.prediction_variance);
            compare(row, "clean_error", own.clean_error_rate);
            compare(row, "test_error", own.error_rate);
            compare(row, "test_loss", own.test_loss);
            compare(row, "train_loss", own.train_loss);
            compare(row, "train_error", own.train_error_rate);
            compare(row, "norm2", own.weight_norm);
            compare(row, "margin", own.margin);
            if (!hard) compare(row, "objective", own.objective);
            const double truth = convex_cases::number(convex_cases::cell(row, "test_error"));
            CHECK(std::abs(own.error_rate - truth) <= own.error_bound);
            CHECK(own.error_bound < 1e-10);
        }
        CHECK(losses.size() == 6);
        int seen = 0;
        for (const auto& [name, count] : losses) seen += count;
        CHECK(seen == 67);
    }

    TEST_CASE("[reference] the step V of the envelope, and the ridge that the features see") {
        for (const reference::Row& row : rows()) {
            if (is_regression(row)) continue;
            const convex_cases::Case c = convex_cases::golden(row);
            const bool hard = std::holds_alternative<MarginConstraint>(c.problem.loss);
            const LearnedField<> field(c.spectrum, c.target, c.problem.width);
            const LabelChannel<> channel(c.problem.labels, field);
            CAPTURE(convex_cases::cell(row, "id"));
            convex_cases::with_margin_loss(c, channel, field, [&](const auto& loss, const auto&, const auto&) {
                const ConvexFitSizes<> sizes{c.problem.samples, hard ? 1 : c.problem.ridge};
                const SaddlePoint<> at = solve_saddle(loss, channel, field, sizes);
                compare(row, "V", at.V);
                compare(row, "nu1", at.field.nu1);
                compare(row, "k", at.field.k);
            });
        }
    }

    TEST_CASE("[reference] regression with Huber's and the absolute loss; the square as Huber's with a far threshold") {
        int seen = 0;
        for (const reference::Row& row : rows()) {
            if (!is_regression(row)) continue;
            convex_cases::Case c = convex_cases::golden(row);
            CAPTURE(convex_cases::cell(row, "id"));
            if (is_square(c.problem.loss)) c.problem.loss = HuberLoss{1e6};
            const RobustRisk<> own = robust_risk(c.problem, c.spectrum, c.target);
            ++seen;
            compare(row, "k", own.effective_ridge);
            compare(row, "V", own.V);
            compare(row, "overlap", own.overlap);
            compare(row, "q", own.prediction_variance);
            compare(row, "excess_risk", own.excess_risk);
            compare(row, "test_error", own.test_error);
            compare(row, "test_loss", own.test_loss);
            compare(row, "train_loss", own.train_loss);
            compare(row, "train_error", own.train_error);
            compare(row, "norm2", own.weight_norm);
            compare(row, "objective", own.objective);
            const double truth = convex_cases::number(convex_cases::cell(row, "test_error"));
            CHECK(std::abs(own.test_error - truth) <= own.error_bound);
            CHECK(own.error_bound < 1e-11 * own.test_error);
        }
        CHECK(seen == 12);
    }
}
