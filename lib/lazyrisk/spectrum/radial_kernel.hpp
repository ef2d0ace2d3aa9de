// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A dot-product kernel between inputs of two lengths.
#pragma once

#include <vector>

#include "lazyrisk/problem/dot_product.hpp"

namespace lazyrisk {

/// Masses by degree between the spheres of two radii, and bounds on their absolute errors.
struct PairMasses {
    std::vector<long double> value, error;
    bool finite_rank = false;
};

/// B(d,k) E[h(r s t) P_k(t)], of rbf E exp(-|x-y|^2/(2 d b^2)) P_k, |x| = r sqrt(d), |y| = s sqrt(d), degrees
/// 0 .. degrees.  Formula (16.29).
class PairMassesOf {
public:
    /// `largest`: of the products r s to come. Throws NotConverged where a quadrature does not settle there.
    PairMassesOf(const DotProduct& kernel, long double largest, double dimension, int degrees);
    /// Cost: closed forms, or some hundred values of h and as many products a degree.
    [[nodiscard]] PairMasses operator()(long double r, long double s) const;

private:
    DotProduct kernel_;
    double dimension_;
    int degrees_;
    std::vector<bool> dead_;                       // degrees that h has not
    std::vector<long double> x_;                   // nodes > 0, each for a pair
    std::vector<std::vector<long double>> basis_;  // [degree][node] weight q_k
    long double quadrature_error_ = 0;             // of an amplitude, at the largest product

    [[nodiscard]] PairMasses by_quadrature(long double product) const;
};

/// The kernel of an input of length r sqrt(d) with itself.
long double diagonal(const DotProduct& kernel, long double r);

/// Throws DomainError where h(t), t from 0 to `reach`, decreases, is below |h(-t)|, or no number: no Taylor series of
/// coefficients >= 0 does that.  Cost: 2000 evaluations.
void require_increasing(const DotProduct& kernel, long double reach);

/// Of h where it is a polynomial, else as many as an int holds.
int polynomial_degree(const DotProduct& kernel);

}  // namespace lazyrisk
