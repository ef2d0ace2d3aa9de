// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The proportional limit in series: everything in units of a base point k0, rational in q = k0/(a + k0). Over any
// field.
#pragma once

#include "lazyrisk/expand/series/implicit.hpp"
#include "lazyrisk/expand/series/series.hpp"

namespace lazyrisk {

/// T, e and q at k = k0 (1 + v).  Formula (12.4): a/k0 = Q/q, c/k0 = tail.
template <Field F>
struct Curve {
    using S = Series<F>;
    F q, Q, tail;

    Curve(const F& q0, const F& c_over_k0) : Curve(q0, F(1) - q0, c_over_k0) {}
    /// With a letter for Q.
    Curve(const F& q0, const F& Q0, const F& c_over_k0) : q(q0), Q(Q0), tail(c_over_k0) {}

    [[nodiscard]] S linear(const S& v) const { return S(F(1)) + S(q) * v; }              ///< Q + q k/k0
    [[nodiscard]] S learned(const S& v) const { return S(Q) / linear(v); }               ///< Q(k) = a/(a+k)
    [[nodiscard]] S left(const S& v) const { return S(q) * (S(F(1)) + v) / linear(v); }  ///< q(k)
    [[nodiscard]] S of_tail(const S& v) const { return S(tail) / (S(F(1)) + v); }        ///< c/k
    [[nodiscard]] S T(const S& v) const { return learned(v) + of_tail(v); }
    [[nodiscard]] S e(const S& v) const { return left(v) * learned(v) + of_tail(v); }
    /// (T(k0) - T(k))/v, the division done before the truncation.
    [[nodiscard]] S drop(const S& v) const { return S(q * Q) / linear(v) + of_tail(v); }
};

/// B, 1 + V, both over psi2, and k/k0.  Formula (12.5).
template <Field F>
struct Factors {
    Series<F> linear, noise, k;
};

/// From W_j = psi_j w_j: no psi enters, but the common factor psi2.  Formula (12.5).
template <Field F>
Factors<F> factors(const Curve<F>& curve, const Series<F>& v, const Series<F>& W1, const Series<F>& W2) {
    const Series<F> e = curve.e(v), q = curve.left(v);
    const Series<F> noise = (W1 + e) / (W1 * W2 + e * (W1 + W2));
    const Series<F> linear = q * (q * W1 + e) / (W1 * W2 + e * (W1 + W2));
    return {linear, noise, Series<F>(F(1)) + v};
}

/// The same from w_j and x_j = 1/psi_j; psi2 is then in it.
template <Field F>
Factors<F> factors(const Curve<F>& curve, const Series<F>& v, const Series<F>& w1, const Series<F>& w2,
                   const Series<F>& x1, const Series<F>& x2) {
    using S = Series<F>;
    const S e = curve.e(v), q = curve.left(v), D = w1 * w2 + e * (w1 * x2 + w2 * x1);
    return {q * (q * w1 + e * x1) / D, (w1 + e * x1) / D, S(F(1)) + v};
}

/// Small ridge off the threshold, in L = lambda psi1 psi2/k0 with T(k0) = m, gap = M - m.  Formula (12.9): k W_m W_M =
/// L k0, W_m = v drop(v), W_M = gap + W_m.  e0 = drop(0). Divides by e0 and gap alone.
template <Field F>
Factors<F> small_ridge_factors(const F& q, const F& e0, const F& gap, bool width_smaller, int end) {
    using S = Series<F>;
    const Curve<F> curve(q, e0 - q * (F(1) - q));
    const S u = chord<F>(  // v = L u
        [&](const S& guess) {
            const S v = guess.shifted(1), W = guess * curve.drop(v);
            return (S(F(1)) + v) * W * (S(gap) + W.shifted(1)) - S(F(1));
        },
        e0 * gap, F(1) / (e0 * gap), end);
    const S v = u.shifted(1), W = v * curve.drop(v), other = S(gap) + W;
    return width_smaller ? factors(curve, v, W, other) : factors(curve, v, other, W);
}

/// At and around the threshold, in s = psi sqrt(lambda/k0) with T(k0) = psi2 = psi, psi1 = psi (1 + r s/psi).  Formulas
/// (12.8), (12.10): k omega (omega + r) = k0 (1 + r s/psi), omega = u drop(s u), v = s u.  r = 0: the threshold itself.
/// root = sqrt(r^2 + 4). Divides by e0 and root alone.
template <Field F>
Factors<F> threshold_factors(const F& q, const F& e0, const F& r, const F& root, const F& inverse_psi, int end) {
    using S = Series<F>;
    const Curve<F> curve(q, e0 - q * (F(1) - q));
    const F omega0 = (root - r) / F(2);
    const S u = chord<F>(
        [&](const S& guess) {
            const S v = guess.shifted(1), omega = guess * curve.drop(v);
            return (S(F(1)) + v) * omega * (omega + S(r)) - S(F(1)) - S(r * inverse_psi).shifted(1);
        },
        e0 * root, omega0 / e0, end);
    const S v = u.shifted(1), omega = u * curve.drop(v), W2 = omega.shifted(1), W1 = (omega + S(r)).shifted(1);
    // W1 W2 + e (W1 + W2) over s; its leading coefficient is e0 root, written so: no cancellation, no quotient of sums
    const S e = curve.e(v), left = curve.left(v);
    const S sums = (omega + omega + S(r)) * e,
            leading = S(e0 * root) + (sums - S(sums[0])) + (omega * (omega + S(r))).shifted(1);
    return {(left * (left * W1 + e) / leading).shifted(-1), ((W1 + e) / leading).shifted(-1), S(F(1)) + v};
}

/// One size infinite and ridge > 0, in x = 1/that size; j = 1/other.  Formula (12.11): q, c/k0 at the root k0 of
/// lambda = k0 (1 - j T(k0)), G = 1 - j Q^2. Divides by G alone.
template <Field F>
Factors<F> infinite_size_factors(const F& q, const F& c_over_k0, const F& j, const F& G, bool width_infinite, int end) {
    using S = Series<F>;
    const Curve<F> curve(q, c_over_k0);
    const F T0 = F(1) - q + c_over_k0, finite0 = F(1) - j * T0;
    const auto small = [&](const S& v) { return S(F(1)) - curve.T(v).shifted(1); };
    const auto finite = [&](const S& v) { return S(finite0) + S(j) * v * curve.drop(v); };
    const S v = chord<F>([&](const S& guess) { return (S(F(1)) + guess) * small(guess) * finite(guess) - S(finite0); },
                         G, F(0), end);
    const S x = S(F(1)).shifted(1), w1 = width_infinite ? small(v) : finite(v),
            w2 = width_infinite ? finite(v) : small(v);
    const S x1 = width_infinite ? x : S(j), x2 = width_infinite ? S(j) : x;
    const S e = curve.e(v), left = curve.left(v), D = w1 * w2 + e * (w1 * x2 + w2 * x1);
    const S divisor = S(G) + (D - S(D[0]));  // D(0) = G
    return {left * (left * w1 + e * x1) / divisor, (w1 + e * x1) / divisor, S(F(1)) + v};
}

/// Large ridge, in x = 1/lambda; k is then over lambda.  Formula (12.13). No division at all.
template <Field F>
Factors<F> large_ridge_factors(const F& a, const F& c, const F& i1, const F& i2, int end) {
    using S = Series<F>;
    const S one(F(1)), ax = S(a).shifted(1), cx = S(c).shifted(1);
    const auto T = [&](const S& k) { return ax / (k + ax) + cx / k; };
    const S k =
        chord<F>([&](const S& y) { return y * (one - S(i1) * T(y)) * (one - S(i2) * T(y)) - one; }, F(1), F(1), end);
    const S q = k / (k + ax), Q = ax / (k + ax), e = q * Q + cx / k;
    const S w1 = one - S(i1) * (Q + cx / k), w2 = one - S(i2) * (Q + cx / k),
            D = w1 * w2 + e * (w1 * S(i2) + w2 * S(i1));
    return {q * (q * w1 + e * S(i1)) / D, (w1 + e * S(i1)) / D, k};
}

/// c = 0 and psi_j >= 1, in s = (lambda psi1 psi2/a)^(1/r), k over a.  Formula (12.16): k = s t, t prod_j W_j/s^z = 1,
/// with W_j = psi_j - 1 + q and z = r - 1 the number of the psi_j that are 1. gap_j = psi_j - 1; edge^r = product of
/// those that are not 0.
template <Field F>
Factors<F> linear_activation_factors(const F& gap1, const F& gap2, const F& edge, int end) {
    using S = Series<F>;
    const S one(F(1));
    const bool zero1 = is_zero(gap1), zero2 = is_zero(gap2);
    const int r = 1 + int(zero1) + int(zero2);
    const S t = chord<F>(
        [&](const S& y) {
            const S over_s = y / (one + y.shifted(1)), left = over_s.shifted(1);  // q/s and q
            return y * (zero1 ? over_s : S(gap1) + left) * (zero2 ? over_s : S(gap2) + left) - one;
        },
        F(r) * edge, F(1) / edge, end);
    const S k = t.shifted(1), q = k / (one + k), e = q / (one + k), W1 = S(gap1) + q, W2 = S(gap2) + q;
    const S divisor = W1 * W2 + e * (W1 + W2);
    return {q * (q * W1 + e) / divisor, (W1 + e) / divisor, k};
}

}  // namespace lazyrisk
