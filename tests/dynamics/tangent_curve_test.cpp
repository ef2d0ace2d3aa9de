// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/dynamics/tangent_curve.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "../nearly.hpp"
#include "lazyrisk/problem/neural_tangent.hpp"
#include "lazyrisk/risk/resolved_blocks.hpp"
#include "lazyrisk/simulate/sphere.hpp"
#include "lazyrisk/simulate/tangent_features.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/train/path.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

const Target<> target{{{0, 0.1}, {1, 0.5}, {2, 0.4}, {3, 0.1}}, 0};

Spectrum<> tangent(const char* activation, TrainedLayers layers, double d = 16) {
    return diagonalize(NeuralTangent{activation_named(activation), d, layers}, 40);
}

const std::vector<std::pair<const char*, TrainedLayers>> models{{"relu", TrainedLayers::first},
                                                                {"tanh", TrainedLayers::first},
                                                                {"relu", TrainedLayers::all},
                                                                {"gelu", TrainedLayers::all}};

}  // namespace

TEST_SUITE("dynamics/tangent-curve") {
    TEST_CASE(
        "[identity] what two nodes have in common are divided differences of the one-point solutions, at complex "
        "ridges too") {
        for (const auto& model : models) {
            const Spectrum<> s = tangent(model.first, model.second);
            const ComplexBlocks blocks(*s.blocks, 12, 150);
            const double top = s.levels[1].eigenvalue;
            const BlockNode real = blocks.at(top / 30), a = blocks.follow(real, {-top / 40, top / 50}),
                            b = blocks.follow(a, {-top / 9, top / 5});
            for (const BlockNode& other : {b, b.mirrored(), real}) {
                const BlockPair p = blocks.pair(a, other);
                const Complex step = a.nu - other.nu;
                CHECK(std::abs(p.count + (a.count - other.count) / step) < 1e-9 * std::abs(p.count));
                CHECK(std::abs(p.shift[0] - (a.across - other.across) / step) < 1e-9 * std::abs(p.shift[0]));
                CHECK(std::abs(p.shift[1] - (a.along[0] - other.along[0]) / step) < 1e-9 * std::abs(p.shift[1]));
                for (std::size_t k = 0; k < 5; ++k)
                    CHECK(std::abs(blocks.difference(k, a, other, p) - (a.left[k] - other.left[k]) / step) <
                          1e-9 / std::abs(step));
            }
            // at the node itself (10.8): nu = lambda/n + nu D/n
            CHECK(std::abs(a.nu - a.ridge - a.nu * a.count / 150.0) < 1e-12 * std::abs(a.nu));
        }
    }

    TEST_CASE("[limit] time 0 is the full energy, infinite time the ridge fit of section 10, with and without decay") {
        for (const auto& model : models) {
            const Spectrum<> s = tangent(model.first, model.second);
            for (const double width : {5.0, 30.0})  // N d below and above n
                for (const double decay : {0.0, 1e-4}) {
                    CAPTURE(model.first);
                    CAPTURE(width);
                    CAPTURE(decay);
                    const Operation<> op{{150, width}, decay, 0.3, 1};
                    const TangentCurve curve(s, target, op);
                    const Risk<> ridge = block_answer(s, target, op).risk;
                    const TimeRisk begin = curve.at({0, 0}), end = curve.at({}), late = curve.at({1e10, 0}),
                                   early = curve.at({1e-9, 0});
                    CHECK(begin.test_error == nearly(1.4, 1e-14));
                    CHECK(end.test_error == ridge.test_error);
                    for (const auto& [got, expected] : {std::pair{late.bias, ridge.bias},
                                                        {late.variance, ridge.variance},
                                                        {late.train_error, ridge.train_error},
                                                        {late.weight_norm, ridge.weight_norm},
                                                        {late.degrees_of_freedom, ridge.degrees_of_freedom},
                                                        {late.degrees_of_freedom_2, ridge.degrees_of_freedom_2}})
                        CHECK(std::abs(got - expected) <= 1e-8 * std::max(1.0, expected));
                    CHECK(std::abs(late.test_error - ridge.test_error) <= late.error_bound);
                    CHECK(std::abs(early.test_error - begin.test_error) < 1e-7);
                    CHECK(early.error_bound < 1e-8);
                }
        }
    }

    TEST_CASE("[limit] many neurons are the kernel's flow and descent, and its largest eigenvalue") {
        for (const auto& model : models) {
            const Spectrum<> s = tangent(model.first, model.second);
            const Degrees<> degrees(s);
            const TangentCurve wide(s, target, {{150, 1e9}, 1e-5, 0.3, 1});
            const LearningCurve kernel(degrees, target, s, {{150, infinite<>}, 1e-5, 0.3, 1});
            CHECK(wide.steepest() == nearly(kernel.steepest(), 1e-6, 1e-6 * 0));
            for (const Training t :
                 {Training{1, 0}, Training{100, 0}, Training{1e4, 0}, Training::descent(1 / kernel.steepest(), 7),
                  Training::descent(1.7 / kernel.steepest(), 300)}) {
                const TimeRisk a = wide.at(t), b = kernel.at(t);
                CHECK(a.test_error == nearly(b.test_error, 1e-6));
                CHECK(a.train_error == nearly(b.train_error, 1e-6));
                CHECK(a.weight_norm == nearly(b.weight_norm, 1e-6));
                CHECK(a.oracle_error == b.oracle_error);
            }
        }
    }

    TEST_CASE(
        "[agreement] at the largest eigenvalue the density of the complex solution begins; drawn matrices end just "
        "below") {
        for (const auto& model : models)
            for (const double width : {5.0, 20.0, 200.0}) {
                const Spectrum<> s = tangent(model.first, model.second);
                const ComplexBlocks blocks(*s.blocks, width, 150);
                const double edge = blocks.largest_eigenvalue();
                const auto density = [&](double share) {
                    const Complex above(-share * edge, 1e-3 * edge), close(-share * edge, 1e-9 * edge);
                    return -(edge / blocks.follow(blocks.follow(blocks.at(edge), above), close).nu).imag();
                };
                CAPTURE(model.first);
                CAPTURE(width);
                CHECK(density(1.0001) < 1e-3 * density(0.9999));
                CHECK(density(0.9999) > 0);
            }
        // 40 eigenvalues of degree 1: the largest lies some percent inside the edge of their bulk
        const int d = 40, samples = 400, width = 300;
        const NeuralTangent relu_model{relu(), double(d), TrainedLayers::first};
        const Spectrum<> s = diagonalize(relu_model, 40);
        const double edge = ComplexBlocks(*s.blocks, width, samples).largest_eigenvalue();
        const Draw draw{3, 0, 0};
        Matrix k = tangent_gram(relu_model, on_sphere(d, width, 1, draw.stream(Role::features)),
                                on_sphere(d, samples, std::sqrt(double(d)), draw.stream(Role::data)));
        mirror_lower(k);
        const double share = largest_eigenvalue(k) / samples / edge;
        CAPTURE(share);
        CHECK(share > 0.92);
        CHECK(share < 1.01);
    }

    TEST_CASE(
        "[identity] training errors fall, the best time is the least of a scan, small steps are the flow, long ones "
        "are refused") {
        const Spectrum<> s = tangent("relu", TrainedLayers::first);
        const TangentCurve curve(s, target, {{150, 10}, 0, 0.5, 1});
        const double best = curve.best_time(), least = curve.at({best, 0}).test_error;
        double last = infinite<>;
        for (double t = 1; t < 1e6; t *= 1.5) {
            const TimeRisk r = curve.at({t, 0});
            CHECK(r.test_error >= least * (1 - 1e-9));
            CHECK(r.train_error <= last);
            last = r.train_error;
        }
        CHECK(curve.at(Training::descent(1e-3, 50000)).test_error ==
              nearly(curve.at({50, 0}).test_error, 1e-4, 1e-4 * 0));
        CHECK_THROWS_WITH_AS(static_cast<void>(curve.at(Training::descent(2.01 / curve.steepest(), 5))),
                             doctest::Contains("2/(largest eigenvalue"), DomainError);
        CHECK_THROWS_AS(TangentCurve(s, target, {{150, 10}, 0, 0.5, 3}), NotCovered);
    }
}
