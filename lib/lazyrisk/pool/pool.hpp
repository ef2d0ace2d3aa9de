// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A finite pool of labelled points, known by its kernel matrix.
#pragma once

#include <vector>

#include "lazyrisk/linear/matrix.hpp"
#include "lazyrisk/numerics/scalar.hpp"

namespace lazyrisk {

struct PoolOptions {
    bool intercept = false;  ///< an unpenalised constant is fitted, too  (17.13)
    double rounding =
        epsilon<>;  ///< relative error of the kernel's entries; 6e-8 where they come from single precision
};

/// T points that are never drawn.
struct PoolTest {
    Matrix kernel;   ///< [T x M] of them and the pool's points, in the pool's units
    Matrix targets;  ///< [T x c]
    std::vector<int> label;

    [[nodiscard]] int points() const { return int(targets.rows()); }
};

/// M points, of which n are drawn without replacement to train, and the others test, or the test points where there are
/// some; then n may be M.  Formula (17.1).
struct Pool {
    Matrix kernel;           ///< [M x M], of mean diagonal 1 before the intercept's part
    Matrix targets;          ///< [M x c]
    std::vector<int> label;  ///< 0 .. c-1, or empty: the targets are no classes
    double scale = 1;        ///< tr K/M as it was given
    bool intercept = false;
    double rounding = 0;  ///< eigenvalues up to this, of either sign, are rounding
    PoolTest test = {};   ///< none: 0 points

    [[nodiscard]] int points() const { return int(kernel.rows()); }
    /// What tests: the test points, or all of the pool.
    [[nodiscard]] bool tested_apart() const { return test.points() > 0; }
    [[nodiscard]] const Matrix& tested_targets() const { return tested_apart() ? test.targets : targets; }
    [[nodiscard]] const std::vector<int>& tested_label() const { return tested_apart() ? test.label : label; }
    /// So many points that some are left to test; and fewer than that, of which a formula takes parts of one.
    [[nodiscard]] int most_samples() const { return tested_apart() ? points() : points() - 1; }
    [[nodiscard]] bool can_train(double samples) const {
        return samples < points() || (tested_apart() && samples == points());
    }
    [[nodiscard]] int tested_points() const { return int(tested_targets().rows()); }
    [[nodiscard]] int outputs() const { return int(targets.cols()); }
};

/// A kernel matrix, scaled to mean diagonal 1. `label` may be empty. Cost M^3/3.
/// Throws DomainError where sizes do not match, where a number is not finite, and for a matrix that is not symmetric or
/// not positive semidefinite beyond its rounding.
Pool make_pool(Matrix kernel, Matrix targets, std::vector<int> label = {}, const PoolOptions& options = {});

/// Test points for it, `test.kernel` as it was given. Throws DomainError of `test` where sizes do not match, where a
/// number is not finite.
Pool with_test(Pool pool, PoolTest test);

/// One column a class: 1 - 1/c for a point's own, -1/c for the others.  DomainError for labels outside 0 .. classes-1.
Matrix class_targets(const std::vector<int>& label, int classes);

/// A question to a pool.
struct PoolSetting {
    double samples = 0;         ///< n, above 0 and below M (with test points up to M); need not be whole for a formula
    double width = infinite<>;  ///< p features, normal and of covariance K; infinite: the kernel itself
    double ridge = 0;           ///< in units of the mean diagonal, added to the kernel matrix of the samples
    double label_noise = 0;     ///< variance, summed over the outputs
    double flip = 0;            ///< probability that a label is replaced by one of all c classes at random
    double time = infinite<>;   ///< of the gradient flow of (|y - f|^2 + ridge |a|^2)/(2n); infinite: the fit itself
};

/// Throws DomainError for numbers that no pool of that many points can have.
void check(int points, const PoolSetting& setting);
/// And for a setting that this pool cannot have, NotCovered for features or a flow beside an intercept, and features
/// beside test points.
void check(const Pool& pool, const PoolSetting& setting);
/// Throws NotCovered for a time that is not infinite.
void require_finished(const PoolSetting& setting);

/// What noise does to labels: y -> kept y + an independent error.  Formula (17.12).
struct PoolNoise {
    double kept = 1;
    double variance = 0;  ///< summed over the outputs
    double flip = 0, label_noise = 0;
    int outputs = 1;

    explicit PoolNoise(const PoolSetting& setting, int outputs);
    /// Of the error of a point of that class (any, where nothing flips), [c x c].
    [[nodiscard]] Matrix covariance(int label) const;
    /// Share of wrong answers on noisy labels, of that on clean ones.
    [[nodiscard]] double noisy_class_error(double clean) const {
        return (1 - flip) * clean + flip * (1 - 1.0 / outputs);
    }
};

}  // namespace lazyrisk
