// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/gap/simulated.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "lazyrisk/dual/deep.hpp"
#include "lazyrisk/harmonics/amplitudes.hpp"
#include "lazyrisk/harmonics/dimension.hpp"
#include "lazyrisk/harmonics/gradient.hpp"
#include "lazyrisk/linear/decomposition.hpp"
#include "lazyrisk/numerics/parallel.hpp"
#include "lazyrisk/simulate/campaign.hpp"
#include "lazyrisk/simulate/executor.hpp"
#include "lazyrisk/simulate/sphere.hpp"
#include "lazyrisk/simulate/target.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using Vector = std::vector<double>;
constexpr int drawn_degrees = 100;

void require_memory(double numbers, int width) {
    if (8 * numbers > memory_of_machine())
        throw NotCovered("the normal equations of " + std::to_string(width) + " neurons hold " +
                         to_text(std::ceil(8 * numbers / 1e9)) +
                         " GB, more than this machine has; leave `trials` out, or choose fewer neurons");
}

/// v^T G^+ v for G >= 0, lower triangle.
double explained(Matrix g, const Eigen::VectorXd& v) {
    constexpr double rounding = 1e-12;
    Matrix factor = g;
    if (cholesky(factor) == 0 && (factor.diagonal().array().square() > rounding * g.diagonal().array()).all())
        return factor.triangularView<Eigen::Lower>().solve(v).squaredNorm();
    const Eigenvectors e = eigenvectors(std::move(g));
    const Eigen::VectorXd along = e.vector.transpose() * v;
    double sum = 0;
    for (Eigen::Index k = 0; k < v.size(); ++k) {
        const double value = e.value[std::size_t(k)];
        if (value > rounding * double(v.size()) * e.value.back()) sum += along(k) * along(k) / value;
    }
    return sum;
}

/// Coefficients E s(g) He_k(g)/sqrt(k!).
std::shared_ptr<const Vector> hermite(const Activation& activation) {
    const Amplitudes a = decompose(activation, infinite<>, drawn_degrees);
    return std::make_shared<const Vector>(a.value.begin(), a.value.end());
}

}  // namespace

LeftByDraw drawn_tangent_on_quadratic(const QuadraticTarget& target) {
    return [form = std::make_shared<const Matrix>(target.form), square = target.square](int width, const Draw& draw) {
        const int d = int(form->rows());
        if (width >= d) return 0.0;
        const Matrix b = turned_by(on_sphere(d, width, 1, draw.stream(Role::features)), *form);
        return b.bottomRightCorner(d - width, d - width).squaredNorm() / square;
    };
}

LeftByDraw drawn_features_on_quadratic(const QuadraticTarget& target, const Activation& activation) {
    const auto dual = std::make_shared<const LayerDual<double>>(dual_of<double>(activation, 1.0));
    return [form = std::make_shared<const Matrix>(target.form), norm = 2 * target.square, dual,
            mu = hermite(activation)](int width, const Draw& draw) {
        require_memory(3.0 * width * width, width);
        const Matrix w = on_sphere(int(form->rows()), width, 1, draw.stream(Role::features));
        Matrix g = lower_gram(w);
        const double variance =
            std::visit([](const auto& f) { return double(f.variance()); }, *dual) - (*mu)[0] * (*mu)[0];
        std::visit(
            [&](const auto& f) {
                for (int j = 0; j < width; ++j)
                    for (int i = j; i < width; ++i)
                        g(i, j) =
                            variance - (i == j ? 0.0 : f(Correlation<double>(1 - std::clamp(g(i, j), -1.0, 1.0))).gap);
            },
            *dual);
        const Matrix bw = *form * w;
        const Eigen::VectorXd v = std::sqrt(2.0) * (*mu)[2] * w.cwiseProduct(bw).colwise().sum();
        return 1 - explained(std::move(g), v) / norm;
    };
}

LeftByDraw drawn_tangent_of_activation(const QuadraticTarget& target, const Activation& activation) {
    const GradientAmplitudes gradient = decompose_gradient(activation, infinite<>, drawn_degrees);
    const auto squares = [](const Amplitudes& a) {
        long double sum = a.tail;
        for (const long double x : a.value) sum += x * x;
        return double(sum);
    };
    const auto mu = hermite(activation);
    // nu_k = E s' He_k = mu_{k+1}; here over sqrt(k!): sqrt(k+1) mu_{k+1}/sqrt((k+1)!)
    const auto nu = std::make_shared<Vector>();
    for (std::size_t k = 0; k + 1 < mu->size(); ++k) nu->push_back(std::sqrt(double(k) + 1) * (*mu)[k + 1]);
    return [form = std::make_shared<const Matrix>(target.form), norm = 2 * target.square, nu,
            across = squares(gradient.across), along = squares(gradient.along)](int width, const Draw& draw) {
        const int d = int(form->rows());
        require_memory(3.0 * width * width * d * d, width);
        const Matrix w = on_sphere(d, width, 1, draw.stream(Role::features)), bw = *form * w;
        const Vector& a = *nu;
        const double first = a[1], third = std::sqrt(6.0) * a[3];  // nu_1, nu_3
        Matrix g(width * d, width * d);
        Eigen::VectorXd v(width * d);
        for (int i = 0; i < width; ++i) {
            v.segment(i * d, d) = 2 * first * bw.col(i) + third * w.col(i).dot(bw.col(i)) * w.col(i);
            for (int j = 0; j <= i; ++j) {
                double same = across, ii = along - across, ij = 0,
                       jj = 0;  // delta_ab, w_i w_i, (w_i w_j + w_j w_i), w_j w_j
                if (i != j) {
                    const double rho = w.col(i).dot(w.col(j));
                    same = ii = ij = 0;
                    double power = 1;  // rho^k
                    for (std::size_t k = 0; k + 2 < a.size() && std::abs(power) > 1e-18; ++k, power *= rho) {
                        const double next = double(k) + 1;
                        same += a[k] * a[k] * power;
                        ij += next * a[k + 1] * a[k + 1] * power;
                        ii += std::sqrt(next * (next + 1)) * a[k] * a[k + 2] * power;
                    }
                    jj = ii;
                }
                for (int q = 0; q < d; ++q)
                    for (int p = 0; p < d; ++p)
                        g(i * d + p, j * d + q) = (p == q ? same : 0.0) + ii * w(p, i) * w(q, i) +
                                                  ij * (w(p, i) * w(q, j) + w(p, j) * w(q, i)) +
                                                  jj * w(p, j) * w(q, j) - first * first * w(p, i) * w(q, j);
            }
        }
        return 1 - explained(std::move(g), v) / norm;
    };
}

LeftByDraw drawn_features_on_sphere(const Activation& activation, int dimension, const Target<>& target, bool itself) {
    const auto kernel = std::make_shared<const DualKernel>(activation, dimension);
    double energy = itself ? kernel->diagonal() : target.rest;
    if (!itself)
        for (const auto& [mode, value] : target.energy) energy += value;
    // s(<w,x>) = sum_k c_k (projection on degree k at sqrt(d) w), c_k = g_k/sqrt(B_k)
    const Amplitudes g = decompose(activation, dimension, std::max(2, target.highest_degree()));
    return [=](int width, const Draw& draw) {
        require_memory(3.0 * width * width, width);
        const Matrix w = on_sphere(dimension, width, 1, draw.stream(Role::features));
        Matrix k = lower_gram(w);
        for (int j = 0; j < width; ++j)
            for (int i = j; i < width; ++i) k(i, j) = i == j ? kernel->diagonal() : (*kernel)(k(i, j));
        Eigen::VectorXd v = Eigen::VectorXd::Zero(width);
        if (itself) {
            v = w.transpose() * on_sphere(dimension, 1, 1, draw.stream(Role::target));
            for (double& x : v) x = (*kernel)(x);
        } else {
            const Matrix points = w * std::sqrt(double(dimension));
            if (target.rest != 0)
                static_cast<void>(DrawnTarget(target, dimension, draw));  // says that it cannot be drawn
            for (const auto& [mode, value] : target.energy) {
                const double c =
                    double(g.value[std::size_t(mode.degree)]) * std::exp(-log_multiplicity(dimension, mode.degree) / 2);
                v += c * as_vector(DrawnTarget({{{mode, value}}, 0}, dimension, draw)(points));
            }
        }
        return 1 - explained(std::move(k), v) / energy;
    };
}

Estimate simulated_gap(const LeftByDraw& left, int width, int trials, std::uint64_t seed, int threads) {
    Vector seen(std::size_t(trials), 0.0);
    const BlasThreads blas(1);
    parallel_for(seen.size(), threads, [&](std::size_t t) { seen[t] = left(width, Draw{seed, 0, t}); });
    Accumulator all;
    for (const double x : seen) all.add(x);
    return all.estimate();
}

}  // namespace lazyrisk
