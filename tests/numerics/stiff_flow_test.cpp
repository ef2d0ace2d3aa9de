// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/numerics/stiff_flow.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "lazyrisk/words/error.hpp"
#include "nearly.hpp"

using namespace lazyrisk;

namespace {

using Vector = std::vector<double>;

/// dy/dt = -rate y, all rates at once.
Velocity decay(Vector rates, int* calls = nullptr) {
    return [=](std::span<const double> y, std::span<double> dy) {
        if (calls) ++*calls;
        for (std::size_t i = 0; i < y.size(); ++i) dy[i] = -rates[i] * y[i];
    };
}

}  // namespace

TEST_SUITE("numerics/stiff_flow") {
    TEST_CASE(
        "[identity] with the stages that a step asks for no mode grows, fast ones shrink, and slow ones are right to "
        "second order") {
        for (const double radius : {1.0, 30.0, 1e3, 1e5}) {
            Vector rates;
            for (int i = 0; i <= 1000; ++i) rates.push_back(radius * i / 1000.0);
            const int stages = stages_for(1, radius);
            CHECK(0.65 * stages * stages > radius);
            ChebyshevStepper stepper(decay(rates), Vector(rates.size(), 1.0));
            stepper.attempt(1, stages);
            for (std::size_t i = 0; i < rates.size(); ++i) {
                CHECK(std::abs(stepper.attempted()[i]) <= 1 + 1e-12);
                if (rates[i] > 5) CHECK(std::abs(stepper.attempted()[i]) < 0.97);
            }
        }
        // 1 - x + x^2/2 - x^3/15 or less: halving the step divides what is off by 8
        for (const int stages : {2, 5, 20}) {
            const auto off = [&](double h) {
                ChebyshevStepper stepper(decay({1.0}), {1.0});
                stepper.attempt(h, stages);
                return stepper.attempted()[0] - std::exp(-h);
            };
            CHECK(off(0.02) / off(0.01) == nearly(8, 0.02));
            CHECK(std::abs(off(0.02)) < 0.02 * 0.02 * 0.02 / 5);
        }
    }

    TEST_CASE(
        "[identity] a step is stable up to (w0+1) T''/T', a little more than 0.65 (stages^2 - 1), and no further") {
        for (const int stages : {2, 3, 4, 5, 10, 40}) {
            // T_s(cosh a) = cosh(s a)
            const double s = stages, w0 = 1 + 2.0 / 13 / (s * s), a = std::acosh(w0), sine = std::sinh(a);
            const double slope = s * std::sinh(s * a) / sine,
                         bend = (s * s * std::cosh(s * a) - slope * w0) / (sine * sine);
            const double limit = (w0 + 1) * bend / slope;
            CHECK(limit > 0.65 * (s * s - 1));
            CHECK(limit < 0.66 * (s * s - 1));
            CHECK(stages_for(1, 0.649 * (s * s - 1)) <= stages);
            const auto grown = [&](double rate) {
                ChebyshevStepper stepper(decay({rate}), {1.0});
                stepper.attempt(1, stages);
                return std::abs(stepper.attempted()[0]);
            };
            for (int i = 1; i <= 1000; ++i) CHECK(grown(limit * i / 1000) <= 1 + 1e-9);
            CHECK(grown(1.2 * limit) > 1);
        }
        for (double x = 0.1; x < 1e6; x *= 1.07) CHECK(x < 0.65 * (stages_for(1, x) * double(stages_for(1, x)) - 1));
    }

    TEST_CASE("[limit] a flow that is at rest where it begins stays there, whatever the numbers") {
        const Vector start{0.1, 1.0 / 3, -1e5 / 7, 1e-9 / 3};
        AdaptiveFlow flow(decay(Vector(4, 0.0)), start, 1e-6);
        flow.advance(100);
        CHECK(flow.time() == 100);
        for (std::size_t i = 0; i < start.size(); ++i) CHECK(flow.y()[i] == nearly(start[i], 1e-13));
    }

    TEST_CASE(
        "[agreement] a flow whose rates span eight decades ends within its tolerance, and costs a small part of what "
        "fixed stages would") {
        Vector rates;
        for (int i = 0; i <= 32; ++i) rates.push_back(std::pow(10.0, -4 + i / 4.0));
        for (const double tolerance : {1e-3, 1e-5, 1e-7}) {
            int calls = 0;
            AdaptiveFlow flow(decay(rates, &calls), Vector(rates.size(), 1.0), tolerance);
            for (const double time : {0.01, 1.0, 100.0}) {
                flow.advance(time);
                CHECK(flow.time() == time);
                double off = 0;
                for (std::size_t i = 0; i < rates.size(); ++i)
                    off = std::max(off, std::abs(flow.y()[i] - std::exp(-rates[i] * time)));
                CAPTURE(tolerance);
                CAPTURE(time);
                CHECK(off < 0.5 * std::pow(tolerance, 2.0 / 3));  // of second order
            }
            MESSAGE("tolerance " << tolerance << ": " << flow.steps() << " steps, " << calls << " velocities");
            CHECK(calls < 40000);  // a method of four stages: 4 (1e4 100)/2.8, a million and more
        }
    }

    TEST_CASE(
        "[identity] growth is followed as well, the radius is that of the derivative, and what does not move stays") {
        AdaptiveFlow logistic([](std::span<const double> y, std::span<double> dy) { dy[0] = y[0] * (1 - y[0]); },
                              {0.01}, 1e-8);
        for (const double time : {1.0, 4.0, 9.0}) {
            logistic.advance(time);
            CHECK(logistic.y()[0] == nearly(1 / (1 + 99 * std::exp(-time)), 1e-5));
        }
        ChebyshevStepper stepper(decay({1.0, 40.0, 39.0}), {1.0, 1.0, 1.0});
        CHECK(stepper.radius() == nearly(40, 0.03));
        AdaptiveFlow still(decay({0.0, 0.0}), {1.0, 2.0}, 1e-6);
        still.advance(1e6);
        CHECK(still.y() == Vector{1, 2});
        CHECK_THROWS_AS(AdaptiveFlow(decay({1.0}), {1.0}, 0), DomainError);
        // 1/(1 - t) has no value at 2
        AdaptiveFlow bursting([](std::span<const double> y, std::span<double> dy) { dy[0] = y[0] * y[0]; }, {1.0},
                              1e-6);
        CHECK_THROWS_AS(bursting.advance(2), NotConverged);
    }
}
