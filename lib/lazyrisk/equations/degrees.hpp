// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Degrees of freedom of a spectrum at an effective ridge: the one sum that every formula is made of.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>
#include <vector>

#include "lazyrisk/numerics/mode_count.hpp"
#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/spectrum/spectrum.hpp"

namespace lazyrisk {

/// Sums over the spectrum at one nu, with q = nu/(s+nu), L = 1-q.  Formulas (4.3), (4.6), (5.1).
template <Field F>
struct DegreeSums {
    F df1{0};    ///< T = sum M/(s+nu) = sum multiplicity * L
    F df2{0};    ///< D2 = sum multiplicity * L^2
    F slope{0};  ///< e = -dT/dlog nu = sum M nu/(s+nu)^2, so that T = D2 + e
};

/// A spectrum laid out for that sum: live levels by descending eigenvalue. The tail is mass with eigenvalue 0.
template <Scalar R = double>
class Degrees {
public:
    explicit Degrees(const Spectrum<R>& spectrum) : tail_(spectrum.tail), tail_largest_(spectrum.tail_largest) {
        std::vector<Level<R>> live;
        for (const Level<R>& level : spectrum.levels) {
            if (level.mass > smallest() && level.eigenvalue > smallest()) {
                live.push_back(level);
                take_error(level.mass, level.mass_error);
            } else if (level.mass > smallest()) {
                tail_ += level.mass;  // no eigenvalue to speak of
                tail_largest_ = std::max(tail_largest_, level.eigenvalue);
            } else {
                absolute_error_ += level.mass;  // too small to compute with: what hangs on it is not resolved
            }
        }
        take_error(tail_, spectrum.tail_error);
        if (!(tail_ > smallest())) {
            absolute_error_ += tail_;
            tail_ = R(0);
        }
        std::stable_sort(live.begin(), live.end(),
                         [](const auto& a, const auto& b) { return a.eigenvalue > b.eigenvalue; });
        multiplicity_below_.emplace_back();
        for (const Level<R>& level : live) {
            eigenvalue_.push_back(level.eigenvalue);
            multiplicity_.push_back(level.multiplicity);
            mass_.push_back(level.mass);
            multiplicity_below_.push_back(multiplicity_below_.back());
            multiplicity_below_.back() += level.multiplicity;
        }
        mass_above_.assign(live.size() + 1, tail_);
        for (std::size_t i = live.size(); i-- > 0;) mass_above_[i] = mass_above_[i + 1] + live[i].mass;
    }

    /// Eigenvalues, tails and ridges up to this (1e-246 for double) are taken as zero: quotients of them leave the
    /// range of R.
    static const R& smallest() {
        using std::pow;
        static const R value = pow(std::numeric_limits<R>::min(), R(0.8));
        return value;
    }

    [[nodiscard]] std::size_t size() const { return eigenvalue_.size(); }
    [[nodiscard]] const R& largest_in_tail() const { return tail_largest_; }
    [[nodiscard]] const R& eigenvalue(std::size_t i) const { return eigenvalue_[i]; }
    [[nodiscard]] const R& multiplicity(std::size_t i) const { return multiplicity_[i]; }
    [[nodiscard]] const R& mass(std::size_t i) const { return mass_[i]; }
    [[nodiscard]] const R& tail() const { return tail_; }
    /// Number of modes; infinite with a tail.
    [[nodiscard]] ModeCount<R> rank() const {
        return tail_ > R(0) ? ModeCount<R>{infinite<R>, R(0)} : multiplicity_below_.back();
    }
    /// Number of modes in the i largest levels.
    [[nodiscard]] const ModeCount<R>& modes_below(std::size_t i) const { return multiplicity_below_[i]; }
    /// mass of all but the i largest levels, tail included.
    [[nodiscard]] const R& mass_above(std::size_t i) const { return mass_above_[i]; }

    /// Everything one step of the solver needs, without cancellation.  Formula (4.6).
    struct Pass {
        ModeCount<R> learned;  ///< modes in levels with s > nu
        R missing{0};          ///< sum over those of multiplicity * q
        R rest{0};             ///< T of the other levels and the tail
        R df2{0};
        R slope{0};      ///< e
        R curvature{0};  ///< sum M nu^2/(s+nu)^3
    };

    /// Number of levels with s > nu.
    [[nodiscard]] std::size_t levels_above(const R& nu) const {
        return std::size_t(
            std::partition_point(eigenvalue_.begin(), eigenvalue_.end(), [&](const R& s) { return s > nu; }) -
            eigenvalue_.begin());
    }

    [[nodiscard]] Pass pass(const R& nu) const {
        const std::size_t split = levels_above(nu);
        Pass p;
        p.learned = multiplicity_below_[split];
        accumulate(0, split, nu, multiplicity_.data(), nu, p.missing, p);
        accumulate(split, size(), nu, mass_.data(), R(1), p.rest, p);
        if (tail_ > R(0)) {
            const R tail = tail_ / nu;
            p.rest += tail;
            p.slope += tail;
            p.curvature += tail;
        }
        return p;
    }

    /// The same sums over any field (germs, dual numbers).
    template <Field F>
    [[nodiscard]] DegreeSums<F> sums(const F& nu) const {
        DegreeSums<F> total;
        for (std::size_t i = 0; i < size(); ++i) {
            const F s(eigenvalue_[i]), resolvent = F(R(1)) / (s + nu), learned = s * resolvent;
            const F part = F(multiplicity_[i]) * learned;
            total.df1 = total.df1 + part;
            total.df2 = total.df2 + part * learned;
            total.slope = total.slope + part * (nu * resolvent);
        }
        if (tail_ > R(0)) {
            const F tail = F(tail_) / nu;
            total.df1 = total.df1 + tail;
            total.slope = total.slope + tail;
        }
        return total;
    }

    /// sum M/((s+a)(s+b)): (T(a) - T(b))/(b - a) without cancellation.
    template <Field F>
    [[nodiscard]] F divided_difference(const F& a, const F& b) const {
        F total{R(0)};
        for (std::size_t i = 0; i < size(); ++i) {
            const F s(eigenvalue_[i]);
            total = total + F(mass_[i]) / (s + a) / (s + b);  // one after the other: the product may underflow
        }
        if (tail_ > R(0)) total = total + F(tail_) / a / b;
        return total;
    }

    /// Bound on the error of T from the errors of the masses, at a point with that e.  Formula (5.7): multiplicities
    /// are exact, so a relative error of all masses moves T by at most as much of e; masses that are mostly error count
    /// in full.
    [[nodiscard]] R error_of_inputs(const R& nu, const R& slope) const {
        return relative_error_ * slope + (absolute_error_ > R(0) ? R(absolute_error_ / nu) : R(0));
    }
    /// Bound on the error of T from giving every mode of the tail the eigenvalue 0.  Formula (3.2).
    [[nodiscard]] R error_of_tail(const R& nu) const {
        return tail_ > R(0) ? R(tail_ / nu * (tail_largest_ / nu)) : R(0);
    }

private:
    void take_error(const R& mass, const R& error) {
        if (error <= mass * R(1e-9))
            relative_error_ = std::max(relative_error_, mass > R(0) ? R(error / mass) : R(0));
        else
            absolute_error_ += error;
    }

    void accumulate(std::size_t begin, std::size_t end, const R& nu, const R* first_order, const R& scale, R& linear,
                    Pass& p) const {
        const R* s = eigenvalue_.data();
        const R* mass = mass_.data();
        constexpr std::size_t block = 256;  // partial sums: the rounding of long spectra grows with their number only
        const auto add = [&](std::size_t i, R& sum, R& df2, R& slope, R& curvature) {
            const R resolvent = R(1) / (s[i] + nu), q = nu * resolvent, part = mass[i] * resolvent;
            sum += first_order[i] * resolvent;
            df2 += part * (s[i] * resolvent);
            slope += part * q;
            curvature += part * q * q;
        };
        for (; begin < end; begin += block) {
            const std::size_t stop = std::min(end, begin + block);
            R sum(0), df2(0), slope(0), curvature(0);
            if constexpr (std::is_floating_point_v<R>) {  // only machine numbers have a vector reduction
#pragma omp simd reduction(+ : sum, df2, slope, curvature)
                for (std::size_t i = begin; i < stop; ++i) add(i, sum, df2, slope, curvature);
            } else {
                for (std::size_t i = begin; i < stop; ++i) add(i, sum, df2, slope, curvature);
            }
            linear += scale * sum;
            p.df2 += df2;
            p.slope += slope;
            p.curvature += curvature;
        }
    }

    R tail_, tail_largest_;
    R relative_error_{0}, absolute_error_{0};
    std::vector<R> eigenvalue_, multiplicity_, mass_;
    // partial sums from either end
    std::vector<ModeCount<R>> multiplicity_below_;
    std::vector<R> mass_above_;
};

extern template class Degrees<double>;  // compiled once, in solve.cpp

}  // namespace lazyrisk
