// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace lazyrisk {

/// How long and with which steps.
struct Schedule {
    int steps = 200;
    /// 0: half the inverse of the largest eigenvalue of the infinitely wide network's kernel over n, or the whole
    /// inverse of the empirical kernel's where that is less (narrow networks).
    double step_size = 0;
    double time = 0;  ///< > 0: flow of that duration, instead of both: steps of its own choice
    double tolerance =
        1e-6;          ///< of the flow: error of a step in outputs at the samples, over the residual at the start
    int records = 20;  ///< times at which the path is looked at, the start and the end among them
};

}  // namespace lazyrisk
