// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/convex_fit.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "../nearly.hpp"
#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/simulate/fit.hpp"
#include "lazyrisk/simulate/random.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

Matrix normal(int rows, int columns, std::uint64_t lane) {
    Matrix m(rows, columns);
    Stream(7, 0, 0, Role::data, lane).normals(entries(m));
    return m;
}

double largest(const Matrix& a) { return a.size() == 0 ? 0 : a.cwiseAbs().maxCoeff(); }

double distance(const Matrix& a, const Matrix& b) {
    REQUIRE(a.size() == b.size());
    return largest(a - b) / (1 + largest(b));
}

/// Features of order one and labels that a predictor knows half of.
struct Data {
    Matrix z, numbers, signs;
    Data(int n, int p) : z(normal(n, p, 0) / std::sqrt(p)) {
        numbers = 2 * z * normal(p, 1, 1) + normal(n, 1, 2);
        signs = numbers.unaryExpr([](double y) { return y > 0 ? 1.0 : -1.0; });
    }
    [[nodiscard]] const Matrix& labels(const Loss& loss) const { return is_residual(loss) ? numbers : signs; }
};

std::vector<Loss> losses() {
    return {SquareLoss{},      LogisticLoss{}, HingeLoss{},   SquaredHingeLoss{},
            ExponentialLoss{}, HuberLoss{0.7}, AbsoluteLoss{}};
}

double value_of(const Loss& loss, double y, double f) {
    return std::visit([&](const auto& l) { return double(l.value(l.residual ? y - f : y * f)); }, loss);
}

/// -l*(-g) of a loss of the margin, -l*(g) of a residual y; g is put into the domain first, where rounding left it.
double conjugate(const Loss& loss, double y, double& g) {
    const auto entropy = [](double x) { return x > 0 ? x * std::log(x) : 0; };
    if (is_square(loss)) return g - g * g / 2;
    if (const HuberLoss* huber = std::get_if<HuberLoss>(&loss)) {
        g = std::clamp(g, -huber->threshold, huber->threshold);
        return y * g - g * g / 2;
    }
    if (std::holds_alternative<AbsoluteLoss>(loss)) return g = std::clamp(g, -1.0, 1.0), y * g;
    const bool bounded = std::holds_alternative<HingeLoss>(loss) || std::holds_alternative<LogisticLoss>(loss);
    g = std::clamp(g, 0.0, bounded ? 1.0 : infinite<>);
    if (std::holds_alternative<LogisticLoss>(loss)) return -entropy(g) - entropy(1 - g);
    if (std::holds_alternative<ExponentialLoss>(loss)) return g - entropy(g);
    return std::holds_alternative<SquaredHingeLoss>(loss) ? g - g * g / 2 : g;
}

/// Objective and duality gap from the definitions alone.
struct Certificate {
    double objective = 0, gap = 0;
    Certificate(const Data& d, const Loss& loss, double ridge, const ConvexFit& fit) {
        const Matrix& y = d.labels(loss);
        const Matrix f = d.z * fit.coefficients;
        Matrix slopes = ridge * fit.dual;
        objective = ridge / 2 * fit.coefficients.squaredNorm();
        double dual = 0;
        for (int i = 0; i < y.size(); ++i) {
            objective += value_of(loss, y(i), f(i));
            const double sign = is_residual(loss) ? 1 : y(i);
            double g = sign * slopes(i);
            dual += conjugate(loss, y(i), g);
            slopes(i) = sign * g;
        }
        dual -= (d.z.transpose() * slopes).squaredNorm() / (2 * ridge);
        gap = (objective - dual) / objective;
    }
};

}  // namespace

TEST_SUITE("simulate/convex_fit") {
    TEST_CASE("[identity] the dual certifies the minimum of every loss, for features and for their kernel") {
        for (const auto& [n, p] : {std::pair{70, 20}, {40, 40}, {30, 80}}) {
            const Data d(n, p);
            for (const Loss& loss : losses())
                for (const double ridge : {1e-3, 0.1, 2.0, 100.0}) {
                    CAPTURE(d.z.rows());
                    CAPTURE(d.z.cols());
                    CAPTURE(to_text(loss));
                    CAPTURE(ridge);
                    const ConvexFit fit = convex_fit(d.z, d.labels(loss), loss, ridge);
                    const Certificate certificate(d, loss, ridge, fit);
                    CHECK(std::abs(certificate.gap) < 1e-10);
                    CHECK(fit.gap >= 0);
                    CHECK(fit.gap < 1e-10);
                    CHECK(fit.objective == nearly(certificate.objective, 1e-12));
                    CHECK(fit.norm2 == nearly(fit.coefficients.squaredNorm(), 1e-9));
                    CHECK(distance(fit.fitted, d.z * fit.coefficients) < 1e-11);
                    CHECK(distance(d.z.transpose() * fit.dual, fit.coefficients) < 1e-9);
                    const ConvexFit kernel = convex_kernel_fit(lower_outer_gram(d.z), d.labels(loss), loss, ridge);
                    CHECK(kernel.coefficients.size() == 0);
                    CHECK(distance(kernel.fitted, fit.fitted) < 1e-9);
                    CHECK(distance(d.z.transpose() * kernel.dual, fit.coefficients) < 1e-9);
                    CHECK(kernel.norm2 == nearly(fit.norm2, 1e-8));
                    CHECK(kernel.objective == nearly(fit.objective, 1e-11));
                }
        }
    }

    TEST_CASE("[identity] smooth losses: ridge a = sum_i slope_i y_i z_i to rounding") {
        for (const auto& [n, p] : {std::pair{60, 20}, {20, 60}}) {
            const Data d(n, p);
            for (const double ridge : {1e-6, 1e-2, 1.0}) {
                const auto gradient = [&](const auto& loss) {
                    const ConvexFit fit = convex_fit(d.z, d.signs, loss, ridge);
                    Matrix slopes(d.z.rows(), 1);
                    for (int i = 0; i < slopes.size(); ++i)
                        slopes(i) = d.signs(i) * loss.slope(d.signs(i) * fit.fitted(i));
                    return largest(ridge * fit.coefficients - d.z.transpose() * slopes) / largest(slopes);
                };
                CHECK(gradient(LogisticLoss{}) < 1e-11);
                CHECK(gradient(ExponentialLoss{}) < 1e-11);
            }
        }
    }

    TEST_CASE("[agreement] the square loss is ridge regression, and Huber's with a threshold that no residual meets") {
        for (const auto& [n, p] : {std::pair{60, 20}, {20, 60}})
            for (const double ridge : {0.0, 1e-3, 1.0}) {
                const Data d(n, p);
                const Matrix a = ridge_fit(d.z, d.numbers, ridge);
                CHECK(distance(convex_fit(d.z, d.numbers, SquareLoss{}, ridge).coefficients, a) < 1e-12);
                CHECK(distance(convex_fit(d.z, d.numbers, HuberLoss{1e4}, ridge).coefficients, a) < 1e-9);
                const ConvexFit kernel = convex_kernel_fit(lower_outer_gram(d.z), d.numbers, HuberLoss{1e4}, ridge);
                CHECK(distance(d.z.transpose() * kernel.dual, a) < 1e-9);
            }
    }

    TEST_CASE("[limit] a large ridge makes every sample count the same") {
        const Data d(50, 30);
        const double ridge = 1e3;
        const Matrix mean = d.z.transpose() * d.signs / ridge;
        CHECK(distance(ridge * convex_fit(d.z, d.signs, HingeLoss{}, ridge).coefficients, ridge * mean) < 1e-12);
        const Matrix numbers = d.numbers.unaryExpr([](double y) { return y > 0 ? 1.0 : -1.0; });
        const Matrix far = 5 * numbers;  // every |y - f| is far from 0
        CHECK(distance(ridge * convex_fit(d.z, far, AbsoluteLoss{}, ridge).coefficients, d.z.transpose() * numbers) <
              1e-12);
        for (const Loss& loss : losses())
            CHECK(largest(convex_fit(d.z, d.labels(loss), loss, infinite<>).coefficients) == 0);
    }

    TEST_CASE("[limit] hinge and squared hinge go to the hard margin as the ridge vanishes") {
        for (const auto& [n, p] : {std::pair{30, 60}, {60, 40}}) {
            Data d(n, p);
            d.signs = (d.z * normal(p, 1, 3)).unaryExpr([](double y) { return y > 0 ? 1.0 : -1.0; });
            const ConvexFit margin = convex_fit(d.z, d.signs, MarginConstraint{}, 0);
            REQUIRE(margin.separable);
            CHECK(margin.gap < 1e-10);
            CHECK(margin.objective == nearly(margin.norm2 / 2, 1e-12));
            // x >= 1, and samples beyond have no weight: the conditions of Karush, Kuhn and Tucker
            const Matrix x = d.signs.cwiseProduct(d.z * margin.coefficients);
            CHECK(x.minCoeff() == nearly(1, 1e-12));
            CHECK(distance(d.z.transpose() * margin.dual, margin.coefficients) < 1e-10);
            for (int i = 0; i < n; ++i) {
                CHECK(d.signs(i) * margin.dual(i) >= 0);
                CHECK(std::abs(margin.dual(i) * (x(i) - 1)) < 1e-9);
            }
            // the dual of the hinge is bounded by 1/ridge: the same problem once the ridge is below
            const double ridge = 0.5 / largest(margin.dual);
            CHECK(distance(convex_fit(d.z, d.signs, HingeLoss{}, ridge).coefficients, margin.coefficients) < 1e-9);
            CHECK(distance(convex_fit(d.z, d.signs, HingeLoss{}, 1e-9).coefficients, margin.coefficients) < 1e-9);
            CHECK(distance(convex_fit(d.z, d.signs, SquaredHingeLoss{}, 1e-9).coefficients, margin.coefficients) <
                  1e-6);
            for (const Loss& loss : {Loss(HingeLoss{}), Loss(SquaredHingeLoss{})}) {
                const ConvexFit fit = convex_fit(d.z, d.signs, loss, 0);
                CHECK(fit.objective == 0);
                CHECK(distance(fit.coefficients, margin.coefficients) < 1e-10);
            }
            const ConvexFit kernel = convex_kernel_fit(lower_outer_gram(d.z), d.signs, MarginConstraint{}, 0);
            CHECK(distance(kernel.fitted, margin.fitted) < 1e-9);
        }
    }

    TEST_CASE("[identity] labels that no predictor separates are recognised") {
        const Data d(80, 10);
        CHECK_FALSE(convex_fit(d.z, d.signs, MarginConstraint{}, 0).separable);
        CHECK_FALSE(convex_kernel_fit(lower_outer_gram(d.z), d.signs, MarginConstraint{}, 0).separable);
        Data twin(20, 60);  // one input with both labels
        twin.z.row(1) = twin.z.row(0);
        twin.signs(0) = 1;
        twin.signs(1) = -1;
        CHECK_FALSE(convex_fit(twin.z, twin.signs, MarginConstraint{}, 0).separable);
        twin.signs(1) = 1;
        CHECK(convex_fit(twin.z, twin.signs, MarginConstraint{}, 0).separable);
        CHECK_FALSE(convex_fit(Matrix::Zero(5, 3), Matrix::Ones(5, 1), MarginConstraint{}, 0).separable);
    }

    TEST_CASE("[limit] without a ridge: what a vanishing one leads to") {
        const Data d(80, 10);
        for (const Loss& loss : losses()) {
            CAPTURE(to_text(loss));
            const ConvexFit fit = convex_fit(d.z, d.labels(loss), loss, 0);
            CHECK(fit.gap < 1e-10);
            CHECK(distance(fit.coefficients, convex_fit(d.z, d.labels(loss), loss, 1e-10).coefficients) < 1e-7);
            CHECK(distance(d.z.transpose() * fit.dual, fit.coefficients) < 1e-9);
            const ConvexFit kernel = convex_kernel_fit(lower_outer_gram(d.z), d.labels(loss), loss, 0);
            CHECK(distance(kernel.fitted, fit.fitted) < 1e-7);
            CHECK(kernel.norm2 == nearly(fit.norm2, 1e-7));
        }
        const Data wide(20, 50);
        const Matrix interpolant = ridge_fit(wide.z, wide.numbers, 0);
        for (const Loss& loss : {Loss(HuberLoss{0.5}), Loss(AbsoluteLoss{})}) {
            const ConvexFit fit = convex_fit(wide.z, wide.numbers, loss, 0);
            CHECK(fit.objective == 0);
            CHECK(distance(fit.coefficients, interpolant) < 1e-11);
        }
    }

    TEST_CASE("[identity] least absolute deviations pass through as many samples as there are features") {
        for (const int p : {1, 4, 15}) {
            const Data d(60, p);
            const ConvexFit fit = convex_fit(d.z, d.numbers, AbsoluteLoss{}, 0);
            const Matrix u = d.numbers - fit.fitted;
            CHECK((u.array().abs() < 1e-11).count() == p);
        }
        // one feature, a constant: the median
        const Data d(61, 1);
        std::vector<double> sorted(d.numbers.data(), d.numbers.data() + 61);
        std::nth_element(sorted.begin(), sorted.begin() + 30, sorted.end());
        CHECK(convex_fit(Matrix::Ones(61, 1), d.numbers, AbsoluteLoss{}, 0).coefficients(0) ==
              nearly(sorted[30], 1e-12));
    }

    TEST_CASE("[identity] features twice share their coefficient, and a singular kernel keeps its digits") {
        const Data d(60, 8);
        Matrix z(60, 16);
        z << d.z / std::sqrt(2), d.z / std::sqrt(2);
        for (const Loss& loss : losses())
            for (const double ridge : {0.0, 1e-11, 1e-2}) {
                CAPTURE(to_text(loss));
                CAPTURE(ridge);
                const ConvexFit once = convex_fit(d.z, d.labels(loss), loss, ridge),
                                twice = convex_fit(z, d.labels(loss), loss, ridge),
                                kernel = convex_kernel_fit(lower_outer_gram(z), d.labels(loss), loss, ridge);
                CHECK(distance(twice.coefficients.topRows(8), once.coefficients / std::sqrt(2)) < 1e-7);
                CHECK(distance(twice.coefficients.bottomRows(8), once.coefficients / std::sqrt(2)) < 1e-7);
                CHECK(distance(kernel.fitted, once.fitted) < 1e-7);
            }
    }

    TEST_CASE("[agreement] a path of ridges with warm starts is what every ridge gives alone") {
        for (const auto& [n, p] : {std::pair{60, 25}, {30, 60}})
            for (const Loss& loss : {Loss(LogisticLoss{}), Loss(ExponentialLoss{}), Loss(HingeLoss{})}) {
                const Data d(n, p);
                const Matrix k = lower_outer_gram(d.z);
                ConvexFit last, last_kernel;
                for (const double ridge : {1e2, 1e1, 1.0, 1e-1, 1e-2, 1e-4}) {
                    const ConvexFit cold = convex_fit(d.z, d.signs, loss, ridge);
                    last = convex_fit(d.z, d.signs, loss, ridge, &last);
                    last_kernel = convex_kernel_fit(k, d.signs, loss, ridge, &last_kernel);
                    CHECK(distance(last.coefficients, cold.coefficients) < 1e-10);
                    CHECK(distance(last_kernel.fitted, cold.fitted) < 1e-9);
                }
            }
    }

    TEST_CASE("[limit] labels of zero, features of zero") {
        const Data d(20, 5);
        for (const Loss& loss : {Loss(AbsoluteLoss{}), Loss(HuberLoss{}), Loss(SquareLoss{})}) {
            const ConvexFit fit = convex_fit(d.z, Matrix::Zero(20, 1), loss, 0.1);
            CHECK(fit.objective == 0);
            CHECK(largest(fit.coefficients) == 0);
        }
        for (const Loss& loss : losses())
            CHECK(largest(convex_fit(Matrix::Zero(20, 5), d.labels(loss), loss, 0.1).fitted) == 0);
    }

    TEST_CASE(
        "[error] no minimum, labels that the loss does not know, sizes that differ, features that are not finite") {
        const Data d(20, 50);
        CHECK_THROWS_AS(convex_fit(d.z, d.signs, LogisticLoss{}, 0), NotCovered);
        CHECK_THROWS_AS(convex_kernel_fit(lower_outer_gram(d.z), d.signs, ExponentialLoss{}, 0), NotCovered);
        // half the samples are separated, the others contradict each other: nothing is least
        Matrix z = Matrix::Identity(4, 2), y = Matrix::Ones(4, 1);
        z.row(2) = z.row(3) = z.row(1);
        y(2) = -1;
        CHECK_THROWS_AS(convex_fit(z, y, LogisticLoss{}, 0), NotCovered);
        CHECK_THROWS_AS(convex_fit(d.z, d.numbers, HingeLoss{}, 1), DomainError);
        CHECK_THROWS_AS(convex_fit(d.z, d.signs.topRows(19), HingeLoss{}, 1), DomainError);
        CHECK_THROWS_AS(convex_fit(d.z, d.signs, HingeLoss{}, -1), DomainError);
        const ConvexFit other = convex_fit(d.z.topRows(10), d.signs.topRows(10), LogisticLoss{}, 1);
        CHECK_THROWS_AS(convex_fit(d.z, d.signs, LogisticLoss{}, 1, &other), DomainError);
        Matrix broken = d.z;
        broken(1, 1) = infinite<>;
        CHECK_THROWS_AS(convex_fit(broken, d.signs, HingeLoss{}, 1), NotConverged);
        CHECK_THROWS_AS(convex_kernel_fit(broken.leftCols(20), d.signs, HingeLoss{}, 1), NotConverged);
    }
}
