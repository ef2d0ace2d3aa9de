// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// E s(u)s(v) of an activation with kinks or jumps, tabulated over the angle.  Formulas (9.19)-(9.22).
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/dual/power.hpp"

namespace lazyrisk {

/// The derivative's dual and the gap E s(u)^2 - E s(u)s(v), u, v of variance q, as Chebyshev interpolants on panels of
/// the angle.
class SplitTable {
public:
    /// Throws as Pieces, and NotConverged where independent integrals at three angles differ by more than 1e-9.
    /// Cost: some hundred means over the plane on all cores, 0.05 to 1 second; the last 32 tables are remembered.
    static std::shared_ptr<const SplitTable> of(const Activation& s, long double q);

    SplitTable(const Activation& s, long double q);

    /// At an angle of [0, pi] and 1 - its cosine.
    [[nodiscard]] DualValue<long double> operator()(long double angle, long double one_minus_cosine) const;

    long double variance = 0, slope = 0;     ///< E s^2, E s'^2 (away from jumps)
    long double error = 0, slope_error = 0;  ///< relative to these, at every angle
    std::vector<long double> squares;        ///< the first of the a_k in E s(u)s(v) = sum_k a_k rho^k
    bool has_jumps = false;                  ///< s jumps somewhere: it has no tangent kernel

private:
    struct Panel {
        long double left, right;
        std::vector<long double> derivative, jumps, gap;  ///< gap over 1 - cos, or over its root where s jumps
    };
    std::vector<Panel> panels_;

    void tabulate(const class Pieces& pieces, long double q);
    void integrate(long double q);
    void expand(const class Pieces& pieces);
    void check(const class Pieces& pieces, const std::string& name);
};

template <Scalar R>
class SplitDual {
public:
    SplitDual(const Activation& s, const R& q) : q_(q), table_(SplitTable::of(s, static_cast<long double>(q))) {}

    [[nodiscard]] R variance() const { return R(table_->variance); }
    [[nodiscard]] R slope() const { return R(table_->slope); }
    /// Bounds on the error of the dual and of the derivative's, relative to their values at correlation 1: of every
    /// value, and of the power series in sum.
    [[nodiscard]] R error() const { return R(table_->error); }
    [[nodiscard]] R slope_error() const { return R(table_->slope_error); }
    /// Of the terms of the power series that are kept; what is left is below correlation^terms.
    [[nodiscard]] std::size_t terms() const { return table_->squares.size(); }
    /// Whether s jumps somewhere.
    [[nodiscard]] bool has_jumps() const { return table_->has_jumps; }

    [[nodiscard]] DualValue<R> operator()(const Correlation<R>& rho) const {
        const auto found = (*table_)(static_cast<long double>(rho.angle()), static_cast<long double>(rho.gap));
        return {R(found.gap), R(found.derivative)};
    }

    /// As that of SeriesDual, of `terms` terms of the correlation.
    [[nodiscard]] DualSeries<R> series(const PowerSeries<R>& rho, const Correlation<R>&) const {
        const std::size_t terms =
            rho[0] == R(0) ? std::min(rho.size() + 1, table_->squares.size()) : table_->squares.size();
        std::vector<R> a, slope;
        for (std::size_t k = 0; k < terms; ++k) {
            a.push_back(R(table_->squares[k]));
            if (k > 0) slope.push_back(R(double(k)) * a.back() / q_);
        }
        return {composition(a, rho), composition(slope, rho)};
    }

private:
    R q_;
    std::shared_ptr<const SplitTable> table_;
};

}  // namespace lazyrisk
