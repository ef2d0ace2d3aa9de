#include "lazyrisk/simulate/leading.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <utility>
#include <vector>

#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/simulate/random.hpp"

using namespace lazyrisk;

namespace {

constexpr int n = 37;

Matrix drawn(int rows, int columns, std::uint64_t lane) {
    Matrix m(rows, columns);
    Stream(5, 1, 1, Role::data, lane).normals(m.all());
    return m;
}

/// |(M_s + shift) x - Y_s| over |Y_s|.
double defect(const Matrix& m, const Matrix& y, const LeadingSolution& found, std::size_t k, const LeadingSystem& s) {
    double sum = 0, scale = 0;
    for (int c = 0; c < y.columns(); ++c)
        for (int i = 0; i < s.size; ++i) {
            double value = -y(i, c) + s.shift * found.x(i, int(k) * y.columns() + c);
            for (int j = 0; j < s.size; ++j) value += m(std::max(i, j), std::min(i, j)) * found.x(j, int(k) * y.columns() + c);
            sum += value * value;
            scale += y(i, c) * y(i, c);
        }
    return std::sqrt(sum / scale);
}

}  // namespace

TEST_SUITE("simulate/leading") {
    TEST_CASE("[identity] every system is solved, by either way, and the matrix is left as it was") {
        const std::vector<LeadingSystem> systems{{37, 0.1}, {5, 0.1}, {20, 3}, {1, 0.1}, {37, 3}, {12, infinite<>}, {5, 0.1}, {30, 0.7}};
        const Matrix y = drawn(n, 2, 1);
        for (const auto& [how, precision] : {std::pair(Factoring::cholesky, Precision::full), {Factoring::cholesky, Precision::mixed},
                                             {Factoring::eigenvectors, Precision::full}}) {
            Matrix m = lower_gram(drawn(50, n, 0));
            const Matrix before = m.copy();
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
                    CHECK(residual(i, 1) == doctest::Approx(systems[k].shift * found.x(i, int(2 * k) + 1)).epsilon(1e-9));
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
        // of least norm: no part in the null space, so m x reproduces what of y the range holds; applied twice nothing changes
        Matrix fitted = y.copy();
        const Matrix residual = least.residual_of(2, systems[2], 1);
        for (int i = 0; i < n; ++i) fitted(i, 0) -= residual(i, 0);
        const LeadingSolution again = solve_leading(m, fitted, {&systems[2], 1}, Factoring::eigenvectors);
        for (int i = 0; i < n; ++i) CHECK(again.x(i, 0) == doctest::Approx(least.x(i, 2)).epsilon(1e-6));
    }

    TEST_CASE("[identity] many ridges at one size ask for eigenvectors, many sizes at one ridge for one Cholesky factor") {
        std::vector<LeadingSystem> path, curve;
        for (int i = 1; i <= 30; ++i) {
            path.push_back({n, 0.1 * i});
            curve.push_back({i, 0.1});
        }
        CHECK(cheaper_factoring(path) == Factoring::eigenvectors);
        CHECK(cheaper_factoring(curve) == Factoring::cholesky);
        CHECK(factoring_flops(curve, Factoring::cholesky) == 30.0 * 30 * 30 / 3);
    }
}
