// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The target as a random function of which the energies are known.
#pragma once

#include <vector>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/problem/target.hpp"
#include "lazyrisk/simulate/zonal_sum.hpp"

namespace lazyrisk {

/// f = sum_k f_k on the sphere of radius sqrt(d), f_k isotropic with E f_k(x) f_k(y) = E_k P_k(<x,y>/d). Formula (8.10)
/// Energy beyond every degree is the limit of high degrees, P_k -> 0 between distinct points: E_rest where x = y.
class TargetPrior {
public:
    /// Energies of one degree given twice are added. Throws DomainError for a mode that is no degree and for an energy
    /// that is negative or not finite.
    TargetPrior(const Target<>& target, double dimension);

    /// Columns of E f(x_i) f(x_j), points [d x n].
    [[nodiscard]] Matrix columns(const Matrix& points, int first, int count) const;
    /// E_k by degree, without the rest.
    [[nodiscard]] const std::vector<double>& energy() const { return energy_; }
    /// E f^2.
    [[nodiscard]] double total() const { return sum_.at_one() + rest_; }
    /// Of an entry.
    [[nodiscard]] double flops() const { return sum_.flops(); }

private:
    std::vector<double> energy_;
    double rest_ = 0, inverse_d_;
    ZonalSum sum_;
};

/// The energies of the neuron f(x) = s(<b,x>) for a TargetPrior: degrees 0 .. 200, the rest beyond every degree. That
/// is the rest's limit, not its truth: an error of the order of its share of all energy, at most 1e-3. Throws
/// NotCovered where the share is larger (a jump); as `energies_of_neuron`.
Target<> averaged_neuron(const Activation& neuron, double dimension);

}  // namespace lazyrisk
