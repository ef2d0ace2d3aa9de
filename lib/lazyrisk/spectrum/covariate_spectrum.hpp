// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A covariance as levels: every density and every sequence of eigenvalues becomes a list with positive multiplicities,
// the same at every ridge and size.  Formulas (16.1)-(16.4).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "lazyrisk/problem/covariance.hpp"
#include "lazyrisk/problem/given_spectrum.hpp"
#include "lazyrisk/problem/target.hpp"

namespace lazyrisk {

/// Linear covariates of that covariance, and a target of energy 1. Multiplicities are shares of the dimension where the
/// covariance is a density, else counts.
struct CovariateSpectrum {
    GivenSpectrum model;
    Target<> target;
    std::vector<double> place{};  ///< k of each level: of a sequence the k of s(k), else the position from 1
    double last_place = 0;        ///< of a sequence: the tail begins after it
    double unit = 1;              ///< what the energies were divided by
};

/// Sums over the levels, of functions with poles at -ridge alone, are right to rounding; of a sequence also those of
/// one that falls as k^-steepest, or e^(-steepest k). Throws DomainError for an alignment of infinite energy, or by
/// place where eigenvalues have none.
CovariateSpectrum covariate_spectrum(const Covariance& covariance, const Alignment& alignment = {},
                                     double steepest = 0);

/// Another law of the inputs with the axes of a spectrum: the variance of each direction.
struct LawOnAxes {
    std::vector<double> variance;           ///< by level
    double scale = 1, power = 0, rate = 0;  ///< beyond the levels, of the k-th direction: scale k^-power e^(-rate k)
    std::vector<double> place{};            ///< k of each level, where it is that for them too

    /// Variances of the levels by their places.
    void at_places();
    /// Direction by direction; of two laws by place that law, however small it is.
    LawOnAxes& operator*=(const LawOnAxes& other);
    LawOnAxes& operator/=(const LawOnAxes& other);
};

/// The covariance that `s` is of, there.
LawOnAxes own_law(const CovariateSpectrum& s, const Covariance& training);
/// `law` there, place by place. One eigenvalue for all serves every training; sequences serve sequences of as many
/// terms, levels as many levels of the same multiplicities; a matrix one of its size, by its diagonal there. Throws
/// DomainError for `field` otherwise.
LawOnAxes law_on_axes(const CovariateSpectrum& s, const Covariance& training, const Covariance& law,
                      const std::string& field);
/// A matrix there, [count^2] entries with the variances on the diagonal; none of a law that is no matrix. Throws as
/// law_on_axes.
std::shared_ptr<const std::vector<double>> matrix_on_axes(const Covariance& training, const Covariance& law,
                                                          const std::string& field);
/// The coefficients there of a target of energy 1 that is given by some; none of another.
std::vector<double> coefficients_on_axes(const CovariateSpectrum& s, const Covariance& training,
                                         const Alignment& alignment);
/// sum of a law's variances over the directions beyond the levels; infinite where it has none, 0 without a tail.
double tail_trace(const CovariateSpectrum& s, const Covariance& training, const LawOnAxes& law);
/// The energy that the target's part beyond the levels has under it, of a target of energy 1.
double tail_energy(const CovariateSpectrum& s, const Covariance& training, const Alignment& alignment,
                   const LawOnAxes& law);

/// The same with every eigenvalue of a sequence as a level of its own, as a draw needs them. Throws DomainError for
/// infinitely many, or more than a million; NotCovered for a density other than levels.
CovariateSpectrum every_eigenvalue(const Covariance& covariance, const Alignment& alignment = {});

}  // namespace lazyrisk
