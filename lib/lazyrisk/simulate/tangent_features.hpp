// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The features of a linearised network, and their kernel without forming them.
#pragma once

#include "lazyrisk/linear/matrix.hpp"
#include "lazyrisk/problem/neural_tangent.hpp"

namespace lazyrisk {

/// sqrt(N) Z, [n x N d] (first) or [n x N (d+1)] (both): for neuron j and coordinate c the column x_c
/// s'(<w_j,x>)/sqrt(d), and with both layers s(<w_j,x>) as the last of the neuron's.  Formula (10.1). weights [d x N]
/// on the unit sphere, points [d x n].
Matrix tangent_features(const NeuralTangent& model, const MatrixView& weights, const MatrixView& points);

/// Z Z^T = (1/N) (X^T X/d) o (S' S'^T) [+ (1/N) S S^T], o elementwise: n^2 (N + d) flops instead of n^2 N d.
/// Lower triangle; points [d x n].
Matrix tangent_gram(const NeuralTangent& model, const MatrixView& weights, const MatrixView& points);
/// The same between points [d x n] and others [d x m], [n x m].
Matrix tangent_cross(const NeuralTangent& model, const MatrixView& weights, const MatrixView& points,
                     const MatrixView& others);

}  // namespace lazyrisk
