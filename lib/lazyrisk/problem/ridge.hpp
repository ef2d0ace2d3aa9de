// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The ridge as a type: papers disagree about it by factors of n and n/d.
#pragma once

#include <string>

#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

/// How a paper writes its penalty. docs/conventions.md, section 1.
enum class RidgeConvention {
    total,          ///< sum_i (y_i - f(x_i))^2 + lambda |a|^2: added to the kernel matrix K
    mean,           ///< (1/n) sum_i (...)^2 + r |a|^2: lambda = n r
    trace,          ///< relative to the kernel's mean diagonal h(1), the trace of K/n: lambda = h(1) r
    mei_montanari,  ///< (1/n) sum_i (...)^2 + (N r/d) |a'|^2, features without 1/sqrt(N): lambda = (n/d) r
};

/// A ridge >= 0 with its convention. 0 is the ridgeless limit, infinity the zero predictor. One that is not given is
/// 1e-3 in all, here as on the command line.
template <Scalar R = double>
struct Ridge {
    R value = R(1) / R(1000);
    RidgeConvention convention = RidgeConvention::total;

    static Ridge total(R value) { return {value, RidgeConvention::total}; }
    static Ridge per_sample(R value) { return {value, RidgeConvention::mean}; }
    static Ridge mei_montanari(R value) { return {value, RidgeConvention::mei_montanari}; }
    static Ridge of_trace(R value) { return {value, RidgeConvention::trace}; }
    static Ridge none() { return {R(0)}; }

    /// The same ridge where the kernel's mean diagonal is known: one in the convention `trace` becomes a total.
    [[nodiscard]] Ridge with_diagonal(const R& mean_diagonal) const {
        return convention == RidgeConvention::trace ? total(value == R(0) ? value : R(value * mean_diagonal)) : *this;
    }

    /// lambda/n in kernel units; in the limit d -> infinity (samples = n/d) in units of 1/d.  Formula (2.2).
    /// Throws DomainError where the convention has no meaning at this dimension, or needs `with_diagonal` first.
    [[nodiscard]] R over_samples(const R& samples, double dimension) const {
        if (value == R(0) || is_infinite(value)) return value;  // also where the samples are infinite
        switch (convention) {
            case RidgeConvention::total:
                return value * reciprocal(samples);
            case RidgeConvention::mean:
                if (dimension == infinite<>)
                    throw DomainError("ridge-convention", "mean",
                                      "lambda = n ridge grows without bound in the limit d -> infinity; use "
                                      "mei-montanari (d times the mean ridge), or give `dim`");
                return value;
            case RidgeConvention::trace:
                throw DomainError("ridge-convention", "trace", "the mean diagonal of the kernel is not known here");
            case RidgeConvention::mei_montanari:
                break;
        }
        return dimension == infinite<> ? value : value / R(dimension);
    }
    /// The inverse of over_samples: the ridge of this convention for which lambda/n is `over_n`.
    /// `mean_diagonal` matters to `trace` alone.
    static Ridge from_over_samples(const R& over_n, RidgeConvention convention, const R& samples, double dimension,
                                   const R& mean_diagonal) {
        if (over_n == R(0) || is_infinite(over_n)) return {over_n, convention};
        if (convention == RidgeConvention::total) return {over_n * samples, convention};
        if (convention == RidgeConvention::trace) return {over_n * samples / mean_diagonal, convention};
        return {over_n / Ridge{R(1), convention}.over_samples(samples, dimension), convention};
    }
};

}  // namespace lazyrisk
