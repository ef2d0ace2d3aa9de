// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// In which arithmetic a trial's systems are solved.
#pragma once

namespace lazyrisk {

/// Mixed: a matrix with one system to solve is factored in single precision and the solution refined by residuals in
/// double (LAPACK dsposv), which ends at the accuracy of double or falls back to it. Pays from order 4000 on:
/// docs/benchmarks.md.
enum class Precision { full, mixed };

}  // namespace lazyrisk
