// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Inputs with a few strong coordinates: x = (r sqrt(ds) u, sqrt(d - ds) v), u and v uniform on their unit spheres.
#pragma once

#include <vector>

#include "lazyrisk/problem/dimension.hpp"
#include "lazyrisk/problem/mode.hpp"
#include "lazyrisk/problem/model_option.hpp"
#include "lazyrisk/problem/profile.hpp"

namespace lazyrisk {

struct Question;

/// The distribution of the inputs. Modes of the target are (k, l): degree k in the signal u, degree l in the bulk v.
struct SpikedInputs {
    Dimension dimension{};      ///< d, finite
    double signal = 2;          ///< ds, 1 <= ds <= d - 2; a single one is r or -r
    double variance_ratio = 1;  ///< r^2 > 0: variance of a signal coordinate over that of a bulk coordinate

    /// a of <x,y>/|x|^2 = a <u,u'> + (1-a) <v,v'>.                                                       Formula (11.3)
    [[nodiscard]] double signal_share() const {
        const double strong = variance_ratio * signal;
        return strong / (strong + (dimension - signal));
    }
    static std::vector<ModelOption> options();
    static bool meant(const Question& question);
    /// Throws DomainError for sizes and ratios out of range, NotCovered in the limit d -> infinity.
    static SpikedInputs of(const Question& question);
};
/// Throws as SpikedInputs::of.
void check(const SpikedInputs& inputs);
/// DomainError of `energy` for a mode that these inputs do not have.
void check(const SpikedInputs& inputs, const Mode& mode);

/// Kernel ridge regression with K(x,y) = h(<x,y>/|x|^2).
struct SpikedKernel {
    SpikedInputs inputs;
    DotKernel kernel = Activation(relu());
    Dimension dimension = inputs.dimension;

    static constexpr const char* title = "a kernel on spiked covariates";
    static constexpr bool has_activation = true;
    static std::vector<ModelOption> options();
    static bool describes(const Question& question);
    static SpikedKernel of(const Question& question);
};

/// f(x) = p^{-1/2} sum_{j<=p} a_j s(sqrt(d) <w_j,x>/|x|), w_j uniform on the unit sphere.
struct SpikedFeatures {
    SpikedInputs inputs;
    Activation activation = relu();
    Dimension dimension = inputs.dimension;

    static constexpr const char* title = "random features on spiked covariates";
    static constexpr bool has_activation = true;
    static std::vector<ModelOption> options() { return SpikedInputs::options(); }
    static bool describes(const Question& question);
    static SpikedFeatures of(const Question& question);
};

}  // namespace lazyrisk
