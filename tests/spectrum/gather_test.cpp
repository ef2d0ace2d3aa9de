// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/spectrum/gather.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "../nearly.hpp"
#include "lazyrisk/harmonics/dimension.hpp"
#include "lazyrisk/problem/random_features.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/spectrum/zonal_spectrum.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

TEST_SUITE("spectrum/gather") {
    TEST_CASE(
        "[identity] known eigenvalues are levels, those within their error dead, what lies between and beyond is "
        "tail") {
        const std::vector<Found> found{{Mode(0), 0.5L, 1e-12L, 1},         // known to 2e-12 of itself
                                       {Mode(1), 0.01L, 1e-10L, 10},       // to 1e-8: not to 1e-9
                                       {Mode(2), 1e-12L, 2e-12L, 100},     // cannot be told from 0
                                       {Mode(3), -1e-13L, 2e-13L, 1000}};  // nor this
        const Spectrum<> s = gather("h", found, 1, 1e-15L, 3e-3L, false);
        REQUIRE(s.levels.size() == 3);
        CHECK(s.find(Mode(0))->eigenvalue == 0.5);
        CHECK(s.find(Mode(0))->mass_error >= 1e-12);
        CHECK(s.find(Mode(1)) == nullptr);
        for (const int dead : {2, 3}) {
            REQUIRE(s.find(Mode(dead)) != nullptr);
            CHECK(s.find(Mode(dead))->eigenvalue == 0);
            CHECK(s.find(Mode(dead))->mass == 0);
        }
        CHECK(s.tail == nearly(0.5, 1e-15));  // the trace less the level
        CHECK(s.tail_error >= 1e-12 + 1e-15);
        CHECK(s.tail_error < 2e-12);
        CHECK(s.tail_largest >= 0.01 + 1e-10);  // of the one that is not known well enough
        CHECK(s.tail_largest < 0.0101);
        CHECK(gather("h", {{Mode(0), 0.5L, 0, 1}}, 1, 0, 0.02L, false).tail_largest == 0.02);
    }

    TEST_CASE(
        "[identity] a polynomial within the cut has no tail; a tail within its error is none, and its error stays") {
        const std::vector<Found> found{{Mode(0), 0.5L, 0, 1}, {Mode(1), 0.05L, 0, 10}};
        const Spectrum<> complete = gather("h", found, 1, 1e-15L, 0, true);
        CHECK(complete.tail == 0);
        CHECK(complete.tail_error == 0);
        const Spectrum<> none = gather("h", found, 1 + 1e-13L, 1e-12L, 1e-9L, false);
        CHECK(none.tail == 0);
        CHECK(none.tail_error >= 1e-12);
    }

    TEST_CASE("[error] an eigenvalue or a tail below 0 beyond its error is no kernel's") {
        CHECK_THROWS_WITH_AS(gather("h", {{Mode(2, 1), -1e-3L, 1e-4L, 1}}, 1, 0, 0, false),
                             doctest::Contains("mode 2:1"), DomainError);
        CHECK_THROWS_WITH_AS(gather("h", {{Mode(0), 1.5L, 1e-15L, 1}}, 1, 1e-15L, 0, false),
                             doctest::Contains("beyond those computed"), DomainError);
        CHECK_NOTHROW(gather("h", {{Mode(0), 1 + 1e-13L, 1e-13L, 1}}, 1, 1e-13L, 0, false));
    }

    TEST_CASE(
        "[identity] a zonal spectrum: the tail's largest eigenvalue counts the errors of masses and what lies further "
        "out") {
        const double d = 5;
        ZonalMasses m{{0.5L, 0.3L, 0.1L, 1e-6L}, {0, 0, 1e-3L, 2e-3L}, 1, 0, 0.1L, 0};
        long double multiplicity[5] = {1};
        for (int k = 0; k < 4; ++k) multiplicity[k + 1] = next_multiplicity(multiplicity[k], d, k);
        const auto at_most = [&](const Spectrum<>& s) {
            return std::max({double(0.101L / multiplicity[2]), double((1e-6L + 2e-3L) / multiplicity[3]),
                             double(s.tail > 0 ? 0.1L / multiplicity[4] : 0.0L)});
        };
        Spectrum<> s = zonal_spectrum(m, "h", d, 1);
        CHECK(s.levels.size() == 2);
        CHECK(s.tail_largest == nearly(at_most(s), 1e-12));
        CHECK(s.tail == nearly(0.2, 1e-9));
        m.value[2] = 1e-9L;  // now its error decides, or what lies further out
        m.error[2] = 0.05L;
        s = zonal_spectrum(m, "h", d, 1);
        CHECK(s.tail_largest >= double(0.05L / multiplicity[2]) * (1 - 1e-12));
        m.error[2] = 0;
        m.error[3] = 0;
        s = zonal_spectrum(m, "h", d, 1);
        CHECK(s.tail_largest >= double(0.1L / multiplicity[4]) * (1 - 1e-12));  // the trace there over its multiplicity
        m.tail_error = 0.5L;
        s = zonal_spectrum(m, "h", d, 1);
        CHECK(s.tail_largest >= double(0.6L / multiplicity[4]) * (1 - 1e-12));
    }

    TEST_CASE("[identity] eigenvalues that rise beyond the levels are bounded too: a fast wave on the circle") {
        const Activation wave = activation_named("cos(9*x)");
        const Spectrum<> s = diagonalize(RandomFeatures{wave, 2}, 0), all = diagonalize(RandomFeatures{wave, 2}, 60);
        double largest = 0;
        for (const Level<>& level : all.levels)
            if (level.mode.degree > 0) largest = std::max(largest, level.eigenvalue);
        CHECK(largest > all.find(Mode(2))->eigenvalue);  // not the first ones
        CHECK(largest > all.find(Mode(4))->eigenvalue);
        CHECK(s.tail_largest >= largest);
    }

    TEST_CASE(
        "[identity] a given spectrum is taken as it is; masses of one degree add up, and those beyond count at their "
        "degree") {
        const Spectrum<> s = diagonalize(GivenSpectrum{{{0.5, 2}, {0, 7}, {0.25, 8}}, 0.125}, 0);
        REQUIRE(s.levels.size() == 3);
        const double eigenvalue[] = {0.5, 0, 0.25}, multiplicity[] = {2, 7, 8}, mass[] = {1, 0, 2};
        for (std::size_t k = 0; k < 3; ++k) {
            CHECK(s.levels[k].mode == Mode(int(k)));
            CHECK(s.levels[k].eigenvalue == eigenvalue[k]);
            CHECK(s.levels[k].multiplicity == multiplicity[k]);
            CHECK(s.levels[k].mass == mass[k]);
            CHECK(s.levels[k].mass_error == mass[k] * 0x1p-53);
        }
        CHECK(s.tail == 0.125);
        for (const GivenSpectrum& wrong : {GivenSpectrum{{{-1, 1}}, 0},
                                           {{{infinite<>, 1}}, 0},
                                           {{{1, 0}}, 0},
                                           {{{1, infinite<>}}, 0},
                                           {{{1e300, 1e300}}, 0},
                                           {{{1, 1}}, -1},
                                           {{{1, 1}}, infinite<>}})
            CHECK_THROWS_AS(diagonalize(wrong, 0), DomainError);

        const Spectrum<> m = diagonalize(KernelMass{{{3, 0.5}, {1, 0.25}, {3, 0.25}}, 0.125, 5}, 0);
        REQUIRE(m.levels.size() == 4);
        CHECK(m.find(3)->mass == 0.75);
        CHECK(m.find(3)->multiplicity == 30);  // (5 + 3 - 1 over 3) - (5 + 1 - 1 over 1) = 35 - 5
        CHECK(m.find(3)->eigenvalue == 0.025);
        CHECK(m.find(1)->eigenvalue == 0.05);
        CHECK(m.find(2)->mass == 0);
        CHECK(m.tail == 0.125);
        const Spectrum<> limit =
            diagonalize(KernelMass{{{1, 0.25}}, 0, Dimension::limit(3)}, 0);  // beyond the masses that are given
        REQUIRE(limit.levels.size() == 4);
        CHECK(limit.levels[1].eigenvalue == infinite<>);
        CHECK(limit.levels[3].mass == 0);
        for (const KernelMass& wrong : {KernelMass{{{-1, 1}}, 0, 5},
                                        {{{1, infinite<>}}, 0, 5},
                                        {{{1, 1}}, -1, 5},
                                        {{{1, 1}}, infinite<>, 5},
                                        {{{1, 0}}, 0, 5}})
            CHECK_THROWS_AS(diagonalize(wrong, 0), DomainError);
        CHECK_NOTHROW(diagonalize(KernelMass{{}, 1, 5}, 0));
    }
}
