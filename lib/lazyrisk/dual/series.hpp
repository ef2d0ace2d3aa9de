// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// E s(u)s(v) as a series in the correlation, for every activation without kinks.  Formula (9.12).
#pragma once

#include "lazyrisk/dual/hermite.hpp"
#include "lazyrisk/dual/power.hpp"

namespace lazyrisk {

template <Scalar R>
class SeriesDual {
public:
    template <class S>
    SeriesDual(const S& s, const R& q) {
        HermiteSquares<R> h = hermite_squares(s, q);
        R sum(0), slope_sum(0);
        for (std::size_t k = 0; k < h.a.size(); ++k) {
            sum += h.a[k];
            slope_sum += R(double(k)) * h.a[k];
        }
        error_ = h.error / sum;
        slope_error_ = slope_sum > R(0) ? R(h.slope_error / slope_sum) : R(0);
        a_ = std::move(h.a);
        above_.assign(a_.size(), R(0));
        slope_.assign(a_.size(), R(0));
        for (std::size_t k = a_.size() - 1; k > 0; --k) {
            above_[k - 1] = above_[k] + a_[k];
            slope_[k - 1] = R(double(k)) * a_[k] / q;
        }
    }

    [[nodiscard]] R variance() const { return a_[0] + above_[0]; }
    [[nodiscard]] R slope() const { return sum(slope_, R(1)); }
    /// Bounds on the error of the dual and of the derivative's, relative to their values at correlation 1, so of each
    /// of their Taylor coefficients too.
    [[nodiscard]] R error() const { return error_; }
    [[nodiscard]] R slope_error() const { return slope_error_; }

    /// sum_k a_k (1 - rho^k) = (1 - rho) sum_j rho^j sum_{k>j} a_k: nothing cancels at rho = 1.
    [[nodiscard]] DualValue<R> operator()(const Correlation<R>& at) const {
        const R rho = R(1) - at.gap;
        R value(0), slope(0);
        for (std::size_t k = a_.size(); k-- > 0;) {
            value = value * rho + above_[k];
            slope = slope * rho + slope_[k];
        }
        return {at.gap * value, slope};
    }

    [[nodiscard]] DualSeries<R> series(const PowerSeries<R>& rho, const Correlation<R>&) const {
        return {composition(a_, rho), composition(slope_, rho)};
    }

private:
    std::vector<R> a_, above_, slope_;  // above_[j] = sum_{k>j} a_k, slope_[j] = (j+1) a_{j+1}/q
    R error_{0}, slope_error_{0};

    static R sum(const std::vector<R>& c, const R& rho) {
        R value(0);
        for (std::size_t k = c.size(); k-- > 0;) value = value * rho + c[k];
        return value;
    }
};

}  // namespace lazyrisk
