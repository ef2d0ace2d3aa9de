// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The fixed point of blocks (10.7), (10.8) at a complex ridge, and what two ridges on the same neurons have in common.
#pragma once

#include <array>
#include <complex>
#include <vector>

#include "lazyrisk/equations/blocks.hpp"

namespace lazyrisk {

using Complex = std::complex<double>;
/// A symmetric matrix of size 1 or 2: (1,1), (1,2), (2,2).
using ComplexSymmetric = std::array<Complex, 3>;

/// alpha, M and nu at one ridge, and what every level has there.
struct BlockNode {
    Complex ridge;                               ///< lambda/n [K]
    Complex nu, across;                          ///< nu, alpha
    ComplexSymmetric along{}, inverse{};         ///< M and M^{-1}
    Complex count;                               ///< D
    std::vector<Complex> left;                   ///< p_0 of each level
    std::vector<std::array<Complex, 2>> pulled;  ///< M^{-1} v
    Complex nu_slope, across_slope;              ///< by ridge
    ComplexSymmetric along_slope{};

    [[nodiscard]] Complex unused() const { return ridge / nu; }  ///< w = 1 - D/n
    [[nodiscard]] BlockNode mirrored() const;                    ///< at the conjugate ridge
};

/// Divided differences between two nodes, by nu: of p_0 of a level (linear in `shift`) and of -D.  Formula (13.18).
struct BlockPair {
    std::array<Complex, 4> shift{};  ///< alpha, M_11, M_12, M_22
    Complex count;                   ///< sum B (p_0 - p_0')/(nu - nu'), the tail's part included
};

class ComplexBlocks {
public:
    /// `width` neurons, `samples` finite or not. The blocks must live as long.
    ComplexBlocks(const Blocks<>& blocks, double width, double samples);

    /// At a real ridge > 0.
    [[nodiscard]] BlockNode at(double ridge) const;
    /// From a node to a ridge with Im > 0 (or a real one, from a real one), by Newton's method along a straight line of
    /// log ridge. Throws NotConverged where pieces of 1e-6 do not converge, or nu, alpha or M left the upper half
    /// plane.
    [[nodiscard]] BlockNode follow(const BlockNode& from, Complex ridge) const;
    [[nodiscard]] BlockPair pair(const BlockNode& a, const BlockNode& b) const;
    /// (p_0 - p_0')/(nu - nu') of a level.
    [[nodiscard]] Complex difference(std::size_t level, const BlockNode& a, const BlockNode& b,
                                     const BlockPair& pair) const;

    /// The right edge of the spectrum of K/n: where d lambda/d nu vanishes, coming from nu = -infinity.  Formula
    /// (13.19). With a function of multiplicity 1 beside the blocks, its eigenvalue where that stands apart above the
    /// edge.  Formula (13.21).
    [[nodiscard]] double largest_eigenvalue(const BlockLevel<>* beside = nullptr) const;

    [[nodiscard]] const Blocks<>& blocks() const { return blocks_; }
    [[nodiscard]] double inverse_samples() const { return inverse_samples_; }

private:
    using Rows = std::array<std::array<Complex, 4>, 4>;
    using Vector = std::array<Complex, 4>;
    struct System {
        Rows rows{};     ///< 1 - S: what shifts of alpha and M do to their equations
        Vector count{};  ///< and to -D
    };

    const Blocks<>& blocks_;
    BlockEquations<long double> equations_;
    double width_, inverse_samples_;
    int unknowns_;  ///< 2, or 4 with two functions along the weight

    [[nodiscard]] System system(const BlockNode& a, const BlockNode& b) const;
    void fill(BlockNode& node) const;
    void slopes(BlockNode& node) const;
    [[nodiscard]] bool newton(BlockNode& node) const;
    [[nodiscard]] Vector solve(Rows rows, Vector right) const;
};

}  // namespace lazyrisk
