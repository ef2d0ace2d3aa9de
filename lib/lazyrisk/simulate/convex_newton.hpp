// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Newton's systems of sum_i l_i(x_i) + (ridge/2) |a|^2 on the smaller of samples and features, and its minimum for
// smooth losses.
#pragma once

#include "lazyrisk/linear/matrix.hpp"
#include "lazyrisk/loss/loss.hpp"

namespace lazyrisk {

/// Predictors by as few numbers as will do: theta is a itself where features are no more than samples, else b with a =
/// S^T b. S has the features of sample i times a sign, x = S a; G = S S^T is the kernel.
class PredictorSpace {
public:
    /// The features are not copied and must live on.
    PredictorSpace(const MatrixView& features, Eigen::VectorXd signs);
    /// Of a kernel: a tag, for a matrix of features looks the same.
    struct Kernel {
        Matrix lower;
    };
    PredictorSpace(Kernel kernel, Eigen::VectorXd signs);
    PredictorSpace(const PredictorSpace&) = delete;
    PredictorSpace& operator=(const PredictorSpace&) = delete;

    [[nodiscard]] Eigen::Index samples() const { return sign_.size(); }
    /// theta is b.
    [[nodiscard]] bool is_dual() const { return kernel_.size() > 0; }
    [[nodiscard]] const Eigen::VectorXd& signs() const { return sign_; }
    /// G_ii.
    [[nodiscard]] const Eigen::VectorXd& diagonal() const { return diagonal_; }
    [[nodiscard]] double scale() const { return diagonal_.mean(); }

    [[nodiscard]] Eigen::VectorXd zero() const {
        return Eigen::VectorXd::Zero(is_dual() ? samples() : features_.cols());
    }
    /// x = S a.
    [[nodiscard]] Eigen::VectorXd values(const Eigen::VectorXd& theta) const;
    /// The theta of a = S^T g.
    [[nodiscard]] Eigen::VectorXd pulled(const Eigen::VectorXd& g) const;
    /// a_1 . a_2, and |a|^2; x_2 = values(theta_2).
    [[nodiscard]] double inner(const Eigen::VectorXd& theta1, const Eigen::VectorXd& theta2,
                               const Eigen::VectorXd& values2) const;
    [[nodiscard]] double norm2(const Eigen::VectorXd& theta) const;
    /// How far x, near c, may be off by rounding.
    [[nodiscard]] Eigen::VectorXd rounding(const Eigen::VectorXd& theta, const Eigen::VectorXd& c) const;

    /// Cholesky of ridge + S^T W S, or of ridge + W^(1/2) G W^(1/2), for `step`. Where that is singular to rounding a
    /// multiple of its trace at rounding level is added, which `step` takes back; false where that does not help.
    /// Cost n p min(n,p) + min(n,p)^3/3.
    bool factor(const Eigen::VectorXd& w, double ridge);

    struct Step {
        Eigen::VectorXd theta, values, slopes;
        int rounds = 0;  ///< of conjugate gradients
    };
    /// ridge dtheta - pulled(dg) = -excess, S dtheta + dg/w = r, by conjugate gradients that begin from the last
    /// factor, which may be that of other w near by. Cost: two products with S a round.
    [[nodiscard]] Step step(const Eigen::VectorXd& w, double ridge, const Eigen::VectorXd& r,
                            const Eigen::VectorXd& excess, double tolerance = 1e-13) const;

private:
    Matrix none_;  ///< what features_ is of a kernel
    MatrixView features_;
    Matrix kernel_;  ///< without signs, lower triangle
    Eigen::VectorXd sign_, diagonal_;
    Matrix factor_;

    /// (ridge + S^T W S) v or (ridge + W^(1/2) G W^(1/2)) v, and the solution of that.
    [[nodiscard]] Eigen::VectorXd normal_times(const Eigen::VectorXd& w, const Eigen::VectorXd& root, double ridge,
                                               const Eigen::VectorXd& v) const;
    [[nodiscard]] Eigen::VectorXd solved(const Eigen::VectorXd& w, double ridge, const Eigen::VectorXd& right,
                                         double tolerance, int& rounds) const;
};

/// A minimum, with a point of the dual that says how good it is.
struct ConvexMinimum {
    Eigen::VectorXd theta, values, slopes;  ///< slopes: g, of (15.26) S^T g = ridge a
    double objective = 0;
    double gap = 0;  ///< objective less the dual's value, over the objective
    int steps = 0, factors = 0;
    bool bounded = true;  ///< false: the dual has no maximum, the primal is empty
};

/// |excess|^2/(2 ridge): what excess = ridge a - S^T g adds to the gap. At ridge 0 the dual asks for S^T g = 0; what is
/// missing counts by the length of a, at least that of predictors of order one.
double excess_gap(const PredictorSpace& space, const Eigen::VectorXd& theta, const Eigen::VectorXd& excess,
                  double ridge);

/// Logistic or exponential loss, from theta: damped Newton steps with Armijo's rule. Between factors conjugate
/// gradients take over: 5 to 8 steps take one to three factors. Throws NotCovered where |a| grows without end, as at
/// ridge 0 it may.
ConvexMinimum smooth_minimum(PredictorSpace& space, const LogisticLoss& loss, double ridge, Eigen::VectorXd theta);
ConvexMinimum smooth_minimum(PredictorSpace& space, const ExponentialLoss& loss, double ridge, Eigen::VectorXd theta);

}  // namespace lazyrisk
