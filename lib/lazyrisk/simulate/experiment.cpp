#include "lazyrisk/simulate/experiment.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/simulate/fit.hpp"

namespace lazyrisk {
namespace {

constexpr int test_block = 256;  // test points at a time: their features need not be held at once

/// What a trial draws before it looks at the model.
struct Sample {
    Matrix points, test;        // [d x n], [d x test_points]
    Matrix labels;              // column 0: f, column 1: noise of unit variance (only where there is noise) [n x r]
    std::vector<double> truth;  // f at the test points

    Sample(const Experiment& e, const Draw& draw)
        : points(e.world.inputs(e.samples, draw.stream(Role::data))),
          test(e.world.inputs(e.test_points, draw.stream(Role::test))),
          labels(e.samples, e.noise_variance > 0 ? 2 : 1) {
        const InputFunction f = e.world.target(draw);
        const std::vector<double> values = f(points);
        std::copy(values.begin(), values.end(), labels.data());
        if (labels.columns() == 2) draw.stream(Role::noise).normals(labels.column(1));
        truth = f(test);
    }
};

/// a_f + sqrt(noise_variance) a_e of a row: the fit to the noisy labels.
double noisy(const Experiment& e, const Matrix& a, int i) {
    return a.columns() == 1 ? a(i, 0) : a(i, 0) + std::sqrt(e.noise_variance) * a(i, 1);
}

Outcome outcome(const Experiment& e, const Sample& sample, const Matrix& fitted, const Matrix& predicted,
                double weight_norm) {
    Outcome seen{.test_error = 0, .train_error = 0, .bias = 0, .variance = 0, .weight_norm = weight_norm};
    for (int i = 0; i < e.samples; ++i) {
        const double residual = noisy(e, sample.labels, i) - noisy(e, fitted, i);
        seen.train_error += residual * residual / e.samples;
    }
    for (int i = 0; i < e.test_points; ++i) {
        const double truth = sample.truth[std::size_t(i)], off = truth - predicted(i, 0);
        const double noisy_off = truth - noisy(e, predicted, i);
        seen.bias += off * off / e.test_points;
        seen.test_error += noisy_off * noisy_off / e.test_points;
        if (predicted.columns() == 2)
            seen.variance += e.noise_variance * predicted(i, 1) * predicted(i, 1) / e.test_points;
    }
    seen.test_error += e.noise_variance;
    return seen;
}

/// total <- total + values/members, from row `first` of total on.
void add_share(Matrix& total, int first, const Matrix& values, int members) {
    for (int j = 0; j < values.columns(); ++j)
        for (int i = 0; i < values.rows(); ++i) total(first + i, j) += values(i, j) / members;
}

/// Are there more features than samples, and a way round them?
bool by_kernel(const Experiment& e) {
    return e.world.drawn_kernel && double(e.width) * e.world.features_per_neuron > e.samples;
}

/// One fit of the features through their kernel: fewer numbers where there are more features than samples.
double fit_drawn_kernel(const Experiment& e, const Sample& sample, const DrawnKernel& kernel, Matrix& fitted, Matrix& predicted) {
    const KernelFit fit = kernel_ridge_fit(kernel.gram(sample.points), sample.labels, e.ridge);
    add_share(fitted, 0, fit.fitted, e.ensemble);
    for (int first = 0; first < e.test_points; first += test_block) {
        const Matrix block = sample.test.columns(first, std::min(test_block, e.test_points - first));
        add_share(predicted, first, transpose_times(kernel.cross(sample.points, block), fit.dual), e.ensemble);
    }
    double weight_norm = 0;  // dual^T K dual
    for (int i = 0; i < e.samples; ++i) weight_norm += noisy(e, fit.dual, i) * noisy(e, fit.fitted, i);
    return weight_norm;
}

Outcome features_trial(const Experiment& e, const Draw& draw) {
    const Sample sample(e, draw);
    Matrix fitted = Matrix::zero(e.samples, sample.labels.columns());
    Matrix predicted = Matrix::zero(e.test_points, sample.labels.columns());
    double weight_norm = 0;
    for (int member = 0; member < e.ensemble; ++member) {
        if (by_kernel(e)) {
            const DrawnKernel kernel = e.world.drawn_kernel(e.width, draw.stream(Role::features, std::uint64_t(member)));
            weight_norm += fit_drawn_kernel(e, sample, kernel, fitted, predicted) / e.ensemble;
            continue;
        }
        const FeatureMap features = e.world.features(e.width, draw.stream(Role::features, std::uint64_t(member)));
        Matrix z = features(sample.points);
        const Matrix a = ridge_fit(z, sample.labels, e.ridge);
        add_share(fitted, 0, times(z, a), e.ensemble);
        for (int j = 0; j < a.rows(); ++j) weight_norm += std::pow(noisy(e, a, j), 2) / e.ensemble;
        z = {};
        for (int first = 0; first < e.test_points; first += test_block) {
            const Matrix block = sample.test.columns(first, std::min(test_block, e.test_points - first));
            add_share(predicted, first, times(features(block), a), e.ensemble);
        }
    }
    return outcome(e, sample, fitted, predicted, weight_norm);
}

Outcome kernel_trial(const Experiment& e, const Draw& draw) {
    const Sample sample(e, draw);
    const KernelFit fit = kernel_ridge_fit(e.world.gram(sample.points), sample.labels, e.ridge);
    Matrix predicted = Matrix::zero(e.test_points, sample.labels.columns());
    for (int first = 0; first < e.test_points; first += test_block) {
        const Matrix block = sample.test.columns(first, std::min(test_block, e.test_points - first));
        add_share(predicted, first, transpose_times(e.world.kernel(sample.points, block), fit.dual), 1);
    }
    double weight_norm = 0;  // dual^T K dual
    for (int i = 0; i < e.samples; ++i) weight_norm += noisy(e, fit.dual, i) * noisy(e, fit.fitted, i);
    return outcome(e, sample, fit.fitted, predicted, weight_norm);
}

}  // namespace

Outcome run_trial(const Experiment& e, std::uint64_t trial) {
    const Draw draw{e.seed, e.draw, trial};
    return e.width == 0 ? kernel_trial(e, draw) : features_trial(e, draw);
}

double memory_of_trial(const Experiment& e) {
    const double n = e.samples, p = double(e.width) * e.world.features_per_neuron, d = e.world.dimension, t = e.test_points;
    const double small = std::min(n, p), safe_way = e.ridge == 0 ? 1 : 0;
    const double points = d * (n + e.width + t), block = std::min<double>(test_block, t);
    const double model = by_kernel(e) ? n * n * (1 + 2 * safe_way) + n * (block + 3 * e.width) + block * e.width
                         : p == 0     ? n * n * (1 + 2 * safe_way) + n * block
                                : n * p + small * small + safe_way * (n * p + small * (n + p + 3 * small)) + p * block;
    return 8 * (points + model);
}

}  // namespace lazyrisk
