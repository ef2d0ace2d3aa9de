// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A covariance as levels: every density and every sequence of eigenvalues becomes a list with positive multiplicities,
// the same at every ridge and size.  Formulas (16.1)-(16.4).
#pragma once

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

/// Sums over the levels, of functions with poles at -ridge alone, are right to rounding. Throws DomainError for an
/// alignment of infinite energy, or by place where eigenvalues have none.
CovariateSpectrum covariate_spectrum(const Covariance& covariance, const Alignment& alignment = {});

/// What the directions of a spectrum are under another covariance with the same axes.
struct TestVariances {
    std::vector<double> level;  ///< the variance of each level's direction
    double tail = 0;            ///< sum of s t over the tail
    double tail_energy = 0;     ///< energy that the target's tail has there, of a target of energy 1
};

/// The directions of `s`, the spectrum of `training` and `alignment`, under `test`, place by place. One eigenvalue for
/// all serves every training; sequences serve sequences of as many terms, levels as many levels of the same
/// multiplicities. Throws DomainError otherwise, and where the target has no finite energy there.
TestVariances test_variances(const CovariateSpectrum& s, const Covariance& training, const Alignment& alignment,
                             const Covariance& test);

/// The same with every eigenvalue of a sequence as a level of its own, as a draw needs them. Throws DomainError for
/// infinitely many, or more than a million; NotCovered for a density other than levels.
CovariateSpectrum every_eigenvalue(const Covariance& covariance, const Alignment& alignment = {});

}  // namespace lazyrisk
