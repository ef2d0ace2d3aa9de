// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The kernel of infinitely many neurons between inputs of two lengths.
#pragma once

#include <span>
#include <vector>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/linear/matrix.hpp"
#include "lazyrisk/problem/radial.hpp"
#include "lazyrisk/simulate/dual_integral.hpp"

namespace lazyrisk {

/// E_w s(<w,x>) s(<w,y>), or the same of s', as sum_k a_k(r) a_k(r') Z_k(t), r = |x|/sqrt(d), t the cosine: weights on
/// the unit sphere have Gegenbauer polynomials Z_k = P_k, weights N(0, I/d) the powers Z_k = t^k.  Formula (16.31).
///
/// a_k(r) by Gauss-Legendre panels, for each radius alone: nothing is interpolated. So many degrees that a_k^2 beyond
/// them is below 1e-13 of the mean square at the longest input to expect. Throws NotCovered for kinks elsewhere than at
/// 0, and where 400 degrees leave more than 1e-9.  Cost: some thousand values of s an input, four flops a degree an
/// entry.
class RadialSum {
public:
    RadialSum(const Activation& activation, int dimension, const LengthLaws& laws, DualOf of = DualOf::value);

    /// a_k(r), a column a radius, and E s^2 there.
    struct AtRadii {
        Matrix amplitude;
        std::vector<double> square;
    };
    [[nodiscard]] AtRadii at(std::span<const double> radii) const;
    /// Adds to `sum` the kernel between radius `one` of `left`, and the first sum.size() of `right` at cosines t.
    void add(const AtRadii& left, Eigen::Index one, const AtRadii& right, Eigen::Index first, std::span<const double> t,
             std::span<double> sum) const;
    [[nodiscard]] int degrees() const { return degrees_; }

private:
    Activation activation_;
    DualOf of_;
    int degrees_ = 0;
    std::vector<double> node_, rise_, fall_;  // Z_{k+1} = rise_k t Z_k - fall_k Z_{k-1}
    Matrix basis_;                            // [nodes x degrees + 1]: weight q_k
    Eigen::VectorXd weight_;

    void make_nodes(int dimension, bool gaussian, int degrees);
    [[nodiscard]] Matrix values(std::span<const double> radii) const;
};

}  // namespace lazyrisk
