// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/resolvent/two_point.hpp"

namespace lazyrisk {
namespace {

/// z1 z2 without the C++ library's care for infinities.
Complex product(const Complex& a, const Complex& b) {
    return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

/// What the pair needs of one of its points, which may be a conjugate.
struct Side {
    Complex nu, w1, w2, count, b1;
};

Side side(const PointSums& p, bool mirrored) {
    const Side s{p.point.nu, p.point.unused_width, p.point.unused_samples, p.count, p.b1};
    return mirrored ? Side{std::conj(s.nu), std::conj(s.w1), std::conj(s.w2), std::conj(s.count), std::conj(s.b1)} : s;
}

/// `g` = nu_b sum M/((s+nu_a)(s+nu_b)), `b0` = sum E q_a q_b, `bq` = sum E q_a L_b.
TwoPoint combine(const Side& a, const Side& b, const Complex& g, const Complex& b0, const Complex& bq, double by_n,
                 double by_p, double ensemble) {
    const Complex gn = g * by_n, gp = g * by_p;
    const Complex h = a.w1 + gp, d = product(a.w2, h) + product(b.w1, gn);
    const Complex inverse = 1.0 / d, m = a.count - g;
    TwoPoint t;
    t.bias = product(product(b0, h) + product(gp, bq), inverse);
    t.variance =
        product(product(product(a.count, b.count), h) * by_p + product(product(a.w1, b.w1), m), inverse) * by_n;
    if (ensemble > 1) {  // pairs of different members see the same data, and features that are averaged out
        const Complex apart = 1.0 / (a.w2 + gn);
        const double same = 1.0 / ensemble;
        t.bias = same * t.bias + (1 - same) * product(b0, apart);
        t.variance = same * t.variance + (1 - same) * by_n * product(m, apart);
    }
    const Complex w = product(a.w2, b.w2);
    t.train_bias = product(w, t.bias);
    t.train_variance = product(w, 1.0 + t.variance);
    const Complex gn_over_nu = gn / b.nu;
    t.norm_bias = product(product(a.w2, bq / a.nu) + product(gn_over_nu, b.b1), inverse);
    t.norm_variance = product(gn_over_nu, inverse);
    return t;
}

}  // namespace

PointSums::PointSums(const ComplexSolver& solver, const AlignedTarget<>& target, const ComplexPoint& p)
    : point(p), count(0), b1(target.unlearned) {
    const std::size_t size = solver.eigenvalues().size();
    mass_re.resize(size);
    mass_im.resize(size);
    left_re.resize(size);
    left_im.resize(size);
    const double re = p.nu.real(), im = p.nu.imag();
    double sum_re = 0, sum_im = 0;
    for (std::size_t i = 0; i < size; ++i) {
        const double a = solver.eigenvalues()[i] + re, inverse = 1 / (a * a + im * im), rr = a * inverse,
                     ri = -im * inverse;
        mass_re[i] = solver.masses()[i] * rr;
        mass_im[i] = solver.masses()[i] * ri;
        left_re[i] = re * rr - im * ri;
        left_im[i] = re * ri + im * rr;
        sum_re += mass_re[i];
        sum_im += mass_im[i];
    }
    count = {sum_re, sum_im};
    for (const auto& part : target.parts) {
        const Complex resolvent = 1.0 / (part.eigenvalue + p.nu);
        left.push_back(p.nu * resolvent);
        learned.push_back(part.eigenvalue * resolvent);
        b1 += part.energy * left.back();
    }
}

TwoPoints two_points(const PointSums& a, const PointSums& b, const ComplexSolver& solver, const AlignedTarget<>& target,
                     double ensemble) {
    double rr = 0, ii = 0, ri = 0, ir = 0;
    const std::size_t size = a.mass_re.size();
    const double *mr = a.mass_re.data(), *mi = a.mass_im.data(), *lr = b.left_re.data(), *li = b.left_im.data();
#pragma omp simd reduction(+ : rr, ii, ri, ir)
    for (std::size_t k = 0; k < size; ++k) {
        rr += mr[k] * lr[k];
        ii += mi[k] * li[k];
        ri += mr[k] * li[k];
        ir += mi[k] * lr[k];
    }
    Complex b0(target.unlearned), bq(0), mirrored_b0(target.unlearned), mirrored_bq(0);
    for (std::size_t k = 0; k < target.parts.size(); ++k) {
        const double energy = target.parts[k].energy;
        const Complex left = energy * a.left[k];
        b0 += product(left, b.left[k]);
        bq += product(left, b.learned[k]);
        mirrored_b0 += product(left, std::conj(b.left[k]));
        mirrored_bq += product(left, std::conj(b.learned[k]));
    }
    const Side one = side(a, false);
    const double by_n = solver.inverse_samples(), by_p = solver.inverse_width();
    return {combine(one, side(b, false), {rr - ii, ri + ir}, b0, bq, by_n, by_p, ensemble),
            combine(one, side(b, true), {rr + ii, ir - ri}, mirrored_b0, mirrored_bq, by_n, by_p, ensemble)};
}

}  // namespace lazyrisk
