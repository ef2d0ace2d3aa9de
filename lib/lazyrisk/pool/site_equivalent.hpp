// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A pool whose points differ: each has a ridge of its own, so that what is left of it is right on average over
// training sets.
#pragma once

#include <memory>
#include <vector>

#include "lazyrisk/pool/pool.hpp"

namespace lazyrisk {

/// Where the equations stand: a start for a near setting of the same pool.
struct SiteField {
    std::vector<double> ridge;  ///< tau_i of the M points [K]; empty: none known
    double inner_ridge = 0;     ///< delta/(1 - D/p)
};

/// Second moments over training sets, features and noise, a column each.
struct SiteMoments {
    Matrix full;    ///< of what a prediction misses of a noisy label
    Matrix spread;  ///< covariance of the prediction
};

class SiteTest;

/// The solution of (17.6), and the linear systems that hang on it.
class SiteEquivalent {
public:
    /// Newton's method: a step inverts a matrix, M^3 flops; then one factor, M^3/3. Memory: three times the kernel.
    /// On one thread of BLAS unless a BlasThreads says otherwise; sums then depend on that number alone.
    /// Throws DomainError for impossible settings and where the kernel is not positive beyond the ridge; NotCovered for
    /// ridge 0 and no more modes than samples and features; NotConverged (never seen).
    SiteEquivalent(const Pool& pool, const PoolSetting& setting, SiteField start = {});

    [[nodiscard]] const SiteField& field() const { return field_; }
    [[nodiscard]] const PoolSetting& setting() const { return setting_; }
    [[nodiscard]] const Pool& pool() const { return *pool_; }
    [[nodiscard]] int steps() const { return steps_; }           ///< inverses
    [[nodiscard]] double residual() const { return residual_; }  ///< largest relative, of the equations
    /// True at ridge 0 and as many features as samples: all spreads are infinite.
    [[nodiscard]] bool peak() const { return peak_; }
    [[nodiscard]] double degrees_of_freedom() const { return learned_; }
    [[nodiscard]] const Eigen::VectorXd& resolvent() const { return g_; }  ///< g_i = [(K + T)^{-1}]_ii
    [[nodiscard]] const Matrix& response() const { return a_; }            ///< a = (K + T)^{-1} Y [M x c]
    /// y_i - a_i/g_i, the mean prediction at i of labels without noise, without cancellation [M x c].
    [[nodiscard]] Matrix mean_prediction() const;
    /// Y^T H Y, H = G K G, [c x c].
    [[nodiscard]] Matrix feature_part() const;

    /// Of what G makes of labels, `direct` a_i^b a_i^c [M x r], `features` (Y^T H Y)^{bc} [r], with independent errors
    /// of (co)variance `noise` [M x r], or none. Formulas (17.8), (17.9). Cost 6 M^2 r.
    [[nodiscard]] SiteMoments moments(const Matrix& direct, const Eigen::RowVectorXd& features,
                                      const Matrix& noise = {}) const;
    /// What it says of the pool's test points, of which there must be some; found once, not from two threads at a time.
    [[nodiscard]] const SiteTest& test() const;
    /// d tau_i/d delta at fixed delta/(1 - D/p): J^{-1} 1.  Formula (17.7).
    [[nodiscard]] Eigen::VectorXd slope() const;

private:
    const Pool* pool_;
    PoolSetting setting_;
    SiteField field_;
    double share_;   ///< n/M
    Matrix square_;  ///< G_ij^2 below the diagonal, which is 0
    Matrix factor_;  ///< Cholesky's of g_i^2 - (1 - n/M)(G_ij^2 + chi h_i h_j), lower triangle
    Matrix a_, mean_;
    Eigen::VectorXd g_, h_;
    double learned_ = 0, chi_ = 0, residual_ = 0;
    int steps_ = 0;
    bool peak_ = false;
    mutable std::shared_ptr<const SiteTest> test_;

    void invert();
    void set_feature_diagonal();
    void finish();
    [[nodiscard]] double width_residual() const;
    [[nodiscard]] bool step(const Eigen::VectorXd& missed);
    [[nodiscard]] Matrix solve(Matrix right) const;
};

}  // namespace lazyrisk
