// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/dual_kernel.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <numbers>
#include <string>

#include "../nearly.hpp"
#include "lazyrisk/harmonics/amplitudes.hpp"
#include "lazyrisk/simulate/dual_integral.hpp"
#include "lazyrisk/simulate/sphere.hpp"
#include "lazyrisk/statistics/estimate.hpp"

using namespace lazyrisk;
using std::numbers::pi;

namespace {

struct ClosedForm {
    const char* activation;
    std::function<double(double t, double angle, double d)> kernel;
};

// Arc-cosine kernels of Cho and Saul, Advances in Neural Information Processing Systems 22 (2009), equations (3)-(6);
// a homogeneous activation of degree p sees sphere and Gaussian weights alike up to their E|w|^{2p}, hence d/(d+2) ...
// abs = relu(x) + relu(-x), sign = 2 step - 1; t^2 and t^4 from the moments of the sphere.
const ClosedForm closed_forms[] = {
    {"step", [](double, double a, double) { return (pi - a) / (2 * pi); }},
    {"sign", [](double, double a, double) { return 1 - 2 * a / pi; }},
    {"relu", [](double t, double a, double) { return (std::sin(a) + (pi - a) * t) / (2 * pi); }},
    {"abs", [](double t, double a, double) { return (2 * std::sin(a) + (pi - 2 * a) * t) / pi; }},
    {"relu2", [](double t, double a,
                 double d) { return d / (d + 2) * (3 * std::sin(a) * t + (pi - a) * (1 + 2 * t * t)) / (2 * pi); }},
    {"relu3",
     [](double t, double a, double d) {
         return d / (d + 2) * d / (d + 4) * (std::sin(a) * (4 + 11 * t * t) + (pi - a) * (9 * t + 6 * t * t * t)) /
                (2 * pi);
     }},
    {"linear", [](double t, double, double) { return t; }},
    {"square", [](double t, double, double d) { return d / (d + 2) * (1 + 2 * t * t); }},
};

}  // namespace

TEST_SUITE("simulate/dual_kernel") {
    TEST_CASE(
        "[agreement] kinks and jumps anywhere: the series in Gegenbauer polynomials, and the table against the "
        "integral") {
        for (const char* name : {"max(x,0.5)", "min(max(x,-1),1)", "max(x,0.3)+sign(x-1)"})
            for (const int d : {2, 3, 5, 10, 100}) {
                const Activation s = activation_named(name);
                const Amplitudes g = decompose(s, d, 1500);
                const DualKernel table(s, d);
                const DualIntegral integral(s, d, 60);
                long double trace = g.tail;
                for (const long double a : g.value) trace += a * a;
                CAPTURE(name);
                CAPTURE(d);
                CHECK(std::abs(table.diagonal() - double(trace)) <= 1e-12 * double(trace) + double(g.tail_error));
                for (const double angle : {0.01, 0.5, 1.1, 2.0, 3.0}) {
                    CAPTURE(angle);
                    CHECK(std::abs(table(std::cos(angle)) - integral(angle)) <= 2e-12 * table.diagonal());
                    // P_k/P_k(1) by its recurrence; |P_k| <= 1 bounds what is left out
                    long double before = 0, now = 1, sum = 0;
                    const long double t = std::cos((long double)angle);
                    for (std::size_t k = 0; k < g.value.size(); ++k) {
                        sum += g.value[k] * g.value[k] * now;
                        const long double n = (long double)k, above = n + d - 2;
                        const long double next = k == 0 ? t : ((2 * n + d - 2) * t * now - n * before) / above;
                        before = now;
                        now = next;
                    }
                    CHECK(std::abs(integral(angle) - double(sum)) <= 1e-12 * double(trace) + double(g.tail));
                }
            }
    }

    TEST_CASE("[reference] closed forms at every dimension") {
        for (const auto& [activation, expected] : closed_forms)
            for (const int d : {2, 3, 5, 30, 1000, 100000}) {
                const DualKernel kernel(activation_named(activation), d);
                const std::string name = activation;
                CAPTURE(name);
                CAPTURE(d);
                double worst = std::abs(kernel.diagonal() - expected(1, 0, d));
                for (int i = 0; i <= 2000; ++i) {
                    const double t = i / 1000.0 - 1;
                    worst = std::max(worst, std::abs(kernel(t) - expected(t, std::acos(t), d)));
                }
                CHECK(worst < 1e-13 * kernel.diagonal());
            }
    }

    TEST_CASE("[agreement] the table is the integral, for every activation") {
        for (const NamedActivation& named : activation_names())
            for (const int d : {2, 3, 30, 1000}) {
                const Activation s = activation_named(named.name);
                const DualKernel kernel(s, d);
                const DualIntegral integral(s, d, 60);
                CAPTURE(named.name);
                CAPTURE(d);
                double worst = std::abs(kernel.diagonal() - integral(0));
                for (const double angle : {0.02, 0.5, 1.0, 1.57, 1.58, 2.2, 3.1})
                    worst = std::max(worst, std::abs(kernel(std::cos(angle)) - integral(angle)));
                CHECK(worst < 1e-12 * kernel.diagonal());
            }
    }

    TEST_CASE("[simulation] the mean over neurons, for activations without a closed form") {
        const int neurons = 200000;
        for (const char* name : {"tanh", "gelu", "he3"})
            for (const int d : {2, 3, 20}) {
                const Activation s = activation_named(name);
                const DualKernel kernel(s, d);
                const Matrix w = on_sphere(d, neurons, 1, Stream(1, 1, 1, Role::features));
                const double angle = 0.9, root = std::sqrt(double(d));
                Accumulator mean;
                for (int j = 0; j < neurons; ++j)
                    mean.add(s(root * w(0, j)) * s(root * (std::cos(angle) * w(0, j) + std::sin(angle) * w(1, j))));
                CAPTURE(name);
                CAPTURE(d);
                const Estimate seen = mean.estimate();
                CHECK(std::abs(seen.mean - kernel(std::cos(angle))) < 4 * seen.standard_error);
            }
    }

    TEST_CASE("[identity] an odd activation has an odd kernel, an even one an even kernel") {
        const DualKernel odd(activation_named("erf"), 12), even(activation_named("cos"), 12);
        for (const double t : {0.0, 0.1, 0.4, 0.77, 0.999, 1.0}) {
            CHECK(std::abs(odd(t) + odd(-t)) < 1e-14);
            CHECK(std::abs(even(t) - even(-t)) < 1e-14);
        }
    }

    TEST_CASE("[identity] mirrored activations have one kernel, and lose their analyticity at the same angles") {
        // where both coordinates are at kinks c, c' on the outermost circle: (c^2 + c'^2 - 2 c c' cos(angle)) /
        // sin(angle)^2 = d
        struct Mirrored {
            const char *left, *right;
            std::vector<double> kinks;
        };
        for (const Mirrored& m : {Mirrored{"max(x+1,0)", "max(1-x,0)", {-1}},
                                  {"sign(x+1.2)+max(x-0.7,0)", "sign(1.2-x)+max(-x-0.7,0)", {-1.2, 0.7}}})
            for (const int d : {2, 6}) {
                const DualIntegral left(activation_named(m.left), d, 60), right(activation_named(m.right), d, 60);
                const std::vector<double> angles = left.singular_angles(), mirrored = right.singular_angles();
                const std::string name = m.left;
                CAPTURE(name);
                CAPTURE(d);
                REQUIRE(angles.size() == mirrored.size());
                CHECK_FALSE(angles.empty());
                for (std::size_t i = 0; i < angles.size(); ++i) {
                    CHECK(angles[i] == nearly(mirrored[i], 1e-12));
                    CHECK(angles[i] > (i == 0 ? 0 : angles[i - 1]));
                    CHECK(angles[i] < pi);
                    double nearest = infinite<>;
                    for (const double c : m.kinks)
                        for (const double e : m.kinks)
                            nearest = std::min(nearest, std::abs((c * c + e * e - 2 * c * e * std::cos(angles[i])) /
                                                                     std::pow(std::sin(angles[i]), 2) -
                                                                 d));
                    CHECK(nearest < 1e-9 * d);
                }
                const DualKernel one(activation_named(m.left), d), other(activation_named(m.right), d);
                for (const double angle : {0.0, 0.2, 0.9, 1.4, 1.9, 2.6, 3.1}) {
                    CHECK(std::abs(one(std::cos(angle)) - other(std::cos(angle))) < 2e-12 * one.diagonal());
                    CHECK(std::abs(one(std::cos(angle)) - right(angle)) < 2e-12 * one.diagonal());
                }
            }
    }

    TEST_CASE("[limit] arguments beyond +-1 by rounding are the ends") {
        const DualKernel kernel(relu(), 10);
        CHECK(kernel(1 + 1e-15) == kernel(1));
        CHECK(kernel(1) == nearly(kernel.diagonal(), 1e-14));
        CHECK(std::abs(kernel(-1 - 1e-15)) < 1e-15);
    }
}

TEST_SUITE("simulate/unit_rule") {
    TEST_CASE("[identity] n nodes integrate powers up to 2n-1 exactly") {
        for (const int order : {1, 2, 5, 16, 121}) {
            const UnitRule rule(order);
            for (const int power : {0, 1, order, 2 * order - 1}) {
                double sum = 0;
                for (std::size_t i = 0; i < rule.node.size(); ++i)
                    sum += rule.weight[i] * std::pow(rule.node[i], power);
                CHECK(sum * (power + 1) == nearly(1, 1e-13));
            }
        }
    }
}
