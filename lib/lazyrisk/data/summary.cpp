// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/data/summary.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "lazyrisk/linear/blas_threads.hpp"
#include "lazyrisk/linear/decomposition.hpp"

namespace lazyrisk {
namespace {

/// Some points, evenly spread: a file may be sorted by class.
Matrix spread_points(const Matrix& inputs, Eigen::Index most) {
    const Eigen::Index count = std::min(inputs.cols(), most);
    Matrix some(inputs.rows(), count);
    for (Eigen::Index k = 0; k < count; ++k) some.col(k) = inputs.col(k * inputs.cols() / count);
    return some;
}

/// By linear interpolation between order statistics.
double quantile(const std::vector<double>& ascending, double share) {
    const double at = share * double(ascending.size() - 1);
    const auto below = std::size_t(at);
    const std::size_t above = std::min(below + 1, ascending.size() - 1);
    return ascending[below] + (at - double(below)) * (ascending[above] - ascending[below]);
}

SquaredDistances squared_distances(const Matrix& inputs) {
    const Matrix some = spread_points(inputs, 500);
    SquaredDistances found{std::size_t(some.cols())};
    std::vector<double> list;
    for (Eigen::Index j = 0; j < some.cols(); ++j)
        for (Eigen::Index i = 0; i < j; ++i) list.push_back((some.col(i) - some.col(j)).squaredNorm());
    if (list.empty()) return found;
    std::sort(list.begin(), list.end());
    found.lower_quartile = quantile(list, 0.25);
    found.median = quantile(list, 0.5);
    found.upper_quartile = quantile(list, 0.75);
    return found;
}

Directions directions_of(const Matrix& inputs) {
    Matrix some = spread_points(inputs, 1000);
    Directions found{std::size_t(some.cols())};
    const Eigen::VectorXd mean = some.rowwise().mean();
    for (Eigen::Index i = 0; i < some.rows(); ++i) {
        const bool varies = some.row(i).minCoeff() < some.row(i).maxCoeff();
        for (Eigen::Index k = 0; k < some.cols(); ++k) some(i, k) = varies ? some(i, k) - mean(i) : 0;
    }
    const double largest = some.cwiseAbs().maxCoeff();
    if (largest == 0) return found;
    some /= largest;  // squares of squares stay numbers
    const BlasThreads one;
    std::vector<double> value = eigenvalues(some.rows() < some.cols() ? lower_outer_gram(some) : lower_gram(some));
    std::reverse(value.begin(), value.end());
    const double first = std::max(value.front(), 1e-300);
    double sum = 0, squares = 0;
    for (double& x : value) {
        x = std::max(x, 0.0) / first;
        sum += x, squares += x * x;
    }
    const auto most = int(std::min(some.rows(), some.cols() - 1));
    for (const int directions : {1, 2, 5, 10, 50})
        if (directions <= most)
            found.shares.push_back(
                {directions, std::min(1.0, std::accumulate(value.begin(), value.begin() + directions, 0.0) / sum)});
    found.participation = sum * sum / squares;
    return found;
}

std::size_t duplicates_of(const Matrix& inputs) {
    const auto point = [&](std::size_t k) { return entries(inputs, Eigen::Index(k), 1); };
    std::vector<std::size_t> order(std::size_t(inputs.cols()));
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::lexicographical_compare(point(a).begin(), point(a).end(), point(b).begin(), point(b).end());
    });
    std::size_t equal = 0;
    for (std::size_t k = 1; k < order.size(); ++k)
        equal += std::equal(point(order[k]).begin(), point(order[k]).end(), point(order[k - 1]).begin());
    return equal;
}

void describe_norms(const Matrix& inputs, DataSummary& summary) {
    std::vector<double> norms;
    for (Eigen::Index k = 0; k < inputs.cols(); ++k) norms.push_back(inputs.col(k).norm());
    const double count = double(norms.size());
    summary.norm_mean = std::accumulate(norms.begin(), norms.end(), 0.0) / count;
    double squares = 0;
    for (const double norm : norms) squares += (norm - summary.norm_mean) * (norm - summary.norm_mean);
    summary.norm_deviation = std::sqrt(squares / count);
}

}  // namespace

DataSummary summarise(const DataSet& set) {
    DataSummary summary;
    summary.count = set.count();
    summary.dimension = std::size_t(set.inputs.rows());
    summary.shape = set.shape;
    for (const std::string& name : set.classes) summary.classes.push_back({name});
    for (const int label : set.label) ++summary.classes[std::size_t(label)].count;
    summary.outputs = std::size_t(set.targets.cols());
    summary.bytes = set.bytes;
    if (set.inputs.size() == 0) return summary;
    summary.least = set.inputs.minCoeff();
    summary.most = set.inputs.maxCoeff();
    double mean = 0;
    for (Eigen::Index k = 0; k < set.inputs.cols(); ++k) mean += set.inputs.col(k).mean();
    summary.mean = mean / double(set.inputs.cols());
    describe_norms(set.inputs, summary);
    summary.duplicates = duplicates_of(set.inputs);
    summary.distances = squared_distances(set.inputs);
    summary.directions = directions_of(set.inputs);
    return summary;
}

}  // namespace lazyrisk
