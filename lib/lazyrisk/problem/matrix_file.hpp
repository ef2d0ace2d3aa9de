// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Symmetric matrices from files.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace lazyrisk {

/// A symmetric matrix without negative eigenvalues, and its axes.
struct CovarianceAxes {
    int size = 0;
    std::vector<double> entries;            ///< size^2
    std::vector<double> eigenvalue;         ///< descending; what is rounding is 0
    std::vector<std::vector<double>> axis;  ///< one an eigenvalue, of length 1
};

/// Is this file a matrix: .npy, or a csv whose first line is numbers? Throws DomainError for one that cannot be read.
bool is_matrix_file(const std::string& path);

/// From .npy (two dimensions, float64 or float32) or a csv of rows of numbers. Throws DomainError with the place: not
/// square, not symmetric to 1e-12, a negative eigenvalue, a number that is none, more than 1000 rows. The same bytes
/// are not taken apart twice. Safe to call from any thread.
std::shared_ptr<const CovarianceAxes> read_covariance_matrix(const std::string& path);

/// V^T M V [size^2], V the axes of `of`; entries that are rounding are 0. Found once for a pair.  Precondition: equal
/// sizes. Safe to call from any thread.
std::shared_ptr<const std::vector<double>> in_axes(const std::shared_ptr<const CovarianceAxes>& m,
                                                   const std::shared_ptr<const CovarianceAxes>& of);
/// Are these size^2 entries 0 off the diagonal?
bool is_diagonal(const std::vector<double>& entries, int size);

}  // namespace lazyrisk
