// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/resolvent/complex_blocks.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/text.hpp"

namespace lazyrisk {
namespace {

Blocks<long double> longer(const Blocks<>& b) {
    Blocks<long double> exact{
        .across = b.across, .along = b.along, .levels = {}, .tail_across = b.tail_across, .tail_along = {}};
    for (const BlockLevel<>& l : b.levels) exact.levels.push_back({l.multiplicity, l.across, {l.along[0], l.along[1]}});
    for (std::size_t i = 0; i < 3; ++i) exact.tail_along[i] = b.tail_along[i];
    return exact;
}

/// v^T D w of a symmetric D, as factors of (D_11, D_12, D_22).
template <class V>
ComplexSymmetric factors(const V& v, const V& w) {
    return {v[0] * w[0], v[0] * w[1] + v[1] * w[0], v[1] * w[1]};
}

bool above(const BlockNode& n) {
    const double a = n.along[0].imag(), b = n.along[1].imag(), c = n.along[2].imag();
    return n.nu.imag() > 0 && n.across.imag() > 0 && a > 0 && c >= 0 && b * b <= a * c * (1 + 1e-9);
}

}  // namespace

BlockNode BlockNode::mirrored() const {
    BlockNode m = *this;
    for (Complex* z : {&m.ridge, &m.nu, &m.across, &m.count}) *z = std::conj(*z);
    for (ComplexSymmetric* s : {&m.along, &m.inverse})
        for (Complex& z : *s) z = std::conj(z);
    for (Complex& z : m.left) z = std::conj(z);
    for (auto& v : m.pulled)
        for (Complex& z : v) z = std::conj(z);
    return m;
}

ComplexBlocks::ComplexBlocks(const Blocks<>& blocks, double width, double samples)
    : blocks_(blocks),
      equations_(longer(blocks), width),
      width_(width),
      inverse_samples_(reciprocal(samples)),
      unknowns_(blocks.along == 2 ? 4 : 2) {}

void ComplexBlocks::fill(BlockNode& n) const {
    const bool two = blocks_.along == 2;
    if (two) {
        const Complex det = n.along[0] * n.along[2] - n.along[1] * n.along[1];
        n.inverse = {n.along[2] / det, -n.along[1] / det, n.along[0] / det};
    } else {
        n.inverse = {1.0 / n.along[0], 0, 0};
    }
    const std::size_t size = blocks_.levels.size();
    n.left.resize(size);
    n.pulled.resize(size);
    n.count = blocks_.tail_across / n.across + n.inverse[0] * blocks_.tail_along[0] +
              2.0 * n.inverse[1] * blocks_.tail_along[1] + n.inverse[2] * blocks_.tail_along[2];
    for (std::size_t k = 0; k < size; ++k) {
        const BlockLevel<>& l = blocks_.levels[k];
        n.pulled[k] = {n.inverse[0] * l.along[0] + n.inverse[1] * l.along[1],
                       n.inverse[1] * l.along[0] + n.inverse[2] * l.along[1]};
        const Complex gone = l.across / n.across + l.along[0] * n.pulled[k][0] + l.along[1] * n.pulled[k][1];
        n.left[k] = 1.0 / (1.0 + gone);
        n.count += l.multiplicity * gone * n.left[k];
    }
}

ComplexBlocks::System ComplexBlocks::system(const BlockNode& a, const BlockNode& b) const {
    System s;
    const double by_across = 1 / (width_ * blocks_.across), by_width = 1 / width_;
    const Complex both = 1.0 / (a.across * b.across);
    const std::size_t size = std::size_t(unknowns_);
    for (std::size_t k = 0; k < blocks_.levels.size(); ++k) {
        const BlockLevel<>& l = blocks_.levels[k];
        if (!(l.across > 0) && l.along[0] == 0 && l.along[1] == 0) continue;
        const Complex left = l.multiplicity * a.left[k] * b.left[k];
        const ComplexSymmetric f = factors(a.pulled[k], b.pulled[k]);
        const Vector column{left * l.across * both, left * f[0], left * f[1], left * f[2]};
        const std::array<double, 4> row{l.across * by_across, l.along[0] * l.along[0] * by_width,
                                        l.along[0] * l.along[1] * by_width, l.along[1] * l.along[1] * by_width};
        for (std::size_t j = 0; j < size; ++j) {
            for (std::size_t i = 0; i < size; ++i) s.rows[i][j] -= row[i] * column[j];
            s.count[j] += column[j];
        }
    }
    for (std::size_t i = 0; i < 4; ++i) s.rows[i][i] += 1.0;
    // the tail has p_0 = 1 and counts by tail/alpha and tr(M^{-1} tail): its halves are the columns of both inverses
    s.count[0] += blocks_.tail_across * both;
    const std::array<Complex, 2> a1{a.inverse[0], a.inverse[1]}, a2{a.inverse[1], a.inverse[2]},
        b1{b.inverse[0], b.inverse[1]}, b2{b.inverse[1], b.inverse[2]};
    const ComplexSymmetric f11 = factors(a1, b1), f12 = factors(a1, b2), f21 = factors(a2, b1), f22 = factors(a2, b2);
    for (std::size_t j = 0; j < 3; ++j)
        s.count[j + 1] +=
            blocks_.tail_along[0] * f11[j] + blocks_.tail_along[1] * (f12[j] + f21[j]) + blocks_.tail_along[2] * f22[j];
    return s;
}

ComplexBlocks::Vector ComplexBlocks::solve(Rows rows, Vector x) const {
    const std::size_t size = std::size_t(unknowns_);
    for (std::size_t c = 0; c < size; ++c) {
        std::size_t pivot = c;
        for (std::size_t r = c + 1; r < size; ++r)
            if (std::abs(rows[r][c]) > std::abs(rows[pivot][c])) pivot = r;
        std::swap(rows[c], rows[pivot]);
        std::swap(x[c], x[pivot]);
        for (std::size_t r = c + 1; r < size; ++r) {
            const Complex by = rows[r][c] / rows[c][c];
            for (std::size_t k = c; k < size; ++k) rows[r][k] -= by * rows[c][k];
            x[r] -= by * x[c];
        }
    }
    for (std::size_t c = size; c-- > 0;) {
        for (std::size_t k = c + 1; k < size; ++k) x[c] -= rows[c][k] * x[k];
        x[c] /= rows[c][c];
    }
    return x;
}

BlockPair ComplexBlocks::pair(const BlockNode& a, const BlockNode& b) const {
    const System s = system(a, b);
    BlockPair p;
    p.shift = solve(s.rows, {1, 1, 0, unknowns_ == 4 ? 1 : 0});
    for (int j = 0; j < unknowns_; ++j) p.count += s.count[std::size_t(j)] * p.shift[std::size_t(j)];
    return p;
}

Complex ComplexBlocks::difference(std::size_t k, const BlockNode& a, const BlockNode& b, const BlockPair& pair) const {
    const ComplexSymmetric f = factors(a.pulled[k], b.pulled[k]);
    Complex sum = blocks_.levels[k].across / (a.across * b.across) * pair.shift[0] + f[0] * pair.shift[1];
    if (unknowns_ == 4) sum += f[1] * pair.shift[2] + f[2] * pair.shift[3];
    return a.left[k] * b.left[k] * sum;
}

void ComplexBlocks::slopes(BlockNode& n) const {
    const BlockPair p = pair(n, n);
    n.nu_slope = 1.0 / (n.unused() + n.nu * p.count * inverse_samples_);
    n.across_slope = p.shift[0] * n.nu_slope;
    for (std::size_t i = 0; i < 3; ++i) n.along_slope[i] = p.shift[i + 1] * n.nu_slope;
}

bool ComplexBlocks::newton(BlockNode& n) const {
    constexpr int most_steps = 12;
    const double by_across = 1 / (width_ * blocks_.across), by_width = 1 / width_;
    const bool two = unknowns_ == 4;
    double last = infinite<>;
    for (int step = 0; step < most_steps; ++step) {
        fill(n);
        // what the equations still lack
        Vector off{n.nu - n.across + blocks_.tail_across * by_across,
                   n.nu - n.along[0] + blocks_.tail_along[0] * by_width, -n.along[1] + blocks_.tail_along[1] * by_width,
                   n.nu - n.along[2] + blocks_.tail_along[2] * by_width};
        for (std::size_t k = 0; k < blocks_.levels.size(); ++k) {
            const BlockLevel<>& l = blocks_.levels[k];
            const Complex left = l.multiplicity * n.left[k];
            off[0] += l.across * by_across * left;
            off[1] += l.along[0] * l.along[0] * by_width * left;
            off[2] += l.along[0] * l.along[1] * by_width * left;
            off[3] += l.along[1] * l.along[1] * by_width * left;
        }
        const System s = system(n, n);
        const Vector held = solve(s.rows, off), rate = solve(s.rows, {1, 1, 0, two ? 1 : 0});
        Complex count_held = 0, count_rate = 0;
        for (std::size_t j = 0; j < std::size_t(unknowns_); ++j) {
            count_held += s.count[j] * held[j];
            count_rate += s.count[j] * rate[j];
        }
        const Complex unused = 1.0 - n.count * inverse_samples_, short_of = n.ridge - n.nu * unused;
        const Complex move =
            (short_of - n.nu * inverse_samples_ * count_held) / (unused + n.nu * inverse_samples_ * count_rate);
        Vector moves = held;
        for (std::size_t j = 0; j < std::size_t(unknowns_); ++j) moves[j] += move * rate[j];
        double size = std::max(std::abs(move / n.nu), std::abs(moves[0] / n.across));
        size = std::max(size, std::abs(moves[1] / n.along[0]));
        if (two)
            size = std::max(size, std::max(std::abs(moves[3] / n.along[2]),
                                           std::abs(moves[2]) / std::sqrt(std::abs(n.along[0] * n.along[2]))));
        if (!(size < 0.5) || (step > 0 && size > 0.5 * last && size > 1e-11)) return false;
        last = size;
        n.nu += move;
        n.across += moves[0];
        n.along[0] += moves[1];
        if (two) n.along[1] += moves[2], n.along[2] += moves[3];
        if (size < 1e-10) {  // the step after this one would be its square
            fill(n);
            return std::isfinite(n.nu.real()) && std::isfinite(n.nu.imag());
        }
    }
    return false;
}

BlockNode ComplexBlocks::at(double ridge) const {
    const BlockEquivalent<long double> e =
        equations_.solve(inverse_samples_ > 0 ? 1.0L / inverse_samples_ : infinite<long double>, ridge);
    BlockNode n;
    n.ridge = ridge;
    n.nu = double(e.effective_ridge);
    n.across = double(e.point.across);
    for (std::size_t i = 0; i < 3; ++i) n.along[i] = double(e.point.along[i]);
    fill(n);
    slopes(n);
    return n;
}

BlockNode ComplexBlocks::follow(const BlockNode& from, Complex ridge) const {
    BlockNode at = from;
    const Complex begin = std::log(from.ridge), end = std::log(ridge);
    double done = 0, piece = 1;
    while (done < 1) {
        const double to = std::min(1.0, done + piece);
        const Complex target = to == 1 ? ridge : std::exp(begin + to * (end - begin)),
                      moved = std::log(target) - std::log(at.ridge);
        const bool real = !(target.imag() > 0);
        BlockNode next = at;
        next.ridge = target;
        next.nu *= std::exp(at.nu_slope * at.ridge / at.nu * moved);
        next.across *= std::exp(at.across_slope * at.ridge / at.across * moved);
        for (std::size_t i = 0; i < 3; ++i) next.along[i] += at.along_slope[i] * at.ridge * moved;
        if (std::abs(moved) < 1.5 && newton(next) && (real || above(next))) {
            slopes(next);
            at = std::move(next);
            done = to;
            piece *= 2;
        } else if ((piece /= 2) < 1e-6) {
            throw NotConverged("the effective ridge of the blocks could not be followed to the complex ridge " +
                               to_text(ridge.real()) + " + " + to_text(ridge.imag()) + "i");
        }
    }
    return at;
}

double ComplexBlocks::largest_eigenvalue(const BlockLevel<>* beside) const {
    double trace = double(equations_.trace());
    if (beside) trace += beside->across + beside->along[0] * beside->along[0] + beside->along[1] * beside->along[1];
    const auto above_it = [&](const BlockNode& n) {
        if (!beside) return true;
        const ComplexSymmetric f = factors(beside->along, beside->along);
        Complex gone = beside->across / n.across;
        for (std::size_t i = 0; i < 3; ++i) gone += f[i] * n.inverse[i];
        return gone.real() > -1;
    };
    if (!(trace > 0)) return 0;
    // far out nu = ridge and nothing is learned; inwards by factors, as long as lambda rises with nu
    double outside = 4 * trace * (1 + inverse_samples_), factor = 0.8;
    const auto start = [&](double s) {
        BlockNode n;
        n.ridge = n.nu = n.across = -s;
        n.along = {-s, 0, unknowns_ == 4 ? -s : 0.0};
        return n;
    };
    BlockNode at = start(outside);
    while (!newton(at)) {
        if (!(outside < 1e12 * trace)) throw NotConverged("the largest eigenvalue of the blocks was not found");
        at = start(outside *= 4);
    }
    slopes(at);
    while (1 - factor > 1e-13) {
        BlockNode next = at;
        next.ridge = -outside * factor;
        const Complex moved = next.ridge - at.ridge;
        next.nu += at.nu_slope * moved;
        next.across += at.across_slope * moved;
        for (std::size_t i = 0; i < 3; ++i) next.along[i] += at.along_slope[i] * moved;
        bool found = newton(next);
        if (found) {
            slopes(next);
            found = next.nu_slope.real() > 0 && next.nu.real() < 0 && next.across.real() < 0 &&
                    next.nu_slope.real() < 1e8 && above_it(next);
        }
        if (found) {
            at = std::move(next);
            outside *= factor;
        } else {
            factor = std::sqrt(factor);
        }
    }
    return outside;
}

}  // namespace lazyrisk
