// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// E_x s(<w,x>) s(<w',x>) between neurons: the kernel of infinitely many inputs.
#pragma once

#include <optional>
#include <span>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/simulate/zonal_sum.hpp"
#include "lazyrisk/simulate/zonal_table.hpp"

namespace lazyrisk {

/// h(t) = sum_k g_k^2 P_k(t), t = <w,w'>, of unit weights: by recurrence where 200 degrees leave 1e-16 of the trace or
/// less, from a ZonalTable of ActivationKernel otherwise.
class NeuronKernel {
public:
    /// Throws as ActivationKernel and `decompose`.
    NeuronKernel(const Activation& activation, double dimension);
    /// Columns of h(<w_i, w_j>), weights [d x p] of length 1.
    [[nodiscard]] Matrix columns(const Matrix& weights, int first, int count) const;
    /// h(1) = E s^2.
    [[nodiscard]] double diagonal() const { return table_ ? table_->diagonal() : sum_.at_one(); }
    /// Of an entry.
    [[nodiscard]] double flops() const;

private:
    ZonalSum sum_;
    std::optional<ZonalTable> table_;
};

}  // namespace lazyrisk
