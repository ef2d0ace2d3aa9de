// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/harmonics/activation_kernel.hpp"

#include <doctest/doctest.h>

#include "../nearly.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/words/error.hpp"
#include "structured.hpp"

using namespace lazyrisk;

TEST_SUITE("harmonics/activation_kernel") {
    TEST_CASE("[agreement] closed forms and series") {
        for (const double d : {2.0, 5.0, 40.0}) {
            const ActivationKernel rectifier(relu(), d), half(step(), d), modulus(absolute(), d),
                leaky(leaky_relu(0.1, "leaky"), d), cube(relu(3), d);
            for (const long double t : {-1.0L, -0.7L, 0.0L, 0.3L, 0.99L, 1.0L}) {
                CAPTURE(double(t));
                CAPTURE(d);
                const long double pi = std::acos(-1.0L), angle = std::acos(t);
                CHECK(std::abs(rectifier(t) - relu_dual(t)) <= rectifier.error());
                CHECK(std::abs(half(t) - (pi - angle) / (2 * pi)) <= half.error());
                CHECK(std::abs(modulus(t) - (2 * relu_dual(t) + 2 * relu_dual(-t))) <= 2 * modulus.error());
                CHECK(std::abs(leaky(t) - ((1 + 0.01L) * relu_dual(t) - 0.2L * relu_dual(-t))) <= 3 * leaky.error());
                // the expansion in harmonics, where it converges fast
                const Spectrum<> s = diagonalize(RandomFeatures{relu(3), d}, 200);
                long double before = 0, now = 1, sum = 0;
                for (std::size_t k = 0; k < s.levels.size(); ++k) {
                    sum += s.levels[k].mass * now;
                    const long double next = k == 0 ? t : ((2 * k + d - 2) * t * now - k * before) / (k + d - 2);
                    before = now;
                    now = next;
                }
                CHECK(double(cube(t)) == nearly(double(sum), 0, 1e-9 * double(cube(1))));
            }
            const ActivationKernel waves(Sin{}, d);
            CHECK(waves.error() < 1e-15);
            CHECK(std::abs(waves(0.4L) + waves(-0.4L)) < 1e-17);
        }
        CHECK_THROWS_AS(ActivationKernel(relu(), infinite<>), NotCovered);
        CHECK(ActivationKernel(hermite_polynomial(2), 9).degree() == 2);
    }
}
