// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/resolvent/density.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using std::numbers::pi;

/// Walks along one bulk. The place is s = middle - half cos(angle): nu is analytic in the angle up to the edges.
class Walk {
public:
    Walk(const ComplexSolver& solver, const Bulk& bulk)
        : solver_(solver), middle_((bulk.left + bulk.right) / 2), half_((bulk.right - bulk.left) / 2) {
        // from far above down to the middle: ridge = -middle + i height
        double height = 2 * std::max(half_, std::abs(middle_));
        ComplexPoint at = solver.follow(solver.at(height), Complex(-middle_, height));
        ComplexPoint found;
        while (true) {
            height /= 4;
            at = solver.follow(at, Complex(-middle_, height));
            if (height < 0.1 * half_ && solver.on_the_cut(-middle_, at.nu, found)) break;
            if (height < 1e-9 * half_)
                throw NotConverged("the density could not be followed to the middle of the bulk at " +
                                   to_text(middle_));
        }
        start_ = found.nu;
    }

    /// Densities at ascending angles of (0, pi).
    std::vector<DensityPoint> at(const std::vector<double>& angles) {
        std::vector<DensityPoint> list(angles.size());
        const std::size_t first = std::size_t(std::lower_bound(angles.begin(), angles.end(), pi / 2) - angles.begin());
        angle_ = pi / 2, nu_ = start_, slope_ = 0;
        for (std::size_t i = first; i < angles.size(); ++i) list[i] = step(angles[i]);
        angle_ = pi / 2, nu_ = start_, slope_ = 0;
        for (std::size_t i = first; i-- > 0;) list[i] = step(angles[i]);
        return list;
    }

private:
    const ComplexSolver& solver_;
    double middle_, half_;
    Complex start_, nu_, slope_;
    double angle_ = 0;

    DensityPoint step(double angle) {
        ComplexPoint found;
        double piece = angle - angle_;
        while (angle_ != angle) {
            const bool last = std::abs(piece) >= std::abs(angle - angle_);
            const double to = last ? angle : angle_ + piece;
            const double s = middle_ - half_ * std::cos(to);
            const Complex guess = nu_ * std::exp(slope_ * (to - angle_));
            if (solver_.on_the_cut(-s, guess, found)) {
                slope_ = std::log(found.nu / nu_) / (to - angle_);
                nu_ = found.nu;
                angle_ = to;
                piece *= 2;
            } else if (std::abs(piece /= 2) < 1e-9) {
                throw NotConverged("the density could not be followed to the eigenvalue " + to_text(s));
            }
        }
        const double s = middle_ - half_ * std::cos(angle);
        if (found.nu == Complex{}) static_cast<void>(solver_.on_the_cut(-s, nu_, found));
        // w2/lambda = 1/(nu w1): no cancellation where few samples are unused
        const double value = -(1.0 / (found.nu * found.unused_width)).imag() / pi;
        return {s, std::max(0.0, value)};
    }
};

}  // namespace

std::vector<DensityPoint> density(const Degrees<>& spectrum, const Sizes<>& sizes, const Bulks& all, int points) {
    const ComplexSolver solver(spectrum, sizes);
    std::vector<DensityPoint> list;
    double count = 0;
    std::size_t wide = 0;
    for (const Bulk& b : all.bulks)
        if (b.right > b.left) count += b.count, ++wide;
    for (const Bulk& b : all.bulks) {
        if (!(b.right > b.left)) continue;
        const double share = 0.5 / double(wide) + 0.5 * b.count / count;
        const int own = std::max(16, int(std::lround(points * share)));
        std::vector<double> angles;
        for (int i = 0; i < own; ++i) angles.push_back(pi * (i + 0.5) / own);
        const std::vector<DensityPoint> part = Walk(solver, b).at(angles);
        list.insert(list.end(), part.begin(), part.end());
    }
    return list;
}

std::vector<DensityPoint> density_at(const Degrees<>& spectrum, const Sizes<>& sizes, const Bulks& all,
                                     const std::vector<double>& eigenvalues) {
    const ComplexSolver solver(spectrum, sizes);
    std::vector<DensityPoint> list;
    for (const double s : eigenvalues) list.push_back({s, 0});
    for (const Bulk& b : all.bulks) {
        if (!(b.right > b.left)) continue;
        std::vector<double> angles;
        std::vector<std::size_t> places;
        for (std::size_t i = 0; i < eigenvalues.size(); ++i) {
            const double x = (2 * eigenvalues[i] - b.left - b.right) / (b.right - b.left);
            if (!(x > -1 && x < 1)) continue;
            angles.push_back(std::acos(-x));
            places.push_back(i);
        }
        if (angles.empty()) continue;
        const std::vector<DensityPoint> part = Walk(solver, b).at(angles);
        for (std::size_t i = 0; i < places.size(); ++i) list[places[i]].density = part[i].density;
    }
    return list;
}

}  // namespace lazyrisk
