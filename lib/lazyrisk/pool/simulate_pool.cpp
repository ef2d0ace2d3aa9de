// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/pool/simulate_pool.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "lazyrisk/linear/blas_threads.hpp"
#include "lazyrisk/linear/decomposition.hpp"
#include "lazyrisk/numerics/parallel.hpp"
#include "lazyrisk/pool/drawn_samples.hpp"
#include "lazyrisk/pool/leave_one_out.hpp"
#include "lazyrisk/pool/pool_fit.hpp"
#include "lazyrisk/simulate/random.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

std::vector<double> drawn(std::size_t count, const Stream& stream) {
    std::vector<double> x(count);
    stream.normals(x);
    return x;
}

/// Noisy targets and labels of all points.
struct NoisyLabels {
    Matrix targets;
    std::vector<int> label;
};

NoisyLabels noisy_labels(const Pool& pool, const PoolSetting& s, const Draw& draw) {
    NoisyLabels noisy{pool.targets, pool.label};
    const std::size_t points = std::size_t(pool.points());
    if (s.flip > 0) {
        const auto share = [](double normal) { return std::erfc(-normal / std::numbers::sqrt2) / 2; };
        const std::vector<double> whether = drawn(points, draw.stream(Role::target)),
                                  which = drawn(points, draw.stream(Role::target, 1));
        for (std::size_t i = 0; i < points; ++i)
            if (share(whether[i]) < s.flip)
                noisy.label[i] = std::min(pool.outputs() - 1, int(share(which[i]) * pool.outputs()));
        noisy.targets = class_targets(noisy.label, pool.outputs());
    }
    if (s.label_noise > 0) {
        std::vector<double> noise = drawn(points * std::size_t(pool.outputs()), draw.stream(Role::noise));
        // a point's numbers are its own, whatever the number of points
        const Eigen::Map<const Matrix> by_point(noise.data(), pool.outputs(), pool.points());
        noisy.targets += std::sqrt(s.label_noise / pool.outputs()) * by_point.transpose();
    }
    return noisy;
}

Matrix drawn_features(const Matrix& root, int width, const Draw& draw) {
    Matrix normal(root.cols(), width);
    draw.stream(Role::features).normals(entries(normal));
    return root * normal / std::sqrt(double(width));
}

void check_whole(const PoolSetting& s) {
    if (s.samples != std::floor(s.samples))
        throw DomainError("samples", s.samples, "a simulation draws a whole number of them");
    if (!is_infinite(s.width) && s.width != std::floor(s.width))
        throw DomainError("width", s.width, "a simulation draws a whole number of features");
    if (s.width > 1e6 && !is_infinite(s.width))
        throw DomainError("width", s.width, "a simulation has at most a million features");
}

PoolFit fit_of(const Pool& pool, const PoolSetting& s, const std::vector<int>& samples, const Matrix& labels,
               const Matrix& root, const Draw& draw) {
    if (!is_infinite(s.time)) return flow_pool_fit(pool, samples, labels, s.ridge, s.time);
    if (is_infinite(s.width)) return kernel_pool_fit(pool, samples, labels, s.ridge);
    const Matrix& known = root.size() > 0 ? root : feature_root(pool);
    return feature_pool_fit(drawn_features(known, int(s.width), draw), samples, labels, s.ridge);
}

/// What the samples say of themselves.
void set_own_errors(PoolTrial& t, const PoolFit& fit, const Matrix& labels, const std::vector<int>& samples,
                    const std::vector<int>& own) {
    const double n = double(samples.size());
    const Matrix left = labels - fit.fitted.leftCols(labels.cols());
    t.train_error = left.squaredNorm() / n;
    t.degrees_of_freedom = fit.degrees_of_freedom;
    if (fit.loo_residual.size() == 0) return;  // a flow
    const Matrix loo = fit.loo_residual.leftCols(labels.cols());
    t.loo_error = loo.squaredNorm() / n;
    t.gcv = fit.gcv(labels.cols());
    if (!own.empty()) t.loo_class_error = share_wrong(labels - loo, own);
}

/// And what tests, by labels without noise.
void set_test_errors(PoolTrial& t, const PoolFit& fit, const Pool& pool, const PoolNoise& noise) {
    const int c = pool.outputs();
    const Matrix noisy = fit.prediction.leftCols(c);
    const Matrix& targets = pool.tested_targets();
    const std::vector<int>& label = pool.tested_label();
    t.residual = noise.kept * targets - fit.prediction.rightCols(c);  // the same fit where there is no noise
    double count = 0, own = 0, wrong = 0;
    for (Eigen::Index i = 0; i < targets.rows(); ++i) {
        if (t.tested[std::size_t(i)] == 0) {
            t.residual.row(i).setZero();
            continue;
        }
        ++count;
        t.test_error += (noise.kept * targets.row(i) - noisy.row(i)).squaredNorm();
        t.clean_error += (targets.row(i) - noisy.row(i)).squaredNorm();
        own += t.residual.row(i).squaredNorm();
        if (label.empty()) continue;
        Eigen::Index largest = 0;
        fit.score.row(i).head(c).maxCoeff(&largest);
        wrong += largest != label[std::size_t(i)];
    }
    t.test_error = t.test_error / count + noise.variance;
    t.clean_error /= count;
    t.fitted_noise = noise.variance == 0 ? 0 : t.test_error - own / count;
    t.class_error = wrong / count;
    t.noisy_class_error = noise.noisy_class_error(t.class_error);
}

/// Squared mean over trials, image by image: the mean over pairs of different trials of the images that both test.
class SquaredMean {
public:
    SquaredMean(const Pool& pool, std::span<const PoolTrial> trials)
        : sum_(Matrix::Zero(pool.tested_points(), pool.outputs())),
          squares_(Eigen::VectorXd::Zero(pool.tested_points())),
          count_(Eigen::VectorXd::Zero(pool.tested_points())) {
        for (const PoolTrial& t : trials) {
            sum_ += t.residual;
            squares_ += t.residual.rowwise().squaredNorm();
            for (std::size_t i = 0; i < t.tested.size(); ++i) count_(Eigen::Index(i)) += t.tested[i];
        }
    }
    [[nodiscard]] double value() const { return value(sum_, squares_, count_); }
    [[nodiscard]] double without(const PoolTrial& t) const {
        Eigen::VectorXd count = count_;
        for (std::size_t i = 0; i < t.tested.size(); ++i) count(Eigen::Index(i)) -= t.tested[i];
        return value(sum_ - t.residual, squares_ - t.residual.rowwise().squaredNorm(), count);
    }

private:
    Matrix sum_;
    Eigen::VectorXd squares_, count_;

    static double value(const Matrix& sum, const Eigen::VectorXd& squares, const Eigen::VectorXd& count) {
        double total = 0, images = 0;
        for (Eigen::Index i = 0; i < count.size(); ++i) {
            if (count(i) < 1.5) continue;
            total += (sum.row(i).squaredNorm() - squares(i)) / (count(i) * (count(i) - 1));
            ++images;
        }
        return images > 0 ? total / images : 0;
    }
};

/// Bias, and variance as what is left of the error, by the jackknife over trials.
void set_moments(PoolSimulation& s, const Pool& pool, std::span<const PoolTrial> trials) {
    const double count = double(trials.size());
    if (count < 3) return;
    const SquaredMean all(pool, trials);
    const auto signal = [](const PoolTrial& t) { return t.test_error - t.fitted_noise; };
    double signal_mean = 0;
    for (const PoolTrial& t : trials) signal_mean += signal(t) / count;
    Accumulator bias, variance;
    for (const PoolTrial& t : trials) {
        const double without = all.without(t), signal_without = (count * signal_mean - signal(t)) / (count - 1);
        bias.add(without);
        variance.add(signal_without - without);
    }
    s.bias = {all.value(), bias.estimate().standard_error * (count - 1)};
    s.variance = {signal_mean - all.value(), variance.estimate().standard_error * (count - 1)};
}

}  // namespace

Matrix feature_root(const Pool& pool) {
    const BlasThreads one;
    Matrix root = pool.kernel;
    if (factored(root)) return root.triangularView<Eigen::Lower>();
    const Eigenvectors e = eigenvectors(pool.kernel);
    Eigen::VectorXd scale(pool.points());
    for (Eigen::Index i = 0; i < scale.size(); ++i) scale(i) = std::sqrt(std::max(0.0, e.value[std::size_t(i)]));
    return e.vector * scale.asDiagonal();
}

PoolTrial simulate_trial(const Pool& pool, const PoolSetting& s, std::uint64_t seed, std::uint64_t trial,
                         const Matrix& root) {
    check(pool, s);
    check_whole(s);
    const BlasThreads one;
    const Draw draw{seed, 0, trial};
    const PoolNoise noise(s, pool.outputs());
    const int c = pool.outputs();
    const std::vector<int> samples = drawn_samples(pool.points(), int(s.samples), draw);
    const NoisyLabels noisy = noisy_labels(pool, s, draw);
    Matrix labels(Eigen::Index(samples.size()), noise.variance > 0 ? 2 * c : c);
    labels.leftCols(c) = noisy.targets(samples, Eigen::all);
    if (noise.variance > 0) labels.rightCols(c) = noise.kept * pool.targets(samples, Eigen::all);
    const PoolFit fit = fit_of(pool, s, samples, labels, root, draw);
    PoolTrial t;
    t.tested.assign(std::size_t(pool.tested_points()), 1);
    std::vector<int> own;
    for (const int i : samples) {
        if (!pool.tested_apart()) t.tested[std::size_t(i)] = 0;
        if (!noisy.label.empty()) own.push_back(noisy.label[std::size_t(i)]);
    }
    set_own_errors(t, fit, labels.leftCols(c), samples, own);
    set_test_errors(t, fit, pool, noise);
    return t;
}

PoolSimulation summary(const Pool& pool, std::span<const PoolTrial> trials) {
    PoolSimulation s;
    s.trials = int(trials.size());
    const auto mean_of = [&](double PoolTrial::*number) {
        Accumulator sum;
        for (const PoolTrial& t : trials) sum.add(t.*number);
        return sum.estimate();
    };
    s.test_error = mean_of(&PoolTrial::test_error);
    s.clean_error = mean_of(&PoolTrial::clean_error);
    s.class_error = mean_of(&PoolTrial::class_error);
    s.noisy_class_error = mean_of(&PoolTrial::noisy_class_error);
    s.train_error = mean_of(&PoolTrial::train_error);
    s.loo_error = mean_of(&PoolTrial::loo_error);
    s.loo_class_error = mean_of(&PoolTrial::loo_class_error);
    s.gcv = mean_of(&PoolTrial::gcv);
    s.degrees_of_freedom = mean_of(&PoolTrial::degrees_of_freedom);
    s.noise = mean_of(&PoolTrial::fitted_noise);
    set_moments(s, pool, trials);
    return s;
}

PoolSimulation simulate_pool(const Pool& pool, const PoolSetting& s, int trials, std::uint64_t seed, int threads) {
    if (trials < 1) throw DomainError("trials", trials, "expected 1 or more");
    check(pool, s);
    const BlasThreads one;
    const Matrix root = is_infinite(s.width) ? Matrix() : feature_root(pool);
    std::vector<PoolTrial> results{std::size_t(trials)};
    parallel_for(results.size(), threads, [&](std::size_t i) { results[i] = simulate_trial(pool, s, seed, i, root); });
    return summary(pool, results);
}

}  // namespace lazyrisk
