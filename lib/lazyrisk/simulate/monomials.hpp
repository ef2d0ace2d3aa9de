// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A random polynomial of signs with exactly the energies asked for.
#pragma once

#include <map>
#include <vector>

#include "lazyrisk/linear/matrix.hpp"
#include "lazyrisk/problem/target.hpp"
#include "lazyrisk/simulate/random.hpp"

namespace lazyrisk {

/// f = sum over modes (l, gaps, j) of a random combination of up to eight orbits of monomials of degree l whose
/// positions span l + gaps neighbours, each orbit as the wave sum_t cos(2 pi j t/d + phase) of its d shifts. Formula
/// (11.14)
///
/// Distinct monomials are orthonormal on the cube, so the norm of each mode is exact. Without patches (`whole`) a mode
/// is a degree alone, and the positions are random. Throws DomainError for a mode that patches of that length do not
/// have, or a bad energy; NotCovered for energy beyond all. Cost: 8 d l flops a point and mode.
class DrawnMonomials {
public:
    DrawnMonomials(const Target<>& target, int dimension, int patch, bool whole, const Draw& draw);
    /// f at each column of `points` [d x n], entries +-1.
    [[nodiscard]] std::vector<double> operator()(const MatrixView& points) const;

private:
    std::map<std::vector<int>, double> coefficient_;  // by sorted positions
};

}  // namespace lazyrisk
