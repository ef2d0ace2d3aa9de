// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Negative ridges: against tables, closed forms and more digits.
#include "lazyrisk/equations/ridge_path.hpp"

#include <doctest/doctest.h>

#include <random>

#include "covariate_rows.hpp"
#include "digits50.hpp"
#include "lazyrisk/risk/optimal_ridge_search.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "nearly.hpp"

using namespace lazyrisk;
using namespace covariate_rows;

namespace {

struct Asked {
    Spectrum<> spectrum;
    Degrees<> degrees;
    AlignedTarget<> target;
    Operation<> op;

    Asked(const CovariateSpectrum& s, Operation<> o)
        : spectrum(diagonalize(s.model, 0)), degrees(spectrum), target(s.target, spectrum), op(o) {}
};

Asked asked(const std::vector<std::string>& row) {
    CovariateSpectrum s = spectrum_of(row[2]);
    s.model.tail_trace += number_in(row[1], "tail", 0);
    const double n = std::stod(row[3]), p = row[4] == "inf" ? infinite<> : std::stod(row[4]);
    return {s, {{n, p}, std::stod(row[5]) / n, std::stod(row[6]), 1}};
}

void check(double here, const std::string& there, double tolerance) {
    CHECK(here == nearly(std::stod(there), tolerance));
}

void check_row(const std::vector<std::string>& row, double tolerance) {
    CAPTURE(row[1]);
    CAPTURE(row[2]);
    const Asked a = asked(row);
    const Risk<> r = risk(a.degrees, a.target, a.op);
    check(r.effective_ridge, row[7], tolerance);
    check(r.degrees_of_freedom, row[8], tolerance);
    check(r.degrees_of_freedom_2, row[9], tolerance);
    check(r.bias, row[10], tolerance);
    check(r.variance, row[11], tolerance);
    check(r.test_error, row[12], tolerance);
    if (!row[13].empty()) check(r.train_error, row[13], tolerance);
    if (!row[14].empty()) check(r.weight_norm, row[14], tolerance);
    CHECK(std::abs(r.test_error - std::stod(row[12])) <= r.error_bound);
    const double lowest = number_in(row[15], "lam_c", 1);
    if (lowest < 0) {
        CHECK(RidgePath<double>(a.degrees, a.op.sizes).end().ridge_over_samples * a.op.sizes.samples ==
              nearly(lowest, 4e-15));
    }
}

}  // namespace

TEST_SUITE("equations/ridge_path") {
    TEST_CASE("[table] negative ridges of covariates and of random features, with the lowest of each") {
        for (const auto& row : rows_of("negative"))
            check_row(row, row[1].find(".999") != std::string::npos ? 1e-11 : 1e-12);
        for (const auto& row : rows_of("rfneg")) check_row(row, 1e-13);
        CHECK(rows_of("negative").size() == 9);
        CHECK(rows_of("rfneg").size() == 2);
    }

    TEST_CASE("[table] the best ridge, negative where the table has it so") {
        for (const auto& row : rows_of("optimal")) {
            CAPTURE(row[2]);
            const Asked a = asked(row);
            const OptimalRidge<> best = optimal_ridge(a.degrees, a.target, a.op);
            // where the risk is flat a root of its derivative is known to fewer digits than the risk
            CHECK(best.ridge_over_samples * a.op.sizes.samples == nearly(std::stod(row[5]), 1e-9));
            Operation<> at = a.op;
            at.ridge_over_samples = best.ridge_over_samples;
            CHECK(risk(a.degrees, a.target, at).test_error == nearly(std::stod(row[12]), 1e-13));
        }
        CHECK(rows_of("optimal").size() == 5);
    }

    TEST_CASE("[identity] one eigenvalue: the lowest ridge is minus the edge of the Marchenko-Pastur law") {
        for (const double n : {0.01, 0.3, 0.999, 1.001, 2.0, 50.0}) {
            CAPTURE(n);
            const Asked a(spectrum_of("identity;E=1"), {{n, infinite<>}, 0, 0.1, 1});
            const double root = (1 - n) / (1 + std::sqrt(n));
            CHECK(RidgePath<double>(a.degrees, a.op.sizes).end().ridge_over_samples * n == nearly(-root * root, 1e-13));
        }
        const Asked square(spectrum_of("identity;E=1"), {{1, infinite<>}, 0, 0.1, 1});
        CHECK(lowest_ridge_over_samples(square.degrees, square.op.sizes) == 0);
        const Asked both(spectrum_of("identity;E=1"), {{0.5, 0.5}, 0, 0.1, 1});
        CHECK(lowest_ridge_over_samples(both.degrees, both.op.sizes) == 0);
    }

    TEST_CASE("[digits] random spectra, sizes and ridges down to the lowest, beside 50 digits, within the bound") {
        std::mt19937_64 random(20261130);
        const auto uniform = [&](double from, double to) {
            return std::uniform_real_distribution<double>(from, to)(random);
        };
        int seen = 0;
        double worst = 0;
        for (int k = 0; k < 400; ++k) {
            CovariateSpectrum s;
            double rank = 0;
            for (int i = 0, levels = 1 + k % 5; i < levels; ++i) {
                s.target.energy.emplace_back(Mode(i), uniform(0, 1));
                s.model.levels.push_back({std::pow(10, uniform(-4, 2)), std::pow(10, uniform(-1, 1))});
                rank += s.model.levels.back().multiplicity;
            }
            if (k % 3 == 0) s.model.tail_trace = std::pow(10, uniform(-5, 1)), s.target.rest = uniform(0, 1);
            const double n = k % 7 == 0 ? rank * (1 + 1e-6) : std::pow(10, uniform(-2, 3));
            const double p = k % 2 == 0 ? infinite<> : std::pow(10, uniform(-2, 3));
            Asked a(s, {{n, p}, 0, uniform(0, 1), 1});
            const double lowest = lowest_ridge_over_samples(a.degrees, a.op.sizes);
            CAPTURE(k);
            REQUIRE(lowest <= 0);
            if (!(lowest < -1e-200)) continue;
            a.op.ridge_over_samples = lowest * (k % 4 == 0 ? std::pow(10, uniform(-9, -1)) : uniform(0.05, 0.99));
            const Risk<> r = risk(a.degrees, a.target, a.op);
            using Wide = Digits50;
            const Spectrum<Wide> wide = exactly(a.spectrum);
            const Target<Wide> target = exactly(s.target);
            const Degrees<Wide> degrees(wide);
            const Operation<Wide> op{
                {is_infinite(n) ? infinite<Wide> : Wide(n), is_infinite(p) ? infinite<Wide> : Wide(p)},
                a.op.ridge_over_samples,
                a.op.noise_variance,
                1};
            const Risk<Wide> there = risk(degrees, AlignedTarget<Wide>(target, wide), op);
            const double off = std::abs(double(there.test_error - Wide(r.test_error)));
            CHECK(off <= r.error_bound);
            CHECK(r.error_bound < 1e-8 * r.test_error);
            worst = std::max(worst, r.error_bound > 0 ? off / r.error_bound : 0);
            CHECK(double(lowest_ridge_over_samples(degrees, op.sizes)) == nearly(lowest, 1e-12));
            ++seen;
        }
        CHECK(seen > 300);
        CHECK(worst > 1e-4);  // a bound far above every error would not be one to trust
    }

    TEST_CASE("[identity] the lowest ridge of every kind of spectrum and size is a number, 0 or negative") {
        std::mt19937_64 random(3);
        const auto power = [&](double from, double to) {
            return std::pow(10, std::uniform_real_distribution<double>(from, to)(random));
        };
        for (int k = 0; k < 20000; ++k) {
            GivenSpectrum given;
            double rank = 0;
            for (int i = 0; i < k % 4; ++i) {
                given.levels.push_back({power(-30, 5), k % 5 == 0 ? std::round(power(0, 3)) : power(-3, 6)});
                rank += given.levels.back().multiplicity;
            }
            if (k % 2 == 0 || given.levels.empty()) given.tail_trace = power(-20, 5);
            const Degrees<> degrees(diagonalize(given, 0));
            const double n = k % 7 == 0 && rank > 0 ? rank : power(-12, 12);
            const double p = k % 3 == 0 ? infinite<> : k % 11 == 0 ? n * (1 + 1e-15) : power(-12, 12);
            CAPTURE(k);
            const double lowest = lowest_ridge_over_samples(degrees, {n, p});
            CHECK(lowest <= 0);
            CHECK_FALSE(std::isinf(lowest));
            if (!(lowest < -1e-200)) continue;
            const Equivalent<> at = solve_below_zero(degrees, {n, p}, lowest / 2);
            const double there = at.effective_ridge * at.unused_samples * at.unused_width;
            CHECK(there == nearly(lowest / 2, 1e-6));
        }
        // of a tail alone, as of an even activation and a target of degree 1
        const Degrees<> tail(diagonalize(GivenSpectrum{{}, 0.5}, 0));
        CHECK(lowest_ridge_over_samples(tail, {3, 1}) == nearly(0.5 * -std::pow(1 - std::sqrt(1.0 / 3), 2), 1e-12));
        CHECK(lowest_ridge_over_samples(tail, {3, infinite<>}) == nearly(-0.5 / 3, 1e-13));
    }

    TEST_CASE("[domain] below the lowest there is no fit, and the sentence says where it is") {
        const Asked a(spectrum_of("identity;E=1"), {{0.5, infinite<>}, -1, 0.1, 1});
        CHECK_THROWS_WITH_AS(static_cast<void>(risk(a.degrees, a.target, a.op)),
                             "lambda/n = -1: the lowest is -0.1715728752538099, minus the lower edge of the spectrum; "
                             "there is no fit below",
                             DomainError);
    }
}
