// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// d = 2, where every average is a finite sum: fits to each harmonic and to each unit of noise, on an even grid of test
// points.
#pragma once

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <numbers>
#include <utility>
#include <vector>

#include "../nearly.hpp"
#include "lazyrisk/average/averaged_errors.hpp"
#include "lazyrisk/linear/matrix.hpp"

namespace on_the_circle {

using lazyrisk::AveragedErrors;
using lazyrisk::Matrix;

constexpr int grid = 4096;

/// Points at even angles from `first` on, |x|^2 = 2.
inline Matrix points(int count, double first = 0) {
    Matrix x(2, count);
    for (int i = 0; i < count; ++i) {
        const double angle = first + 2 * std::numbers::pi * i / count;
        x(0, i) = std::sqrt(2) * std::cos(angle);
        x(1, i) = std::sqrt(2) * std::sin(angle);
    }
    return x;
}

/// sqrt(2) cos k theta and sqrt(2) sin k theta at each point; 1 for k = 0.
inline std::vector<std::vector<double>> harmonics(int k, const Matrix& x) {
    std::vector<std::vector<double>> f(k == 0 ? 1 : 2);
    for (int i = 0; i < x.cols(); ++i) {
        const double angle = std::atan2(x(1, i), x(0, i));
        if (k == 0)
            f[0].push_back(1);
        else {
            f[0].push_back(std::sqrt(2) * std::cos(k * angle));
            f[1].push_back(std::sqrt(2) * std::sin(k * angle));
        }
    }
    return f;
}

/// Fits to the columns of `labels`: values at the points of `fresh` and at the data, and |a|^2 of each pair of columns'
/// sum.
struct Fitted {
    Matrix predicted, fitted;
    std::vector<double> norm;
};
using Fit = std::function<Fitted(const Matrix& labels, const Matrix& fresh)>;

/// The averages by brute force, for energies by degree.
inline AveragedErrors averages(const Fit& fit, const Matrix& x, const std::vector<std::pair<int, double>>& energy,
                               double noise) {
    const int n = int(x.cols());
    const Matrix fresh = points(grid);
    std::vector<std::vector<double>> at_data, at_fresh;
    std::vector<double> share;
    for (const auto& [k, value] : energy) {
        const auto data = harmonics(k, x), test = harmonics(k, fresh);
        for (std::size_t j = 0; j < data.size(); ++j) {
            at_data.push_back(data[j]);
            at_fresh.push_back(test[j]);
            share.push_back(value / double(data.size()));
        }
    }
    const int functions = int(share.size());
    Matrix labels = Matrix::Zero(n, functions + n);
    for (int j = 0; j < functions; ++j)
        for (int i = 0; i < n; ++i) labels(i, j) = at_data[std::size_t(j)][std::size_t(i)];
    for (int i = 0; i < n; ++i) labels(i, functions + i) = 1;

    const Fitted seen = fit(labels, fresh);
    AveragedErrors e{};
    for (int j = 0; j < functions + n; ++j) {
        const bool is_noise = j >= functions;
        const double weight = is_noise ? noise : share[std::size_t(j)];
        double off = 0, left = 0;
        for (int i = 0; i < grid; ++i) {
            const double truth = is_noise ? 0 : at_fresh[std::size_t(j)][std::size_t(i)];
            off += std::pow(truth - seen.predicted(i, j), 2);
        }
        for (int i = 0; i < n; ++i) left += std::pow(labels(i, j) - seen.fitted(i, j), 2);
        (is_noise ? e.variance : e.bias) += weight * off / grid;
        e.train_error += weight * left / n;
        e.weight_norm += weight * seen.norm[std::size_t(j)];
    }
    return e;
}

/// Within `accuracy` of an energy 1, and of the number.
inline void check(const AveragedErrors& seen, const AveragedErrors& expected, double accuracy) {
    CHECK(seen.bias == nearly(expected.bias, accuracy, accuracy));
    CHECK(seen.variance == nearly(expected.variance, accuracy, accuracy));
    CHECK(seen.train_error == nearly(expected.train_error, accuracy, accuracy));
    CHECK(seen.weight_norm == nearly(expected.weight_norm, accuracy, accuracy));
}

}  // namespace on_the_circle
