// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The risk of features that come in blocks: neural tangents of finitely many neurons.
//
// The fixed point is the minimum of a convex function of (log alpha, log M, log nu); its second derivatives are a
// network of resistors, and every derivative that the risk needs is a potential or a current in it: positive, without
// cancellation.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "lazyrisk/equations/blocks.hpp"
#include "lazyrisk/problem/target.hpp"
#include "lazyrisk/risk/risk.hpp"
#include "lazyrisk/spectrum/spectrum.hpp"

namespace lazyrisk {

/// Energies beside the blocks' levels (degree by degree) that learn them.
template <Scalar R>
struct BlockTarget {
    std::vector<std::pair<std::size_t, R>> parts;  ///< (level, energy)
    R unlearned{0};                                ///< in dead degrees, and beyond the levels
    bool in_tail = false;                          ///< some of it beyond the levels

    template <Scalar T>
    BlockTarget(const Target<T>& target, const Blocks<R>& blocks) : unlearned(target.rest) {
        for (const auto& [mode, energy] : target.energy) {
            if (energy == T(0)) continue;
            const std::size_t i = std::size_t(mode.degree);
            const bool inside = mode == Mode(mode.degree) && i < blocks.levels.size();
            in_tail |= !inside;
            const BlockLevel<R>* level = inside ? &blocks.levels[i] : nullptr;
            if (level && (level->across > R(0) || level->along[0] != R(0) || level->along[1] != R(0)))
                parts.emplace_back(i, R(energy));
            else
                unlearned += R(energy);
        }
    }
};

/// How wrong the masses may be. All zero: exact.
template <Scalar R>
struct BlockInputs {
    R relative{0};                ///< of every mass
    std::vector<R> mass_error{};  ///< further, absolute, level by level; may be empty
    R tail_error{0};              ///< absolute
    R tail_largest{0};            ///< bound on the eigenvalues within the tail, which are taken as 0
};

/// The largest of 1/alpha and the eigenvalues of M^{-1} (their sum).
template <Scalar R>
R steepness(const BlockEquations<R>& equations, const BlockPass<R>& pass, const BlockPoint<R>& at) {
    return std::max(R(R(1) / at.across), R(trace(pass.width_along) / (at.nu * equations.width())));
}

/// What masses that are mostly error, and a tail taken as of eigenvalue 0, do to log alpha, log M and log nu.  Formula
/// (10.16).
template <Scalar R>
R block_disturbance(const BlockEquations<R>& equations, const BlockPass<R>& pass, const BlockPoint<R>& at,
                    const R& samples, const R& stiffness, const BlockInputs<R>& inputs) {
    const Blocks<R>& blocks = equations.blocks();
    const R steep = steepness(equations, pass, at), tail = inputs.tail_largest * steep;
    R wrong = inputs.tail_error * steep;  // in modes; an error moves a learned level by less than its multiplicity says
    for (std::size_t i = 0; i < inputs.mass_error.size(); ++i) {
        const BlockLevel<R>& level = blocks.levels[i];
        const R mass =
            level.multiplicity * (level.across + level.along[0] * level.along[0] + level.along[1] * level.along[1]);
        const R &error = inputs.mass_error[i], by_mass = error * steep;
        wrong += mass > R(0) ? std::min(by_mass, R(level.multiplicity * (error / mass))) : by_mass;
    }
    const R across = wrong + tail * blocks.tail_across / at.across;
    const R along = wrong + tail * trace(pass.frame(blocks.tail_along));
    const R held = BlockNetwork<R>(pass).solve({across, {along, R(0), blocks.along == 2 ? along : R(0)}}).size();
    return held + (is_infinite(samples) ? R(0) : R((across + along) / (samples * stiffness)));
}

namespace detail {

/// At an infinite ridge: nothing is learned.
template <Scalar R>
Risk<R> unlearned_blocks(const BlockTarget<R>& target, const R& noise_variance) {
    Risk<R> r;
    r.has_sources = false;
    R energy(target.unlearned);
    for (const auto& part : target.parts) energy += part.second;
    r.bias = r.excess_risk = energy;
    r.test_error = r.train_error = energy + noise_variance;
    r.effective_ridge = infinite<R>;
    r.error_bound = 16 * std::numeric_limits<R>::epsilon() * r.test_error;
    return r;
}

/// Sums over the levels that hold the target; `rate` and `rest` are potentials in the network.
template <Scalar R>
struct BlockSums {
    R left, still, falling{0};  ///< energy times 1 - L, and what a second factor 1 - L, or its derivative, leaves of it
    R misread{0};               ///< what wrong masses do to it

    BlockSums(const BlockEquations<R>& equations, const BlockTarget<R>& target, const BlockPass<R>& pass,
              const BlockPoint<R>& at, const BlockInputs<R>& inputs, const BlockShift<R>& rate,
              const BlockShift<R>& rest)
        : left(target.unlearned), still(target.unlearned) {
        const R steep = steepness(equations, pass, at);
        for (const auto& [i, energy] : target.parts) {
            const BlockShares<R> p = shares(equations.blocks().levels[i], at, pass.frame);
            const auto along = [&](const Symmetric<R>& h) {
                return p.left * (h[0] * p.t[0] * p.t[0] + 2 * h[1] * p.t[0] * p.t[1] + h[2] * p.t[1] * p.t[1]);
            };
            left += energy * p.left;
            if (i < inputs.mass_error.size()) misread += inputs.mass_error[i] * steep * p.left;
            still += energy * p.left * (p.left + p.across * rest.across + along(rest.along));
            falling += energy * p.left * (p.across * rate.across + along(rate.along));
        }
    }
};

}  // namespace detail

/// Risk at a solved point.  Formulas (10.11)-(10.15).  O(levels).
/// The parts of section 6 are not known for blocks: they are left at 0.
template <Scalar R>
Risk<R> block_risk(const BlockEquations<R>& equations, const BlockTarget<R>& target, const Operation<R>& op,
                   const BlockEquivalent<R>& at, const BlockInputs<R>& inputs = {}) {
    const R &s2 = op.noise_variance, inverse_samples = reciprocal(op.sizes.samples);
    if (at.all_ridge) return detail::unlearned_blocks(target, s2);
    Risk<R> r;
    r.has_sources = false;
    const BlockPass<R> pass(equations.blocks(), equations.width(), at.point);
    const BlockNetwork<R> network(pass);
    // potentials per nu with the ground at 0, and what is missing to 1
    const R& nu = at.point.nu;
    BlockShift<R> source{pass.width_across / nu, pass.width_along};
    for (R& x : source.along) x /= nu;
    const BlockShift<R> rate = network.solve(source), rest = network.solve({pass.ground_across, pass.ground_along});

    const detail::BlockSums<R> sums(equations, target, pass, at.point, inputs, rate, rest);
    const R current = pass.ground_across * rate.across + inner(pass.ground_along, rate.along);  // per nu
    const R overlap =
        (pass.squares + pass.ground_across * rest.across + inner(pass.ground_along, rest.along)) * inverse_samples;
    const R stiffness = at.unused + nu * current * inverse_samples;  // 1 - Upsilon
    if (at.pole) {
        const R nothing = R(1e-15) * (sums.left + R(1));
        const bool biased =
            sums.still > nothing * std::min(R(1), R(sums.still + 1)) && target.unlearned + sums.still > R(0);
        r.bias = biased ? infinite<R> : R(0);
        r.variance = s2 > R(0) ? infinite<R> : R(0);
        r.weight_norm = sums.left + s2 > R(0) ? infinite<R> : R(0);
    } else {
        r.bias = sums.still / stiffness;
        r.variance = s2 * overlap / stiffness;
        r.weight_norm = (current * inverse_samples * (sums.left + s2) + at.unused * sums.falling) / stiffness;
        r.train_error = at.unused * at.unused * (sums.still + s2) / stiffness;
    }
    r.excess_risk = r.bias + r.variance;
    r.test_error = r.excess_risk + s2;
    r.effective_ridge = at.effective_ridge;
    r.degrees_of_freedom = at.degrees;
    r.degrees_of_freedom_2 = pass.squares;
    if (is_infinite(r.test_error)) return r;

    R relative = 12 * (at.relative_error + inputs.relative + sums.misread +
                       block_disturbance(equations, pass, at.point, op.sizes.samples, stiffness, inputs));
    if (target.in_tail) relative += 2 * inputs.tail_largest * steepness(equations, pass, at.point);
    relative += (R(int(equations.blocks().levels.size())) + 60) * std::numeric_limits<R>::epsilon();
    r.error_bound = r.test_error * relative;
    return r;
}

/// L_k = Delta_k/(Delta_k+nu), the learned fraction of every level.  Formula (10.14).
template <Scalar R>
std::vector<R> block_learnability(const BlockEquations<R>& equations, const BlockEquivalent<R>& at) {
    std::vector<R> learned;
    const Frame<R> frame(at.point.along, equations.blocks().along);
    for (const BlockLevel<R>& level : equations.blocks().levels) {
        if (at.all_ridge) {
            learned.push_back(R(0));
            continue;
        }
        const BlockShares<R> p = shares(level, at.point, frame);
        learned.push_back(p.across + p.along());
    }
    return learned;
}

}  // namespace lazyrisk
