// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/equations/blocks.hpp"
#include "../nearly.hpp"

#include <doctest/doctest.h>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <random>

using namespace lazyrisk;
using Digits100 = boost::multiprecision::cpp_bin_float_100;

namespace {

/// A spectrum of blocks of moderate size: 3 to 6 levels, one or two functions along the weight, with or without a tail.
Blocks<Digits100> random_blocks(std::mt19937_64& random, int along, bool tail) {
    const auto uniform = [&](double a, double b) { return std::uniform_real_distribution<>(a, b)(random); };
    Blocks<Digits100> b;
    b.along = along;
    b.across = std::round(uniform(1, 12));
    const int levels = int(uniform(3, 7));
    for (int k = 0; k < levels; ++k) {
        const double multiplicity = std::round(std::pow(4, k)), size = std::pow(10, -k * uniform(0.5, 1)),
                     angle = uniform(0, 6.3);
        b.levels.push_back({multiplicity,
                            k == 0 ? 0 : size * uniform(0.1, 1),
                            {std::sqrt(size) * std::cos(angle), along == 2 ? std::sqrt(size) * std::sin(angle) : 0}});
    }
    if (tail) {
        const double first = uniform(0.001, 0.1), second = along == 2 ? uniform(0.001, 0.1) : 0;
        b.tail_across = uniform(0.01, 1);
        b.tail_along = {first, uniform(-0.9, 0.9) * std::sqrt(first * second), second};
    }
    return b;
}

/// The sums of (10.7) and (10.8) as they are written, at alpha = nu(1+a) and M = nu(1+G).
struct Written {
    Digits100 across, degrees, squares;
    Symmetric<Digits100> along;

    Written(const Blocks<Digits100>& b, const BlockPoint<Digits100>& at)
        : across(b.tail_across / at.nu), along(b.tail_along) {
        const Symmetric<Digits100>& m = at.along;
        const Digits100 det = b.along == 2 ? Digits100(m[0] * m[2] - m[1] * m[1]) : m[0];
        const auto inverse = [&](const Symmetric<Digits100>& a) {  // tr M^{-1} A
            return b.along == 2 ? Digits100((a[0] * m[2] - 2 * a[1] * m[1] + a[2] * m[0]) / det)
                                : Digits100(a[0] / m[0]);
        };
        degrees = b.tail_across / at.across + inverse(b.tail_along);
        squares = 0;
        for (Digits100& x : along) x /= at.nu;
        for (const BlockLevel<Digits100>& l : b.levels) {
            const auto& [v, w] = l.along;
            const Digits100 delta = at.nu * (l.across / at.across + inverse({v * v, v * w, w * w})),
                            weight = l.multiplicity / (delta + at.nu);
            across += weight * l.across;
            along[0] += weight * v * v, along[1] += weight * v * w, along[2] += weight * w * w;
            degrees += weight * delta;
            squares += weight * delta * delta / (delta + at.nu);
        }
    }
};

bool close(const Digits100& x, const Digits100& y, const char* tolerance) {
    return abs(x - y) <= Digits100(tolerance) * abs(y);
}

}  // namespace

TEST_SUITE("equations/blocks") {
    TEST_CASE(
        "[identity] solutions satisfy the equations as they are written, with one or two functions along the weight "
        "and with a tail") {
        std::mt19937_64 random(3);
        for (const int along : {1, 2})
            for (const bool tail : {false, true})
                for (int i = 0; i < 6; ++i) {
                    const Blocks<Digits100> b = random_blocks(random, along, tail);
                    const Digits100 N = 2 + 3 * i, n = 7 * (i + 1),
                                    rho = i == 5 ? Digits100(0) : Digits100(std::pow(10, -i));
                    const BlockEquations<Digits100> equations(b, N);
                    if (rho == 0 && !tail && N * b.size() < n) continue;
                    const BlockEquivalent<Digits100> e = equations.solve(n, rho);
                    const Digits100 nu = e.effective_ridge;
                    if (nu == 0) continue;
                    CAPTURE(along);
                    CAPTURE(tail);
                    CAPTURE(i);
                    const Written sums(b, e.point);
                    CHECK(e.point.nu == nu);
                    CHECK(close(e.point.across, nu * (1 + sums.across / (N * b.across)), "1e-80"));
                    CHECK(close(e.point.along[0], nu * (1 + sums.along[0] / N), "1e-80"));
                    if (along == 2) {
                        CHECK(close(e.point.along[1], nu * sums.along[1] / N, "1e-70"));
                        CHECK(close(e.point.along[2], nu * (1 + sums.along[2] / N), "1e-80"));
                    }
                    CHECK(close(e.degrees, sums.degrees, "1e-80"));
                    CHECK(close(n * (1 - rho / nu), sums.degrees, "1e-80"));
                    CHECK(close(e.unused, rho / nu, "1e-90"));
                    // both ways to n - D are the difference itself
                    const BlockPass<Digits100> pass(b, N, e.point);
                    CHECK(close(pass.degrees(), sums.degrees, "1e-80"));
                    CHECK(close(pass.squares, sums.squares, "1e-80"));
                    for (const Digits100& samples : {n, Digits100(N * b.size()), Digits100(1000)})
                        CHECK(abs(equations.unlearned(pass, samples).value - (samples - sums.degrees)) <
                              Digits100("1e-75") * (samples + sums.degrees));
                    // in double the same, within the bound
                    Blocks<> rounded;
                    rounded.across = double(b.across), rounded.along = along,
                    rounded.tail_across = double(b.tail_across);
                    for (const auto& l : b.levels)
                        rounded.levels.push_back(
                            {double(l.multiplicity), double(l.across), {double(l.along[0]), double(l.along[1])}});
                    for (std::size_t k = 0; k < 3; ++k) rounded.tail_along[k] = double(b.tail_along[k]);
                    const BlockEquivalent<double> quick =
                        BlockEquations<double>(rounded, double(N)).solve(double(n), double(rho));
                    CHECK(std::abs(quick.effective_ridge / double(nu) - 1) <= quick.relative_error + 1e-15);
                    CHECK(quick.degrees == nearly(double(sums.degrees), 1e-12));
                }
    }

    TEST_CASE(
        "[identity] the network of conductances gives the slopes of alpha and M in nu: differences with 100 digits") {
        std::mt19937_64 random(8);
        for (const int along : {1, 2})
            for (const bool tail : {false, true})
                for (int i = 0; i < 4; ++i) {
                    const Blocks<Digits100> b = random_blocks(random, along, tail);
                    const BlockEquations<Digits100> equations(b, Digits100(3 + 2 * i));
                    const Digits100 nu(std::pow(10, -i)), h("1e-30");
                    int steps = 0;
                    const BlockPoint<Digits100> at = equations.settle(nu, nullptr, steps),
                                                up = equations.settle(nu * (1 + h), nullptr, steps),
                                                down = equations.settle(nu * (1 - h), nullptr, steps);
                    const BlockPass<Digits100> pass(b, Digits100(3 + 2 * i), at);
                    const BlockNetwork<Digits100> network(pass);
                    const BlockShift<Digits100> rate = network.solve({pass.width_across, pass.width_along});
                    CAPTURE(along);
                    CAPTURE(tail);
                    CAPTURE(i);
                    CHECK(close(rate.across, (up.across - down.across) / (2 * h * at.across), "1e-50"));
                    Symmetric<Digits100> slope{};
                    for (std::size_t k = 0; k < 3; ++k) slope[k] = (up.along[k] - down.along[k]) / (2 * h);
                    const Symmetric<Digits100> in_frame = pass.frame(slope);
                    for (std::size_t k = 0; k < 3; ++k)
                        CHECK(abs(rate.along[k] - in_frame[k]) <
                              Digits100("1e-48") * (abs(in_frame[0]) + abs(in_frame[2])));
                    // the answer is linear, and what it holds is symmetric: <a, solve b> = <b, solve a>
                    const BlockShift<Digits100> one{
                        Digits100("0.3"),
                        {1, along == 2 ? Digits100("0.4") : Digits100(0), along == 2 ? Digits100(2) : Digits100(0)}};
                    const BlockShift<Digits100> other{2,
                                                      {Digits100("0.7"), along == 2 ? Digits100("-0.2") : Digits100(0),
                                                       along == 2 ? Digits100("0.5") : Digits100(0)}};
                    const BlockShift<Digits100> x = network.solve(one), y = network.solve(other);
                    const BlockShift<Digits100> sum =
                        network.solve({one.across + other.across,
                                       {one.along[0] + other.along[0], one.along[1] + other.along[1],
                                        one.along[2] + other.along[2]}});
                    CHECK(close(sum.across, x.across + y.across, "1e-80"));
                    CHECK(abs(sum.along[1] - x.along[1] - y.along[1]) < Digits100("1e-80"));
                    CHECK(close(other.across * x.across + inner(other.along, x.along),
                                one.across * y.across + inner(one.along, y.along), "1e-70"));
                }
    }

    TEST_CASE("[identity] frames: R^T R = M, there and back, products of matrices as they are") {
        const Symmetric<double> m{2, 0.7, 1.5}, a{0.3, -0.2, 0.9}, one{2, 0, 0};
        const Frame<double> frame(m, 2);
        const auto near = [](const Symmetric<double>& x, const Symmetric<double>& y) {
            for (std::size_t i = 0; i < 3; ++i) CHECK(std::abs(x[i] - y[i]) < 1e-14);
        };
        near(frame(m), {1, 0, 1});
        near(frame.back({1, 0, 1}), m);
        near(frame.back(frame(a)), a);
        near(frame(frame.back(a)), a);
        CHECK(frame.loss == nearly(1.5 / (1.5 - 0.7 * 0.7 / 2), 1e-14));
        // |t|^2 = v^T M^{-1} v
        const auto t = frame(std::array<double, 2>{0.4, -1.1});
        CHECK(t[0] * t[0] + t[1] * t[1] == nearly((0.16 * 1.5 + 2 * 0.44 * 0.7 + 1.21 * 2) / (3 - 0.49), 1e-14));
        const Frame<double> single(one, 1);
        CHECK(single(std::array<double, 2>{0.4, 0.0})[0] == nearly(0.4 / std::sqrt(2.0), 1e-15));
        near(single.back(single(Symmetric<double>{0.3, 0, 0})), {0.3, 0, 0});
        CHECK(trace(a) == nearly(1.2));
        CHECK(inner(m, a) == nearly(2 * 0.3 - 2 * 0.7 * 0.2 + 1.5 * 0.9));
        CHECK(BlockShift<double>{-2, {0.5, 1, 0.75}}.size() == 2);
        CHECK(BlockShift<double>{0.1, {0.5, -1, 0.75}}.size() == 1.75);
        CHECK(BlockShift<double>{0.1, {-0.9, 0.5, 0.75}}.size() == 1.4);
    }

    TEST_CASE(
        "[limit] ridge 0: a pole where samples are as many as features or modes, a share unused above, none below; "
        "what infinity does") {
        std::mt19937_64 random(5);
        for (const int along : {1, 2})
            for (const bool tail : {false, true}) {
                const Blocks<Digits100> exact = random_blocks(random, along, tail);
                Blocks<> b;
                b.across = 9, b.along = along, b.tail_across = double(exact.tail_across);
                for (const auto& l : exact.levels)
                    b.levels.push_back(
                        {double(l.multiplicity), double(l.across), {double(l.along[0]), double(l.along[1])}});
                for (std::size_t k = 0; k < 3; ++k) b.tail_along[k] = double(exact.tail_along[k]);
                double modes = 0;
                for (const auto& l : b.levels) modes += l.multiplicity;
                CAPTURE(along);
                CAPTURE(tail);
                CAPTURE(modes);
                for (const double neurons : {1.0, 7.0, 1e6}) {
                    const double features = neurons * b.size(), rank = tail ? features : std::min(features, modes);
                    const BlockEquations<double> equations(b, neurons);
                    CAPTURE(neurons);
                    const BlockEquivalent<double> at = equations.solve(rank, 0);
                    CHECK(at.pole);
                    CHECK(at.unused == 0);
                    CHECK(at.effective_ridge == 0);
                    CHECK(at.degrees == rank);
                    const BlockEquivalent<double> above = equations.solve(rank + 1, 0);
                    CHECK_FALSE(above.pole);
                    CHECK(above.effective_ridge == 0);
                    CHECK(above.unused == nearly(1 / (rank + 1), 1e-9));
                    CHECK(above.degrees == nearly(rank, 1e-12));
                    const BlockEquivalent<double> below = equations.solve(rank - 1, 0);
                    CHECK_FALSE(below.pole);
                    CHECK(below.effective_ridge > 0);
                    CHECK(below.unused == 0);
                    CHECK(below.degrees == rank - 1);
                    CHECK(equations.solve(infinite<>, 0).degrees == nearly(rank, 1e-9));
                }
                const BlockEquations<double> equations(b, 7);
                const BlockEquivalent<double> nothing = equations.solve(30, infinite<>);
                CHECK(nothing.all_ridge);
                CHECK(nothing.degrees == 0);
                const BlockEquivalent<double> all = equations.solve(infinite<>, 0.01);
                CHECK(all.effective_ridge == 0.01);
                CHECK(all.unused == 1);
                CHECK(all.degrees == nearly(equations.solve(1e14, 0.01).degrees, 1e-10));
                double trace = b.tail_across + b.tail_along[0] + b.tail_along[2];
                for (const auto& l : b.levels)
                    trace += l.multiplicity * (l.across + l.along[0] * l.along[0] + l.along[1] * l.along[1]);
                CHECK(equations.trace() == nearly(trace, 1e-14));
            }
        Blocks<> empty;
        empty.across = 3;
        empty.levels = {{1, 0, {0, 0}}};
        const BlockEquivalent<double> none = BlockEquations<double>(empty, 5).solve(10, 0.2);
        CHECK(none.effective_ridge == 0.2);
        CHECK(none.unused == 1);
        CHECK(none.degrees == 0);
    }
}
