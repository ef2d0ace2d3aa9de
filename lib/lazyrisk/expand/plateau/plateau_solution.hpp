// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The fixed point and the risk on a plateau in the series of (12.30)-(12.32), over numbers or letters.
#pragma once

#include <algorithm>
#include <map>
#include <type_traits>
#include <utility>
#include <vector>

#include "lazyrisk/expand/plateau/plateau.hpp"
#include "lazyrisk/expand/plateau/plateau_levels.hpp"

namespace lazyrisk {

template <class C>
struct PlateauSolution {
    /// The part of F_k^2 in the bias of a learned degree: first * with + first^2 * squared, first = x (xy)^{l-k}.
    struct Learned {
        Exponents first;
        Monomials<C> with, squared;
    };
    Monomials<C> h, variance;
    std::map<int, Learned> learned;
    std::map<int, Monomials<C>> beyond;  ///< of learnable degrees above l
    Monomials<C> unlearned;              ///< of all other energy
};

/// The equations of one plateau over C.
template <class C>
class PlateauEquations {
public:
    PlateauEquations(const PlateauLevels<C>& in, const Plateau& p, const Truncation& box)
        : box_(box),
          narrow_(p.narrow()),
          r_(p.two_sizes() ? M(box, C(1), {0, 0, 1, 0}) : constant(C(0))),
          tail_(in_dimension(in.tail)),
          ridge_((narrow_ ? r_ : one_) * M(box, in.ridge, {0, 0, 0, p.ridge_exponent.is_zero() ? 0 : 1})),
          start_(constant(tidy(C(tail_.at({}) + ridge_.at({}))))) {
        if constexpr (!std::is_same_v<C, Digits>)
            if (in.leading) start_ = constant(*in.leading);  // a letter for the sum, so that it may divide
        for (const auto& [k, a] : in.xi) {
            const M xi = in_dimension(a), b = in_dimension(in.multiplicity.at(k));
            const int up = std::max(0, k - p.l - 1), down = std::max(0, p.l - k);
            if (k <= p.l)
                levels_.push_back({k, true, {down + 1, down, 0, 0}, b, one_ / xi});
            else
                levels_.push_back({k, false, {}, b * xi, xi * M(box, C(1), {up, up + 1, 0, 0})});
        }
    }

    /// (12.31), (12.32).
    [[nodiscard]] PlateauSolution<C> solution() const {
        const M h = effective_ridge(), wide = one_ - r_ * (used(h) / h);  // w of the larger size
        std::vector<M> q;
        for (const Level& level : levels_) q.push_back(filter(level, h));
        const M t = spread(h, q) / h, small = ridge_ / (h * wide);
        const M chi = narrow_ ? t / (small + t) : r_ * t / (wide + r_ * t);
        const M rest =
            narrow_ ? wide + r_ * (small * t / (small + t)) : small + t * wide / (wide + r_ * t);  // 1 - Upsilon
        PlateauSolution<C> out{h, one_ / rest - one_, {}, {}, one_ / rest};
        for (std::size_t i = 0; i < levels_.size(); ++i) {
            const Level& level = levels_[i];
            if (level.learned)
                out.learned.emplace(level.k, typename PlateauSolution<C>::Learned{level.first, chi * q[i] / rest,
                                                                                  (one_ - chi) * q[i] * q[i] / rest});
            else
                out.beyond.emplace(level.k, (q[i] * q[i] + chi * (q[i] - q[i] * q[i])) / rest);
        }
        return out;
    }

private:
    using M = Monomials<C>;
    struct Level {
        int k;
        bool learned;
        Exponents first;
        M share, scale;  ///< learned: B/M over first and 1/xi; else B xi and xi/kappa times h
    };

    [[nodiscard]] M constant(const C& c) const { return M(box_, c); }
    /// A series in 1/d = x y.
    [[nodiscard]] M in_dimension(const std::vector<C>& series) const {
        M sum = constant(C(0));
        for (int s = 0; s < int(series.size()); ++s) sum = sum + M(box_, series[std::size_t(s)], {s, s, 0, 0});
        return sum;
    }
    [[nodiscard]] M first(const Level& level) const { return M(box_, C(1), level.first); }

    /// h theta, the used share of the smaller size.
    [[nodiscard]] M used(const M& h) const {
        M sum = tail_;
        for (const Level& level : levels_) {
            if (level.learned) {
                const M f = first(level);
                sum = sum + f * h * level.share / (one_ + f * h * level.scale);
            } else {
                const M z = level.scale / h;
                sum = sum - level.share * (z / (one_ + z));
            }
        }
        return sum;
    }
    /// h = (lambda m/n)/(1 - r theta) + h theta by iteration: one order a pass.
    [[nodiscard]] M effective_ridge() const {
        M h = start_;
        for (bool settled = false; !settled;) {
            M next = used(h);
            next = ridge_ / (one_ - r_ * next / h) + next;
            settled = (next - h).terms().empty();
            h = next;
        }
        return h;
    }
    /// q = kappa/(kappa + xi), of learned levels over their first factor.
    [[nodiscard]] M filter(const Level& level, const M& h) const {
        if (!level.learned) return one_ / (one_ + level.scale / h);
        const M v = h * level.scale;
        return v / (one_ + first(level) * v);
    }
    /// h t with t = sum B q (1 - q)/m.
    [[nodiscard]] M spread(const M& h, const std::vector<M>& q) const {
        M sum = tail_;
        for (std::size_t i = 0; i < levels_.size(); ++i) {
            if (levels_[i].learned) {
                const M f = first(levels_[i]), whole = f * q[i];
                sum = sum + f * h * levels_[i].share * (whole - whole * whole);
            } else {
                sum = sum - levels_[i].share * (one_ - q[i] * q[i]);
            }
        }
        return sum;
    }

    const Truncation& box_;
    bool narrow_;
    M one_ = constant(C(1));
    M r_, tail_, ridge_;  ///< min/max of the sizes; trace above degree l; lambda m/n
    M start_;             ///< ridge and tail, the leading order of h
    std::vector<Level> levels_;
};

template <class C>
PlateauSolution<C> solve_plateau(const PlateauLevels<C>& levels, const Plateau& p, const Truncation& box) {
    return PlateauEquations<C>(levels, p, box).solution();
}

}  // namespace lazyrisk
