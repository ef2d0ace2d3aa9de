// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/data/normalise.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

// Sums in the order of the numbers: the same on every machine, and so are the checksums.

void put_on_sphere(Matrix& inputs) {
    for (Eigen::Index k = 0; k < inputs.cols(); ++k) {
        double largest = 0, squares = 0;
        for (const double x : inputs.col(k)) largest = std::max(largest, std::abs(x));
        if (largest == 0)
            throw DomainError("normalise", "sphere",
                              "point " + std::to_string(k + 1) +
                                  " is 0 everywhere, which is on no sphere; leave it out, or choose standard");
        for (double& x : inputs.col(k)) x /= largest, squares += x * x;
        const double factor = std::sqrt(double(inputs.rows()) / squares);
        for (double& x : inputs.col(k)) x *= factor;
    }
}

Standard standardise(Matrix& inputs) {
    const Eigen::Index count = inputs.cols();
    Eigen::VectorXd mean = inputs.col(0), least = mean, most = mean, largest = Eigen::VectorXd::Zero(mean.size()),
                    squares = largest;
    for (Eigen::Index k = 1; k < count; ++k) {
        mean += inputs.col(k);
        least = least.cwiseMin(inputs.col(k)), most = most.cwiseMax(inputs.col(k));
    }
    mean /= double(count);
    for (Eigen::Index k = 0; k < count; ++k) {
        for (Eigen::Index i = 0; i < mean.size(); ++i) {
            double& x = inputs(i, k);
            x = least(i) == most(i) ? 0 : x - mean(i);  // the mean of equal numbers may be off by a rounding
            largest(i) = std::max(largest(i), std::abs(x));
        }
    }
    for (Eigen::Index i = 0; i < mean.size(); ++i)
        if (largest(i) == 0) largest(i) = 1;
    for (Eigen::Index k = 0; k < count; ++k)
        for (Eigen::Index i = 0; i < mean.size(); ++i) {
            double& x = inputs(i, k);
            x /= largest(i);
            squares(i) += x * x;
        }
    for (Eigen::Index i = 0; i < mean.size(); ++i)
        squares(i) = squares(i) > 0 ? std::sqrt(double(count) / squares(i)) : 0;
    for (Eigen::Index k = 0; k < count; ++k) inputs.col(k) = inputs.col(k).cwiseProduct(squares);
    return {std::move(mean), std::move(largest), std::move(squares)};
}

}  // namespace

Standard normalise(Matrix& inputs, Normalise how) {
    if (how == Normalise::sphere) put_on_sphere(inputs);
    if (how == Normalise::standard && inputs.size() > 0) return standardise(inputs);
    return {};
}

void standardise_as(Matrix& inputs, const Standard& s) {
    if (s.mean.size() == 0) return;
    for (Eigen::Index k = 0; k < inputs.cols(); ++k)
        for (Eigen::Index i = 0; i < s.mean.size(); ++i) {
            double& x = inputs(i, k);
            x = s.factor(i) == 0 ? 0 : (x - s.mean(i)) / s.largest(i) * s.factor(i);
        }
}

}  // namespace lazyrisk
