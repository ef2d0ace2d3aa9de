// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Covariances by name: the risk of ridge regression on them against more digits, closed forms, a brute-force sum.
#include "lazyrisk/spectrum/covariate_spectrum.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <sstream>
#include <string>

#include "covariate_rows.hpp"
#include "lazyrisk/risk/risk.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/words/error.hpp"
#include "nearly.hpp"
#include "reference.hpp"

using namespace lazyrisk;
using namespace covariate_rows;

namespace {

Risk<> risk_on(const CovariateSpectrum& given, double samples, double total_ridge, double noise,
               double width = infinite<>) {
    const Spectrum<> spectrum = diagonalize(given.model, 0);
    return risk(Degrees<>(spectrum), AlignedTarget<>(given.target, spectrum),
                Operation<>{{samples, width}, total_ridge / samples, noise, 1});
}

/// sum of m s/(s + ridge).
double degrees_of_freedom(const CovariateSpectrum& given, double ridge) {
    double sum = given.model.tail_trace / ridge;
    for (const auto& level : given.model.levels)
        sum += level.multiplicity * level.eigenvalue / (level.eigenvalue + ridge);
    return sum;
}
double degrees_of_freedom(const char* covariance, double ridge) {
    return degrees_of_freedom(covariate_spectrum(read_covariance("covariance", covariance)), ridge);
}

}  // namespace

TEST_SUITE("spectrum/covariate_spectrum") {
    TEST_CASE("[table] ridge regression on named covariances to 13 digits") {
        int seen = 0;
        for (const std::vector<std::string>& row : rows_of("ridge")) {
            if (row[2].starts_with("levels:")) continue;  // eigenvalue, share and energy one by one
            CAPTURE(row[2]);
            CAPTURE(row[3]);
            CAPTURE(row[5]);
            const Named n = named(row[2]);
            const double noise = std::stod(row[6]);
            // energies of the table are n.energy times ours
            const Risk<> r = risk_on(covariate_spectrum(n.covariance, n.alignment), std::stod(row[3]),
                                     std::stod(row[5]), noise / n.energy);
            const auto is = [&](double here, int column, double scale) {
                const double there = std::stod(row[std::size_t(column)]);
                if (there < 1e-60)
                    CHECK(here == 0);
                else
                    CHECK(here * scale == nearly(there, 1e-13));
            };
            is(r.effective_ridge, 7, 1);
            is(r.degrees_of_freedom, 8, 1);
            is(r.degrees_of_freedom_2, 9, 1);
            is(r.bias, 10, n.energy);
            is(r.variance, 11, n.energy);
            is(r.test_error, 12, n.energy);
            is(r.train_error, 13, n.energy);
            is(r.weight_norm, 14, n.energy);
            ++seen;
        }
        CHECK(seen == 50);
    }

    TEST_CASE("[identity] degrees of freedom of densities in closed form, over twelve decades of the ridge") {
        for (double ridge = 1e-8; ridge < 1e5; ridge *= 7.3) {
            CAPTURE(ridge);
            for (const double phi : {0.0, 0.3, 0.9, -0.9, 0.999}) {
                const double ends = (1 + std::abs(phi)) / (1 - std::abs(phi));
                CAPTURE(phi);
                CHECK(degrees_of_freedom(covariate_spectrum(Autoregressive{phi}), ridge) ==
                      nearly(1 / std::sqrt((1 + ridge / ends) * (1 + ridge * ends)), 1e-13));
            }
            for (const double ratio : {0.1, 0.5, 0.9, 1.0, 1.1, 4.0}) {
                const double B = ridge + 1 + ratio;
                CAPTURE(ratio);
                CHECK(degrees_of_freedom(covariate_spectrum(MarchenkoPastur{ratio}), ridge) ==
                      nearly(2 / (B + std::sqrt(B * B - 4 * ratio)), 1e-12));
            }
            CHECK(degrees_of_freedom("arcsine", ridge) ==
                  nearly(1 / (1 + ridge + std::sqrt(ridge * (1 + ridge))), 1e-13));
            CHECK(degrees_of_freedom("uniform(0.1,2)", ridge) ==
                  nearly(1 - ridge / 1.9 * std::log1p(1.9 / (0.1 + ridge)), 1e-11));
            CHECK(degrees_of_freedom("loguniform(1e-4)", ridge) ==
                  nearly(std::log1p((1 - 1e-4) / (1e-4 + ridge)) / std::log(1e4), 1e-13));
            CHECK(degrees_of_freedom("levels(4:0.25,1:0.75)", ridge) ==
                  nearly(1 / (4 + ridge) + 0.75 / (1 + ridge), 1e-14));
        }
        // alpha = 2: (pi coth(pi/sqrt(ridge))/sqrt(ridge) - 1)/2
        for (const double ridge : {1e-9, 1e-4, 0.1, 10.0}) {
            const double x = std::numbers::pi / std::sqrt(ridge);
            CHECK(degrees_of_freedom("power(2)", ridge) == nearly((x / std::tanh(x) - 1) / 2, 1e-13));
        }
    }

    TEST_CASE("[agreement] sequences against the sum term by term, and a dimension against the trace of its matrix") {
        for (const char* text : {"power(0.7,5000)", "power(3,200)", "exponential(0.001,20000)", "exponential(2,10)",
                                 "exponential(0.02,3000)"})
            for (const double ridge : {1e-6, 1e-3, 1.0}) {
                CAPTURE(text);
                CAPTURE(ridge);
                const Covariance c = read_covariance("covariance", text);
                double sum = 0;
                if (const auto* law = std::get_if<PowerLaw>(&c))
                    for (double k = law->terms; k >= 1; --k) sum += 1 / (1 + ridge * std::pow(k, law->exponent));
                if (const auto* law = std::get_if<ExponentialDecay>(&c))
                    for (double k = law->terms; k >= 1; --k) sum += 1 / (1 + ridge * std::exp(law->rate * k));
                CHECK(degrees_of_freedom(covariate_spectrum(c), ridge) == nearly(sum, 1e-13));
            }
        for (const double phi : {0.5, -0.8, 0.99}) {  // trace, and trace of the square
            const double d = 60;
            double trace = 0, square = 0, expected = 0;
            for (const auto& level : covariate_spectrum(Autoregressive{phi, d}).model.levels)
                trace += level.eigenvalue, square += level.eigenvalue * level.eigenvalue;
            for (int i = 0; i < 60; ++i)
                for (int j = 0; j < 60; ++j) expected += std::pow(phi * phi, std::abs(i - j));
            CHECK(trace == nearly(d, 1e-13));
            CHECK(square == nearly(expected, 1e-13));
        }
    }

    TEST_CASE("[identity] masses and energies add to 1, whatever the parameters") {
        for (const char* text :
             {"identity", "beta(0.1,0.1)", "beta(0.3,7)", "beta(200,300)", "beta(1000,1000)", "uniform(0,3)",
              "marchenko-pastur(1)", "marchenko-pastur(0.999)", "ar1(0.9999)", "loguniform(1e-12,5)"}) {
            CAPTURE(text);
            for (const double source : {0.0, 0.5, -0.3}) {
                const CovariateSpectrum s = covariate_spectrum(read_covariance("covariance", text), {.source = source});
                double share = 0, energy = s.target.rest;
                for (const auto& level : s.model.levels) share += level.multiplicity;
                for (const auto& [mode, value] : s.target.energy) energy += value;
                CHECK(share == nearly(1, 1e-13));
                CHECK(energy == nearly(1, 1e-13));
            }
        }
        for (const char* text : {"power(1.5)", "power(4)", "exponential(0.5)"}) {
            CAPTURE(text);
            const CovariateSpectrum s = covariate_spectrum(read_covariance("covariance", text));
            double energy = s.target.rest;
            for (const auto& [mode, value] : s.target.energy) energy += value;
            CHECK(energy == nearly(1, 1e-13));
        }
    }

    TEST_CASE("[identity] energies that gather near 0: E/s per multiplicity has the mean that the law says") {
        // uniform(0,1): sum E f(s) of E ~ s^a is (a+1) int s^a f
        for (const double source : {-0.5, -0.9}) {
            CAPTURE(source);
            const double a = 1 + 2 * source;
            const CovariateSpectrum s = covariate_spectrum(UniformLaw{0, 1}, {.source = source});
            double first = 0;
            for (const auto& [mode, energy] : s.target.energy)
                first += energy * s.model.levels[std::size_t(mode.degree)].eigenvalue;
            CHECK(first == nearly((a + 1) / (a + 2), 1e-12));
        }
        const CovariateSpectrum s = covariate_spectrum(PowerLaw{3, 1e12}, {.power = 1});
        double energy = s.target.rest;
        for (const auto& [mode, value] : s.target.energy) energy += value;
        CHECK(energy == nearly(1, 1e-12));
    }

    TEST_CASE("[error] names, numbers and energies that have no sum") {
        const auto refused = [](const char* covariance, const char* alignment, const char* words) {
            CHECK_THROWS_WITH_AS(static_cast<void>(covariate_spectrum(read_covariance("covariance", covariance),
                                                                      read_alignment("alignment", alignment))),
                                 doctest::Contains(words), DomainError);
        };
        refused("powr(2)", "isotropic", "did you mean power");
        refused("power(0.9)", "isotropic", "need an exponent above 1");
        refused("power(2,0.5)", "isotropic", "whole number");
        refused("levels(1:0.5,2:0.4)", "isotropic", "add to one");
        refused("levels(1;1)", "isotropic", "eigenvalue:share");
        refused("ar1(1)", "isotropic", "from -0.999999");
        refused("beta(2)", "isotropic", "beta(A,B)");
        refused("identity(3)", "isotropic", "identity alone");
        refused("power(2)", "source(-0.4)", "have no sum");
        refused("power(2)", "power(1)", "have no sum");
        refused("exponential(1)", "source(-0.5)", "have no sum");
        refused("identity", "power(2)", "have no place");
        refused("uniform(0,1)", "source(-1)", "no finite sum");
        refused("marchenko-pastur(1)", "source(-0.75)", "no finite sum");
        refused("arcsine", "source(-0.8)", "no finite sum");
        refused("exponential(1,1000)", "source(-1)", "rise so far");
        refused("levels(0:1)", "isotropic", "no energy");
        CHECK(covariate_spectrum(Autoregressive{1e-12, 1000}).model.levels.size() == 1);
        refused("identity", "sorce(2)", "did you mean source");
        for (const char* text :
             {"identity", "levels(4:0.25,1:0.75)", "power(1.5)", "power(0.5,100)", "exponential(0.1)", "ar1(0.5,20)",
              "marchenko-pastur(2)", "beta(0.5,0.5)", "uniform(0.1,2)", "loguniform(0.001,1)"})
            CHECK(to_text(read_covariance("covariance", text)) == text);
        for (const char* text : {"isotropic", "source(0.5)", "power(2)"})
            CHECK(to_text(read_alignment("alignment", text)) == text);
    }
}
