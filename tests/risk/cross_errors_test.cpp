// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The cross errors of two predictors against drawn Gaussian features of a spectrum with two levels: nothing of the
// theory enters.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "lazyrisk/average/fit_averages.hpp"
#include "lazyrisk/risk/risk.hpp"
#include "lazyrisk/simulate/random.hpp"
#include "lazyrisk/statistics/estimate.hpp"

using namespace lazyrisk;

namespace {

struct TwoLevels {
    int size[2] = {40, 200};
    double eigenvalue[2] = {1, 0.15}, energy[2] = {0.6, 0.4};
    int samples = 150, width = 110;
    double ridge = 0.5, noise = 0.2;
    [[nodiscard]] int modes() const { return size[0] + size[1]; }
    [[nodiscard]] int level(int mode) const { return mode < size[0] ? 0 : 1; }
};

/// What a predictor does to a coefficient vector and to noise, both linear.
struct Predictor {
    Matrix left;      ///< 1 - P X: what it leaves of the coefficients
    Matrix on_noise;  ///< P: labels to coefficients
};

/// Inputs x [samples x modes], standard normal; features x S^{1/2} W^T/sqrt(width), ridge added to Z Z^T.
Predictor fitted(const TwoLevels& m, const Matrix& x, const Matrix& weights) {
    Matrix features = weights;  // S^{1/2} W^T/sqrt(width) [modes x width]
    for (int i = 0; i < m.modes(); ++i) features.row(i) *= std::sqrt(m.eigenvalue[m.level(i)] / m.width);
    const Matrix z = features.transpose() * x.transpose();  // Z^T [width x samples]
    Matrix p = features * inverse(lower_outer_gram(z), m.ridge) * z;
    Matrix left = Matrix::Identity(m.modes(), m.modes()) - p * x;
    return {std::move(left), std::move(p)};
}

/// E (f - f1)(f - f2) over the coefficients of an isotropic target in each level.
double cross(const TwoLevels& m, const Predictor& a, const Predictor& b) {
    double sum = 0;
    for (int c = 0; c < m.modes(); ++c)
        sum += m.energy[m.level(c)] / m.size[m.level(c)] * a.left.col(c).dot(b.left.col(c));
    return sum;
}

/// The same of label noise, common to both.
double noise(const TwoLevels& m, const Predictor& a, const Predictor& b) {
    return m.noise * a.on_noise.cwiseProduct(b.on_noise).sum();
}

}  // namespace

TEST_SUITE("risk/cross_errors") {
    TEST_CASE(
        "[simulation] identical, same data, same features, all different: the four cross errors of two levels without "
        "tail") {
        const TwoLevels m;
        Accumulator same, data, features, nothing, noise_same, noise_data;
        for (std::uint64_t trial = 0; trial < 16; ++trial) {
            const Draw draw{11, 0, trial};
            Matrix x[2], w[2];
            for (int i = 0; i < 2; ++i) {
                x[i] = Matrix(m.samples, m.modes());
                w[i] = Matrix(m.modes(), m.width);
                draw.stream(Role::data, std::uint64_t(i)).normals(entries(x[i]));
                draw.stream(Role::features, std::uint64_t(i)).normals(entries(w[i]));
            }
            const Predictor p[2][2] = {{fitted(m, x[0], w[0]), fitted(m, x[0], w[1])},
                                       {fitted(m, x[1], w[0]), fitted(m, x[1], w[1])}};
            same.add((cross(m, p[0][0], p[0][0]) + cross(m, p[1][1], p[1][1])) / 2);
            data.add((cross(m, p[0][0], p[0][1]) + cross(m, p[1][0], p[1][1])) / 2);
            features.add((cross(m, p[0][0], p[1][0]) + cross(m, p[0][1], p[1][1])) / 2);
            nothing.add((cross(m, p[0][0], p[1][1]) + cross(m, p[0][1], p[1][0])) / 2);
            noise_same.add((noise(m, p[0][0], p[0][0]) + noise(m, p[1][1], p[1][1])) / 2);
            noise_data.add((noise(m, p[0][0], p[0][1]) + noise(m, p[1][0], p[1][1])) / 2);
        }
        Spectrum<> s;
        for (int k = 0; k < 2; ++k) {
            const double mass = m.size[k] * m.eigenvalue[k];
            s.levels.push_back({k, m.eigenvalue[k], double(m.size[k]), mass, 0});
        }
        const Target<> target{{{0, m.energy[0]}, {1, m.energy[1]}}, 0};
        const Risk<> r = risk(Degrees<>(s), AlignedTarget<>(target, s),
                              {{double(m.samples), double(m.width)}, m.ridge / m.samples, m.noise, 1});
        const auto check = [](const std::string& what, const Accumulator& seen, double theory) {
            const Estimate e = seen.estimate();
            CHECK_MESSAGE(std::abs(e.mean - theory) <= 4 * e.standard_error + 0.01 * theory, what, ": ", e.mean, " +- ",
                          e.standard_error, ", theory ", theory);
            CHECK(e.standard_error < 0.01 * theory);
        };
        check("identical", same, r.bias);
        check("same data", data, r.sources.bias_squared + r.sources.samples);
        check("same features", features, r.sources.bias_squared + r.sources.features);
        check("all different", nothing, r.sources.bias_squared);
        check("noise, identical", noise_same, r.variance);
        check("noise, same data", noise_data, r.sources.noise_samples);
        CHECK(r.sources.features > 0.1 * r.sources.bias_squared);  // the parts differ by more than what is allowed
        CHECK(r.sources.samples > 0.1 * r.sources.bias_squared);
    }
}
