// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Local exponents against differences in 50 digits, and what is exact.
#include "lazyrisk/risk/exponents.hpp"

#include <doctest/doctest.h>

#include <random>

#include "digits50.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "nearly.hpp"

using namespace lazyrisk;

namespace {

using Wide = Digits50;

/// Central difference of log of a part of the risk along a size or the ridge, with an error of 1e-24.
double difference(const Degrees<Wide>& spectrum, const AlignedTarget<Wide>& target, Operation<Wide> op, Moved moved,
                  Wide Risk<Wide>::*part) {
    const Wide h("1e-12");
    const auto at = [&](const Wide& factor) {
        Operation<Wide> there = op;
        Wide total = op.ridge_over_samples * op.sizes.samples;
        if (moved == Moved::samples) there.sizes.samples *= factor;
        if (moved == Moved::width) there.sizes.width *= factor;
        if (moved == Moved::ridge) total *= factor;
        there.ridge_over_samples = total / there.sizes.samples;
        return Wide(log(risk(spectrum, target, there).*part));
    };
    const Wide slope = (at(exp(h)) - at(exp(Wide(-h)))) / (2 * h);
    return double(moved == Moved::ridge ? slope : Wide(-slope));
}

}  // namespace

TEST_SUITE("risk/exponents") {
    TEST_CASE("[digits] random problems beside differences in 50 digits, negative ridges and none among them") {
        std::mt19937_64 random(7);
        const auto uniform = [&](double from, double to) {
            return std::uniform_real_distribution<double>(from, to)(random);
        };
        int seen = 0;
        for (int k = 0; k < 60; ++k) {
            GivenSpectrum given;
            Target<> target;
            for (int i = 0; i < 1 + k % 4; ++i) {
                given.levels.push_back({std::pow(10, uniform(-3, 1)), std::pow(10, uniform(0, 2))});
                target.energy.emplace_back(Mode(i), uniform(0.1, 1));
            }
            if (k % 2 == 0) given.tail_trace = uniform(0.01, 1);
            const Spectrum<> spectrum = diagonalize(given, 0);
            const Degrees<> degrees(spectrum);
            Operation<> op{{std::pow(10, uniform(0, 3)), k % 3 == 0 ? infinite<> : std::pow(10, uniform(0, 3))},
                           0,
                           uniform(0.01, 1),
                           k % 5 == 0 ? 3.0 : 1.0};
            op.ridge_over_samples = k % 4 == 0   ? 0
                                    : k % 4 == 1 ? 0.3 * lowest_ridge_over_samples(degrees, op.sizes)
                                                 : std::pow(10, uniform(-5, 1));
            CAPTURE(k);
            const Spectrum<Wide> wide = exactly(spectrum);
            const Degrees<Wide> wide_degrees(wide);
            const AlignedTarget<Wide> wide_target(exactly(target), wide);
            for (const Moved moved : {Moved::samples, Moved::width, Moved::ridge}) {
                const LocalExponents e = local_exponents(degrees, AlignedTarget<>(target, spectrum), op, moved);
                const bool there = moved == Moved::ridge   ? op.ridge_over_samples != 0
                                   : moved == Moved::width ? !is_infinite(op.sizes.width)
                                                           : true;
                CHECK(e.excess_risk.has_value() == there);
                if (!there) continue;
                const auto there_of = [&](Wide Risk<Wide>::*part) {
                    return difference(wide_degrees, wide_target, exactly(op), moved, part);
                };
                CHECK(*e.excess_risk == nearly(there_of(&Risk<Wide>::excess_risk), 1e-10, 1e-11));
                if (e.bias) CHECK(*e.bias == nearly(there_of(&Risk<Wide>::bias), 1e-10, 1e-11));
                CHECK(*e.variance == nearly(there_of(&Risk<Wide>::variance), 1e-10, 1e-11));
                ++seen;
            }
        }
        CHECK(seen > 100);
    }

    TEST_CASE("[identity] one eigenvalue, no ridge, n > d: the variance is d/(n-d)") {
        const Spectrum<> spectrum = diagonalize(GivenSpectrum{{{1, 40}}, 0}, 0);
        const AlignedTarget<> target(Target<>{{{0, 1.0}}, 0}, spectrum);
        const Operation<> op{{100, infinite<>}, 0, 0.3, 1};
        const LocalExponents e = local_exponents(Degrees<>(spectrum), target, op, Moved::samples);
        CHECK(*e.variance == nearly(100.0 / 60, 1e-13));
        CHECK_FALSE(e.bias.has_value());  // there is none
        CHECK(*e.excess_risk == nearly(100.0 / 60, 1e-13));
    }

    TEST_CASE("[limit] at the pole, without an end and at ridge 0 there is none") {
        const Spectrum<> spectrum = diagonalize(GivenSpectrum{{{1, 40}}, 0}, 0);
        const AlignedTarget<> target(Target<>{{{0, 1.0}}, 0}, spectrum);
        const Degrees<> degrees(spectrum);
        CHECK_FALSE(local_exponents(degrees, target, {{20, 20}, 0, 0.3, 1}, Moved::samples).variance.has_value());
        CHECK_FALSE(local_exponents(degrees, target, {{infinite<>, 20}, 0.1, 0.3, 1}, Moved::samples).bias.has_value());
        CHECK_FALSE(
            local_exponents(degrees, target, {{20, infinite<>}, infinite<>, 0.3, 1}, Moved::samples).bias.has_value());
    }
}
