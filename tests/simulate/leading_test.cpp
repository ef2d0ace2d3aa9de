// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/leading.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <utility>
#include <vector>

#include "../nearly.hpp"
#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/simulate/random.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

constexpr int n = 37;

Matrix drawn(int rows, int columns, std::uint64_t lane) {
    Matrix m(rows, columns);
    Stream(5, 1, 1, Role::data, lane).normals(entries(m));
    return m;
}

/// |(M_s + shift) x - Y_s| over |Y_s|.
double defect(const Matrix& m, const Matrix& y, const LeadingSolution& found, std::size_t k, const LeadingSystem& s) {
    double sum = 0, scale = 0;
    for (int c = 0; c < y.cols(); ++c)
        for (int i = 0; i < s.size; ++i) {
            double value = -y(i, c) + s.shift * found.x(i, int(k) * y.cols() + c);
            for (int j = 0; j < s.size; ++j)
                value += m(std::max(i, j), std::min(i, j)) * found.x(j, int(k) * y.cols() + c);
            sum += value * value;
            scale += y(i, c) * y(i, c);
        }
    return std::sqrt(sum / scale);
}

}  // namespace

TEST_SUITE("simulate/leading") {
    TEST_CASE("[identity] every system is solved, by either way, and the matrix is left as it was") {
        const std::vector<LeadingSystem> systems{{37, 0.1}, {5, 0.1},         {20, 3},  {1, 0.1},
                                                 {37, 3},   {12, infinite<>}, {5, 0.1}, {30, 0.7}};
        const Matrix y = drawn(n, 2, 1);
        for (const auto& [how, precision] : {std::pair(Factoring::cholesky, Precision::full),
                                             {Factoring::cholesky, Precision::mixed},
                                             {Factoring::eigenvectors, Precision::full}}) {
            Matrix m = lower_gram(drawn(50, n, 0));
            const Matrix before = m;
            const LeadingSolution found = solve_leading(m, y, systems, how, precision);
            for (int j = 0; j < n; ++j)
                for (int i = j; i < n; ++i) CHECK(m(i, j) == before(i, j));
            for (std::size_t k = 0; k < systems.size(); ++k) {
                CAPTURE(k);
                REQUIRE(found.sound[k]);
                for (int i = systems[k].size; i < n; ++i) CHECK(found.x(i, int(2 * k)) == 0);
                const Matrix residual = found.residual_of(k, systems[k], 2);
                if (is_infinite(systems[k].shift)) {
                    CHECK(found.x(0, int(2 * k)) == 0);
                    CHECK(residual(3, 1) == y(3, 1));
                    continue;
                }
                CHECK(defect(m, y, found, k, systems[k]) < 1e-13);
                for (int i = 0; i < systems[k].size; ++i)
                    CHECK(residual(i, 1) == nearly(systems[k].shift * found.x(i, int(2 * k) + 1), 1e-9));
            }
        }
    }

    TEST_CASE("[identity] a singular matrix: the sound leading blocks are solved, the others are named") {
        Matrix m = lower_gram(drawn(10, n, 0));  // rank 10
        const Matrix y = drawn(n, 1, 1);
        const std::vector<LeadingSystem> systems{{10, 0}, {11, 0}, {37, 0}, {4, 0}, {37, 1}};
        const LeadingSolution found = solve_leading(m, y, systems, Factoring::cholesky);
        CHECK(found.sound == std::vector<bool>{true, false, false, true, true});
        CHECK(defect(m, y, found, 0, systems[0]) < 1e-9);
        CHECK(defect(m, y, found, 3, systems[3]) < 1e-12);
        CHECK(defect(m, y, found, 4, systems[4]) < 1e-13);
        const LeadingSolution least = solve_leading(m, y, systems, Factoring::eigenvectors);
        // of least norm: no part in the null space, so m x reproduces what of y the range holds; applied twice nothing
        // changes
        const Matrix fitted = y - least.residual_of(2, systems[2], 1);
        const LeadingSolution again = solve_leading(m, fitted, {&systems[2], 1}, Factoring::eigenvectors);
        for (int i = 0; i < n; ++i) CHECK(again.x(i, 0) == nearly(least.x(i, 2), 1e-6));
    }

    TEST_CASE(
        "[identity] many ridges at one size ask for eigenvectors, many sizes at one ridge for one Cholesky factor") {
        std::vector<LeadingSystem> path, curve;
        for (int i = 1; i <= 30; ++i) {
            path.push_back({n, 0.1 * i});
            curve.push_back({i, 0.1});
        }
        CHECK(cheaper_factoring(path) == Factoring::eigenvectors);
        CHECK(cheaper_factoring(curve) == Factoring::cholesky);
        CHECK(factoring_flops(curve, Factoring::cholesky) == 30.0 * 30 * 30 / 3);
    }

    TEST_CASE(
        "[agreement] a descent that stops is its recursion, step by step: few and many steps, even and odd, beyond "
        "1/eigenvalue") {
        Matrix m = lower_gram(drawn(50, n, 0));  // eigenvalues from about 1 to 170
        mirror_lower(m);
        const Matrix y = drawn(n, 2, 1);
        for (const int size : {1, 6, n})
            for (const double shift : {0.0, 0.5}) {
                double largest = 0;  // by power iteration
                std::vector<double> v(std::size_t(size), 1), moved(v.size());
                for (int turn = 0; turn < 2000; ++turn) {
                    double norm = 0;
                    for (int i = 0; i < size; ++i) {
                        moved[std::size_t(i)] = shift * v[std::size_t(i)];
                        for (int j = 0; j < size; ++j) moved[std::size_t(i)] += m(i, j) * v[std::size_t(j)];
                        norm += moved[std::size_t(i)] * moved[std::size_t(i)];
                    }
                    largest = std::sqrt(norm);
                    for (int i = 0; i < size; ++i) v[std::size_t(i)] = moved[std::size_t(i)] / largest;
                }
                for (const double part : {0.3, 1.0, 1.9})  // of the step over 1/largest
                    for (const int steps : {0, 1, 2, 3, 8, 51}) {
                        const double step = part / largest;
                        const LeadingSystem system{size, shift, Training::descent(step, steps)};
                        Matrix copy = m;
                        const LeadingSolution found = solve_leading(copy, y, {&system, 1}, Factoring::eigenvectors);
                        const Matrix residual = found.residual_of(0, system, 2);
                        CAPTURE(size);
                        CAPTURE(shift);
                        CAPTURE(part);
                        CAPTURE(steps);
                        for (int c = 0; c < 2; ++c) {
                            std::vector<double> x(std::size_t(size), 0), left(x.size());
                            for (int s = 0; s <= steps; ++s) {
                                for (int i = 0; i < size; ++i) {
                                    left[std::size_t(i)] = y(i, c);
                                    for (int j = 0; j < size; ++j) left[std::size_t(i)] -= m(i, j) * x[std::size_t(j)];
                                }
                                if (s < steps)
                                    for (std::size_t i = 0; i < x.size(); ++i) x[i] += step * (left[i] - shift * x[i]);
                            }
                            for (int i = 0; i < size; ++i) {
                                CHECK(std::abs(found.x(i, c) - x[std::size_t(i)]) < 1e-12);
                                CHECK(std::abs(residual(i, c) - left[std::size_t(i)]) < 1e-11);
                            }
                        }
                    }
                const LeadingSystem too_far{size, shift, Training::descent(2.01 / largest, 5)};
                Matrix copy = m;
                CHECK_THROWS_WITH_AS(solve_leading(copy, y, {&too_far, 1}, Factoring::eigenvectors),
                                     doctest::Contains("0.995"), NotConverged);
                const LeadingSystem no_step{size, shift, Training::descent(2.01 / largest, 0)};
                CHECK(solve_leading(copy, y, {&no_step, 1}, Factoring::eigenvectors).x(0, 0) == 0);
            }
    }

    TEST_CASE(
        "[identity] a flow that stops: (1 - e^{-ta})/a in every direction, t where a = 0; descents the same, steps "
        "times step there") {
        const std::vector<double> eigenvalues{0, 1e-9, 0.5, 3, 40};
        const int d = int(eigenvalues.size());
        Matrix m = Matrix::Zero(d, d), y(d, 1);
        for (int i = 0; i < d; ++i) m(i, i) = eigenvalues[std::size_t(i)], y(i, 0) = 1;
        for (const double shift : {0.0, 0.25})
            for (const double t : {0.0, 1e-3, 0.7, 30.0}) {
                const LeadingSystem flow{d, shift, {t, 0}},
                    descent{d, shift, Training::descent(0.02, std::round(t / 0.02))};
                const std::vector<LeadingSystem> systems{flow, descent};
                const LeadingSolution found = solve_leading(m, y, systems, Factoring::eigenvectors);
                for (int i = 0; i < d; ++i) {
                    const double a = eigenvalues[std::size_t(i)] + shift, steps = std::round(t / 0.02);
                    CAPTURE(shift);
                    CAPTURE(t);
                    CAPTURE(a);
                    CHECK(found.x(i, 0) == nearly(a > 0 ? -std::expm1(-t * a) / a : t, 1e-12));
                    CHECK(found.x(i, 1) ==
                          nearly(a > 0 ? -std::expm1(steps * std::log1p(-0.02 * a)) / a : 0.02 * steps, 1e-12));
                    CHECK(found.residual_of(0, flow, 1)(i, 0) ==
                          nearly(1 - eigenvalues[std::size_t(i)] * found.x(i, 0), 1e-12));
                }
            }
        // a training that stops asks for eigenvectors, whatever the sizes
        std::vector<LeadingSystem> curve;
        for (int i = 1; i <= 30; ++i) curve.push_back({i, 0.1});
        curve.back().training.time = 1;
        CHECK(cheaper_factoring(curve) == Factoring::eigenvectors);
        CHECK(factoring_flops(curve, Factoring::eigenvectors) ==
              nearly(19.0 / 3 * 30 * 30 * 31 * 31 / 4));  // sum of cubes
    }
}
