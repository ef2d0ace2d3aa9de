// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The fixed point (4.1) at a complex ridge: nu is analytic off the negative axis, and keeps to the upper half plane.
#pragma once

#include <complex>
#include <vector>

#include "lazyrisk/equations/solve.hpp"

namespace lazyrisk {

using Complex = std::complex<double>;

/// nu and what hangs on it, at one ridge.
struct ComplexPoint {
    Complex ridge;                         ///< lambda/n [K]
    Complex nu;                            ///< effective ridge
    Complex unused_width, unused_samples;  ///< w1 = 1 - T/p, w2 = 1 - T/n
    Complex log_slope;                     ///< dlog nu/dlog lambda: where to look for the next one
};

/// Follows nu through the upper half plane.  Formulas (13.3), (13.4).
class ComplexSolver {
public:
    ComplexSolver(const Degrees<>& spectrum, const Sizes<>& sizes);

    /// At a real ridge > 0.
    [[nodiscard]] ComplexPoint at(double ridge) const;

    /// From a known point to a ridge with Im > 0 (or on the positive axis), along a straight line of log ridge:
    /// Newton's method in log nu after a first-order prediction, in as many pieces as it takes. Cost: some 4 passes
    /// over the levels. Throws NotConverged where pieces of 1e-6 do not converge, or nu, nu w1 or nu w2 left the upper
    /// half plane.
    [[nodiscard]] ComplexPoint follow(const ComplexPoint& from, Complex ridge) const;

    /// On the boundary: Im ridge = +0, Re ridge < 0 within the spectrum of -K/n, from a guess of nu close by (13.15).
    /// False where Newton's method does not converge; of a conjugate pair the root above the axis is taken.
    [[nodiscard]] bool on_the_cut(double ridge, const Complex& guess, ComplexPoint& found) const;

    /// T = df1 and P = sum multiplicity L^2 at any nu off the spectrum.
    [[nodiscard]] Complex count(const Complex& nu) const;

    [[nodiscard]] const std::vector<double>& eigenvalues() const {
        return eigenvalue_;
    }  ///< the tail, if any, last with 0
    [[nodiscard]] const std::vector<double>& masses() const { return mass_; }
    [[nodiscard]] double inverse_samples() const { return inverse_samples_; }
    [[nodiscard]] double inverse_width() const { return inverse_width_; }

private:
    struct Sums {
        Complex count, slope;  ///< T and e = -dT/dlog nu
    };
    [[nodiscard]] Sums sums(const Complex& nu) const;
    [[nodiscard]] bool newton(Complex ridge, Complex log_nu, double largest_step, ComplexPoint& found) const;

    const Degrees<>& spectrum_;
    Sizes<> sizes_;
    double inverse_, gap_, ratio_, inverse_samples_, inverse_width_;
    std::vector<double> eigenvalue_, mass_;
};

}  // namespace lazyrisk
