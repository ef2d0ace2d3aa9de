// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A function known by its values alone: a user's own code as an activation.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "lazyrisk/activation/parity.hpp"
#include "lazyrisk/numerics/scalar.hpp"

namespace lazyrisk {

/// Chebyshev interpolants in pieces, fine enough to give back the values to a few roundings of a double. The function
/// itself is called by `of` alone, so that a slow one costs nothing later, and one that knows no threads is safe.
///
/// A pointer to immutable pieces: copies are cheap and may be used from many threads at once.
class Sampled {
public:
    /// Values of the function at every x.
    using Values = std::function<void(std::span<const double> x, std::span<double> value)>;

    /// Kinks that are not listed are found, to some 1e-14, at the cost of fifty pieces each. Some thousand values are
    /// asked for, in a few calls. Throws DomainError for a function that is not finite where |x| <= 32, NotConverged
    /// for one that is not smooth between finitely many kinks, and what `f` throws.
    static Sampled of(const Values& f, std::string name, std::vector<double> kinks = {});

    /// Relative to the largest value nearby, or at |x| <= 4: how exact values and derivatives are.
    static constexpr double unit = 0x1p-47, slope_unit = 0x1p-38;

    template <Scalar R>
    R operator()(const R& x) const {
        return at(x, &Piece::value);
    }
    /// At a kink that of the left side.
    template <Scalar R>
    R derivative(const R& x) const {
        return at(x, &Piece::slope);
    }

    [[nodiscard]] const std::vector<double>& kinks() const { return pieces_->kinks; }
    /// By the values at some sixty points.
    [[nodiscard]] Parity parity() const { return pieces_->parity; }
    [[nodiscard]] const std::string& name() const { return pieces_->name; }
    /// Different for different calls of `of`.
    [[nodiscard]] std::uint64_t identity() const { return pieces_->identity; }
    /// Whether f(x)^2 exp(-x^2/2) falls up to |x| = 32.
    [[nodiscard]] bool gaussian_square_integrable() const;

private:
    /// Coefficients of Chebyshev polynomials on [left, right].
    struct Piece {
        double left, right;
        std::vector<double> value, slope;
    };
    struct Pieces {
        std::vector<double> ends;  ///< right ends, ascending
        std::vector<Piece> piece;
        std::vector<double> kinks;
        Parity parity = Parity::none;
        std::string name;
        std::uint64_t identity = 0;
    };
    explicit Sampled(std::shared_ptr<const Pieces> pieces) : pieces_(std::move(pieces)) {}
    [[noreturn]] void refuse(double x) const;

    template <Scalar R>
    R at(const R& x, std::vector<double> Piece::*which) const {
        const auto& ends = pieces_->ends;
        const std::size_t i = std::size_t(std::lower_bound(ends.begin(), ends.end(), x) - ends.begin());
        if (i == ends.size() || !(R(pieces_->piece[i].left) <= x)) refuse(double(x));
        const Piece& p = pieces_->piece[i];
        const std::vector<double>& c = p.*which;
        const R u = (2 * x - R(p.left) - R(p.right)) / (R(p.right) - R(p.left)), twice = 2 * u;
        R now(0), before(0);
        for (std::size_t j = c.size(); j-- > 1;) {
            const R next = twice * now - before + R(c[j]);
            before = now;
            now = next;
        }
        return u * now - before + R(c[0]);
    }

    std::shared_ptr<const Pieces> pieces_;
};

}  // namespace lazyrisk
