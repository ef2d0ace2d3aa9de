// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the error bound of an error rate promises, against the same saddle with more digits.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>

#include "../digits50.hpp"
#include "convex_cases.hpp"
#include "lazyrisk/saddle/convex_outputs.hpp"
#include "lazyrisk/saddle/solve_saddle.hpp"

using namespace lazyrisk;

namespace {

/// The doubles of a case taken as exact.
template <Scalar R>
LearnedField<R> field_of(const convex_cases::Case& c) {
    Spectrum<R> spectrum;
    Target<R> target;
    spectrum.tail = R(c.spectrum.tail);
    for (const Level<>& l : c.spectrum.levels)
        spectrum.levels.push_back({l.mode, R(l.eigenvalue), R(l.multiplicity), R(l.mass), R(0), R(0)});
    target.rest = R(c.target.rest);
    for (const auto& [mode, energy] : c.target.energy) target.energy.emplace_back(mode, R(energy));
    return LearnedField<R>(spectrum, target, R(c.problem.width));
}

template <Scalar R>
struct Exact {
    R t, error_rate;
};

/// Newton's steps from a saddle of fewer digits; nothing where they do not settle.
template <Scalar R, MarginLoss L>
std::optional<Exact<R>> refined(const L& loss, const convex_cases::Case& c, const SaddlePoint<>& start) {
    using std::sqrt;
    const LearnedField<R> field = field_of<R>(c);
    const LabelChannel<R> channel(c.problem.labels, field);
    SaddlePoint<R> from;
    from.t = start.t, from.r = start.r, from.tau = start.tau, from.beta = start.beta, from.u = start.u;
    const auto p =
        detail::newton(loss, channel, field, ConvexFitSizes<R>{R(c.problem.samples), R(c.problem.ridge)}, from, 25);
    if (!p) return std::nullopt;
    const R q = p->t * p->t + p->r * p->r, overlap = p->t * sqrt(field.learnable());
    const R across = sqrt(R(p->r * p->r + p->t * p->t * field.missed() + channel.noise() * q));
    return Exact<R>{p->t, channel.is_logistic()
                              ? detail::margin_below(channel, channel.at(p->t, p->r), R(0))
                              : R(channel.flip() + (1 - 2 * channel.flip()) * detail::angle_share(across, overlap))};
}

/// f(loss, saddle, outputs) in double precision.
template <class F>
void solve_case(const convex_cases::Case& c, const F& f) {
    const LearnedField<> field = field_of<double>(c);
    const LabelChannel<> channel(c.problem.labels, field);
    const ConvexFitSizes<> sizes{c.problem.samples, c.problem.ridge};
    convex_cases::with_margin_loss(c, channel, field, [&](const auto& loss, const auto&, const auto&) {
        if constexpr (!requires { loss.hard; }) {
            const SaddlePoint<> at = solve_saddle(loss, channel, field, sizes);
            f(loss, at, convex_outputs(loss, channel, field, sizes, at));
        }
    });
}

}  // namespace

TEST_SUITE("saddle/error_bound") {
    TEST_CASE("[agreement] error rates with 19 digits are within the bound: where fifteen digits can be had") {
        std::mt19937_64 random(5);
        int seen = 0;
        double largest = 0;
        for (int i = 0; i < 50; ++i) {
            const convex_cases::Case c = convex_cases::random_case(random, false);
            CAPTURE(i);
            CAPTURE(to_text(c.problem.loss));
            CAPTURE(to_text(c.problem.labels));
            solve_case(c, [&](const auto& loss, const SaddlePoint<>& at, const ConvexRisk<>& risk) {
                const auto more = refined<long double>(loss, c, at);
                REQUIRE(more.has_value());
                ++seen;
                const double off = double(std::abs(risk.error_rate - more->error_rate));
                CHECK(off <= risk.error_bound);
                largest = std::max(largest, risk.error_bound / risk.error_rate);
            });
        }
        CHECK(seen == 50);
        CHECK(largest < 1e-12);  // a bound, and not a large one
    }

    TEST_CASE("[agreement] the same over everything that sizes and ridges can be") {
        std::mt19937_64 random(6);
        int seen = 0, settled = 0;
        for (int i = 0; i < 140; ++i) {
            const convex_cases::Case c = convex_cases::random_case(random, true);
            if (!(c.problem.ridge > 0) || c.problem.ridge > 1e13) continue;
            CAPTURE(i);
            CAPTURE(to_text(c.problem.loss));
            CAPTURE(to_text(c.problem.labels));
            CAPTURE(c.problem.samples);
            CAPTURE(c.problem.width);
            CAPTURE(c.problem.ridge);
            solve_case(c, [&](const auto& loss, const SaddlePoint<>& at, const ConvexRisk<>& risk) {
                ++seen;
                if (is_infinite(at.field.k)) return;
                const auto more = refined<long double>(loss, c, at);
                if (!more) return;
                ++settled;
                CHECK(double(std::abs(risk.error_rate - more->error_rate)) <= risk.error_bound);
            });
        }
        CHECK(seen > 70);
        CHECK(settled > seen * 7 / 10);
    }

    TEST_CASE("[agreement] 50 digits of the squared hinge, with which they do not take long") {
        std::mt19937_64 random(8);
        convex_cases::Case c = convex_cases::random_case(random, false);
        c.problem.loss = SquaredHingeLoss{};
        c.problem.labels = {LabelKind::probit, 0.25, 0.05};
        solve_case(c, [&]<class L>(const L& loss, const SaddlePoint<>& at, const ConvexRisk<>& risk) {
            if constexpr (std::is_same_v<L, SquaredHingeLoss>) {
                const auto some = refined<long double>(loss, c, at);
                const auto more = refined<Digits50>(loss, c, at);
                REQUIRE(some.has_value());
                REQUIRE(more.has_value());
                CHECK(double(abs(Digits50(some->t) / more->t - 1)) < 1e-17);
                CHECK(double(abs(Digits50(some->error_rate) - more->error_rate)) < 1e-18);
                CHECK(double(abs(Digits50(risk.error_rate) - more->error_rate)) <= risk.error_bound);
            }
        });
    }
}
