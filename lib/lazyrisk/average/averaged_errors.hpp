// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace lazyrisk {

/// Errors of the ridge fit to one draw of the inputs (and of the neurons), averaged exactly over the test point, the
/// target and the noise of the labels.
struct AveragedErrors {
    double bias;         ///< E (f(x) - fit of noise-free labels)^2
    double variance;     ///< E (fit of the noise alone)^2; bias + variance is the excess risk
    double train_error;  ///< E (1/n) sum_i (y_i - fit(x_i))^2
    double weight_norm;  ///< E |a|^2, in kernel terms dual^T K dual
};

}  // namespace lazyrisk
