// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The fixed point of features that come in blocks: a finite number of neurons of a tangent model.
//
//     Delta_k = xi_perp,k/(1+a) + v_k^T (1+G)^{-1} v_k,   n = lambda/nu + D(nu)                     (10.7), (10.8)
//
// For a given nu the pair (alpha, M) is the fixed point of an increasing concave map: Newton's method, started above,
// falls to it without ever passing it. D falls with nu: the outer equation is bracketed.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "lazyrisk/equations/block_network.hpp"
#include "lazyrisk/equations/block_pass.hpp"
#include "lazyrisk/equations/solve.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

/// The deterministic equivalent at one point; ratios and limits are those at ridge 0 where the ridge is 0.
template <Scalar R>
struct BlockEquivalent {
    BlockPoint<R> point;     ///< at ridge 0 above threshold: at a nu far below every scale
    R effective_ridge{0};    ///< nu [K]; 0 at ridge 0 with more samples than features or modes
    R unused{1};             ///< w = 1 - D/n
    R degrees{0};            ///< D
    bool pole = false;       ///< ridge 0 and n = D(0): the error is infinite, or 0 where there is nothing to learn
    bool all_ridge = false;  ///< ridge infinite: nothing is learned
    R relative_error{0};     ///< bound on the errors of log alpha, log M, log nu by rounding
    int steps = 0;           ///< passes over the spectrum
};

template <Scalar R>
class BlockEquations {
public:
    /// blocks as of a spectrum, width N > 0 finite (blocks, not features).
    BlockEquations(const Blocks<R>& blocks, const R& width)
        : blocks_(blocks), width_(width), size_across_(width * blocks.across) {
        R least = infinite<R>;
        const auto seen = [&](const R& x) {
            if (x > R(0)) least = std::min(least, x);
        };
        R along[2] = {blocks.tail_along[0], blocks.tail_along[2]};
        upper_.across = blocks.tail_across;
        upper_.along = blocks.tail_along;
        for (const BlockLevel<R>& level : blocks.levels) {
            const auto& [v, w] = level.along;
            upper_.across += level.multiplicity * level.across;
            upper_.along[0] += level.multiplicity * v * v;
            upper_.along[1] += level.multiplicity * v * w;
            upper_.along[2] += level.multiplicity * w * w;
            along[0] += level.multiplicity * v * v;
            along[1] += level.multiplicity * w * w;
            seen(level.across);
            seen(v * v + w * w);
        }
        features_ = width * blocks.size();
        if constexpr (std::is_floating_point_v<R>) features_rounding_ = std::fma(width, blocks.size(), -features_);
        trace_ = upper_.across + along[0] + along[1];
        upper_.across /= size_across_;
        for (R& x : upper_.along) x /= width_;
        seen(blocks.tail_across / size_across_);
        seen(blocks.tail_along[0] / width_);
        seen(blocks.tail_along[2] / width_);
        seen(trace_ / (width_ * blocks.size()));
        vanishing_ = is_infinite(least) ? R(1) : R(least * R(1e-25));
    }

    [[nodiscard]] const R& width() const { return width_; }
    [[nodiscard]] const Blocks<R>& blocks() const { return blocks_; }
    /// tr K, tail included.
    [[nodiscard]] const R& trace() const { return trace_; }

    /// alpha and M at nu > 0; `above`: a point at a nu of its own, from which to start.  Formula (10.7).
    /// Throws NotConverged after 2000 passes.
    [[nodiscard]] BlockPoint<R> settle(const R& nu, const BlockPoint<R>* above, int& steps) const {
        using std::max;
        using std::sqrt;
        BlockPoint<R> at = above ? raised(*above, nu) : start(nu);
        const R noise = 100 * sqrt(std::numeric_limits<R>::epsilon());
        R last = infinite<R>, reach = 2;
        for (int step = 0; step < 2000; ++step, ++steps) {
            const BlockPass<R> pass(blocks_, width_, at);
            const BlockShift<R> off = excess(pass);
            BlockShift<R> held = off;
            held.across = max(held.across, R(0));
            held.along[0] = max(held.along[0], R(0));
            held.along[2] = max(held.along[2], R(0));
            if (!(held.along[1] * held.along[1] < held.along[0] * held.along[2])) held.along[1] = R(0);
            BlockShift<R> move =
                BlockNetwork<R>(pass, held).solve({-off.across, {-off.along[0], -off.along[1], -off.along[2]}});
            const R size = move.size();
            const R tiny = 4 * std::numeric_limits<R>::epsilon() * pass.frame.loss;
            if (size <= tiny || (size < noise && size >= last / 2))
                return at;  // no longer falling: what is left is noise
            last = size;
            const BlockPoint<R> next = moved(at, pass.frame, move, 1);
            if (size > R(0.2)) {  // far above, Newton's steps are alike: try as many at once as stay above
                const BlockPoint<R> far = moved(at, pass.frame, move, int(reach));
                if (is_above(BlockPass<R>(blocks_, width_, far))) {
                    ++steps;
                    at = far;
                    reach = std::min(R(reach * 3), R(1000));
                    continue;
                }
                reach = 2;
            }
            at = next;
        }
        throw NotConverged("the blocks did not settle in 2000 steps");
    }

    /// Solves n = lambda/nu + D(nu) for ridge_over_samples = lambda/n >= 0 [K] and samples n > 0; 0 and infinity are
    /// values. Cost: O(levels) a pass, some 20 to 40 passes.  Throws NotConverged (never seen).
    [[nodiscard]] BlockEquivalent<R> solve(const R& samples, const R& ridge_over_samples) const {
        BlockEquivalent<R> e;
        if (is_infinite(ridge_over_samples)) {
            e.all_ridge = true;
            e.effective_ridge = infinite<R>;
            return e;
        }
        if (!(trace_ > R(0))) {
            e.point = start(ridge_over_samples > R(0) ? ridge_over_samples : R(1));
            e.effective_ridge = ridge_over_samples;
            return e;
        }
        if (is_infinite(samples)) {
            e.effective_ridge = ridge_over_samples;
            e.point = settle(ridge_over_samples > R(0) ? std::max(ridge_over_samples, vanishing_) : vanishing_, nullptr,
                             e.steps);
            return finish(e, samples);
        }
        if (ridge_over_samples == R(0)) {
            e.point = settle(vanishing_, nullptr, e.steps);
            const Count left = unlearned(BlockPass<R>(blocks_, width_, e.point), samples);
            const R nothing = R(1e-20) * samples;  // what a vanishing nu still leaves
            if (left.value > -nothing) {           // more samples than modes or features
                e.pole = left.value <= nothing;
                e.unused = e.pole ? R(0) : R(left.value / samples);
                return finish(e, samples);
            }
        }
        return search(samples, ridge_over_samples, e);
    }

    /// n - D with the size of what it was formed from, from whichever of two expressions loses less: modes not learned,
    /// or features not used.  Formula (10.10).
    struct Count {
        R value, size;
    };
    [[nodiscard]] Count unlearned(const BlockPass<R>& pass, const R& samples) const {
        using std::abs;
        const R modes = pass.learned.below(samples), slack = pass.width_across + lazyrisk::trace(pass.width_along);
        const R features = (samples - features_) - features_rounding_;
        const Count by_modes{modes + pass.missing - pass.rest, abs(modes) + pass.missing + pass.rest};
        const Count by_features{features + slack, abs(features) + slack};
        return by_features.size < by_modes.size ? by_features : by_modes;
    }

    /// What roundings of a few epsilon in the terms of every equation do to log alpha, log M.
    [[nodiscard]] R rounding(const BlockPass<R>& pass) const {
        const R unit = (8 + R(int(blocks_.levels.size())) / 16) * std::numeric_limits<R>::epsilon();
        const R along = unit * width_ * pass.frame.loss;
        return BlockNetwork<R>(pass)
            .solve({unit * size_across_, {along, R(0), blocks_.along == 2 ? along : R(0)}})
            .size();
    }

private:
    [[nodiscard]] BlockPoint<R> start(const R& nu) const {  // p_0 = 1: above the fixed point
        BlockPoint<R> at{nu, nu + upper_.across, upper_.along};
        at.along[0] += nu;
        if (blocks_.along == 2) at.along[2] += nu;
        return at;
    }
    /// Above the fixed point at nu, from one at another nu: it is concave in nu.
    [[nodiscard]] BlockPoint<R> raised(BlockPoint<R> at, const R& nu) const {
        if (nu > at.nu) {
            const R factor = nu / at.nu;
            at.across *= factor;
            for (R& x : at.along) x *= factor;
        }
        at.nu = nu;
        return at;
    }
    /// (10.7), what stands on the left minus the right, in counts of modes; >= 0 above the fixed point.
    [[nodiscard]] BlockShift<R> excess(const BlockPass<R>& pass) const {
        BlockShift<R> off{(size_across_ - pass.width_across) - pass.across, {}};
        off.along[0] = (width_ - pass.width_along[0]) - pass.along[0];
        if (blocks_.along == 2) {
            off.along[1] = -pass.width_along[1] - pass.along[1];
            off.along[2] = (width_ - pass.width_along[2]) - pass.along[2];
        }
        return off;
    }
    [[nodiscard]] bool is_above(const BlockPass<R>& pass) const {
        const BlockShift<R> off = excess(pass);
        const R unit = 64 * std::numeric_limits<R>::epsilon(), a = off.along[0] + unit * width_,
                c = off.along[2] + unit * width_;
        return off.across >= -unit * size_across_ && a >= R(0) && c >= R(0) && off.along[1] * off.along[1] <= a * c;
    }
    /// alpha (1+u)^times, R^T (1+H)^times R.
    [[nodiscard]] static BlockPoint<R> moved(const BlockPoint<R>& at, const Frame<R>& frame, BlockShift<R> by,
                                             int times) {
        const R least(1e-12);
        const auto too_far = [&] {
            const R a = 1 + by.along[0], b = 1 + by.along[2];
            return 1 + by.across < least || a < least || b < least ||
                   (frame.two && a * b - by.along[1] * by.along[1] < least * (a + b));
        };
        // a shorter step stays above as well; a factor of a million at a time is enough
        for (R factor = R(1) - R(1e-6); too_far(); factor = R(0.5)) {
            by.across *= factor;
            for (R& x : by.along) x *= factor;
        }
        BlockPoint<R> next = at;
        Symmetric<R> power{R(1), R(0), frame.two ? R(1) : R(0)};
        const R a = 1 + by.along[0], b = by.along[1], c = 1 + by.along[2];
        for (int i = 0; i < times; ++i) {
            next.across *= 1 + by.across;
            power = {power[0] * a + power[1] * b, power[0] * b + power[1] * c, power[1] * b + power[2] * c};
        }
        next.along = frame.back(power);
        return next;
    }

    [[nodiscard]] BlockEquivalent<R> search(const R& samples, const R& rho, BlockEquivalent<R> e) const {
        using std::abs;
        using std::sqrt;
        const R epsilon = std::numeric_limits<R>::epsilon(), noise = sqrt(epsilon);
        R low = rho, high = (rho + trace_ / samples) * (1 + 8 * epsilon), nu = high, last = infinite<R>;
        BlockPoint<R> at;
        for (int step = 0; step < 300; ++step) {
            at = settle(nu, step > 0 ? &at : nullptr, e.steps);
            const BlockPass<R> pass(blocks_, width_, at);
            const Count left = unlearned(pass, samples);
            const R held = rho > R(0) ? R(samples * (rho / nu)) : R(0);
            const R residual = left.value - held, rounding = 4 * epsilon * pass.frame.loss * (left.size + held);
            const BlockShift<R> rate = BlockNetwork<R>(pass).solve({pass.width_across, pass.width_along});
            const R slope = held + pass.ground_across * rate.across + inner(pass.ground_along, rate.along);
            const R eta = residual / slope, size = abs(eta);
            if (size <= std::max(R(rounding / slope), R(4 * epsilon)) || (size < noise && size >= last)) {
                e.point = at;
                e.effective_ridge = nu;
                e.unused = rho > R(0) ? R(rho / nu) : R(0);
                e.relative_error = 2 * size + rounding / slope;
                return finish(e, samples);
            }
            last = size;
            (residual > R(0) ? high : low) = nu;
            R next = residual > R(0) ? R(nu / (1 + eta)) : R(nu * (1 + size));
            if (!(next > low && next < high)) next = low > R(0) ? R(sqrt(low) * sqrt(high)) : R(high / 256);
            if (step > 40 && step % 2 == 0 && low > R(0)) next = sqrt(low) * sqrt(high);
            if (next == nu) next = residual > R(0) ? low : high;
            nu = next;
        }
        throw NotConverged("the effective ridge of the blocks did not settle in 300 steps");
    }

    [[nodiscard]] BlockEquivalent<R> finish(BlockEquivalent<R> e, const R& samples) const {
        const BlockPass<R> pass(blocks_, width_, e.point);
        e.degrees = is_infinite(samples) ? pass.degrees() : R(samples * (1 - e.unused));
        if (e.unused > R(0.5)) e.degrees = pass.degrees();
        e.relative_error += rounding(pass);
        return e;
    }

    Blocks<R> blocks_;
    R width_, size_across_, trace_{0}, vanishing_{0};
    R features_{0}, features_rounding_{0};  // N (d-1+r), and what its product lost
    BlockPoint<R> upper_;
};

}  // namespace lazyrisk
