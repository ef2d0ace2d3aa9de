// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/spectrum/radial.hpp"

#include <doctest/doctest.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "../nearly.hpp"
#include "lazyrisk/harmonics/amplitudes.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

DotProduct typed(const char* kernel, double d) { return {Expression::parse(kernel, "t", "kernel"), d}; }

constexpr LengthLaw sphere = LengthLaw::sphere, gaussian = LengthLaw::gaussian;

double total(const Target<>& target) {
    double sum = target.rest;
    for (const auto& [mode, energy] : target.energy) sum += energy;
    return sum;
}

/// Points of the plane: angles times radii, each with the square root of its probability.
struct Plane {
    std::vector<double> x, y, root;
    Plane(int angles, int radii) {
        const RadiusRule rule = radius_rule(2, radii);
        for (std::size_t i = 0; i < rule.size(); ++i)
            for (int a = 0; a < angles; ++a) {
                const double r = std::sqrt(2.0) * double(rule.node[i]), angle = 2 * std::numbers::pi * a / angles;
                x.push_back(r * std::cos(angle)), y.push_back(r * std::sin(angle));
                root.push_back(std::sqrt(double(rule.weight[i]) / angles));
            }
    }
};

/// Eigenvalues of a kernel on those points, descending.
template <class Kernel>
std::vector<double> eigenvalues(const Plane& plane, const Kernel& kernel) {
    const auto n = Eigen::Index(plane.x.size());
    Eigen::MatrixXd k(n, n);
    for (Eigen::Index i = 0; i < n; ++i)
        for (Eigen::Index j = 0; j < n; ++j)
            k(i, j) = plane.root[std::size_t(i)] * plane.root[std::size_t(j)] * kernel(std::size_t(i), std::size_t(j));
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(k, Eigen::EigenvaluesOnly);
    std::vector<double> found(solver.eigenvalues().data(), solver.eigenvalues().data() + n);
    std::reverse(found.begin(), found.end());
    return found;
}

void check_levels(const Spectrum<>& spectrum, const std::vector<double>& expected, std::size_t count) {
    std::vector<double> levels;
    for (const Level<>& level : spectrum.levels)
        levels.insert(levels.end(), std::size_t(level.multiplicity), level.eigenvalue);
    std::sort(levels.rbegin(), levels.rend());
    for (std::size_t i = 0; i < count; ++i) CHECK(levels[i] == nearly(expected[i], 1e-9));
}

}  // namespace

TEST_SUITE("spectrum/radial") {
    TEST_CASE("[closed form] Gaussian kernels on Gaussian inputs: a power for each total degree k + 2j") {
        // each coordinate: exp(-(x-y)^2/(2 l^2)) on N(0, 1) has eigenvalues sqrt(2a/A) q^m (Rasmussen & Williams 2006,
        // section 4.3.1), and their products are those of all
        for (const double d : {2.0, 5.0, 30.0})
            for (const double bandwidth : {0.7, 2.0}) {
                CAPTURE(d);
                CAPTURE(bandwidth);
                const double a = 0.25, b = 1 / (2 * bandwidth * bandwidth * d), c = std::sqrt(a * a + 2 * a * b);
                const double sum = a + b + c, q = b / sum, first = std::pow(2 * a / sum, d / 2);
                const Spectrum<> s = diagonalize(RadialKernel{{d}, DotProduct{GaussianKernel{bandwidth}, d}}, 12);
                CHECK(s.trace() == nearly(1, 1e-14));
                int radial = 0;
                for (const Level<>& level : s.levels) {
                    CHECK(level.eigenvalue ==
                          nearly(first * std::pow(q, level.mode.degree + 2 * level.mode.second), 1e-8));
                    radial += level.mode.second > 0;
                }
                CHECK(radial >= 4);
            }
        // exp(<x,y>/d): eigenvalues fall by one factor, too, q + 1/q = d
        const Spectrum<> s = diagonalize(RadialKernel{{20}, typed("exp(t)", 20)}, 6);
        const double q = 10 - std::sqrt(99.0);
        for (const Level<>& level : s.levels)
            CHECK(level.eigenvalue ==
                  nearly(s.levels[0].eigenvalue * std::pow(q, level.mode.degree + 2 * level.mode.second), 1e-8));
    }

    TEST_CASE("[identity] levels are the eigenvalues of kernels on a grid of the plane") {
        const Plane plane(32, 14);
        const auto t = [&](std::size_t i, std::size_t j) {
            return (plane.x[i] * plane.x[j] + plane.y[i] * plane.y[j]) / 2;
        };
        check_levels(diagonalize(RadialKernel{{2}, typed("(1+t)^3", 2)}, 12),
                     eigenvalues(plane, [&](std::size_t i, std::size_t j) { return std::pow(1 + t(i, j), 3); }), 10);
        // the kernel of tanh, weights on 256 directions
        const Activation s = activation_named("tanh");
        constexpr int weights = 256;
        std::vector<std::vector<double>> value(plane.x.size());
        for (std::size_t i = 0; i < value.size(); ++i)
            for (int w = 0; w < weights; ++w) {
                const double angle = 2 * std::numbers::pi * w / weights;
                value[i].push_back(s(plane.x[i] * std::cos(angle) + plane.y[i] * std::sin(angle)));
            }
        const auto of_tanh = [&](std::size_t i, std::size_t j) {
            double sum = 0;
            for (std::size_t w = 0; w < weights; ++w) sum += value[i][w] * value[j][w];
            return sum / weights;
        };
        // the rule of 14 radii is what is wrong here
        const std::vector<double> grid = eigenvalues(plane, of_tanh);
        const Spectrum<> levels = diagonalize(RadialKernel{{2}, s}, 12);
        for (const auto& [k, place] : {std::pair{1, 0}, {3, 2}, {5, 4}})
            CHECK(levels.find(Mode(k))->eigenvalue == nearly(grid[std::size_t(place)], 1e-5));
    }

    TEST_CASE("[identity] homogeneous activations: one level a degree, that of the sphere times E r^2p") {
        for (const char* name : {"relu", "abs", "relu2", "linear"}) {
            CAPTURE(name);
            const Activation s = activation_named(name);
            const double d = 12, moment = std::string(name) == "relu2" ? 1 + 2 / d : 1;
            const Spectrum<> here = diagonalize(RadialFeatures{{d}, s}, 12),
                             there = diagonalize(RandomFeatures{s, d}, 12),
                             both = diagonalize(RadialFeatures{{d, gaussian, gaussian}, s}, 12);
            REQUIRE(here.levels.size() == there.levels.size());
            for (std::size_t i = 0; i < here.levels.size(); ++i) {
                CHECK(here.levels[i].eigenvalue == nearly(moment * there.levels[i].eigenvalue, 1e-14));
                CHECK(both.levels[i].eigenvalue == nearly(moment * moment * there.levels[i].eigenvalue, 1e-14));
            }
            CHECK(here.tail == nearly(moment * there.tail, 1e-13));
        }
        const Spectrum<> tangent = diagonalize(RadialTangent{{12}, relu(), TrainedLayers::all}, 12),
                         there = diagonalize(NeuralTangent{relu(), 12, TrainedLayers::all}, 12);
        for (std::size_t i = 0; i < tangent.levels.size(); ++i)
            CHECK(tangent.levels[i].eigenvalue == nearly(there.levels[i].eigenvalue, 1e-14));
    }

    TEST_CASE("[identity] on the spheres these are the models of the sphere; traces are those of normal numbers") {
        const Activation s = activation_named("tanh");
        const Spectrum<> features = diagonalize(RadialFeatures{{9, sphere, sphere}, s}, 12),
                         there = diagonalize(RandomFeatures{s, 9}, 12),
                         tangent = diagonalize(RadialTangent{{9, sphere, sphere}, s, TrainedLayers::all}, 12),
                         tangent_there = diagonalize(NeuralTangent{s, 9, TrainedLayers::all}, 12);
        for (std::size_t k = 0; k <= 12; ++k) {
            CHECK(features.find(Mode(int(k)))->eigenvalue == nearly(there.levels[k].eigenvalue, 1e-14));
            CHECK(tangent.find(Mode(int(k)))->eigenvalue == nearly(tangent_there.levels[k].eigenvalue, 1e-13));
        }
        const double d = 9;
        const Spectrum<> here = diagonalize(RadialFeatures{{d}, s}, 12);
        const Amplitudes a = decompose(s, infinite<>, 40);
        long double square = a.tail;
        for (const long double g : a.value) square += g * g;
        CHECK(here.trace() == nearly(double(square), 1e-14));
        CHECK(diagonalize(RadialFeatures{{d, sphere, gaussian}, s}, 12).trace() == nearly(double(square), 1e-14));
        CHECK(diagonalize(RadialKernel{{20}, typed("t", 20)}, 12).find(Mode(1))->eigenvalue == nearly(0.05, 1e-14));
        CHECK(diagonalize(RadialKernel{{20}, typed("t", 20)}, 12).tail == 0);
    }

    TEST_CASE("[identity] energies of total degrees add up; a degree that the activation lacks is never learned") {
        const RadialFeatures model{{10}, activation_named("tanh(x)+0.3*cos(x)")};
        for (const int m : {0, 1, 2, 5}) CHECK(total(in_modes(model, {{{m, 0.75}}, 0.125})) == nearly(0.875, 1e-14));
        const Target<> two = in_modes(RadialKernel{{10}, DotProduct{GaussianKernel{1}, 10}}, {{{2, 1.0}}, 0});
        double constant = 0;
        for (const auto& [mode, energy] : two.energy) constant += mode.degree == 0 ? energy : 0;
        CHECK(constant == nearly(1.0 / 55, 1e-8));  // one of the 55 polynomials is a function of the length alone
        // x^3 - 3x of <w,x> is a polynomial of total degree 3: nothing of degree 1 is learned, whatever the eigenvalue
        const RadialFeatures he3{{10}, activation_named("he3")};
        CHECK(diagonalize(he3, 12).find(Mode(1))->eigenvalue > 1e-3);
        CHECK(in_modes(he3, {{{1, 1.0}}, 0}).rest == nearly(1, 1e-14));
        CHECK(in_modes(he3, {{{3, 1.0}}, 0}).rest == nearly(0, 0, 1e-14));
        // a neuron of the same activation is one radial function a degree, all of it learned
        const RadialModes modes(RadialFeatures{{10}, activation_named("gelu")}, 60);
        const Target<> neuron = modes.of(modes.functions(activation_named("gelu")));
        CHECK(neuron.rest < 1e-15);
        const Spectrum<> s = diagonalize(RadialFeatures{{10}, activation_named("gelu")}, 12);
        for (const auto& [mode, energy] : neuron.energy)
            if (mode.degree <= 12) CHECK(energy == nearly(s.find(mode)->mass, 1e-13));
    }

    TEST_CASE("[limit] at a large dimension lengths are those of the sphere; without one they are") {
        const double d = 1e5;
        for (const char* name : {"tanh", "gelu"}) {
            const Activation s = activation_named(name);
            const Spectrum<> here = diagonalize(RadialFeatures{{d, gaussian, gaussian}, s}, 6),
                             there = diagonalize(RandomFeatures{s, d}, 6);
            for (const Level<>& level : there.levels)
                CHECK(here.find(level.mode)->mass == nearly(level.mass, 2e-4, 1e-7));
        }
        RadialFeatures far{{}, relu()};
        CHECK(diagonalize(far, 12).levels.back().eigenvalue ==
              diagonalize(RandomFeatures{relu()}, 12).levels.back().eigenvalue);
        // he3 has no degree 1 in the limit: never learned on Gaussian inputs, though on the sphere from d^3 on
        const RadialFeatures he3{{Dimension::limit(3.5)}, activation_named("he3")};
        CHECK(diagonalize(he3, 12).find(Mode(1))->eigenvalue == 0);
    }

    TEST_CASE("[error] kernels that are none on Gaussian inputs") {
        CHECK_THROWS_AS(diagonalize(RadialKernel{{10}, typed("cos(t)", 10)}, 12), DomainError);
        CHECK_THROWS_AS(diagonalize(RadialKernel{{10}, typed("1/(2-t)", 10)}, 12), DomainError);
        CHECK_THROWS_AS(diagonalize(RadialKernel{{10}, typed("exp(t^2)", 10)}, 12), DomainError);
        CHECK_THROWS_AS(diagonalize(RadialKernel{{10}, DotProduct{MaternKernel{}, 10}}, 12), NotCovered);
        CHECK_THROWS_AS(diagonalize(RadialKernel{{10, gaussian, gaussian}, typed("t", 10)}, 12), DomainError);
        CHECK_THROWS_AS(diagonalize(RadialFeatures{{10}, activation_named("exp(x^2/3)")}, 12), DomainError);
        CHECK_THROWS_AS(in_modes(RadialFeatures{{10}, relu()}, {{{Mode(1, 1), 1.0}}, 0}), DomainError);
    }
}
