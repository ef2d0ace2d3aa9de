// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Covariate shift and the first correction in 1/n, against tables of many digits and what is exact.
#include "lazyrisk/risk/covariates.hpp"

#include <doctest/doctest.h>

#include <sstream>

#include "covariate_rows.hpp"
#include "lazyrisk/risk/risk.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "nearly.hpp"

using namespace lazyrisk;
using namespace covariate_rows;

namespace {

/// "levels4:4|.25|.5|1,...": eigenvalue, multiplicity, energy, test variance; of "levels:" the last is the eigenvalue.
std::vector<CovariateLevel> levels_of(const std::string& text) {
    std::vector<CovariateLevel> levels;
    std::stringstream list(text.substr(text.find(':') + 1));
    for (std::string one; std::getline(list, one, ',');) {
        std::replace(one.begin(), one.end(), '|', ' ');
        std::stringstream numbers(one);
        CovariateLevel l{};
        numbers >> l.eigenvalue >> l.multiplicity >> l.energy;
        if (!(numbers >> l.test_variance)) l.test_variance = l.eigenvalue;
        levels.push_back(l);
    }
    return levels;
}

struct Solved {
    LinearFit fit;
    Risk<> risk;
};

Solved solved(const std::vector<CovariateLevel>& levels, double n, double ridge, double noise) {
    CovariateSpectrum s;
    for (const CovariateLevel& l : levels) {
        s.target.energy.emplace_back(Mode(int(s.model.levels.size())), l.energy);
        s.model.levels.push_back({l.eigenvalue, l.multiplicity});
    }
    const Spectrum<> spectrum = diagonalize(s.model, 0);
    const Degrees<> degrees(spectrum);
    const Operation<> op{{n, infinite<>}, ridge / n, noise, 1};
    const Equivalent<> at = equivalent(degrees, op.sizes, op.ridge_over_samples);
    return {{n, at.effective_ridge, at.unused_samples, {}, 0, noise},
            risk(degrees, AlignedTarget<>(s.target, spectrum), op, at)};
}

}  // namespace

TEST_SUITE("risk/covariates") {
    TEST_CASE("[table] covariate shift of covariances with the same axes") {
        int seen = 0;
        for (const auto& row : rows_of("shift")) {
            if (!row[2].starts_with("levels4:")) continue;
            CAPTURE(row[2]);
            const auto levels = levels_of(row[2]);
            const Solved s = solved(levels, std::stod(row[3]), std::stod(row[5]), std::stod(row[6]));
            const LinearErrors e = shifted_errors(levels, s.fit);
            CHECK(e.bias == nearly(std::stod(row[10]), 1e-13));
            CHECK(e.variance == nearly(std::stod(row[11]), 1e-13));
            CHECK(s.risk.excess_risk == nearly(number_in(row[15], "in_distribution", 0), 1e-13));
            ++seen;
        }
        CHECK(seen == 2);
    }

    TEST_CASE(
        "[identity] the training law as the test law changes nothing; where nothing varies nothing is amplified") {
        for (const double ridge : {-0.02, 0.0, 0.1, 3.0})
            for (const double n : {0.5, 2.0}) {
                auto levels = levels_of("levels:4|.25|.5,1|.75|.5");
                const Solved s = solved(levels, n, ridge, 0.3);
                const LinearErrors same = shifted_errors(levels, s.fit);
                CHECK(same.bias == nearly(s.risk.bias, 1e-13));
                CHECK(same.variance == nearly(s.risk.variance, 1e-13));
                for (CovariateLevel& l : levels) l.test_variance = 0;
                CHECK(shifted_errors(levels, s.fit).bias == 0);
                CHECK(shifted_errors(levels, s.fit).variance == 0);
            }
    }

    TEST_CASE("[table] the first correction in 1/n to 25 digits") {
        int seen = 0;
        for (const auto& row : rows_of("finite")) {
            if (row[15].empty()) continue;
            CAPTURE(row[2]);
            const auto levels = levels_of(row[2]);
            const Solved s = solved(levels, std::stod(row[3]), std::stod(row[5]), std::stod(row[6]));
            const LinearErrors e = first_correction(levels, s.fit, number_in(row[1], "kappa4", 0));
            CHECK(s.risk.bias == nearly(number_in(row[15], "bias0", 0), 1e-13));
            CHECK(s.risk.variance == nearly(number_in(row[15], "variance0", 0), 1e-13));
            CHECK(s.risk.bias + e.bias == nearly(std::stod(row[10]), 1e-13));
            CHECK(s.risk.variance + e.variance == nearly(std::stod(row[11]), 1e-13));
            ++seen;
        }
        CHECK(seen == 4);
    }

    TEST_CASE("[identity] one eigenvalue, no ridge: the expansion of p/(n-p-1) and n/(p-n-1); the bias is exact") {
        for (const auto& [n, p] : {std::pair(60.0, 40.0), {40.0, 60.0}, {500.0, 100.0}}) {
            const auto levels = levels_of("levels:1|" + std::to_string(p) + "|1");
            const Solved s = solved(levels, n, 0, 0.2);
            const LinearErrors e = first_correction(levels, s.fit, 0);
            const double less = std::min(n, p), more = std::max(n, p);
            CHECK(s.risk.variance == nearly(0.2 * less / (more - less), 1e-13));
            CHECK(e.variance == nearly(0.2 * less / (more - less) / (more - less), 1e-12));
            CHECK(e.bias == nearly(0, 0, 1e-15));
            const double exact = 0.2 * less / (more - less - 1);
            CHECK(std::abs(s.risk.variance + e.variance - exact) < 1.2 * exact / ((more - less) * (more - less)));
        }
    }

    TEST_CASE("[limit] infinitely many samples, an infinite ridge: no correction; at the pole it is infinite") {
        const auto levels = levels_of("levels:1|40|1");
        CHECK(first_correction(levels, {infinite<>, 0.1, 1, {}, 0, 0.2}, 0).bias == 0);
        CHECK(first_correction(levels, {10, infinite<>, 1, {}, 0, 0.2}, 0).variance == 0);
        CHECK(first_correction(levels, {40, 0, 0, {}, 0, 0.2}, 0).variance == infinite<>);
        CHECK(shifted_errors(levels, {10, infinite<>, 1, {}, 0, 0.2}).bias == 1);
        CHECK(shifted_errors(levels, {40, 0, 0, {}, 0, 0.2}).variance == infinite<>);
        CHECK(shifted_errors(levels, {40, 0, 0, {}, 0, 0.2}).bias == 0);
    }

    TEST_CASE("[table] random features on other inputs at test; [identity] on the same") {
        int seen = 0;
        for (const auto& row : rows_of("rfshift")) {
            std::vector<CovariateLevel> levels = levels_of(row[2]);
            GivenSpectrum model{{}, number_in(row[1], "tail", 0)};
            Target<> target;
            for (CovariateLevel& l : levels) {
                target.energy.emplace_back(Mode(int(model.levels.size())), l.energy);
                model.levels.push_back({l.eigenvalue, l.multiplicity});
                l.test_variance *= l.eigenvalue;  // the table has the ratio
            }
            const double n = std::stod(row[3]), p = std::stod(row[4]), noise = std::stod(row[6]);
            const Spectrum<> spectrum = diagonalize(model, 0);
            const Degrees<> degrees(spectrum);
            const Operation<> op{{n, p}, std::stod(row[5]) / n, noise, 1};
            const Equivalent<> at = equivalent(degrees, op.sizes, op.ridge_over_samples);
            const Risk<> r = risk(degrees, AlignedTarget<>(target, spectrum), op, at);
            const FeatureFit fit{
                n,     p,      at.effective_ridge, at.unused_width, at.degrees.slope, model.tail_trace, 0.0,
                noise, r.bias, r.variance};
            const LinearErrors there = shifted_feature_errors(levels, fit, {1, number_in(row[1], "tail_ratio", 1)});
            CAPTURE(row[2]);
            CHECK(at.effective_ridge * at.unused_width ==
                  nearly(std::stod(row[7]), 1e-13));  // the table's is of the features
            CHECK(there.bias == nearly(std::stod(row[10]), 1e-13));
            CHECK(there.variance == nearly(std::stod(row[11]), 1e-13));
            CHECK(r.excess_risk == nearly(number_in(row[15], "in_distribution", 0), 1e-13));
            for (CovariateLevel& l : levels) l.test_variance = l.eigenvalue;
            const LinearErrors same = shifted_feature_errors(levels, fit, {1, 1});
            CHECK(same.bias == nearly(r.bias, 1e-13));
            CHECK(same.variance == nearly(r.variance, 1e-13));
            ++seen;
        }
        CHECK(seen == 3);
    }
}
