// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/resolvent/two_point.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>

#include "lazyrisk/risk/risk.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "nearly.hpp"

using namespace lazyrisk;

namespace {

const Spectrum<>& spectrum() {
    static const Spectrum<> s = diagonalize(RandomFeatures{activation_named("relu"), 12}, 20);
    return s;
}

const Target<> target{{{0, 0.2}, {1, 1.0}, {2, 0.5}, {4, 0.1}}, 0.05};

}  // namespace

TEST_SUITE("resolvent/two_point") {
    TEST_CASE("[identity] at equal ridges the risk of section 5, of one predictor and of ensembles") {
        const Degrees<> degrees(spectrum());
        const AlignedTarget<> aligned(target, spectrum());
        const double noise = 0.3;
        for (const double n : {30.0, 200.0, infinite<>})
            for (const double p : {25.0, 210.0, infinite<>}) {
                if (std::isinf(n) && std::isinf(p)) continue;
                const ComplexSolver solver(degrees, {n, p});
                for (const double ridge : {1e-5, 1e-3, 0.1}) {
                    const PointSums here(solver, aligned, solver.at(ridge));
                    for (const double ensemble : {1.0, 2.0, 7.0, infinite<>}) {
                        CAPTURE(n);
                        CAPTURE(p);
                        CAPTURE(ridge);
                        CAPTURE(ensemble);
                        const Risk<> r = risk(degrees, aligned, Operation<>{{n, p}, ridge, noise, ensemble});
                        const auto [t, mixed] = two_points(here, here, solver, aligned, ensemble);
                        CHECK(t.bias.real() == nearly(r.bias, 1e-11));
                        CHECK(t.bias.imag() == 0);
                        CHECK(noise * t.variance.real() == nearly(r.variance, 1e-10));
                        CHECK(t.train_bias.real() + noise * t.train_variance.real() == nearly(r.train_error, 1e-10));
                        if (ensemble == 1 && !std::isinf(n))
                            CHECK(t.norm_bias.real() + noise * t.norm_variance.real() == nearly(r.weight_norm, 1e-10));
                        CHECK(mixed.bias == t.bias);  // a real point is its own conjugate
                        CHECK(mixed.variance == t.variance);
                    }
                }
            }
    }

    TEST_CASE("[identity] two ridges: neither order matters, a conjugate pair conjugates") {
        const Degrees<> degrees(spectrum());
        const AlignedTarget<> aligned(target, spectrum());
        const ComplexSolver solver(degrees, {150, 80});
        std::mt19937_64 random(5);
        std::uniform_real_distribution<double> log_ridge(-9, 0), angle(0.1, 2.5);
        for (int i = 0; i < 200; ++i) {
            const auto drawn = [&] {
                const double size = std::exp(log_ridge(random));
                const ComplexPoint start = solver.at(size);
                return PointSums(solver, aligned, solver.follow(start, std::polar(size, angle(random))));
            };
            const PointSums a = drawn(), b = drawn();
            for (const int ensemble : {1, 3}) {
                CAPTURE(i);
                const TwoPoints ab = two_points(a, b, solver, aligned, ensemble),
                                ba = two_points(b, a, solver, aligned, ensemble);
                const auto same = [](const Complex& x, const Complex& y) {
                    CHECK(std::abs(x - y) <= 1e-9 * std::abs(x));
                };
                same(ab.plain.bias, ba.plain.bias);
                same(ab.plain.variance, ba.plain.variance);
                same(ab.mixed.bias, std::conj(ba.mixed.bias));
                same(ab.mixed.variance, std::conj(ba.mixed.variance));
                same(ab.mixed.train_bias, std::conj(ba.mixed.train_bias));
                same(ab.plain.norm_bias, ba.plain.norm_bias);
            }
        }
    }
}
