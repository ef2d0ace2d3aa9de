// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Pools whose eigenvectors are random, waves, or those of points in space.
#pragma once

#include <Eigen/Dense>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include "lazyrisk/pool/pool.hpp"

namespace random_pools {

using lazyrisk::Matrix;

inline Matrix normals(int rows, int columns, unsigned seed) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    Matrix m(rows, columns);
    for (double& x : lazyrisk::entries(m)) x = normal(random);
    return m;
}

/// Eigenvalues that fall as 1/k, eigenvectors from Haar's measure.
inline Matrix haar_kernel(int points, unsigned seed) {
    const Matrix q = Eigen::HouseholderQR<Matrix>(normals(points, points, seed)).householderQ();
    Eigen::VectorXd k(points);
    for (int i = 0; i < points; ++i) k(i) = 1.0 / (1 + i);
    const Matrix kernel = q * k.asDiagonal() * q.transpose();
    return (kernel + kernel.transpose()) / 2;
}

/// A function of the distance on a circle: every point is as every other.
inline Matrix circle_kernel(int points) {
    Matrix kernel(points, points);
    for (int i = 0; i < points; ++i)
        for (int j = 0; j < points; ++j) {
            const double angle = 2 * std::numbers::pi * (i - j) / points;
            kernel(i, j) =
                std::exp(std::cos(angle) - 1) + 0.3 * std::exp(20 * (std::cos(angle) - 1)) + (i == j ? 0.1 : 0);
        }
    return kernel;
}

/// Classes as clouds in 5 dimensions of different widths, and the kernel exp(-|x - z|^2/4).
inline lazyrisk::Pool cloud_pool(int points, int classes, unsigned seed, const lazyrisk::PoolOptions& options = {}) {
    const Matrix centre = 1.2 * normals(5, classes, seed + 1), off = normals(5, points, seed);
    Matrix x(5, points), kernel(points, points);
    std::vector<int> label;
    for (int i = 0; i < points; ++i) {
        label.push_back(i % classes);
        x.col(i) = centre.col(label.back()) + (0.5 + 0.2 * (i % 4)) * off.col(i);
    }
    for (int i = 0; i < points; ++i)
        for (int j = 0; j < points; ++j) kernel(i, j) = std::exp(-(x.col(i) - x.col(j)).squaredNorm() / 4);
    return lazyrisk::make_pool(kernel, lazyrisk::class_targets(label, classes), label, options);
}

inline Eigen::VectorXd as_vector(const std::vector<double>& x) { return lazyrisk::as_vector(x); }

}  // namespace random_pools
