// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Gauss-Legendre rules on panels of a normal variable, no longer than they need to be.  Formula (9.20).
#pragma once

#include <functional>
#include <span>
#include <type_traits>
#include <vector>

namespace lazyrisk {

/// An interval on which a function is resolved.
struct ResolvedPanel {
    long double left, right;
    /// A rule of 20 points integrates a product of two such functions over this length; infinite for polynomials of low
    /// degree.
    long double resolution;
};

/// x <- f(x), elementwise.
using BlockFunction = std::function<void(std::span<long double>)>;

/// Panels between the `breaks` (ascending), no wider than `widest`, halved until the last of 20 Chebyshev coefficients
/// of f are below tolerance(left, right), and the interpolant is f at the `probes` too: the error of a Gauss rule goes
/// as their square. Throws NotConverged where that takes panels narrower than `narrowest` or more than 200 of them.
std::vector<ResolvedPanel> resolved_panels(const std::vector<long double>& breaks, long double widest,
                                           const BlockFunction& f,
                                           const std::function<long double(long double, long double)>& tolerance,
                                           const std::vector<long double>& probes = {}, long double narrowest = 1e-3L);

/// Rules for pieces of [left, right] for integrals over exp(-x^2/2) times a function of which the interval is that
/// `fraction` of a panel's resolution.  `refinement` > 1: narrower pieces than needed.
class GaussPanels {
public:
    explicit GaussPanels(double refinement) : refinement_(refinement) {}
    /// Appends nodes x and weights, without exp(-x^2/2). R: double or long double.
    template <class R>
    void append(R left, R right, std::type_identity_t<R> fraction, std::vector<R>& x, std::vector<R>& weight) const;

private:
    double refinement_;
};

}  // namespace lazyrisk
