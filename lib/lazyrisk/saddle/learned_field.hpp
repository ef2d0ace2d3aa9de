// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a convex fit sees of a spectrum: the part of the teacher's field that the features can learn, and the sums over
// the rest as functions of the effective ridge.
#pragma once

#include <vector>

#include "lazyrisk/equations/solve.hpp"
#include "lazyrisk/problem/target.hpp"
#include "lazyrisk/spectrum/spectrum.hpp"

namespace lazyrisk {

/// Sums at one effective ridge k = k0 + u.  Formulas (15.5), (15.6).
template <Field F>
struct FieldSums {
    F k;                   ///< the kernel's effective ridge [K]
    F nu1;                 ///< the features' own, k w1 [K]
    F T1, T2;              ///< degrees of freedom of the features
    F a1, omega1;          ///< learned share of the learnable field, and 1 - a1
    F c2;                  ///< (a0 A2 - A1^2)/A1^2
    F slope, slope_per_k;  ///< e, and e/k = sum M/(s+k)^2, of which k may be 0
    F energy_slope;        ///< sum E s/(s+k)^2 over the field's variance
    F h;                   ///< d nu1/dk
    F D2;                  ///< degrees of freedom of the kernel, df2
    F learned2;            ///< sum E L^2 over the field's variance
};

/// A field of unit variance on a spectrum, and a width.
template <Scalar R = double>
class LearnedField {
public:
    /// Energies are relative. Preconditions: a positive total energy, width > 0.
    LearnedField(const Spectrum<R>& spectrum, const Target<R>& target, const R& width)
        : degrees_(spectrum), width_(width), inverse_width_(reciprocal(width)) {
        for (const Level<R>& level : spectrum.levels)
            if (level.mass > Degrees<R>::smallest() && level.eigenvalue > Degrees<R>::smallest() &&
                !is_infinite(level.eigenvalue))
                masses_.push_back({level.eigenvalue, level.mass});
        tail_ = degrees_.mass_above(degrees_.size());
        R total = target.rest, unlearned = target.rest;
        for (const auto& [mode, energy] : target.energy) total += energy;
        variance_ = total;
        for (const auto& [mode, energy] : target.energy) {
            const Level<R>* level = spectrum.find(mode);
            if (!level || !(level->eigenvalue > Degrees<R>::smallest()))
                unlearned += energy;
            else if (is_infinite(level->eigenvalue))
                certain_ += energy / total;
            else
                parts_.push_back({level->eigenvalue, R(energy / total)});
        }
        const Equivalent<R> at = solve(degrees_, Sizes<R>{infinite<R>, width}, R(0));
        k0_ = at.effective_ridge;
        unused0_ = k0_ > R(0) ? R(0) : is_infinite(width) ? R(1) : at.unused_width;
        full_ = k0_ > R(0) ? width : degrees_.rank().value;
        a0_ = certain_;
        for (const Part& part : parts_) {
            const R per = part.share / (part.eigenvalue + k0_);
            a0_ += per * part.eigenvalue;
            missed_ += per * k0_;
        }
        missed_ += unlearned / total;
    }

    /// E of the best element of the features' span with the field, squared: the learnable share of its variance.
    [[nodiscard]] const R& learnable() const { return a0_; }
    /// 1 - learnable(), without cancellation.
    [[nodiscard]] const R& missed() const { return missed_; }
    /// Samples in units of this decide separability: min(width, rank).
    [[nodiscard]] const R& effective_width() const { return full_; }
    [[nodiscard]] const R& k0() const { return k0_; }
    [[nodiscard]] const R& width() const { return width_; }
    [[nodiscard]] const R& variance() const { return variance_; }
    [[nodiscard]] const Degrees<R>& degrees() const { return degrees_; }

    template <Field F>
    [[nodiscard]] FieldSums<F> at(const F& u) const {
        const F k = F(k0_) + u, one(R(1)), zero(R(0));
        FieldSums<F> s{};
        s.k = k;
        F difference = zero, learned_difference = zero;
        for (const Mass& m : masses_) {
            const F eigenvalue(m.eigenvalue), r = one / (eigenvalue + k), part = F(m.mass) * r,
                                              learned = eigenvalue * r;
            s.T1 = s.T1 + part;
            s.D2 = s.D2 + part * learned;
            s.slope_per_k = s.slope_per_k + part * r;
            const F per_step = part / (eigenvalue + F(k0_));
            difference = difference + per_step;
            learned_difference = learned_difference + per_step * learned;
        }
        if (tail_ > R(0)) {
            const F part = F(tail_) / k;
            s.T1 = s.T1 + part;
            s.slope_per_k = s.slope_per_k + part / k;
            if (inverse_width_ > R(0)) difference = difference + part / F(k0_);  // a tail has k0 > 0 at any width
        }
        s.slope = k * s.slope_per_k;
        const F per_width(inverse_width_);
        const F unused = F(unused0_) + u * difference * per_width;
        s.nu1 = k * unused;
        s.h = unused + s.slope * per_width;
        const F by_width = inverse_width_ > R(0) ? F(s.slope * per_width / s.h) : zero;
        s.T2 = s.D2 + by_width * s.slope;

        add_field(s, u, inverse_width_ > R(0) ? F(u * u * per_width / s.h * learned_difference) : zero);
        return s;
    }

    /// Limits u -> infinity: k T1, k^2 T2, a1 k, and c2.  Formula (15.19).
    struct Averaging {
        R mass;     ///< k T1 = k T
        R squares;  ///< k^2 T2
        R overlap;  ///< sum E s over the variance
        R squared;  ///< sum E s^2 over it + mass/p overlap
    };
    [[nodiscard]] Averaging averaging() const {
        Averaging a{tail_, R(0), R(0), R(0)};
        for (const Mass& m : masses_) a.mass += m.mass, a.squares += m.mass * m.eigenvalue;
        a.squares += a.mass * a.mass * inverse_width_;
        for (const Part& p : parts_) {
            a.overlap += p.share * p.eigenvalue;
            a.squared += p.share * p.eigenvalue * p.eigenvalue;
        }
        a.squared += a.mass * inverse_width_ * a.overlap;
        return a;
    }
    /// Not of a tail at k = 0: infinitely many features without a ridge.
    [[nodiscard]] bool has_sums_at_0() const { return k0_ > R(0) || !(tail_ > R(0)); }
    [[nodiscard]] bool has_certain() const { return certain_ > R(0); }

private:
    /// a1, omega1, c2 and the sums over the field; sampled: what finitely many features add to the spread.
    template <Field F>
    void add_field(FieldSums<F>& s, const F& u, const F& sampled) const {
        const F &k = s.k, one(R(1)), zero(R(0));
        if (!(a0_ > R(0))) {  // nothing to be learned: the overlap is 0
            s.a1 = s.omega1 = one;
            return;
        }
        F mean(certain_ / a0_), lost = zero;
        s.learned2 = F(certain_);
        for (const Part& p : parts_) {
            const F eigenvalue(p.eigenvalue), r = one / (eigenvalue + k), learned = eigenvalue * r;
            mean = mean + F(p.share / a0_) * learned;
            lost = lost + F(p.share / a0_) * learned / (eigenvalue + F(k0_));
            s.energy_slope = s.energy_slope + F(p.share) * learned * r;
            s.learned2 = s.learned2 + F(p.share) * learned * learned;
        }
        s.a1 = mean;
        s.omega1 = u * lost;
        F spread = F(certain_ / a0_) * (one - mean) * (one - mean);
        for (const Part& p : parts_) {
            const F eigenvalue(p.eigenvalue), off = (eigenvalue + F(k0_)) / (eigenvalue + k) - mean;
            spread = spread + F(p.share / a0_ * (p.eigenvalue / (p.eigenvalue + k0_))) * off * off;
        }
        s.c2 = (spread + F(R(1) / a0_) * s.energy_slope * sampled) / (mean * mean);
    }

    struct Mass {
        R eigenvalue, mass;
    };
    struct Part {
        R eigenvalue, share;
    };
    Degrees<R> degrees_;
    R width_, inverse_width_, variance_{0};
    std::vector<Mass> masses_;
    std::vector<Part> parts_;
    R tail_{0}, certain_{0}, k0_{0}, unused0_{0}, full_{0}, a0_{0}, missed_{0};
};

}  // namespace lazyrisk
