// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Implicit equations in series: the edge of the Newton polygon, then the chord iteration.
#pragma once

#include <numeric>
#include <utility>
#include <vector>

#include "lazyrisk/expand/series/series.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

/// The series y = y0 + y1 x + ... with F(x, y) = 0, to O(x^end).  Formula (12.2): y <- y - F(y)/slope, slope = F_y(0,
/// y0), one new coefficient a pass. `residual` maps a series to a series; pass i asks it for the coefficient of x^i
/// alone.
template <Field F, class Residual>
Series<F> chord(const Residual& residual, const F& slope, const F& start, int end) {
    std::vector<F> y{start};
    const F unit = F(1) / slope;
    for (int i = 1; i < end; ++i) y.push_back(F(0) - residual(Series<F>::terms(0, i + 1, y))[i] * unit);
    return Series<F>::terms(0, end, std::move(y));
}

/// The series x(y) that inverts y(x) = y1 x + y2 x^2 + ...
template <Field F>
Series<F> inverse_function(const Series<F>& y) {
    const int end = y.end();
    // x = t u(t): the residual over t keeps the unknown at order 0
    const Series<F> u = chord<F>(
        [&](const Series<F>& guess) {
            const int order = guess.end();
            const Series<F> x = guess.shifted(1);
            Series<F> power = x, total(F(0));
            for (int i = 1; i < std::min(end, order + 1); ++i) {
                total = total + Series<F>(y[i]) * power;
                power = power * x;
            }
            return total.shifted(-1) - Series<F>(F(1));
        },
        y[1], F(1) / y[1], end - 1);
    return u.shifted(1);
}

/// A monomial x^i y^j that occurs in F(x, y).
struct LatticePoint {
    int x, y;
};
/// y ~ x^(p/r) on an edge of the Newton polygon; `height`: degree of its polynomial in y.
struct NewtonEdge {
    int p, r, height;
};

/// The edges of the lower left hull of the points with p/r > 0, the steepest (largest p/r) first.  Formula (12.3).
inline std::vector<NewtonEdge> newton_edges(std::vector<LatticePoint> points) {
    std::vector<NewtonEdge> edges;
    // start on the y-axis of least x, at the lowest y; walk to smaller y by the smallest slope of x over -y
    LatticePoint at = points.front();
    for (const LatticePoint& p : points)
        if (p.x < at.x || (p.x == at.x && p.y < at.y)) at = p;
    while (at.y > 0) {
        const LatticePoint* best = nullptr;
        for (const LatticePoint& p : points) {
            if (p.y >= at.y) continue;
            const long side =
                best == nullptr ? -1 : long(p.x - at.x) * (at.y - best->y) - long(best->x - at.x) * (at.y - p.y);
            if (best == nullptr || side < 0 || (side == 0 && p.y < best->y)) best = &p;
        }
        if (best == nullptr) break;
        const int rise = best->x - at.x, height = at.y - best->y, common = std::gcd(rise, height);
        edges.push_back({rise / common, height / common, height});
        at = *best;
    }
    return edges;
}

}  // namespace lazyrisk
