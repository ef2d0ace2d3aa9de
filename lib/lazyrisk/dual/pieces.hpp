// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// An activation with kinks in units of the standard deviation: where it jumps, and panels on which its derivative is
// resolved.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/numerics/gauss_panels.hpp"

namespace lazyrisk {

/// exp(-z^2/2)/sqrt(2 pi).
long double normal_density(long double z);

/// s and s' of sqrt(q) z for a standard normal z.
class Pieces {
public:
    /// Throws NotConverged where s^2 or s'^2 grows too fast for a mean at that variance to exist, NotCovered where s'
    /// is not smooth beside a kink or changes within that many standard deviations.
    Pieces(const Activation& s, long double q, long double narrowest = 1e-3L);

    std::vector<long double> kinks;     ///< within the reach, ascending
    std::vector<long double> jumps;     ///< of s at each of them; exactly 0 where s is continuous
    std::vector<ResolvedPanel> panels;  ///< of s', from -reach to reach; kinks are ends of panels
    std::vector<long double> ends;      ///< left ends of the panels and the last right end
    long double reach = 0;              ///< beyond it the density times s^2 and times s'^2 is below rounding
    long double value_scale = 0;        ///< E s^2, roughly
    long double slope_scale = 0;        ///< E s'^2, roughly
    bool has_jumps = false;

    /// z <- s'(sqrt(q) z). R: double or long double.
    template <class R>
    void slopes(std::span<R> z) const {
        for (R& x : z) x *= R(root_);
        activation_.apply_derivative(z);
    }
    /// z <- s(sqrt(q) z).
    template <class R>
    void values(std::span<R> z) const {
        for (R& x : z) x *= R(root_);
        activation_.apply(z);
    }
    [[nodiscard]] Parity parity() const { return activation_.parity(); }
    /// The panel with z in it; the first or last where z is outside.
    [[nodiscard]] const ResolvedPanel& panel_at(long double z) const;

    /// E f(z) g(sign z), f and g either of s and s', sign 1 or -1, by finer panels than elsewhere.
    [[nodiscard]] long double mean(const BlockFunction& f, const BlockFunction& g, int sign) const;

    /// (E s He_k)^2/k!, k = 0 .. terms-1, and a bound on the sum of all their errors.  Cost: `terms` times some 10^3.
    /// Throws NotConverged where s grows too fast for half of the density to win.
    [[nodiscard]] std::vector<long double> hermite_squares(int terms, long double& error) const;

private:
    Activation activation_;
    long double root_;

    std::vector<long double> find_reach();
    [[nodiscard]] long double jump(long double x) const;
    [[nodiscard]] long double refined(double kink) const;
};

}  // namespace lazyrisk
