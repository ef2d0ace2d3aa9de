// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Convolutional kernels on signals of signs.
#pragma once

#include <vector>

#include "lazyrisk/problem/dimension.hpp"
#include "lazyrisk/problem/model_option.hpp"
#include "lazyrisk/problem/profile.hpp"

namespace lazyrisk {

struct Question;

/// Inputs uniform on {-1,1}^d, seen through d patches x_k = (x_k, ..., x_{k+q-1}), indices modulo d, and h_km = h(<x_k,
/// y_m>/q):
///
///     q = d, no pooling         K = h(<x,y>/d)
///     no pooling (window 1)     K = (1/d) sum_k h_kk
///     window w                  K = (1/d) sum_{k, |m|<w} (1 - |m|/w) h_{k,k+m}
///     global                    K = (1/d^2) sum_{k,m} h_km                                                 Formula
///     (11.8)
///
/// Modes of the target are (l, gaps, j): monomials of degree l, `gaps` the positions left out between the first and the
/// last (0: neighbours, as x_i x_{i+1}), j the frequency of the combination of their d shifts (0: the sum of all).
/// Without patches the degree alone.
struct Convolution {
    Dimension dimension{};      ///< d, finite
    double patch = infinite<>;  ///< q, 2 <= q <= d/2, or d
    double window = 1;          ///< w, 1 <= w < d; d: global
    DotKernel kernel = Activation(relu());

    [[nodiscard]] bool whole() const { return patch == dimension; }
    [[nodiscard]] bool global() const { return window == dimension; }

    static constexpr const char* title = "a convolutional kernel";
    static constexpr bool has_activation = true;
    static std::vector<ModelOption> options();
    static bool describes(const Question& question);
    static Convolution of(const Question& question);
};
/// Throws DomainError for sizes out of range, NotCovered in the limit d -> infinity and for what takes too long.
void check(const Convolution& model);

}  // namespace lazyrisk
