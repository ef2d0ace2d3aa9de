// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Eigenvalues of the kernel, a level a degree, and the trace of what lies beyond.
#pragma once

#include <optional>
#include <vector>

#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/problem/mode.hpp"
#include "lazyrisk/spectrum/blocks.hpp"
#include "lazyrisk/spectrum/feature_layers.hpp"

namespace lazyrisk {

/// Beyond this multiplicity a level cannot be told from the tail: its eigenvalue is below 1e-290 of the trace.
constexpr long double largest_multiplicity = 1e290L;

/// One eigenvalue [K] with its multiplicity [1]. In the limit d -> infinity they are in units of d^-scale and d^scale:
/// degrees below the scale have multiplicity 0 and mostly an infinite eigenvalue (always learned); `at_scale` says
/// which do not.
template <Scalar R = double>
struct Level {
    Mode mode;        ///< the polynomial degree, or the row of a given spectrum; structured data have further indices
    R eigenvalue{0};  ///< 0: a dead degree, never learned
    R multiplicity{0};
    R mass{0};              ///< multiplicity * eigenvalue
    R mass_error{0};        ///< bound on the absolute error of mass
    R eigenvalue_error{0};  ///< relative, of an eigenvalue whose multiplicity 0 leaves no mass to carry an error
};

template <Scalar R = double>
struct Spectrum {
    std::vector<Level<R>> levels;  ///< by ascending degree, without gaps from 0 (a given spectrum: by row)
    R tail{0};                     ///< trace [K] beyond the levels; enters as mass with eigenvalue 0, never dropped
    R tail_error{0};               ///< bound on the absolute error of `tail`
    R tail_largest{0};             ///< bound on the eigenvalues within the tail
    std::optional<Blocks<R>> blocks{};  ///< where features come in blocks: the width then counts blocks (section 10)
    /// Where features come in layers, or in kinds side by side; the levels and the tail are then those of infinitely
    /// wide ones, and the width does not count (formula 16.13).
    std::optional<FeatureLayers<R>> layers{};

    /// The level of a mode, or null.
    [[nodiscard]] const Level<R>* find(const Mode& mode) const {
        const std::size_t i = std::size_t(mode.degree);
        if (i < levels.size() && levels[i].mode == mode) return &levels[i];  // levels by degree, as they mostly are
        for (const Level<R>& level : levels)
            if (level.mode == mode) return &level;
        return nullptr;
    }
    /// h(1) = sum of the masses and the tail: the mean diagonal of the kernel matrix [K].
    [[nodiscard]] R trace() const {
        R sum = tail;
        for (const Level<R>& level : levels) sum += level.mass;
        return sum;
    }
};

}  // namespace lazyrisk
