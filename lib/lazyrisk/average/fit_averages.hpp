// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the averages of kernels and of features have in common.
#pragma once

#include <string>
#include <vector>

#include "lazyrisk/average/averaged_errors.hpp"
#include "lazyrisk/linear/columns.hpp"

namespace lazyrisk {

/// A draw of n inputs as the averages see it: the fit y -> f(x), and E over test points x and targets f.
struct AveragedFit {
    int samples;
    double target_energy;  ///< E f(x)^2
    double ridge, noise;   ///< lambda, variance of the label noise
    Columns prior;         ///< E f(x_i) f(x_j), [n x n]
};

/// (K + ridge)^{-1}, all of it, or empty where that is singular to rounding. `gram`: lower triangle of K.
/// Cost n^3.  Throws NotConverged where K is not finite.
Matrix inverse(Matrix gram, double ridge);

struct AmplifiedAverages {
    AveragedErrors errors;
    double amplification;  ///< of an error of E_x k(x) k(x)^T, or of `squared` below, in bias + variance
};

/// A fit y -> sum_i weight_i v_i(x) <u_i, y> of orthonormal u_i: eigenvectors or singular vectors.
struct FitModes {
    Matrix u;                      ///< [n x r]
    std::vector<double> weight;    ///< 0 for modes that are rounding
    std::vector<double> residual;  ///< what of <u_i, y> the fit leaves on the training points
    std::vector<double> norm;      ///< |a|^2 of <u_i, y> = 1
    Matrix squared;                ///< E_x v_i(x) v_j(x), [r x r]
    std::vector<double> learned;   ///< <u_i, E f v_i(x)>
};
/// The same averages from the modes; the safe way where K or the features are singular to rounding. Formula (8.15).
/// Cost 2 n^2 r + 2 n r^2.
AmplifiedAverages averages_by_modes(const AveragedFit& fit, const FitModes& modes);

/// Throws NotCovered where `uncertain`, a bound on the error of bias + variance that `reason` names, is more than 1e-5
/// of them and 1e-10 of E y^2; else returns them.
AveragedErrors trusted(const AveragedFit& fit, AveragedErrors errors, double uncertain, const std::string& reason);

/// An infinite ridge: nothing is fitted.
AveragedErrors averages_of_nothing(double target_energy, double noise);

}  // namespace lazyrisk
