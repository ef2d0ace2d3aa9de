// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The fixed point and the risk on a plateau in the series of (12.30)-(12.32), over numbers or letters.
#pragma once

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

template <class C>
PlateauSolution<C> solve_plateau(const PlateauLevels<C>& in, const Plateau& p, const Truncation& box) {
    using M = Monomials<C>;
    const auto constant = [&](const C& c) { return M(box, c); };
    const auto in_dimension = [&](const std::vector<C>& series) {
        M sum = constant(C(0));
        for (int s = 0; s < int(series.size()); ++s)
            sum = sum + M(box, series[std::size_t(s)], {s, s, 0, 0});  // 1/d = x y
        return sum;
    };
    const bool narrow = p.narrow();
    const M one = constant(C(1)), r = p.two_sizes() ? M(box, C(1), {0, 0, 1, 0}) : constant(C(0));
    const M tail = in_dimension(in.tail);
    const M ridge = (narrow ? r : one) * M(box, in.ridge, {0, 0, 0, p.ridge_exponent.is_zero() ? 0 : 1});  // lam M/n
    struct Level {
        int k;
        bool learned;
        Exponents first;
        M share, scale;  ///< learned: B/M over first and 1/xi; else B xi and xi/kappa times h
    };
    std::vector<Level> levels;
    for (const auto& [k, a] : in.xi) {
        const M xi = in_dimension(a), b = in_dimension(in.multiplicity.at(k));
        const int up = std::max(0, k - p.l - 1), down = std::max(0, p.l - k);
        if (k <= p.l)
            levels.push_back({k, true, {down + 1, down, 0, 0}, b, one / xi});
        else
            levels.push_back({k, false, {}, b * xi, xi * M(box, C(1), {up, up + 1, 0, 0})});
    }
    const auto total = [&](const M& h) {  // h theta
        M sum = tail;
        for (const Level& level : levels) {
            if (level.learned) {
                const M first(box, C(1), level.first);
                sum = sum + first * h * level.share / (one + first * h * level.scale);
            } else {
                const M z = level.scale / h;
                sum = sum - level.share * (z / (one + z));
            }
        }
        return sum;
    };
    M h = constant(tidy(C(tail.at({}) + ridge.at({}))));
    if constexpr (!std::is_same_v<C, Digits>)
        if (in.leading) h = constant(*in.leading);  // a letter for the sum, so that it may divide
    for (bool settled = false; !settled;) {
        M next = total(h);
        next = ridge / (one - r * next / h) + next;
        settled = (next - h).terms().empty();
        h = next;
    }
    const M theta = total(h) / h, wide = one - r * theta;  // w of the larger size
    M spread = tail;                                       // h t/M
    std::vector<M> q;  // kappa/(kappa + xi), of learned levels over their first factor
    for (const Level& level : levels) {
        if (level.learned) {
            const M first(box, C(1), level.first), v = h * level.scale;
            q.push_back(v / (one + first * v));
            const M filter = first * q.back();
            spread = spread + first * h * level.share * (filter - filter * filter);
        } else {
            q.push_back(one / (one + level.scale / h));
            spread = spread - level.share * (one - q.back() * q.back());
        }
    }
    const M t = spread / h, small = ridge / (h * wide);
    const M chi = narrow ? t / (small + t) : r * t / (wide + r * t);
    const M rest = narrow ? wide + r * (small * t / (small + t)) : small + t * wide / (wide + r * t);  // 1 - Upsilon
    PlateauSolution<C> out{h, one / rest - one, {}, {}, one / rest};
    for (std::size_t i = 0; i < levels.size(); ++i) {
        if (levels[i].learned)
            out.learned.emplace(levels[i].k, typename PlateauSolution<C>::Learned{levels[i].first, chi * q[i] / rest,
                                                                                  (one - chi) * q[i] * q[i] / rest});
        else
            out.beyond.emplace(levels[i].k, (q[i] * q[i] + chi * (q[i] - q[i] * q[i])) / rest);
    }
    return out;
}

}  // namespace lazyrisk
