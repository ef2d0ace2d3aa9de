// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The risk of layers of random features: the reference table, 50 digits, limits.
#include "lazyrisk/risk/layers.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>

#include "digits50.hpp"
#include "layer_rows.hpp"
#include "lazyrisk/risk/resolved_layers.hpp"
#include "nearly.hpp"

using namespace lazyrisk;
using layer_rows::RandomNetwork;

namespace {

double total(const Sources<double>& s) {
    return s.bias_squared + s.samples + s.features + s.interaction + s.noise_samples + s.noise_features;
}

/// By 50 digits, from the same doubles.
RiskValues<Digits50> exact_risk(const RandomNetwork& network) {
    const LayerEquations<Digits50> e = layer_rows::exact_equations(network.spectrum, network.samples);
    const AlignedTarget<Digits50> target(exactly(network.target), exactly(network.spectrum));
    const LayersPoint<Digits50> p = e.at(e.solve(Digits50(network.ridge_over_samples)));
    return layers_risk_values(p, target, e.inverse_samples(), Digits50(network.noise), 1);
}

}  // namespace

TEST_SUITE("risk/layers") {
    TEST_CASE("[table] deep networks, activations side by side, both layers' tangents, mixtures: 13 digits") {
        int seen = 0;
        for (const char* family : {"deep", "blocks", "network"})
            for (const auto& row : covariate_rows::rows_of(family)) {
                CAPTURE(row[0] + " " + row[1]);
                const CovariateSpectrum inputs = covariate_rows::spectrum_of(row[2]);
                const Spectrum<> s = in_layers(diagonalize(inputs.model, 0), layer_rows::layers_of(row));
                REQUIRE(s.layers);
                const double n = std::stod(row[3]), noise = std::stod(row[6]);
                const Risk<> r = layers_risk(s, inputs.target, {{n, infinite<>}, std::stod(row[5]) / n, noise, 1});
                CHECK(r.bias == nearly(std::stod(row[10]), 1e-13));
                CHECK(r.variance == nearly(std::stod(row[11]), 1e-13));
                CHECK(r.test_error == nearly(std::stod(row[12]), 1e-13));
                CHECK(r.train_error == nearly(std::stod(row[13]), 1e-13));
                CHECK(r.degrees_of_freedom == nearly(std::stod(row[8]), 1e-13));
                CHECK(total(r.sources) == nearly(r.excess_risk, 1e-13));
                const Sources<double>& from = r.sources;
                for (const auto& [name, part] : {std::pair{"bias_sq", from.bias_squared},
                                                 {"V_X", from.samples},
                                                 {"V_W", from.features},
                                                 {"V_XW", from.interaction},
                                                 {"V_Xe", from.noise_samples},
                                                 {"V_XWe", from.noise_features}})
                    if (const std::string given = layer_rows::text_in(row[15], name); !given.empty()) {
                        CHECK(part == nearly(std::stod(given), 1e-13));
                        ++seen;
                    }
            }
        CHECK(seen >= 60);
    }

    TEST_CASE("[agreement] 400 networks, sizes equal and nearly equal: beside 50 digits, within error_bound") {
        std::mt19937_64 random(5);
        int seen = 0;
        while (seen < 400) {
            const RandomNetwork network(random);
            if (!network.spectrum.layers || network.ridge_over_samples == 0) continue;
            ++seen;
            CAPTURE(seen);
            const Risk<> r = layers_risk(network.spectrum, network.target,
                                         {{network.samples, infinite<>}, network.ridge_over_samples, network.noise, 1});
            const RiskValues<Digits50> exact = exact_risk(network);
            const double excess = double(exact.bias + exact.variance);
            CHECK(std::abs(r.excess_risk - excess) <= r.error_bound + 1e-15 * excess);
            CHECK(r.bias == nearly(double(exact.bias), 1e-11));
            CHECK(r.variance == nearly(double(exact.variance), 1e-11));
            CHECK(r.train_error == nearly(double(exact.train_error), 1e-11));
            CHECK(r.weight_norm == nearly(double(exact.weight_norm), 1e-11));
            CHECK(total(r.sources) == nearly(r.excess_risk, 1e-12));
        }
    }

    TEST_CASE(
        "[identity] averages of infinitely many networks are linear regression at the same nu, whatever the depth") {
        std::mt19937_64 random(9);
        int seen = 0;
        while (seen < 50) {
            const RandomNetwork network(random);
            if (!network.spectrum.layers || network.ridge_over_samples < 1e-6) continue;
            ++seen;
            const Operation<> op{{network.samples, infinite<>}, network.ridge_over_samples, network.noise, infinite<>};
            const Risk<> r = layers_risk(network.spectrum, network.target, op);
            double b2 = network.target.rest, d2 = 0;
            const double nu = r.effective_ridge;
            for (std::size_t i = 0; i < network.spectrum.levels.size(); ++i) {
                const Level<>& level = network.spectrum.levels[i];
                const double q = nu / (level.eigenvalue + nu);
                b2 += network.target.energy[i].second * q * q;
                d2 += level.multiplicity * (1 - q) * (1 - q);
            }
            const double free = 1 - d2 / network.samples;
            CHECK(r.test_error == nearly((b2 + network.noise) / free, 1e-10));
            Operation<> of_two = op, alone = op;
            of_two.ensemble = 2, alone.ensemble = 1;
            const double one = layers_risk(network.spectrum, network.target, alone).test_error,
                         two = layers_risk(network.spectrum, network.target, of_two).test_error;
            CHECK(two == nearly((one + r.test_error) / 2, 1e-12));
        }
    }

    TEST_CASE(
        "[limit] ridge 0 and infinity are values; equal sizes without a ridge are a pole; infinitely many samples") {
        Spectrum<> inputs;
        inputs.levels = {{Mode(0), 1, 1, 1, 0, 0}};
        const Target<> target{{{Mode(0), 1.0}}, 0};
        const Spectrum<> s = in_layers(inputs, {{{1, 0.25, 0.09, 3}}, {{1, 0.4, 0.02, 1.5}}});
        const auto at = [&](double n, double ridge) {
            return layers_risk(s, target, {{n, infinite<>}, ridge, 0.1, 1});
        };
        CHECK(at(1.5, 0).test_error == infinite<>);
        CHECK(at(0.7, 0).test_error == nearly(at(0.7, 1e-12).test_error, 1e-9));
        CHECK(at(4, 0).test_error == nearly(at(4, 1e-12).test_error, 1e-9));
        CHECK(at(0.7, 0).train_error == 0);
        CHECK(at(1, infinite<>).test_error == 1.1);
        CHECK(at(1, 1e12).test_error == nearly(1.1, 1e-10));
        const Risk<> all = at(infinite<>, 0);
        CHECK(all.variance == 0);
        CHECK(all.bias == nearly(at(1e9, 0).bias, 1e-7));
        CHECK(all.bias > 0.1);
        // the best ridge: no other of a grid is better
        const Operation<> op{{2, infinite<>}, 0, 0.1, 1};
        const OptimalRidge<> best = layers_optimal_ridge(s, target, op);
        for (double ridge = 1e-6; ridge < 10; ridge *= 1.3)
            CHECK(at(2, best.ridge_over_samples).test_error <= at(2, ridge).test_error * (1 + 1e-14));
        CHECK_THROWS_AS(at(2, -0.01), NotCovered);
    }

    TEST_CASE("[property] two thousand networks: no number is none, bounds are small") {
        std::mt19937_64 random(77);
        int large = 0;
        for (int i = 0; i < 2000; ++i) {
            const RandomNetwork network(random);
            if (!network.spectrum.layers) continue;
            const Risk<> r = layers_risk(network.spectrum, network.target,
                                         {{network.samples, infinite<>}, network.ridge_over_samples, network.noise, 1});
            REQUIRE(r.test_error >= network.noise);
            REQUIRE(r.train_error >= 0);
            REQUIRE(r.weight_norm >= 0);
            REQUIRE(r.error_bound >= 0);
            large += r.error_bound > 1e-11 * r.test_error && !is_infinite(r.test_error);
        }
        CHECK(large == 0);
    }
}
