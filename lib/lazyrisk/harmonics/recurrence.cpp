// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The recurrence in pairs of doubles (hi + lo, relative rounding about 2^-102).
#include "lazyrisk/harmonics/recurrence.hpp"

#include <algorithm>
#include <cmath>

namespace lazyrisk {
namespace {

struct Pair {
    double hi, lo;
};

Pair quick_sum(double a, double b) {
    const double s = a + b;
    return {s, b - (s - a)};
}
Pair exact_sum(double a, double b) {
    const double s = a + b, t = s - a;
    return {s, (a - (s - t)) + (b - t)};
}
Pair operator*(const Pair& a, const Pair& b) {
    const double p = a.hi * b.hi;
    return quick_sum(p, std::fma(a.hi, b.hi, -p) + (a.hi * b.lo + a.lo * b.hi));
}
Pair operator/(const Pair& a, const Pair& b) {
    const double q = a.hi / b.hi, p = q * b.hi;
    const double rest = ((a.hi - p) - std::fma(q, b.hi, -p)) + (a.lo - q * b.lo);
    return quick_sum(q, rest / b.hi);
}

/// c_k of r_{k+1} = c_k x r_k - r_{k-1}: c_0 = 1, c_k c_{k-1} = 1/beta_k^2.
std::vector<Pair> coefficients(double d, int degrees) {
    std::vector<Pair> c{{1, 0}};
    for (int k = 1; k <= degrees; ++k) {
        Pair next = Pair{1, 0} / (Pair{double(k), 0} * c.back());
        if (k == 1)
            next = Pair{1, 0} / c.back();
        else if (d != infinite<>)
            next = next * (exact_sum(d, 2 * k - 2) / Pair{d, 0}) * (exact_sum(d, 2 * k - 4) / exact_sum(d, k - 3));
        c.push_back(next);
    }
    return c;
}

constexpr std::size_t lanes = 8, block = 128;

/// Nodes of one block in the order the loops read them.
struct alignas(64) Block {
    double x[2][block], even[2][block], odd[2][block], now[2][block], before[2][block];
};

#if defined(__x86_64__) && defined(__GNUC__)
#define LAZYRISK_PAIRED 1

/// Adds the block's sums to hi + lo [degrees + 1].
__attribute__((always_inline)) inline void advance(Block& b, std::size_t count, const Pair* c, int degrees, double* hi,
                                                   double* lo) {
    for (int k = 0; k <= degrees; ++k) {
        const double ch = c[k].hi, cl = c[k].lo;
        const auto& side = k % 2 == 0 ? b.even : b.odd;
        alignas(64) double sum[lanes] = {}, rest[lanes] = {};
        for (std::size_t j = 0; j < count; j += lanes) {
            const double *xh = b.x[0] + j, *xl = b.x[1] + j, *sh = side[0] + j, *sl = side[1] + j;
            double *nh = b.now[0] + j, *nl = b.now[1] + j, *bh = b.before[0] + j, *bl = b.before[1] + j;
#pragma omp simd
            for (std::size_t l = 0; l < lanes; ++l) {
                const double rh = nh[l], rl = nl[l];
                // sum += side * now
                const double p = sh[l] * rh;
                const double pe = __builtin_fma(sl[l], rh, __builtin_fma(sh[l], rl, __builtin_fma(sh[l], rh, -p)));
                const double s = sum[l] + p, t = s - sum[l];
                rest[l] += ((sum[l] - (s - t)) + (p - t)) + pe;
                sum[l] = s;
                // next = (c x) now - before
                const double y = ch * xh[l];
                const double ye = __builtin_fma(cl, xh[l], __builtin_fma(ch, xl[l], __builtin_fma(ch, xh[l], -y)));
                const double z = y * rh;
                const double ze = __builtin_fma(ye, rh, __builtin_fma(y, rl, __builtin_fma(y, rh, -z)));
                const double m = -bh[l], u = z + m, v = u - z;
                const double ue = ((z - (u - v)) + (m - v)) + (ze - bl[l]);
                const double next = u + ue;
                nl[l] = ue - (next - u);
                nh[l] = next;
                bh[l] = rh;
                bl[l] = rl;
            }
        }
        for (std::size_t l = 0; l < lanes; ++l) {
            const Pair total = exact_sum(hi[k], sum[l]);
            hi[k] = total.hi;
            lo[k] += total.lo + rest[l];
        }
    }
}

__attribute__((target("avx512f,fma"))) void advance_512(Block& b, std::size_t count, const Pair* c, int degrees,
                                                        double* hi, double* lo) {
    advance(b, count, c, degrees, hi, lo);
}
__attribute__((target("avx2,fma"))) void advance_256(Block& b, std::size_t count, const Pair* c, int degrees,
                                                     double* hi, double* lo) {
    advance(b, count, c, degrees, hi, lo);
}
#endif

void put(double (&to)[2][block], std::size_t j, long double value) {
    to[0][j] = double(value);
    to[1][j] = double(value - to[0][j]);
}
void put(double (&to)[2][block], std::size_t j, const PairedNumber& value) {
    to[0][j] = value.hi;
    to[1][j] = value.lo;
}

template <class Number>
std::vector<long double> projections(const FoldedFunction<Number>& f, double d, int degrees) {
#ifdef LAZYRISK_PAIRED
    static const bool wide = __builtin_cpu_supports("avx512f");
    const std::vector<Pair> c = coefficients(d, degrees);
    std::vector<double> hi(c.size(), 0), lo(c.size(), 0);
    Block b;
    for (std::size_t start = 0; start < f.x.size(); start += block) {
        const std::size_t count = std::min(block, f.x.size() - start), padded = (count + lanes - 1) / lanes * lanes;
        for (std::size_t j = 0; j < padded; ++j) {
            const bool real = j < count;
            put(b.x, j, real ? f.x[start + j] : Number{});
            put(b.even, j, real ? f.even[start + j] : Number{});
            put(b.odd, j, real ? f.odd[start + j] : Number{});
            put(b.now, j, real ? f.root[start + j] : Number{});
            b.before[0][j] = b.before[1][j] = 0;
        }
        (wide ? advance_512 : advance_256)(b, padded, c.data(), degrees, hi.data(), lo.data());
    }
    // r_k = rho_k q_k with rho_{k+1} = rho_{k-1} beta_{k+1}/beta_k
    std::vector<long double> sums(c.size());
    const long double inverse_d = inverse_dimension<long double>(d);
    long double below = 1, rho = 1;
    for (std::size_t k = 0; k < sums.size(); ++k) {
        sums[k] = ((long double)hi[k] + lo[k]) / rho;
        const long double next =
            k == 0 ? 1 : below * std::sqrt(jacobi_squared(inverse_d, int(k) + 1) / jacobi_squared(inverse_d, int(k)));
        below = rho;
        rho = next;
    }
    return sums;
#else
    (void)f, (void)d, (void)degrees;
    return {};
#endif
}

}  // namespace

bool pairs_are_fast() {
#ifdef LAZYRISK_PAIRED
    static const bool fast = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    return fast;
#else
    return false;
#endif
}

std::vector<long double> paired_projections(const FoldedFunction<long double>& f, double d, int degrees) {
    return pairs_are_fast() ? projections(f, d, degrees) : plain_projections(f, d, degrees);
}
std::vector<long double> paired_projections(const FoldedFunction<PairedNumber>& f, double d, int degrees) {
    return projections(f, d, degrees);
}

}  // namespace lazyrisk
