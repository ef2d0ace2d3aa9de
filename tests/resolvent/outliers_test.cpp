// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/resolvent/outliers.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "capture_bound.hpp"
#include "lazyrisk/activation/expression.hpp"
#include "lazyrisk/dynamics/learning_curve.hpp"
#include "lazyrisk/dynamics/tangent_curve.hpp"
#include "lazyrisk/linear/decomposition.hpp"
#include "lazyrisk/resolvent/density.hpp"
#include "lazyrisk/simulate/drawn_eigenvalues.hpp"
#include "lazyrisk/simulate/random.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/statistics/estimate.hpp"
#include "nearly.hpp"

using namespace lazyrisk;

namespace {

Spectrum<> levels(const std::vector<std::pair<double, double>>& eigenvalue_and_multiplicity, double tail = 0) {
    Spectrum<> s;
    for (const auto& [v, b] : eigenvalue_and_multiplicity) s.levels.push_back({int(s.levels.size()), v, b, v * b, 0});
    s.tail = tail;
    return s;
}

double eigenvalues_in(const Arrangement& a) {
    double all = a.bulks.zero;
    for (const Bulk& b : a.bulks.bulks) all += b.count;
    for (const Outlier& o : a.outliers) all += o.count;
    return all;
}

}  // namespace

TEST_SUITE("resolvent/outliers") {
    TEST_CASE("[identity] the constant above one level: place, deviation and threshold in closed form") {
        const double s = 0.01, b = 60, n = 150, critical = s * (1 + std::sqrt(b / n));
        for (const double top : {0.5, 0.03, 1.001 * critical}) {
            CAPTURE(top);
            const Spectrum<> spectrum = levels({{top, 1}, {s, b}});
            const Arrangement a = arrangement(spectrum, {n, infinite<>});
            REQUIRE(a.outliers.size() == 1);
            const double p = b * s * s / (s - top) / (s - top) / n;
            CHECK(a.outliers[0].place == nearly(top * (1 + b / n * s / (top - s)), 1e-13));
            CHECK(a.outliers[0].deviation == nearly(top * std::sqrt(2 / n * p * (1 - p)), 1e-12));
            CHECK(a.outliers[0].count == 1);
            REQUIRE(a.bulks.bulks.size() == 1);
            CHECK(a.bulks.bulks[0].count == b);
            CHECK(eigenvalues_in(a) == nearly(n, 1e-14));
            CHECK(steepest_eigenvalue(spectrum, {n, infinite<>}) == nearly(a.outliers[0].place, 1e-14));
            // a Gaussian mode has the same place, and its own variance
            const Arrangement g = arrangement(spectrum, {n, infinite<>}, Functions::gaussian);
            if (top > 0.1) {
                REQUIRE(g.outliers.size() == 1);
                CHECK(g.outliers[0].place == a.outliers[0].place);
                CHECK(g.outliers[0].deviation == nearly(top * std::sqrt(2 / n * (1 - p)), 1e-12));
            }
        }
        // absorbed: the bulk is that of the others, and has its eigenvalue
        const Spectrum<> below = levels({{0.999 * critical, 1}, {s, b}});
        const Arrangement a = arrangement(below, {n, infinite<>});
        CHECK(a.outliers.empty());
        REQUIRE(a.bulks.bulks.size() == 1);
        const double edge = s * (1 + std::sqrt(b / n)) * (1 + std::sqrt(b / n));
        CHECK(a.bulks.bulks[0].right == nearly(edge, 1e-12));
        CHECK(a.bulks.bulks[0].count == b + 1);
        CHECK(steepest_eigenvalue(below, {n, infinite<>}) == nearly(edge, 1e-12));
        CHECK(steepest_eigenvalue(levels({{1.001 * critical, 1}, {s, b}}), {n, infinite<>}) == nearly(edge, 1e-3));
    }

    TEST_CASE(
        "[identity] the constant alone, with a tail, between two bulks, of features with samples and features "
        "exchanged") {
        const Arrangement alone = arrangement(levels({{0.3, 1}}), {20, infinite<>});
        REQUIRE(alone.outliers.size() == 1);
        CHECK(alone.outliers[0].place == 0.3);
        CHECK(alone.outliers[0].deviation == 0);
        CHECK(alone.bulks.bulks.empty());
        CHECK(alone.bulks.zero == 19);
        // an infinitely wide tail adds tail/n to every eigenvalue
        const Arrangement shifted = arrangement(levels({{0.3, 1}}, 2), {20, infinite<>});
        REQUIRE(shifted.outliers.size() == 1);
        CHECK(shifted.outliers[0].place == nearly(0.4, 1e-14));
        CHECK(shifted.outliers[0].deviation == 0);
        REQUIRE(shifted.bulks.bulks.size() == 1);
        CHECK(shifted.bulks.bulks[0].count == 19);
        const Arrangement between = arrangement(levels({{0.1, 1}, {1, 30}, {1e-3, 300}}), {500, infinite<>});
        REQUIRE(between.outliers.size() == 1);
        REQUIRE(between.bulks.bulks.size() == 2);
        const double t = 30 * 1 / (1 - 0.1) + 300 * 1e-3 / (1e-3 - 0.1);
        CHECK(between.outliers[0].place == nearly(0.1 * (1 - t / 500), 1e-13));
        CHECK(between.outliers[0].place > between.bulks.bulks[0].right);
        CHECK(between.outliers[0].place < between.bulks.bulks[1].left);
        const Spectrum<> relu_features = diagonalize(RandomFeatures{relu(), 30}, 12);
        const Arrangement a = arrangement(relu_features, {100, 300}), b = arrangement(relu_features, {300, 100});
        REQUIRE(a.outliers.size() == 1);
        REQUIRE(b.outliers.size() == 1);
        CHECK(a.outliers[0].place == nearly(b.outliers[0].place, 1e-14));
        CHECK(a.outliers[0].deviation == nearly(b.outliers[0].deviation, 1e-12));
        // many neurons: the kernel
        const Arrangement wide = arrangement(relu_features, {100, 1e9}),
                          kernel = arrangement(relu_features, {100, infinite<>});
        CHECK(wide.outliers[0].place == nearly(kernel.outliers[0].place, 1e-7));
        CHECK(wide.outliers[0].deviation == nearly(kernel.outliers[0].deviation, 1e-5));
        // infinitely many of both: the eigenvalue itself
        CHECK(steepest_eigenvalue(relu_features, {infinite<>, infinite<>}) == relu_features.levels[0].eigenvalue);
        CHECK(is_infinite(
            steepest_eigenvalue(diagonalize(Kernel{relu(), infinite<>}, 6), {2, infinite<>}, Functions::of_the_limit)));
        // in the limit one mode is d of them
        const Spectrum<> odd = levels({{1, 1}}, 0.2);
        CHECK(arrangement(odd, {4, 3}, Functions::of_the_limit).outliers.empty());
        CHECK(steepest_eigenvalue(odd, {4, 3}, Functions::of_the_limit) ==
              nearly(largest_eigenvalue(Degrees<>(odd), {4, 3}), 1e-14));
    }

    TEST_CASE(
        "[identity] few modes alone: the exact mean square of their Gram matrix less the identity, harmonics from "
        "multiplicity 2 on and Gaussian ones") {
        // of b harmonics |phi|^2 = b at every point: E tr (sum phi phi^T/n - 1)^2 = (b^2 - b)/n; of Gaussian modes E tr
        // (z z^T - 1)^2 = b^2 + b
        for (const double b : {2.0, 3.0, 5.0, 7.0})
            for (const double n : {40.0, 1000.0}) {
                CAPTURE(b);
                CAPTURE(n);
                const double s = 0.3;
                Spectrum<> spectrum;
                spectrum.levels = {{1, s, b, s * b, 0}};
                for (const Functions functions : {Functions::harmonics, Functions::gaussian}) {
                    const double of_one = functions == Functions::harmonics ? b - 1 : b + 1;
                    const Arrangement a = arrangement(spectrum, {n, infinite<>}, functions);
                    REQUIRE(a.outliers.size() == 1);
                    CHECK(a.outliers[0].place == nearly(s, 1e-14));
                    CHECK(a.outliers[0].count == b);
                    CHECK(a.outliers[0].deviation == nearly(s * std::sqrt(of_one / n), 1e-12));
                    CHECK(a.bulks.bulks.empty());
                    CHECK(a.bulks.zero == n - b);
                    // features: samples and neurons each give their own share
                    const Arrangement both = arrangement(spectrum, {n, 3 * n}, functions);
                    REQUIRE(both.outliers.size() == 1);
                    CHECK(both.outliers[0].deviation == nearly(s * std::sqrt(of_one * (1 / n + 1 / (3 * n))), 1e-12));
                }
            }
        // eight are a bulk of their own
        Spectrum<> many;
        many.levels = {{1, 0.3, fewest_in_bulk, 0.3 * fewest_in_bulk, 0}};
        CHECK(arrangement(many, {1000, infinite<>}).outliers.empty());
        CHECK(arrangement(many, {1000, infinite<>}).bulks.bulks.size() == 1);
    }

    TEST_CASE(
        "[identity] eigenvalues are neither lost nor counted twice, wherever the constant is; edges are at least 0") {
        int apart = 0, inside = 0;
        for (const double tail : {0.0, 0.02})
            for (const double top : {1.0, 0.2, 0.11, 0.08, 0.05, 0.004, 0.002, 1e-4})
                for (const double n : {15.0, 40.0, 250.0, 3000.0})
                    for (const double p : {25.0, 40.0, 400.0, infinite<>}) {
                        CAPTURE(tail);
                        CAPTURE(top);
                        CAPTURE(n);
                        CAPTURE(p);
                        const Spectrum<> s = levels({{top, 1}, {0.05, 20}, {0.002, 200}}, tail);
                        const Arrangement a = arrangement(s, {n, p});
                        CHECK(eigenvalues_in(a) == nearly(n, 1e-12));
                        (a.outliers.empty() ? inside : apart) += 1;
                        for (const Bulk& b : a.bulks.bulks) {
                            CHECK(b.left >= 0);
                            CHECK(b.count > 0);
                            for (const Outlier& o : a.outliers) CHECK((o.place < b.left || o.place > b.right));
                        }
                        if (n == p && !a.bulks.bulks.empty()) CHECK(a.bulks.bulks[0].left == 0);
                        const double largest = largest_of(a, s, {n, p}).limit;
                        CHECK(steepest_eigenvalue(s, {n, p}) == nearly(largest, 1e-12));
                    }
        CHECK(apart > 100);
        CHECK(inside > 30);
    }

    TEST_CASE(
        "[agreement] the constant of features: place and deviation from the resolvent of all others, its moments by "
        "differences") {
        // x (u'Gu)(v'G~v) = 1/s in the mean; the three quadratic forms fluctuate by (2/n)(m2 - m1^2), (2/p)(m~2 -
        // m~1^2), (x m2 - m1)/p
        const std::vector<std::pair<double, double>> others{{0.02, 20}, {0.004, 150}};
        for (const double tail : {0.0, 0.05})
            for (const auto& [n, p] : {std::pair{60.0, 90.0}, {90.0, 60.0}, {40.0, 40.0}, {200.0, 35.0}}) {
                const double s = 0.4;
                const auto trace = [&](double at) {  // of the others at nu = -at
                    double t = -tail / at;
                    for (const auto& [v, b] : others) t += b * v / (v - at);
                    return t;
                };
                const auto place = [&, n = n, p = p](double at) {
                    return at * (1 - trace(at) / n) * (1 - trace(at) / p);
                };
                const auto m1 = [&, p = p](double at) { return 1 / (at * (1 - trace(at) / p)); };
                const auto other_m1 = [&, n = n](double at) { return 1 / (at * (1 - trace(at) / n)); };
                const double h = 1e-5 * s, x = place(s), slope = (place(s + h) - place(s - h)) / (2 * h);
                const double m2 = -(m1(s + h) - m1(s - h)) / (2 * h) / slope,
                             other_m2 = -(other_m1(s + h) - other_m1(s - h)) / (2 * h) / slope;
                const double a = m1(s), b = other_m1(s);
                CHECK(x * a * b == nearly(1 / s, 1e-14));
                // x uGu vG~v = (1/sqrt(s) - uGZv)^2, linearised
                const double numerator = x * x * (b * b * 2 / n * (m2 - a * a) + a * a * 2 / p * (other_m2 - b * b)) +
                                         4 / s * (x * m2 - a) / p;
                const double derivative =
                    (place(s + h) * m1(s + h) * other_m1(s + h) - place(s - h) * m1(s - h) * other_m1(s - h)) /
                    (2 * h * slope);
                std::vector<std::pair<double, double>> all{{s, 1}};
                all.insert(all.end(), others.begin(), others.end());
                const Arrangement found = arrangement(levels(all, tail), {n, p});
                CAPTURE_BOUND(n);
                CAPTURE_BOUND(p);
                CAPTURE(tail);
                REQUIRE(found.outliers.size() == 1);
                CHECK(found.outliers[0].place == nearly(x, 1e-13));
                CHECK(found.outliers[0].deviation == nearly(std::sqrt(numerator) / -derivative, 1e-6));
            }
    }

    TEST_CASE(
        "[agreement] the largest of a bulk: its unit is that of the root with which the density ends, at any width") {
        // n density = sqrt(edge - x)/(pi unit^(3/2)) at the edge; Tracy and Widom's mean and deviation in that unit
        constexpr double mean = -1.2065335745820, deviation = 1.2679851;
        const Spectrum<> spectrum = levels({{0.3, 30}, {0.2, 40}, {0.01, 400}}, 0.1);
        for (const auto& [n, p] : {std::pair{200.0, infinite<>},
                                   {200.0, 260.0},
                                   {260.0, 200.0},
                                   {60.0, 50.0},
                                   {90.0, 90.0},
                                   {900.0, 35.0}}) {
            const Sizes<> sizes{n, p};
            const Arrangement found = arrangement(spectrum, sizes, Functions::gaussian);
            const LargestEigenvalue largest = largest_of(found, spectrum, sizes, Functions::gaussian);
            REQUIRE_FALSE(found.bulks.bulks.empty());
            const Bulk& top = found.bulks.bulks.back();
            const auto root = [&, n = n](double share) {
                const double below = share * (top.right - top.left);
                return n * density_at(found.degrees, sizes, found.bulks, {top.right - below})[0].density /
                       std::sqrt(below);
            };
            const double edge = 2 * root(1e-4) - root(2e-4);  // linear in the distance
            const double unit = std::pow(3.14159265358979 * edge, -2.0 / 3);
            CAPTURE_BOUND(n);
            CAPTURE_BOUND(p);
            CHECK(largest.limit == top.right);
            CHECK(largest.deviation == nearly(deviation * unit, 1e-5));
            CHECK(largest.mean - largest.limit == nearly(mean * unit, 1e-5));
        }
    }

    /// Of `trials` drawn matrices: mean of the largest eigenvalue within 4 standard errors and `slack` of the theory,
    /// deviation within 40 %.
    void check_largest(const std::string& name, const Spectrum<>& spectrum, const Realization& world, int n, int p,
                       int trials, double slack) {
        const Sizes<> sizes{double(n), p == 0 ? infinite<> : double(p)};
        const LargestEigenvalue theory = largest_of(arrangement(spectrum, sizes), spectrum, sizes);
        Accumulator all;
        for (int trial = 0; trial < trials; ++trial) {
            const double s = drawn_eigenvalues(world, n, p, 7, std::uint64_t(trial)).back();
            all.add(s);
        }
        const double mean = all.estimate().mean, error = theory.deviation / std::sqrt(double(trials));
        const double deviation = all.estimate().standard_error * std::sqrt(double(trials));
        CAPTURE(name);
        CAPTURE(theory.mean);
        CAPTURE(mean);
        CAPTURE(theory.deviation);
        CAPTURE(deviation);
        CHECK(std::abs(mean - theory.mean) < 4 * error + slack * theory.mean);
        CHECK(deviation / theory.deviation < 1.4);
        CHECK(deviation / theory.deviation > 0.7);
    }

    TEST_CASE(
        "[simulation] the largest eigenvalue of drawn kernels and features: mean and deviation, the constant's and "
        "those of few modes") {
        const auto kernel = [](const std::string& name, const auto& model, int n, double slack = 0.002,
                               int trials = 60) {
            check_largest(name, diagonalize(model, 30), realize(model, Target<>{}), n, 0, trials, slack);
        };
        const auto features = [](const std::string& name, const RandomFeatures& model, int n, int p,
                                 double slack = 0.004, int trials = 60) {
            check_largest(name, diagonalize(model, 30), realize(model, Target<>{}, p), n, p, trials, slack);
        };
        kernel("relu, d = 50, n = 50", Kernel{relu(), 50}, 50);
        kernel("relu, d = 50, n = 200", Kernel{relu(), 50}, 200);
        kernel("relu, d = 5, n = 60", Kernel{relu(), 5}, 60, 0.002, 400);
        kernel("relu, d = 3, n = 30", Kernel{relu(), 3}, 30, 0.004);
        kernel("softplus, d = 12, n = 12", Kernel{activation_named("softplus"), 12}, 12);
        kernel("exp, d = 10, n = 80", DotProduct{Expression::parse("exp(t-1)", "t", "kernel"), 10}, 80);
        kernel("rbf, d = 20, n = 40", DotProduct{GaussianKernel{}, 20}, 40);
        kernel(
            "tangent of depth 3, d = 20, n = 100",
            DeepKernel{
                .activation = relu(), .depth = 3, .kind = DeepKind::ntk, .layers = TrainedLayers::all, .dimension = 20},
            100);
        kernel("linear and constant just above it, d = 40, n = 100",
               DotProduct{Expression::parse("0.05+t", "t", "kernel"), 40}, 100, 0.01);
        kernel("constant far below, d = 5, n = 100", DotProduct{Expression::parse("0.01+t", "t", "kernel"), 5}, 100,
               0.02);
        kernel("linear, d = 2, n = 100", DotProduct{Expression::parse("t", "t", "kernel"), 2}, 100, 0.01);
        kernel("linear, d = 3, n = 60", DotProduct{Expression::parse("t", "t", "kernel"), 3}, 60, 0.02);
        kernel("linear, d = 30, n = 90", DotProduct{Expression::parse("t", "t", "kernel"), 30}, 90, 0.02);
        features("relu, d = 50, n = 100, p = 50", {relu(), 50}, 100, 50);
        features("relu, d = 20, n = 50, p = 80", {relu(), 20}, 50, 80);
        features("relu, d = 10, n = 150, p = 15", {relu(), 10}, 150, 15);
        features("softplus, d = 4, n = 30, p = 30", {activation_named("softplus"), 4}, 30, 30);
        features("tanh, d = 30, n = 100, p = 200", {activation_named("tanh"), 30}, 100, 200, 0.03);
    }

    TEST_CASE(
        "[simulation] the largest eigenvalue of Gaussian modes: few of them, a bulk, one above a bulk, features of "
        "them") {
        struct Case {
            const char* name;
            std::vector<std::pair<double, double>> levels;
            int n, p;
            double slack;
        };
        const std::vector<Case> cases{{"two", {{0.3, 2}}, 80, 0, 0.02},
                                      {"five", {{0.3, 5}}, 100, 0, 0.01},
                                      {"a bulk", {{0.3, 30}}, 90, 0, 0.01},
                                      {"more than samples", {{0.3, 90}}, 40, 0, 0.01},
                                      {"one above", {{0.5, 1}, {0.01, 60}}, 150, 0, 0.005},
                                      {"three above", {{0.5, 3}, {0.01, 60}}, 150, 0, 0.01},
                                      {"features", {{0.5, 1}, {0.02, 30}}, 120, 200, 0.01},
                                      {"a bulk of features", {{0.1, 25}}, 100, 150, 0.02}};
        constexpr int trials = 150;
        for (const Case& c : cases) {
            const Spectrum<> spectrum = levels(c.levels);
            const Sizes<> sizes{double(c.n), c.p == 0 ? infinite<> : double(c.p)};
            const LargestEigenvalue theory =
                largest_of(arrangement(spectrum, sizes, Functions::gaussian), spectrum, sizes, Functions::gaussian);
            Accumulator seen;
            for (int trial = 0; trial < trials; ++trial) {
                std::vector<double> root;
                for (const auto& [v, b] : c.levels) root.insert(root.end(), std::size_t(b), std::sqrt(v));
                const int modes = int(root.size());
                Matrix z(modes, c.n);
                Stream(3, 0, std::uint64_t(trial), Role::data).normals(entries(z));
                for (int j = 0; j < c.n; ++j)
                    for (int i = 0; i < modes; ++i) z(i, j) *= root[std::size_t(i)] / std::sqrt(double(c.n));
                if (c.p > 0) {
                    Matrix w(modes, c.p);
                    Stream(3, 0, std::uint64_t(trial), Role::features).normals(entries(w));
                    z = (w.transpose() * z / std::sqrt(double(c.p))).eval();
                }
                seen.add(eigenvectors(lower_gram(z)).value.back());
            }
            const double mean = seen.estimate().mean,
                         deviation = seen.estimate().standard_error * std::sqrt(double(trials));
            CAPTURE(c.name);
            CAPTURE(theory.mean);
            CAPTURE(mean);
            CAPTURE(theory.deviation);
            CAPTURE(deviation);
            CHECK(std::abs(mean - theory.mean) < 4 * deviation / std::sqrt(double(trials)) + c.slack * theory.mean);
            CHECK(deviation / theory.deviation < 1.35);
            CHECK(deviation / theory.deviation > 0.75);
        }
    }

    TEST_CASE(
        "[limit] descent beyond the Gaussian edge goes on where it was; the constant is learned at the rate of its own "
        "eigenvalue") {
        const Spectrum<> s = diagonalize(Kernel{relu(), 50}, 20);
        const Degrees<> degrees(s);
        const Operation<> op{{60, infinite<>}, 0, 0.1, 1};
        const double edge = largest_eigenvalue(degrees, op.sizes);
        const Target<> linear{{{1, 1.0}}, 0}, constant{{{0, 1.0}}, 0};
        const LearningCurve curve(degrees, linear, s, op), flat(degrees, constant, s, op);
        CHECK(curve.steepest() < 0.85 * edge);
        for (const double steps : {5.0, 40.0, 300.0}) {
            // equal times on both sides of the Gaussian edge, and the flow
            const double below = 1.999 / edge, above = 2.001 / edge;
            CHECK(curve.at(Training::descent(above, steps)).test_error ==
                  nearly(curve.at(Training::descent(below, steps)).test_error, 0.01));
            const double step = 1.9 / curve.steepest();
            CHECK(curve.at(Training::descent(step, steps)).test_error ==
                  nearly(curve.at({step * steps, 0}).test_error, 0.3 / steps + 0.02));
            // (1 - step x)^(2 steps) of the constant's energy is left along its eigenvector, which has most of it: a
            // tenth is the others'
            const double step2 = 1.99 / flat.steepest(), left = std::pow(1 - step2 * flat.steepest(), 2 * steps);
            const TimeRisk r = flat.at(Training::descent(step2, steps));
            CAPTURE(steps);
            CHECK(r.bias == nearly(left, 0.12, 0.003));
        }
        CHECK_THROWS_AS(static_cast<void>(curve.at(Training::descent(2.001 / curve.steepest(), 5))), DomainError);
    }

    TEST_CASE(
        "[limit] the constant of a neural tangent: many neurons are the kernel, descent beyond the Gaussian edge") {
        const NeuralTangent model{relu(), 12, TrainedLayers::all};
        const Spectrum<> s = diagonalize(model, 12);
        const Degrees<> degrees(s);
        const Target<> target{{{0, 0.5}, {1, 0.5}}, 0};
        const LearningCurve kernel(degrees, target, s, {{80, infinite<>}, 1e-3, 0.1, 1});
        const TangentCurve wide(s, target, {{80, 1e8}, 1e-3, 0.1, 1}), narrow(s, target, {{80, 30}, 1e-3, 0.1, 1});
        CHECK(wide.steepest() == nearly(kernel.steepest(), 1e-6));
        CHECK(narrow.steepest() > kernel.steepest());
        const double edge = ComplexBlocks(*s.blocks, 30, 80).largest_eigenvalue();
        CHECK(narrow.steepest() < edge);
        const double step = 1.95 / kernel.steepest();
        CHECK(step * (largest_eigenvalue(degrees, {80, infinite<>}) + 1e-3) > 2);
        for (const double steps : {6.0, 100.0}) {
            CHECK(wide.at(Training::descent(step, steps)).test_error ==
                  nearly(kernel.at(Training::descent(step, steps)).test_error, 1e-4));
            const double before = 1.999 / (edge + 1e-3), after = 2.001 / (edge + 1e-3);
            // the two routes meet within the size of what (13.25) leaves out at thirty neurons
            CHECK(narrow.at(Training::descent(after, steps)).test_error ==
                  nearly(narrow.at(Training::descent(before, steps)).test_error, 0.07));
        }
    }

    TEST_CASE(
        "[identity] the largest eigenvalue: samples and features may be exchanged, and many features are the kernel") {
        // Z Z^T and Z^T Z have the same eigenvalues, whatever decides: a bulk of one level or several, outliers, the
        // constant
        const std::vector<std::vector<std::pair<double, double>>> spectra{
            {{0.1, 25}}, {{0.3, 30}, {0.2, 40}, {0.01, 400}}, {{0.5, 5}, {0.01, 60}}, {{0.5, 1}, {0.02, 30}}};
        for (const auto& list : spectra)
            for (const Functions functions : {Functions::harmonics, Functions::gaussian, Functions::of_the_limit})
                for (const double tail : {0.0, 0.1}) {
                    const Spectrum<> s = levels(list, tail);
                    const auto of = [&](const Sizes<>& sizes) {
                        return largest_of(arrangement(s, sizes, functions), s, sizes, functions);
                    };
                    CAPTURE(list.front().first);
                    CAPTURE(int(functions));
                    for (const auto& [n, p] : {std::pair{100.0, 150.0}, {60.0, 900.0}, {40.0, 41.0}, {300.0, 20.0}}) {
                        const LargestEigenvalue a = of({n, p}), b = of({p, n});
                        CAPTURE_BOUND(n);
                        CHECK(a.limit == nearly(b.limit, 1e-10));
                        CHECK(a.mean == nearly(b.mean, 1e-8));
                        CHECK(a.deviation == nearly(b.deviation, 1e-6, 1e-12));
                    }
                    const LargestEigenvalue wide = of({100, 1e9}), kernel = of({100, infinite<>});
                    CHECK(wide.mean == nearly(kernel.mean, 1e-6));
                    CHECK(wide.deviation == nearly(kernel.deviation, 1e-4, 1e-9));
                }
    }

    TEST_CASE(
        "[identity] a bulk of one level: harmonics lack the fluctuation of their common size, Gaussian modes have it") {
        // |phi|^2/b of b harmonics is 1; of Gaussian modes its variance is 2/b, of the mean over the samples 2/(b n),
        // over the features 2/(b p), and the edge moves in proportion
        const double b = 40, v = 0.05;
        for (const auto& [n, p] :
             {std::pair{100.0, infinite<>}, {100.0, 150.0}, {150.0, 100.0}, {70.0, 2000.0}, {500.0, 500.0}}) {
            const Sizes<> sizes{n, p};
            const Spectrum<> s = levels({{1e-5, 300}, {v, b}});
            const auto deviation = [&](Functions functions) {
                return largest_of(arrangement(s, sizes, functions), s, sizes, functions).deviation;
            };
            const double edge = arrangement(s, sizes).bulks.bulks.back().right,
                         harmonic = deviation(Functions::harmonics), gaussian = deviation(Functions::gaussian);
            CAPTURE_BOUND(n);
            CAPTURE_BOUND(p);
            REQUIRE(harmonic > 0);
            CHECK(gaussian * gaussian - harmonic * harmonic ==
                  nearly(2 * edge * edge / b * (1 / n + (is_infinite(p) ? 0 : 1 / p)), 1e-9));
        }
    }
}
