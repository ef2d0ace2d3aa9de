// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// One pass over a spectrum of blocks: the sums of section 10 at one point, all of positive terms.
#pragma once

#include <array>
#include <cmath>
#include <limits>

#include "lazyrisk/equations/degrees.hpp"
#include "lazyrisk/spectrum/blocks.hpp"

namespace lazyrisk {

/// A symmetric matrix of size 1 or 2: (1,1), (1,2), (2,2). Of size 1, the others are 0.
template <Scalar R>
using Symmetric = std::array<R, 3>;

template <Scalar R>
R trace(const Symmetric<R>& a) {
    return a[0] + a[2];
}
/// tr(A B).
template <Scalar R>
R inner(const Symmetric<R>& a, const Symmetric<R>& b) {
    return a[0] * b[0] + 2 * a[1] * b[1] + a[2] * b[2];
}

/// Where the equations are looked at: nu, alpha = nu(1+a), M = nu(I+G), whose limits nu -> 0 are finite.  Formula
/// (10.7).
template <Scalar R>
struct BlockPoint {
    R nu{0}, across{0};
    Symmetric<R> along{};
};

/// t = R^{-T} v with M = R^T R: in this frame M is the identity.
template <Scalar R>
struct Frame {
    R r11{1}, r12{0}, r22{1};
    R loss{1};  ///< m22/r22^2, by how much rounding grows in the second direction
    bool two = false;

    Frame(const Symmetric<R>& m, int along) : two(along == 2) {
        using std::sqrt;
        r11 = sqrt(m[0]);
        if (!two) return;
        r12 = m[1] / r11;
        R left = m[2] - r12 * r12;
        const R least = 4 * std::numeric_limits<R>::epsilon() * m[2];
        if (!(left > least)) left = least;
        loss = m[2] / left;
        r22 = sqrt(left);
    }
    [[nodiscard]] std::array<R, 2> operator()(const std::array<R, 2>& v) const {
        const R first = v[0] / r11;
        return {first, two ? R((v[1] - r12 * first) / r22) : R(0)};
    }
    /// R^{-T} A R^{-1}.
    [[nodiscard]] Symmetric<R> operator()(const Symmetric<R>& a) const {
        if (!two) return {a[0] / (r11 * r11), R(0), R(0)};
        const R x = a[0] / r11, y = a[1] / r11, z = (a[1] - r12 * x) / r22;
        return {x / r11, (y - r12 * x / r11) / r22, ((a[2] - r12 * y) / r22 - r12 * z / r11) / r22};
    }
    /// R^T A R.
    [[nodiscard]] Symmetric<R> back(const Symmetric<R>& a) const {
        if (!two) return {a[0] * r11 * r11, R(0), R(0)};
        const R x = a[0] * r12 + a[1] * r22, y = a[1] * r12 + a[2] * r22;
        return {a[0] * r11 * r11, r11 * x, r12 * x + r22 * y};
    }
};

/// Shares of one degree: across/alpha, |t|^2 and 1, over their sum.
template <Scalar R>
struct BlockShares {
    R across, left;      ///< p_x; p_0 = nu/(Delta+nu)
    std::array<R, 2> t;  ///< p_y = p_0 |t|^2
    [[nodiscard]] R along() const { return left * (t[0] * t[0] + t[1] * t[1]); }
};

template <Scalar R>
BlockShares<R> shares(const BlockLevel<R>& level, const BlockPoint<R>& at, const Frame<R>& frame) {
    const R x = level.across / at.across;
    const std::array<R, 2> t = frame(level.along);
    const R left = R(1) / (R(1) + x + t[0] * t[0] + t[1] * t[1]);
    return {x * left, left, t};
}

/// Formulas (10.8)-(10.10).
template <Scalar R>
struct BlockPass {
    Frame<R> frame;
    ModeCount<R> learned;         ///< modes in levels with Delta > nu
    R missing{0}, rest{0};        ///< of those, sum B p_0; of the others, sum B (p_x + p_y)
    R across{0};                  ///< sum B p_x
    Symmetric<R> along{};         ///< sum B p_0 t t^T
    R ground_across{0};           ///< sum B p_x p_0
    Symmetric<R> ground_along{};  ///< sum B p_0^2 t t^T
    Symmetric<R> between{};       ///< sum B p_x p_0 t t^T
    /// Sum B p_0^2 (a^2, a b, b^2), a = t_1^2 - t_2^2, b = t_1 t_2: holds the frame's axes.
    std::array<R, 3> turning{};
    R squares{0};                ///< df2 = sum B (p_x + p_y)^2
    R width_across{0};           ///< N (d-1) nu/alpha
    Symmetric<R> width_along{};  ///< N nu M^{-1}

    BlockPass(const Blocks<R>& blocks, const R& width, const BlockPoint<R>& at) : frame(at.along, blocks.along) {
        for (const BlockLevel<R>& level : blocks.levels) {
            const BlockShares<R> p = shares(level, at, frame);
            const R y = p.along(), gone = p.across + y;
            if (!(gone > R(0))) continue;
            const R &b = level.multiplicity, &t1 = p.t[0], &t2 = p.t[1];
            if (gone > p.left) {
                learned += b;
                missing += b * p.left;
            } else {
                rest += b * gone;
            }
            across += b * p.across;
            ground_across += b * p.across * p.left;
            squares += b * gone * gone;
            const R first = b * p.left, second = first * p.left, coupling = first * p.across;
            add(along, first, t1, t2);
            add(ground_along, second, t1, t2);
            add(between, coupling, t1, t2);
            const R turn = t1 * t1 - t2 * t2, both = t1 * t2;
            turning[0] += second * turn * turn;
            turning[1] += second * turn * both;
            turning[2] += second * both * both;
        }
        // the tail: modes whose eigenvalue is 0 beside nu
        const R x = blocks.tail_across / at.across;
        const Symmetric<R> y = frame(blocks.tail_along);
        across += x;
        ground_across += x;
        for (std::size_t i = 0; i < 3; ++i) {
            along[i] += y[i];
            ground_along[i] += y[i];
        }
        rest += x + trace(y);
        width_across = width * blocks.across * at.nu / at.across;
        width_along = frame(Symmetric<R>{width * at.nu, R(0), blocks.along == 2 ? R(width * at.nu) : R(0)});
    }
    /// D = sum B Delta/(Delta+nu): how many modes are learned.
    [[nodiscard]] R degrees() const { return learned.value - missing + rest; }

private:
    static void add(Symmetric<R>& sum, const R& weight, const R& t1, const R& t2) {
        sum[0] += weight * t1 * t1;
        sum[1] += weight * t1 * t2;
        sum[2] += weight * t2 * t2;
    }
};

}  // namespace lazyrisk
