// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/resolvent/complex_point.hpp"

#include <cmath>

#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/text.hpp"

namespace lazyrisk {

ComplexSolver::ComplexSolver(const Degrees<>& spectrum, const Sizes<>& sizes)
    : spectrum_(spectrum),
      sizes_(sizes),
      inverse_samples_(reciprocal(sizes.samples)),
      inverse_width_(reciprocal(sizes.width)) {
    const detail::Shape<double> shape(sizes, 0);
    inverse_ = shape.inverse;
    gap_ = shape.gap;
    ratio_ = shape.ratio;
    for (std::size_t i = 0; i < spectrum.size(); ++i) {
        eigenvalue_.push_back(spectrum.eigenvalue(i));
        mass_.push_back(spectrum.mass(i));
    }
    if (spectrum.tail() > 0) {
        eigenvalue_.push_back(0);
        mass_.push_back(spectrum.tail());
    }
}

ComplexSolver::Sums ComplexSolver::sums(const Complex& nu) const {
    const double re = nu.real(), im = nu.imag();
    const double *s = eigenvalue_.data(), *mass = mass_.data();
    double tr = 0, ti = 0, er = 0, ei = 0;
    const std::size_t size = eigenvalue_.size();
#pragma omp simd reduction(+ : tr, ti, er, ei)
    for (std::size_t i = 0; i < size; ++i) {
        const double a = s[i] + re, inverse = 1 / (a * a + im * im);
        const double rr = a * inverse, ri = -im * inverse, m = mass[i];
        tr += m * rr;
        ti += m * ri;
        er += m * (rr * rr - ri * ri);
        ei += m * (2 * rr * ri);
    }
    return {{tr, ti}, nu * Complex(er, ei)};
}

Complex ComplexSolver::count(const Complex& nu) const { return sums(nu).count; }

/// w (g + r w) = ridge/nu on the branch that is 1 at large ridges, and F = T/m + w - 1: as in solve.hpp, over the
/// complex numbers.
bool ComplexSolver::newton(Complex ridge, Complex log_nu, double largest_step, ComplexPoint& found) const {
    constexpr int most_steps = 12;
    const double good = 1e-10;  // the step after this one would be its square
    double last = infinite<>;
    for (int step = 0; step < most_steps; ++step) {
        const Complex nu = std::exp(log_nu), y = ridge / nu;
        const Complex w = 2.0 * y / (gap_ + std::sqrt(gap_ * gap_ + 4 * ratio_ * y));
        const Sums s = sums(nu);
        const Complex residual = s.count * inverse_ + w - 1.0;
        const Complex w_slope = w * (gap_ + ratio_ * w) / (gap_ + 2 * ratio_ * w), slope = s.slope * inverse_ + w_slope;
        const Complex delta = residual / slope;
        const double size = std::abs(delta);
        if (!(size < largest_step) || (step > 0 && size > 0.5 * last && size > 1e-12)) return false;
        last = size;
        if (size <= good || (step > 2 && size < 1e-9)) {
            found.ridge = ridge;
            found.nu = nu * (1.0 + delta + 0.5 * delta * delta);
            const Complex y1 = ridge / found.nu, w1 = 2.0 * y1 / (gap_ + std::sqrt(gap_ * gap_ + 4 * ratio_ * y1)),
                          other = gap_ + ratio_ * w1;
            const bool samples_smaller = sizes_.samples <= sizes_.width;
            found.unused_samples = samples_smaller ? w1 : other;
            found.unused_width = samples_smaller ? other : w1;
            found.log_slope = w_slope / slope;
            return std::isfinite(found.nu.real()) && std::isfinite(found.nu.imag());
        }
        log_nu += delta;
    }
    return false;
}

ComplexPoint ComplexSolver::at(double ridge) const {
    const Equivalent<> e = solve(spectrum_, sizes_, ridge);
    ComplexPoint p{ridge, e.effective_ridge, e.unused_width, e.unused_samples, 1};
    // where rounding keeps Newton's method from settling, the real solver has its bracket
    static_cast<void>(newton(ridge, std::log(Complex(e.effective_ridge)), 0.1, p));
    return p;
}

ComplexPoint ComplexSolver::follow(const ComplexPoint& from, Complex ridge) const {
    const Complex begin = std::log(from.ridge), end = std::log(ridge);
    ComplexPoint at = from, next;
    double done = 0, piece = 1;
    while (done < 1) {
        const double to = std::min(1.0, done + piece);
        const Complex log_ridge = begin + to * (end - begin), moved = log_ridge - std::log(at.ridge);
        const Complex target = to == 1 ? ridge : std::exp(log_ridge);
        const bool real = !(target.imag() > 0);
        const bool found = std::abs(moved) < 1.5 && newton(target, std::log(at.nu) + at.log_slope * moved, 0.3, next);
        const auto above = [&](const Complex& z) { return real || z.imag() > 0; };
        if (found && above(next.nu) && above(next.nu * next.unused_width) && above(next.nu * next.unused_samples)) {
            at = next;
            done = to;
            piece *= 2;
        } else if ((piece /= 2) < 1e-6) {
            throw NotConverged("the effective ridge could not be followed to the complex ridge " +
                               to_text(ridge.real()) + " + " + to_text(ridge.imag()) + "i");
        }
    }
    return at;
}

bool ComplexSolver::on_the_cut(double ridge, const Complex& guess, ComplexPoint& found) const {
    // +0: the branch of the square root just above the cut
    if (!newton(Complex(ridge, 0.0), std::log(guess), 0.5, found)) return false;
    return found.nu.imag() > 0;
}

}  // namespace lazyrisk
