// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/pool/largest_score.hpp"

#include <algorithm>
#include <array>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <numbers>

namespace lazyrisk {
namespace {

double normal_share_below(double x) { return std::erfc(-x / std::numbers::sqrt2) / 2; }

/// x of a share above 0 and up to 1.
double normal_quantile(double share) {
    using boost::math::erfc_inv;
    return -std::numbers::sqrt2 * erfc_inv(std::min(2.0, 2 * share));
}

/// Differences d = mean + L z, P(d > 0), in the order in which they are looked at.
struct Orthant {
    Eigen::VectorXd mean;
    Matrix factor;  ///< lower triangle, the covariance at first
};

void exchange(Orthant& o, Eigen::Index i, Eigen::Index j) {
    if (i == j) return;
    std::swap(o.mean(i), o.mean(j));
    o.factor.row(i).swap(o.factor.row(j));
    o.factor.col(i).swap(o.factor.col(j));
}

/// Cholesky's factor with the least likely difference first, given the means of those before (Genz & Bretz 2009, 4.1).
void order_and_factor(Orthant& o) {
    const Eigen::Index size = o.mean.size();
    Matrix& c = o.factor;  // columns before `step`: the factor, from there on: what is left of the covariance
    const double rounding = 1e-14 * std::max(1e-300, c.diagonal().maxCoeff());
    Eigen::VectorXd shifted = o.mean;  // by the means of the numbers before
    for (Eigen::Index step = 0; step < size; ++step) {
        Eigen::Index least = step;
        double smallest = 2;
        for (Eigen::Index i = step; i < size; ++i) {
            const double width = c(i, i) > rounding ? std::sqrt(c(i, i)) : 0;
            const double share = width > 0 ? normal_share_below(shifted(i) / width) : shifted(i) > 0 ? 1.0 : 0.0;
            if (share < smallest) smallest = share, least = i;
        }
        exchange(o, step, least);
        std::swap(shifted(step), shifted(least));
        if (!(c(step, step) > rounding)) {
            c.col(step).tail(size - step).setZero();
            continue;
        }
        const double width = std::sqrt(c(step, step));
        c.col(step).tail(size - step) /= width;
        const Eigen::Index rest = size - step - 1;
        const Eigen::VectorXd column = c.col(step).tail(rest);
        c.bottomRightCorner(rest, rest) -= column * column.transpose();
        const double bound = -shifted(step) / width;
        const double mean = std::exp(-bound * bound / 2) / std::sqrt(2 * std::numbers::pi) /
                            std::max(1e-300, normal_share_below(-bound));
        shifted.tail(rest) += std::min(mean, 40.0) * column;
    }
}

/// The integrand at a point of the unit cube.
double separated(const Orthant& o, const double* node, Eigen::VectorXd& z) {
    double product = 1;
    const Eigen::Index size = o.mean.size();
    for (Eigen::Index i = 0; i < size; ++i) {
        const double width = o.factor(i, i);
        double value = o.mean(i);
        for (Eigen::Index j = 0; j < i; ++j) value += o.factor(i, j) * z(j);
        if (width == 0) {
            product *= value > 0 ? 1 : value < 0 ? 0 : 0.5;
            z(i) = 0;
        } else {
            const double share = normal_share_below(value / width);
            product *= share;
            z(i) = i + 1 < size && share > 0 ? -normal_quantile(std::max(1e-300, share * node[i])) : 0;
        }
        if (product == 0) return 0;
    }
    return product;
}

}  // namespace

double probability_of_largest(int which, const Eigen::VectorXd& mean, const Matrix& covariance, int nodes) {
    const Eigen::Index size = mean.size() - 1;
    Orthant o{Eigen::VectorXd(size), Matrix(size, size)};
    const auto other = [&](Eigen::Index k) { return k < which ? k : k + 1; };
    for (Eigen::Index i = 0; i < size; ++i) {
        const Eigen::Index a = other(i);
        o.mean(i) = mean(which) - mean(a);
        for (Eigen::Index j = 0; j < size; ++j) {
            const Eigen::Index b = other(j);
            o.factor(i, j) = covariance(which, which) - covariance(a, which) - covariance(which, b) + covariance(a, b);
        }
    }
    order_and_factor(o);
    Eigen::VectorXd z = Eigen::VectorXd::Zero(size);
    std::vector<double> node(std::size_t(size), 0.5);
    if (size == 1) return separated(o, node.data(), z);
    // a Kronecker lattice: powers of the root of x^(s+1) = x + 1, s dimensions
    double root = 2;
    for (int i = 0; i < 60; ++i) root = std::pow(1 + root, 1 / double(size));
    double sum = 0;
    for (int k = 0; k < nodes; ++k) {
        double step = 1;
        for (Eigen::Index i = 0; i + 1 < size; ++i) {
            step /= root;
            const double x = std::fmod(0.5 + (k + 1) * step, 1.0);
            node[std::size_t(i)] = std::clamp(1 - std::abs(2 * x - 1), 1e-15, 1 - 1e-15);
        }
        sum += separated(o, node.data(), z);
    }
    return sum / nodes;
}

}  // namespace lazyrisk
