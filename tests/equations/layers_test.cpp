// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The fixed point of layers beside 50 digits, its limits, and where it begins.
#include "lazyrisk/equations/layers.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>

#include "digits50.hpp"
#include "layer_rows.hpp"
#include "lazyrisk/equations/solve.hpp"
#include "nearly.hpp"

using namespace lazyrisk;
using layer_rows::exact_equations;
using layer_rows::RandomNetwork;

namespace {

Degrees<> levels_of(const Spectrum<>& s) {
    Spectrum<> levels = s;
    levels.tail = 0;
    return Degrees<>(levels);
}

LayerEquations<> equations_of(const Spectrum<>& s, double samples) { return {levels_of(s), *s.layers, samples}; }

Spectrum<> two_levels() {
    Spectrum<> s;
    s.levels = {{Mode(0), 4, 0.25, 1, 0, 0}, {Mode(1), 1, 0.75, 0.75, 0, 0}};
    return s;
}

}  // namespace

TEST_SUITE("equations/layers") {
    TEST_CASE("[agreement] 300 networks, sizes equal and nearly equal: beside 50 digits, within what the point says") {
        std::mt19937_64 random(41);
        int seen = 0, close = 0;
        while (seen < 300) {
            const RandomNetwork network(random);
            if (!network.spectrum.layers || network.ridge_over_samples == 0) continue;
            ++seen;
            LayersPoint<> p;
            try {
                const LayerEquations<> e = equations_of(network.spectrum, network.samples);
                p = e.at(e.solve(network.ridge_over_samples));
            } catch (const NotConverged&) {
                continue;  // more digits are taken then
            }
            if (!(p.relative_error < 1e-10)) continue;
            const LayerEquations<Digits50> e = exact_equations(network.spectrum, network.samples);
            const LayersPoint<Digits50> q = e.at(e.solve(Digits50(network.ridge_over_samples)));
            const auto off = [](double a, const Digits50& b) { return std::abs(double((Digits50(a) - b) / b)); };
            for (const auto& [mine, exact] : {std::pair{p.last, q.last},
                                              {p.unused_samples, q.unused_samples},
                                              {p.free, q.free},
                                              {p.resolved, q.resolved},
                                              {p.nu, q.nu}})
                CHECK(off(mine, exact) <= 16 * p.relative_error);
            CHECK(off(p.last * p.unused_samples, q.ridge_over_samples) <= 16 * p.relative_error);
            // T = G + e, layer by layer: G is that of the inputs and what was gained
            CHECK(double(q.inner.df2 + q.gained_df2 + q.slope) == nearly(double(q.df1), 1e-30));
            close += p.relative_error < 1e-13;
        }
        CHECK(close > 100);
    }

    TEST_CASE("[identity] a layer of infinitely many neurons is its kernel; one layer of one kind is (4.1)") {
        const double n = 0.8, ridge = 0.01;
        Spectrum<> one = in_layers(two_levels(), {{{1, 0.25, 0.09, 1.5}}});
        CHECK_FALSE(one.layers);
        const Equivalent<> at = solve(one, Sizes<>{n, 1.5}, ridge);
        one.layers = FeatureLayers<>{{{1, 1, one.tail, 1.5}}};
        const LayerEquations<> e = equations_of(one, n);
        const LayersPoint<> p = e.at(e.solve(ridge));
        CHECK(p.nu == nearly(at.effective_ridge, 1e-14));
        CHECK(p.unused_samples == nearly(at.unused_samples, 1e-14));
        CHECK(p.df1 == nearly(at.degrees.df1, 1e-14));

        const Spectrum<> wide = in_layers(two_levels(), {{{1, 0.25, 0.09, infinite<>}}, {{1, 0.5, 0.03, infinite<>}}});
        CHECK_FALSE(wide.layers);
        CHECK(wide.tail == nearly(0.25 * 0 + 0.09 * 0.5 + 0.03, 1e-15));
        const Spectrum<> half = in_layers(two_levels(), {{{1, 0.25, 0.09, infinite<>}}, {{1, 0.5, 0.03, 2.5}}});
        const Spectrum<> same = in_layers(two_levels(), {{{1, 0.125, 0.075, 2.5}}});
        const LayerEquations<> h = equations_of(half, n);
        CHECK(h.at(h.solve(ridge)).nu == nearly(solve(same, Sizes<>{n, 2.5}, ridge).effective_ridge, 1e-14));
    }

    TEST_CASE(
        "[identity] two equal kinds are one of their joint width; a linear chain forgets the order of its widths") {
        const double n = 1.2, ridge = 0.003;
        const auto point = [&](const FeatureLayers<>& layers) {
            const Spectrum<> s = in_layers(two_levels(), layers);
            const LayerEquations<> e = equations_of(s, n);
            return e.at(e.solve(ridge));
        };
        const LayersPoint<> together = point({{{1, 0.25, 0.09, 2}}, {{1, 0.5, 0.03, 1.5}}}),
                            apart = point({{{0.75, 0.25, 0.09, 1.5}, {0.25, 0.25, 0.09, 0.5}},
                                           {{0.4, 0.5, 0.03, 0.6}, {0.6, 0.5, 0.03, 0.9}}});
        CHECK(apart.nu == nearly(together.nu, 1e-14));
        CHECK(apart.last == nearly(together.last, 1e-14));
        CHECK(apart.drawn == nearly(together.drawn, 1e-13));
        CHECK(apart.slope == nearly(together.slope, 1e-13));
        const LayersPoint<> a = point({{{1, 1, 0, 0.9}}, {{1, 1, 0, 1.5}}, {{1, 1, 0, 3}}}),
                            b = point({{{1, 1, 0, 3}}, {{1, 1, 0, 0.9}}, {{1, 1, 0, 1.5}}});
        CHECK(a.nu == nearly(b.nu, 1e-14));
        CHECK(a.last == nearly(b.last, 1e-14));
        CHECK(a.free == nearly(b.free, 1e-14));
        CHECK(a.drawn == nearly(b.drawn, 1e-14));
    }

    TEST_CASE("[limit] at its start the ridge is 0: the germs are what small ridges come to") {
        std::mt19937_64 random(7);
        int seen = 0;
        while (seen < 60) {
            const RandomNetwork network(random);
            if (!network.spectrum.layers) continue;
            const LayerEquations<Digits50> e = exact_equations(network.spectrum, network.samples);
            const LayersPoint<Germ<Digits50>> start = e.at_start();
            if (start.free.limit() == 0) continue;  // a pole
            ++seen;
            const LayersPoint<Digits50> near = e.at(e.solve(Digits50("1e-42")));
            const double tolerance = 1e-8;  // sizes that differ by 1e-12 are told apart at ridges far below
            CHECK(double(near.free) == nearly(double(start.free.limit()), tolerance));
            CHECK(double(near.df1) == nearly(double(start.df1.limit()), tolerance));
            CHECK(double(near.drawn) == nearly(double(start.drawn.limit()), tolerance, 1e-12));
            CHECK(double(near.nu) == nearly(double(start.nu.limit()), tolerance, 1e-12));
        }
    }

    TEST_CASE("[property] d log lambda/d log u is between 1 and the number of layers and 2") {
        std::mt19937_64 random(3);
        int seen = 0;
        while (seen < 200) {
            const RandomNetwork network(random);
            if (!network.spectrum.layers) continue;
            ++seen;
            const LayerEquations<> e = equations_of(network.spectrum, network.samples);
            for (double x = -6; x < 6; x += 0.7) {
                const double u = std::exp(x) * std::max(e.start(), 1e-3);
                const LayersPoint<> p = e.at(u);
                if (!(p.relative_error < 1e-9)) continue;
                const double slope = p.free / (p.unused_samples * p.resolved) * (u / p.nu);
                CHECK(slope >= 1 - 1e-7);
                CHECK(slope <= double(network.spectrum.layers->size()) + 2 + 1e-7);
            }
        }
    }
}
