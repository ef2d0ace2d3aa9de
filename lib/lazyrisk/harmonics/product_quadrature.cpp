// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/harmonics/product_quadrature.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <limits>

#include "lazyrisk/harmonics/measure.hpp"
#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/numerics/tridiagonal.hpp"

namespace lazyrisk {
namespace {

using Wide = long double;
using Table = std::vector<std::vector<Wide>>;
/// Nodes of the longest Gauss rule that is tried before the panels.
constexpr int most_gauss = 900;

/// Nodes u > 0 standing for +-u, and sqrt(weight) q_k there, the weights of all adding up to one.
struct Side {
    std::vector<Wide> u, root;
    Table q;  // [k][node]
};

/// The sphere of one dimension: two points, 1 and the sign as harmonics; of higher degrees there are none.
Side two_points(int degrees) {
    const Wide root = std::sqrt(0.5L);
    Side side{{1}, {root}, Table(std::size_t(degrees) + 1, {0})};
    for (std::size_t k = 0; k < std::min<std::size_t>(2, side.q.size()); ++k) side.q[k] = {root};
    return side;
}

/// Ends of the panels of v: no wider than the scale of q_k, cut where the weight has vanished, quartered `grades` times
/// towards the pole, and `refine` times everywhere.
std::vector<Wide> panel_ends(double d, int degrees, int grades, int refine) {
    const AngularMeasure<Wide> measure(d);
    const Wide range = 2 * std::sqrt(Wide(degrees)) + 2 * std::sqrt(-std::log(epsilon<Wide>));
    const Wide last = std::min(measure.end(), range);
    std::vector<Wide> breaks{0, last};
    for (int j = 0; j < grades; ++j) {
        const Wide v = measure.end() - std::sqrt(Wide(d)) * std::ldexp(1.0L, -2 * j);
        if (v > 0 && v < last) breaks.push_back(v);
    }
    std::sort(breaks.begin(), breaks.end());
    const double wave = std::sqrt(degrees * (1 + degrees / d)),
                 width = std::min(d <= 4 ? 0.8 : 1.5, 10 / (wave + 0.01));
    std::vector<Wide> ends{0};
    for (std::size_t i = 0; i + 1 < breaks.size(); ++i) {
        const Wide length = breaks[i + 1] - breaks[i];
        const int panels = std::max(1, int(std::ceil(double(length) / width))) << refine;
        for (int j = 1; j <= panels; ++j) ends.push_back(breaks[i] + length * j / panels);
    }
    return ends;
}

Side side_of(double d, int degrees, int grades, int refine) {
    if (d == 1) return two_points(degrees);
    using Rule = boost::math::quadrature::gauss<Wide, 25>;
    const AngularMeasure<Wide> measure(d);
    const Wide inverse_d = inverse_dimension<Wide>(d), root_d = std::sqrt(Wide(d));
    const std::vector<Wide> ends = panel_ends(d, degrees, grades, refine);
    std::vector<Wide> x;
    Side side;
    Wide mass = 0;
    const auto add = [&](Wide v, Wide weight) {
        const Wide at = measure.point(v), density = weight * measure.density(v, at);
        if (!(density > 0)) return;
        x.push_back(at);
        side.u.push_back(at / root_d);
        side.root.push_back(std::sqrt(density));
        mass += 2 * density;
    };
    for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
        const Wide half = (ends[i + 1] - ends[i]) / 2, centre = (ends[i + 1] + ends[i]) / 2;
        for (std::size_t j = 0; j < Rule::abscissa().size(); ++j) {
            const Wide offset = half * Rule::abscissa()[j], weight = half * Rule::weights()[j];
            add(centre + offset, weight);
            if (offset != 0) add(centre - offset, weight);
        }
    }
    for (Wide& root : side.root) root /= std::sqrt(mass);
    side.q.push_back(side.root);
    std::vector<Wide> before(x.size(), 0);
    Wide beta_below = 0;
    for (int k = 0; k < degrees; ++k) {
        const std::vector<Wide>& now = side.q.back();
        const Wide beta = std::sqrt(jacobi_squared(inverse_d, k + 1));
        std::vector<Wide> next(x.size());
        for (std::size_t i = 0; i < x.size(); ++i) next[i] = (x[i] * now[i] - beta_below * before[i]) / beta;
        before = now;
        beta_below = beta;
        side.q.push_back(std::move(next));
    }
    return side;
}

/// The Gauss rule of the sphere's first coordinate, `size` nodes, even: zeros of q_size as eigenvalues of its Jacobi
/// matrix, polished by Newton's iteration; weights 1/sum_{k<size} q_k^2.  Formula (1.3)
Side gauss_side(double d, int degrees, int size) {
    if (d == 1) return two_points(degrees);
    const Wide inverse_d = inverse_dimension<Wide>(d), root_d = std::sqrt(Wide(d));
    std::vector<Wide> beta{0};
    for (int k = 1; k <= size; ++k) beta.push_back(std::sqrt(jacobi_squared(inverse_d, k)));
    const std::vector<double> zero =
        tridiagonal_eigenvalues(std::vector<double>(std::size_t(size), 0.0), {beta.begin() + 1, beta.end() - 1});
    Side side;
    side.q.assign(std::size_t(degrees) + 1, {});
    std::vector<Wide> q(beta.size());
    for (int i = size / 2; i < size; ++i) {
        Wide x = zero[std::size_t(i)], square = 0;
        for (int step = 0; step < 3; ++step) {
            Wide before = 0, now = 1, slope_before = 0, slope = 0;
            square = 0;
            for (int k = 0; k < size; ++k) {
                q[std::size_t(k)] = now;
                square += now * now;
                const std::size_t j = std::size_t(k);
                const Wide next = (x * now - beta[j] * before) / beta[j + 1];
                const Wide slope_next = (now + x * slope - beta[j] * slope_before) / beta[j + 1];
                before = now, now = next, slope_before = slope, slope = slope_next;
            }
            if (step < 2) x -= now / slope;
        }
        const Wide root = 1 / std::sqrt(square);
        side.u.push_back(x / root_d);
        side.root.push_back(root);
        for (std::size_t k = 0; k < side.q.size(); ++k) side.q[k].push_back(root * q[k]);
    }
    return side;
}

/// How often panels must be quartered so that what happens at the poles is below rounding: a corner of `volume`
/// dimensions.
int grades_for(double volume) { return std::min(13, int(std::ceil(32 / volume)) + 1); }

/// Sums for both parities of either index: f at the four sign combinations, folded.
Table sums(const std::function<Wide(Wide, Wide)>& f, const Side& first, const Side& second, int degrees, Wide& square) {
    const std::size_t rows = first.u.size(), columns = second.u.size();
    Table g(std::size_t(degrees) + 1);
    for (std::size_t k = 0; k < g.size(); ++k) g[k].assign(g.size() - k, 0);
    std::vector<Wide> folded[2] = {std::vector<Wide>(columns), std::vector<Wide>(columns)};
    Table along[2];  // sum over the first index: [parity of l][k][column]
    for (Table& t : along) t.assign(g.size(), std::vector<Wide>(columns, 0));
    square = 0;
    for (std::size_t i = 0; i < rows; ++i) {
        std::vector<Wide> value[2][2];  // [parity of k][parity of l]
        for (auto& row : value)
            for (auto& v : row) v.resize(columns);
        for (std::size_t j = 0; j < columns; ++j) {
            const Wide u = first.u[i], v = second.u[j], w = first.root[i] * second.root[j];
            const Wide pp = f(u, v), pm = f(u, -v), mp = f(-u, v), mm = f(-u, -v);
            square += w * w * (pp * pp + pm * pm + mp * mp + mm * mm);
            value[0][0][j] = ((pp + mm) + (pm + mp)) * second.root[j];
            value[0][1][j] = ((pp - mm) - (pm - mp)) * second.root[j];
            value[1][0][j] = ((pp - mm) + (pm - mp)) * second.root[j];
            value[1][1][j] = ((pp + mm) - (pm + mp)) * second.root[j];
        }
        for (std::size_t k = 0; k < g.size(); ++k) {
            const Wide q = first.q[k][i] * first.root[i];
            for (int parity : {0, 1}) {
                const std::vector<Wide>& from = value[k % 2][parity];
                std::vector<Wide>& to = along[parity][k];
                for (std::size_t j = 0; j < columns; ++j) to[j] += q * from[j];
            }
        }
    }
    for (std::size_t k = 0; k < g.size(); ++k)
        for (std::size_t l = 0; l < g[k].size(); ++l)
            for (std::size_t j = 0; j < columns; ++j) g[k][l] += second.q[l][j] * along[l % 2][k][j];
    return g;
}

Wide rounding(std::size_t degree, Wide norm) { return Wide(degree + 60) * epsilon<Wide> * norm; }

}  // namespace

ProductAmplitudes product_amplitudes(const std::function<Wide(Wide, Wide)>& f, double first, double second, int degrees,
                                     Wide noise) {
    ProductAmplitudes result;
    // the next rule's sums; the largest of their changes, in units of rounding
    const auto refine = [&](const Side& u, const Side& v) {
        const Table coarse = std::move(result.value);
        Wide square = 0;
        result.value = sums(f, u, v, degrees, square);
        result.norm = std::sqrt(square);
        result.error = result.value;
        Wide worst = coarse.empty() ? std::numeric_limits<Wide>::infinity() : 0;
        for (std::size_t k = 0; k < coarse.size(); ++k)
            for (std::size_t l = 0; l < coarse[k].size(); ++l) {
                const Wide change = std::abs(result.value[k][l] - coarse[k][l]),
                           least = rounding(k + l, result.norm) + noise;
                result.error[k][l] = change + least;
                worst = std::max(worst, change / least);
            }
        return worst;
    };
    constexpr Wide settled = 8;
    Wide before = std::numeric_limits<Wide>::infinity();
    for (int size = (degrees + 17) / 2 * 2; size <= most_gauss; size = size * 3 / 4 * 2) {
        const Wide worst = refine(gauss_side(first, degrees, size), gauss_side(second, degrees, size));
        if (worst <= settled) return result;
        // a power of 1/size at best: is it out of reach?
        const Wide steps = std::log(Wide(most_gauss) / size) / std::log(1.5L);
        if (size > 150 && std::isfinite(before) && !(worst * std::pow(worst / before, std::floor(steps)) <= settled))
            break;
        before = worst;
    }
    const int grades = grades_for(first + second - 1);
    for (int halved : {0, 1}) refine(side_of(first, degrees, grades, halved), side_of(second, degrees, grades, halved));
    return result;
}

SphereAmplitudes sphere_amplitudes(const std::function<Wide(Wide)>& f, double dimension, int degrees, Wide noise) {
    const int grades = grades_for(dimension);
    SphereAmplitudes result;
    std::vector<Wide> coarse;
    for (int refine : {0, 1}) {
        const Side side = side_of(dimension, degrees, grades, refine);
        std::vector<Wide> sum(std::size_t(degrees) + 1, 0);
        Wide square = 0;
        for (std::size_t i = 0; i < side.u.size(); ++i) {
            const Wide up = f(side.u[i]), down = f(-side.u[i]);
            square += side.root[i] * side.root[i] * (up * up + down * down);
            for (std::size_t k = 0; k < sum.size(); ++k)
                sum[k] += side.q[k][i] * side.root[i] * (k % 2 == 0 ? up + down : up - down);
        }
        coarse = std::move(result.value);
        result.value = std::move(sum);
        result.error.assign(result.value.size(), 0);
        if (refine == 0) continue;
        for (std::size_t k = 0; k < coarse.size(); ++k)
            result.error[k] = std::abs(result.value[k] - coarse[k]) + rounding(k, std::sqrt(square)) + noise;
    }
    return result;
}

}  // namespace lazyrisk
