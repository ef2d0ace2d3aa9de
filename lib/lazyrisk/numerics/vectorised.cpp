// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/numerics/vectorised.hpp"

#include <cmath>
#include <numbers>

#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__)
#define LAZYRISK_WIDEST __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
// glibc declares its vector functions for -ffast-math alone, which would give up infinities; they keep them.
extern "C" {
#define LAZYRISK_HAS_VECTORS(f) __attribute__((simd("notinbranch"))) double f(double) noexcept;
LAZYRISK_HAS_VECTORS(exp)
LAZYRISK_HAS_VECTORS(sin)
LAZYRISK_HAS_VECTORS(cos)
LAZYRISK_HAS_VECTORS(tanh)
LAZYRISK_HAS_VECTORS(cosh)
LAZYRISK_HAS_VECTORS(erf)
LAZYRISK_HAS_VECTORS(erfc)
LAZYRISK_HAS_VECTORS(log1p)
}
#else
#define LAZYRISK_WIDEST
#endif

// A loop a function: a clone is made of what stands in it.
#define LAZYRISK_ELEMENTWISE(name, formula)                           \
    LAZYRISK_WIDEST void name(std::span<double> all) {                \
        double* const values = all.data();                            \
        const std::size_t count = all.size();                         \
        _Pragma("omp simd") for (std::size_t i = 0; i < count; ++i) { \
            const double x = values[i];                               \
            values[i] = formula;                                      \
        }                                                             \
    }

namespace lazyrisk::vectorised {
namespace {
constexpr double half_root_two = std::numbers::sqrt2 / 2, root_two_pi = 2.506628274631000502;
}

LAZYRISK_ELEMENTWISE(exp, std::exp(x))
LAZYRISK_ELEMENTWISE(sin, std::sin(x))
LAZYRISK_ELEMENTWISE(cos, std::cos(x))
LAZYRISK_ELEMENTWISE(tanh, std::tanh(x))
LAZYRISK_ELEMENTWISE(erf, std::erf(x))
LAZYRISK_ELEMENTWISE(gaussian, std::exp(-x* x / 2))
LAZYRISK_ELEMENTWISE(sigmoid, 1 / (1 + std::exp(-x)))
LAZYRISK_ELEMENTWISE(swish, x / (1 + std::exp(-x)))
LAZYRISK_ELEMENTWISE(softplus, (x > 0 ? x : 0) + std::log1p(std::exp(x > 0 ? -x : x)))
LAZYRISK_ELEMENTWISE(normal_cdf, std::erfc(-x* half_root_two) / 2)
LAZYRISK_ELEMENTWISE(gelu, x* std::erfc(-x* half_root_two) / 2)
LAZYRISK_ELEMENTWISE(tanh_slope, 1 / (std::cosh(x) * std::cosh(x)))
LAZYRISK_ELEMENTWISE(erf_slope, 2 * std::numbers::inv_sqrtpi * std::exp(-x * x))
LAZYRISK_ELEMENTWISE(gelu_slope, std::erfc(-x* half_root_two) / 2 + x * std::exp(-x * x / 2) / root_two_pi)

}  // namespace lazyrisk::vectorised
