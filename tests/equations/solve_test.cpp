// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/equations/solve.hpp"

#include <doctest/doctest.h>

#include "../nearly.hpp"
#include "digits50.hpp"
#include "random_problem.hpp"
#include "reference.hpp"

using namespace lazyrisk;

namespace {

double number(const std::string& text) { return text == "inf" ? infinite<> : std::stod(text); }

/// Level a of multiplicity 1 over a tail c: the proportional limit.
Spectrum<> proportional(double a, double c) {
    Spectrum<> s;
    s.levels = {{0, infinite<>, 0, 0, 0}, {1, a, 1, a, 0}};
    s.tail = c;
    return s;
}

}  // namespace

TEST_SUITE("equations/solve") {
    TEST_CASE("[reference] effective ridge of the proportional limit, extreme rows too") {
        double worst = 0;
        for (const auto& row : reference::table("proportional_golden.csv")) {
            const Equivalent<> at =
                solve(proportional(number(row.at("mu1sq")), number(row.at("mustarsq"))),
                      Sizes<>{number(row.at("psi2")), number(row.at("psi1"))}, number(row.at("lambda")));
            const double k = number(row.at("k"));
            CAPTURE(row.at("tag"));
            CAPTURE(row.at("psi1"));
            CAPTURE(row.at("psi2"));
            CAPTURE(row.at("lambda"));
            if (k == 0 || std::isinf(k))
                CHECK(at.effective_ridge == k);
            else
                CHECK(at.effective_ridge == nearly(k, 1e-14));
            if (k > 0 && !std::isinf(k)) worst = std::max(worst, std::abs(at.effective_ridge / k - 1));
        }
        MESSAGE("largest relative error ", worst);
    }

    TEST_CASE("[identity] the root satisfies lambda/n = nu (1 - T/n)(1 - T/p) and lies in its bracket, in 50 digits") {
        std::mt19937_64 random(7);
        for (int i = 0; i < 2000; ++i) {
            const RandomProblem problem(random);
            const auto op = exactly(problem.op);
            const Degrees<Digits50> degrees(exactly(problem.spectrum));
            const Equivalent<Digits50> at = solve(degrees, op.sizes, op.ridge_over_samples);
            if (at.singular != Singular::no || op.ridge_over_samples == 0) continue;
            CAPTURE(i);
            const Digits50 T = degrees.sums(at.effective_ridge).df1;
            const Digits50 right =
                at.effective_ridge * (1 - T * reciprocal(op.sizes.samples)) * (1 - T * reciprocal(op.sizes.width));
            const Digits50 off = abs(right / op.ridge_over_samples - 1);
            // formed as it stands, 1 - T/n cancels: that is why the solver does not form it
            const Digits50 fraction = std::min(at.unused_samples, at.unused_width);
            if (fraction > Digits50("1e-30")) CHECK(off <= Digits50("1e-44") / fraction);
            const Equivalent<> in_double =
                solve(Degrees<>(problem.spectrum), problem.op.sizes, problem.op.ridge_over_samples);
            CHECK(abs(in_double.effective_ridge / at.effective_ridge - 1) <= in_double.relative_error + 1e-15);
        }
    }

    TEST_CASE("[identity] one evaluation encloses the root: relative Newton steps in nu and in 1/nu") {
        std::mt19937_64 random(11);
        int checked = 0;
        for (int i = 0; i < 2000; ++i) {
            const RandomProblem problem(random);
            const auto op = exactly(problem.op);
            const Degrees<Digits50> degrees(exactly(problem.spectrum));
            const Equivalent<Digits50> at = solve(degrees, op.sizes, op.ridge_over_samples);
            if (at.singular != Singular::no || at.effective_ridge == 0) continue;
            const detail::Shape<Digits50> shape(op.sizes, op.ridge_over_samples);
            for (const double factor : {0.01, 0.5, 2.0, 300.0}) {
                const Digits50 nu = at.effective_ridge * factor, w = shape.unused(nu);
                const DegreeSums<Digits50> sums = degrees.sums(nu);
                const Digits50 steep = shape.gap + 2 * shape.ratio * w;
                const Digits50 slope =
                    sums.slope * shape.inverse + (w > 0 ? w * (shape.gap + shape.ratio * w) / steep : Digits50(0));
                const Digits50 eta = (sums.df1 * shape.inverse + w - 1) / slope;
                CAPTURE(i);
                CAPTURE(factor);
                CHECK(nu * (1 + eta) <= at.effective_ridge * (1 + Digits50("1e-40")));
                if (eta < 1) CHECK(nu / (1 - eta) >= at.effective_ridge * (1 - Digits50("1e-40")));
                ++checked;
            }
        }
        CHECK(checked > 4000);
    }

    TEST_CASE("[limit] an infinite size is the limit of large ones") {
        const Spectrum<> s = proportional(0.25, 0.09);
        const double far = 1e15;
        CHECK(solve(s, Sizes<>{3, infinite<>}, 1e-3).effective_ridge ==
              nearly(solve(s, Sizes<>{3, far}, 1e-3).effective_ridge, 1e-13));
        CHECK(solve(s, Sizes<>{infinite<>, 2}, 1e-3).effective_ridge ==
              nearly(solve(s, Sizes<>{far, 2}, 1e-3).effective_ridge, 1e-13));
        CHECK(solve(s, Sizes<>{}, 1e-3).effective_ridge == nearly(1e-3, 1e-15));
        CHECK(solve(s, Sizes<>{3, 2}, infinite<>).effective_ridge == infinite<>);
        CHECK(solve(s, Sizes<>{3, 3}, 0.0).singular == Singular::threshold);
    }

    TEST_CASE(
        "[limit] ridge 0: what is unused, what is learned and where the answer is a germ, for every order of samples, "
        "width and rank") {
        struct Case {
            double samples, width, tail, ridge;
            Singular singular;
        };
        // 31 modes
        const double rank = 31, all = infinite<>;
        for (const Case& c : {Case{40, 50, 0, 0, Singular::no},      {50, 40, 0, 0, Singular::no},
                              {40, 40, 0, 0, Singular::no},          {40, all, 0, 0, Singular::no},
                              {all, 40, 0, 0, Singular::no},         {31, 50, 0, 0, Singular::full_rank},
                              {50, 31, 0, 0, Singular::full_rank},   {31, 31, 0, 0, Singular::full_rank},
                              {31, all, 0, 0, Singular::full_rank},  {20, 50, 0, 0, Singular::no},
                              {50, 20, 0, 0, Singular::no},          {20, 20, 0, 0, Singular::threshold},
                              {40, 40, 0.3, 0, Singular::threshold}, {31, 50, 0.3, 0, Singular::no},
                              {all, all, 0, 0, Singular::unlimited}, {all, all, 0.3, 0, Singular::unlimited},
                              {20, 20, 0, all, Singular::all_ridge}, {20, 20, 0, 1e-3, Singular::no},
                              {31, 31, 0, 1e-3, Singular::no},       {all, all, 0.3, 1e-3, Singular::no},
                              {40, 40, 0, 1e-300, Singular::no}}) {
            Spectrum<> s;
            s.levels = {{0, 2, 1, 2, 0}, {1, 0.1, 10, 1, 0}, {2, 0.01, 20, 0.2, 0}};
            s.tail = c.tail;
            const Degrees<> degrees(s);
            const Equivalent<> at = solve(degrees, Sizes<>{c.samples, c.width}, c.ridge);
            CAPTURE(c.samples);
            CAPTURE(c.width);
            CAPTURE(c.tail);
            CAPTURE(c.ridge);
            CHECK(int(at.singular) == int(c.singular));
            const double smaller = std::min(c.samples, c.width);
            if (c.ridge == all) {
                CHECK(at.effective_ridge == all);
            } else if (c.ridge < 1e-3 && c.tail == 0 && smaller >= rank) {  // everything is learned
                CHECK(at.effective_ridge == 0);
                CHECK(at.degrees.df1 == rank);
                CHECK(at.degrees.df2 == rank);
                if (c.singular == Singular::unlimited) continue;
                CHECK(at.unused_samples == nearly(1 - rank * reciprocal(c.samples), 1e-15));
                CHECK(at.unused_width == nearly(1 - rank * reciprocal(c.width), 1e-15));
            } else if (c.singular == Singular::unlimited) {
                CHECK(at.degrees.df1 == all);
                CHECK(at.degrees.df2 == rank);
            } else {
                CHECK(at.effective_ridge > 0);
                CHECK(at.lower <= at.effective_ridge);
                CHECK(at.upper >= at.effective_ridge);
                const DegreeSums<double> sums = degrees.sums(at.effective_ridge);
                CHECK(at.degrees.df1 == nearly(sums.df1, 1e-13));
                CHECK(at.degrees.df2 == nearly(sums.df2, 1e-13));
                CHECK(at.degrees.slope == nearly(sums.slope, 1e-13));
                CHECK(at.unused_samples == nearly(1 - sums.df1 * reciprocal(c.samples), 1e-12, 1e-12 * 1));
                CHECK(at.unused_width == nearly(1 - sums.df1 * reciprocal(c.width), 1e-12, 1e-12 * 1));
                CHECK(at.effective_ridge * at.unused_samples * at.unused_width ==
                      nearly(c.ridge, 1e-11, 1e-11 * c.ridge == 0 ? 1e-3 : 0));
            }
        }
    }

    TEST_CASE(
        "[identity] sums over a spectrum: one pass, the plain sums, their slopes and their differences; what is too "
        "small counts as tail or error") {
        Spectrum<> s;
        s.levels = {{0, 0.1, 10, 1, 1e-3},     {1, 2, 1, 2, 1e-12},   {2, 0, 0, 0.5, 0},
                    {3, 1e-300, 4, 4e-300, 0}, {4, 0.01, 20, 0.2, 0}, {5, 1e-250, 1e250, 1, 0}};
        s.tail = 0.3;
        s.tail_error = 2e-3;
        s.tail_largest = 1e-4;
        const Degrees<> d(s);
        REQUIRE(d.size() == 3);
        CHECK(d.eigenvalue(0) == 2);
        CHECK(d.eigenvalue(2) == 0.01);
        CHECK(d.tail() == nearly(1.8));
        CHECK(d.modes_below(2).value == 11);
        CHECK(d.mass_above(1) == nearly(3));
        CHECK(is_infinite(d.rank().value));
        CHECK(d.largest_in_tail() == 1e-4);
        for (const double nu : {1e-6, 0.01, 0.05, 0.1, 1.0, 2.0, 50.0}) {
            CAPTURE(nu);
            const auto pass = d.pass(nu);
            const DegreeSums<double> sums = d.sums(nu);
            double df1 = 1.8 / nu, df2 = 0, curvature = 1.8 / nu;
            for (const auto& [v, b] : {std::pair{2.0, 1.0}, {0.1, 10.0}, {0.01, 20.0}}) {
                const double learned = v / (v + nu);
                df1 += b * learned, df2 += b * learned * learned,
                    curvature += b * learned * (1 - learned) * (1 - learned);
            }
            CHECK(pass.learned.value == (nu < 0.01 ? 31 : nu < 0.1 ? 11 : nu < 2 ? 1 : 0));
            CHECK(pass.learned.value - pass.missing + pass.rest == nearly(df1, 1e-13));
            CHECK(sums.df1 == nearly(df1, 1e-13));
            CHECK(sums.df2 == nearly(df2, 1e-13));
            CHECK(pass.df2 == nearly(df2, 1e-13));
            CHECK(sums.slope == nearly(df1 - df2, 1e-12));
            CHECK(pass.slope == nearly(sums.slope, 1e-13));
            CHECK(pass.curvature == nearly(curvature, 1e-13));
            CHECK(d.divided_difference(nu, 3 * nu) == nearly((sums.df1 - d.sums(3 * nu).df1) / (2 * nu), 1e-9));
            CHECK(d.divided_difference(nu, nu) == nearly(sums.slope / nu, 1e-13));
            // masses that are mostly error in full, the others in proportion
            CHECK(d.error_of_inputs(nu, 7) == nearly(1e-12 / 2 * 7 + 3e-3 / nu, 1e-12));
            CHECK(d.error_of_tail(nu) == nearly(1.8 / nu * 1e-4 / nu, 1e-13));
        }
        ModeCount<double> count;
        for (const double x : {1e16, 1.0, 1.0, 1.0}) count += x;
        CHECK(count.below(1e16) == -3);
        CHECK(count.below(1e16 + 4) == 1);
    }

    TEST_CASE("[cost] passes over the spectrum: three or four, also far out") {
        int total = 0, count = 0, largest = 0;
        for (double psi1 = 1e-6; psi1 < 1e7; psi1 *= 3)
            for (double psi2 = 1e-6; psi2 < 1e7; psi2 *= 3)
                for (const double ridge : {0.0, 1e-10, 1e-3, 1.0, 1e4}) {
                    const int steps = solve(proportional(0.25, 0.09), Sizes<>{psi2, psi1}, ridge).steps;
                    total += steps;
                    largest = std::max(largest, steps);
                    ++count;
                }
        CHECK(double(total) / count < 4);
        CHECK(largest <= 8);
    }
}
