// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A random function on the sphere with exactly the energies asked for.
#pragma once

#include <complex>
#include <vector>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/linear/matrix.hpp"
#include "lazyrisk/problem/target.hpp"
#include "lazyrisk/simulate/random.hpp"

namespace lazyrisk {

/// f = sum_k f_k with E f_k^2 = energy of degree k to rounding, in every draw: f_0 a constant of random sign and
///
///     f_k(x) = Re sum_m c_m <z_m, x>^k,   z_m = u_m + i v_m,  u_m and v_m orthogonal and equally long.     (8.1)
///
/// A null direction, z.z = 0, makes <z,x>^k harmonic: its Laplacian is k(k-1) z.z <z,x>^{k-2}. The planes are random
/// and shared by all degrees, the c_m complex normal, and f_k is scaled by its exact norm, formula (8.2).
/// The mean risk depends on the target through its energies alone, so one random function stands for all of them.
///
/// Energies of one degree given twice are added. Throws DomainError for a negative degree or energy, or a degree
/// whose powers overflow; NotCovered for energy beyond every degree, which no polynomial has.
/// Cost: 512 d flops a point.
class DrawnTarget {
public:
    DrawnTarget(const Target<double>& target, int dimension, const Draw& draw);
    /// f at each column of `points` [d x n], |x|^2 = d.
    [[nodiscard]] std::vector<double> operator()(const MatrixView& points) const;
    /// E f_k(x) f_k(y) where y has the coordinates of x shifted cyclically by `shift`: y_{i+shift} = x_i.  Formula
    /// (11.15)
    [[nodiscard]] double correlation(int degree, int shift) const;

private:
    Matrix u_, v_;  // [d x planes], columns of length sqrt(1/2), so that E|<z,x>|^2 = 1
    double constant_ = 0;
    std::vector<std::vector<std::complex<double>>> coefficients_;  // by degree; empty where there is no energy
};

/// f(x) = s(<b,x>) with b uniform on the unit sphere.
class DrawnNeuron {
public:
    DrawnNeuron(Activation neuron, int dimension, const Draw& draw);
    [[nodiscard]] std::vector<double> operator()(const MatrixView& points) const;

private:
    Activation neuron_;
    Eigen::VectorXd direction_;
};

}  // namespace lazyrisk
