// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The linear equations of a spectrum of blocks: a network of resistors between alpha, M, nu and the ground.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include "lazyrisk/equations/block_pass.hpp"

namespace lazyrisk {

/// d log alpha and d log M (in the frame of M).
template <Scalar R>
struct BlockShift {
    R across{0};
    Symmetric<R> along{};
    /// The largest change, in modulus (of a matrix: bound on its eigenvalues).
    [[nodiscard]] R size() const {
        using std::abs;
        return std::max({R(abs(across)), R(abs(along[0]) + abs(along[1])), R(abs(along[2]) + abs(along[1]))});
    }
};

/// Second derivatives of (10.8) with nu held: every conductance is a sum of positive terms, so the solution for a
/// positive source is positive and has all its digits (one function along the weight), or nearly all (two).  Formula
/// (10.9).
template <Scalar R>
class BlockNetwork {
public:
    /// `extra`: more conductance to the ground (Newton's step far from the solution).
    explicit BlockNetwork(const BlockPass<R>& pass, const BlockShift<R>& extra = {})
        : two_(pass.frame.two), between_(pass.between) {
        ground_ = pass.ground_across + pass.width_across + extra.across;
        for (std::size_t i = 0; i < 3; ++i) grounds_[i] = pass.ground_along[i] + pass.width_along[i] + extra.along[i];
        if (two_) factorise(pass.turning);
    }

    [[nodiscard]] BlockShift<R> solve(const BlockShift<R>& source) const {
        const R& f = source.across;
        const Symmetric<R>& F = source.along;
        if (!two_) {
            const R w = between_[0], det = ground_ * grounds_[0] + w * (ground_ + grounds_[0]);
            if (!(det > R(0))) return {};
            return {(f * (grounds_[0] + w) + w * F[0]) / det, {(F[0] * (ground_ + w) + w * f) / det, R(0), R(0)}};
        }
        // H = u I + K: the common shift u, held by the ground alone, is eliminated last
        std::array<R, 4> x{F[0], 2 * F[1], F[2], f + F[0] + F[2]};
        for (std::size_t i = 0; i < 4; ++i) {
            for (std::size_t j = 0; j < i; ++j) x[i] -= factor_[i][j] * x[j];
            x[i] /= factor_[i][i];
        }
        for (std::size_t i = 4; i-- > 0;) {
            for (std::size_t j = i + 1; j < 4; ++j) x[i] -= factor_[j][i] * x[j];
            x[i] /= factor_[i][i];
        }
        return {x[3], {x[3] + x[0], x[1], x[3] + x[2]}};
    }

private:
    void factorise(const std::array<R, 3>& turning) {
        using std::sqrt;
        const Symmetric<R>&g = grounds_, a{g[0] + between_[0], g[1] + between_[1], g[2] + between_[2]};
        std::array<std::array<R, 4>, 4> p{};  // lower triangle; K11, K12, K22, u
        p[0][0] = a[0] + turning[2];
        p[1][0] = a[1] - turning[1];
        p[1][1] = a[0] + a[2] + turning[0];
        p[2][0] = -turning[2];
        p[2][1] = a[1] + turning[1];
        p[2][2] = a[2] + turning[2];
        p[3] = {g[0], 2 * g[1], g[2], ground_ + g[0] + g[2]};
        for (std::size_t j = 0; j < 4; ++j)
            for (std::size_t i = j; i < 4; ++i) {
                R sum = p[i][j];
                for (std::size_t k = 0; k < j; ++k) sum -= factor_[i][k] * factor_[j][k];
                if (i > j) {
                    factor_[i][j] = sum / factor_[j][j];
                    continue;
                }
                const R least = std::numeric_limits<R>::epsilon() * p[j][j];  // positive, whatever rounding left
                factor_[j][j] = sqrt(sum > least ? sum : least > R(0) ? least : R(1));
            }
    }

    bool two_;
    R ground_{0};
    Symmetric<R> grounds_{}, between_{};
    std::array<std::array<R, 4>, 4> factor_{};
};

}  // namespace lazyrisk
