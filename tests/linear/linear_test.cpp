// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <doctest/doctest.h>

#include <cmath>
#include <random>

#include "capture_bound.hpp"
#include "lazyrisk/linear/columns.hpp"
#include "lazyrisk/linear/decomposition.hpp"
#include "lazyrisk/linear/matrix.hpp"
#include "lazyrisk/words/error.hpp"
#include "nearly.hpp"

using namespace lazyrisk;

namespace {

Matrix random_matrix(int rows, int columns, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<double> normal;
    Matrix m(rows, columns);
    for (int j = 0; j < columns; ++j)
        for (int i = 0; i < rows; ++i) m(i, j) = normal(random);
    return m;
}

/// X X^T of n rows and that rank.
Matrix of_rank(int n, int rank, unsigned seed) {
    const Matrix x = random_matrix(n, rank, seed);
    Matrix k(n, n);
    for (int i = 0; i < n; ++i)
        for (int j = 0; j < n; ++j) {
            k(i, j) = 0;
            for (int r = 0; r < rank; ++r) k(i, j) += x(i, r) * x(j, r);
        }
    return k;
}

}  // namespace

TEST_SUITE("linear/linear") {
    TEST_CASE("[identity] inner products are sums of products, entry by entry, of few entries and of many") {
        for (const auto& [rows, columns] : {std::pair{3, 2}, {64, 64}, {90, 100}, {500, 37}}) {
            CAPTURE_BOUND(rows);
            const Matrix a = random_matrix(rows, columns, 1), b = random_matrix(rows, columns, 2);
            long double sum = 0, size = 0;
            for (int j = 0; j < columns; ++j)
                for (int i = 0; i < rows; ++i) {
                    sum += (long double)a(i, j) * b(i, j);
                    size += std::abs((long double)a(i, j) * b(i, j));
                }
            CHECK(std::abs(inner(a, b) - double(sum)) < 1e-14 * double(size));
        }
    }

    TEST_CASE("[identity] a symmetric matrix by columns times another is the product, also beyond one block") {
        for (const int n : {5, block_width, block_width + 1, 2 * block_width + 30}) {
            CAPTURE(n);
            const Matrix s = of_rank(n, 3, 4), right = random_matrix(n, 2, 5);
            int seen = 0;
            const Matrix product = symmetric_times(
                [&](int first, int count) {
                    seen += count;
                    Matrix block(n, count);
                    for (int j = 0; j < count; ++j)
                        for (int i = 0; i < n; ++i) block(i, j) = s(i, first + j);
                    return block;
                },
                right);
            CHECK(seen == n);
            for (int j = 0; j < 2; ++j)
                for (int i = 0; i < n; i += 7) {
                    double sum = 0, size = 0;
                    for (int k = 0; k < n; ++k) sum += s(i, k) * right(k, j), size += std::abs(s(i, k) * right(k, j));
                    CHECK(std::abs(product(i, j) - sum) < 1e-14 * size);
                }
        }
    }

    TEST_CASE(
        "[identity] eigenvectors and singular vectors make the matrix again, and the cut tells a rank from rounding") {
        for (const int rank : {3, 12}) {
            const int n = 12;
            const Matrix k = of_rank(n, rank, 6);
            const Eigenvectors e = eigenvectors(of_rank(n, rank, 6));
            int above = 0;
            for (std::size_t i = 0; i < e.value.size(); ++i) {
                if (i > 0) CHECK(e.value[i] >= e.value[i - 1]);
                above += e.value[i] > e.cut;
            }
            CHECK(above == rank);
            CHECK(e.cut < 1e-10 * e.value.back());
            CHECK(e.cut >= n * 2e-16 * e.value.back());
            for (int i = 0; i < n; ++i)
                for (int j = 0; j < n; ++j) {
                    double sum = 0;
                    for (int m = 0; m < n; ++m) sum += e.vector(i, m) * e.value[std::size_t(m)] * e.vector(j, m);
                    CHECK(sum == nearly(k(i, j), 1e-12, 1e-12));
                }
        }
        for (const auto& size : {std::pair{9, 5}, {5, 9}}) {
            const auto &rows = size.first, &columns = size.second;
            // the last row is the sum of the first two: rank 4
            const auto deficient = [&] {
                Matrix z = random_matrix(rows, columns, 7);
                if (rows < columns)
                    for (int j = 0; j < columns; ++j) z(rows - 1, j) = z(0, j) + z(1, j);
                else
                    for (int i = 0; i < rows; ++i) z(i, columns - 1) = z(i, 0) + z(i, 1);
                return z;
            };
            const Matrix z = deficient();
            const SingularVectors s = singular_vectors(deficient());
            REQUIRE(s.value.size() == 5);
            int above = 0;
            for (std::size_t i = 0; i < 5; ++i) {
                if (i > 0) CHECK(s.value[i] <= s.value[i - 1]);
                above += s.value[i] > s.cut;
            }
            CHECK(above == 4);
            CHECK(s.cut >= 9 * 2e-16 * s.value.front());
            for (int i = 0; i < rows; ++i)
                for (int j = 0; j < columns; ++j) {
                    double sum = 0;
                    for (int m = 0; m < 5; ++m) sum += s.u(i, m) * s.value[std::size_t(m)] * s.vt(m, j);
                    CHECK(sum == nearly(z(i, j), 1e-12, 1e-12));
                }
        }
    }

    TEST_CASE("[identity] a Cholesky factor squares to its matrix; one that is singular to rounding is not trusted") {
        const int n = 20;
        Matrix a = of_rank(n, n, 8);
        for (int i = 0; i < n; ++i) a(i, i) += 1;
        Matrix factor = of_rank(n, n, 8);
        for (int i = 0; i < n; ++i) factor(i, i) += 1;
        REQUIRE(factored(factor));
        for (int i = 0; i < n; ++i)
            for (int j = 0; j <= i; ++j) {
                double sum = 0;
                for (int k = 0; k <= j; ++k) sum += factor(i, k) * factor(j, k);
                CHECK(sum == nearly(a(i, j), 1e-12, 1e-12));
            }
        Matrix singular = of_rank(n, n - 1, 9);
        CHECK_FALSE(factored(singular));
        Matrix barely = of_rank(n, n - 1, 9);
        for (int i = 0; i < n; ++i) barely(i, i) += 1e-13;
        CHECK_FALSE(factored(barely));  // positive, but of condition 1e15
        Matrix broken = of_rank(3, 3, 10);
        broken(1, 0) = std::nan("");
        CHECK_THROWS_AS(static_cast<void>(factored(broken)), NotConverged);
    }

    TEST_CASE(
        "[error] solved by single precision and refinement, or not at all: a system that needs double is refused") {
        // V diag(1 to 1/condition) V^T, V of eigenvectors; y = A x for a known x
        const int n = 60;
        const Matrix v = eigenvectors(of_rank(n, n, 12)).vector, x = random_matrix(n, 2, 13);
        int accepted = 0, refused = 0;
        for (double condition = 1; condition < 1e19; condition *= 10) {
            CAPTURE(condition);
            Matrix a(n, n);
            for (int i = 0; i < n; ++i)
                for (int j = 0; j < n; ++j) {
                    a(i, j) = 0;
                    for (int m = 0; m < n; ++m) a(i, j) += v(i, m) * v(j, m) * std::pow(condition, -m / (n - 1.0));
                }
            const Matrix y = a * x;
            Matrix found(n, 2);
            const bool solved = solved_in_mixed_precision(a, y, found);
            (solved ? accepted : refused) += 1;
            // single precision has 24 bits: a system of condition 10^5 converges, one of 10^9 cannot
            if (condition < 1e5) CHECK(solved);
            if (condition > 1e9) CHECK_FALSE(solved);
            if (solved) CHECK((found - x).norm() < 1e-14 * condition * n * x.norm());
        }
        CHECK(accepted >= 5);
        CHECK(refused >= 9);
        Matrix indefinite = of_rank(n, n, 14), y = random_matrix(n, 1, 15), found(n, 1);
        indefinite(n / 2, n / 2) = -1;
        CHECK_FALSE(solved_in_mixed_precision(indefinite, y, found));
        Matrix beyond = of_rank(n, n, 16);  // its entries are no single precision numbers
        beyond *= 1e60;
        CHECK_FALSE(solved_in_mixed_precision(beyond, y, found));
    }
}
