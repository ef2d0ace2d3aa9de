// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// E[h(cos theta) P_k(cos theta)] by Gauss-Legendre panels in the angle.  Formula (9.2).
#pragma once

#include <algorithm>
#include <boost/math/constants/constants.hpp>
#include <boost/math/quadrature/gauss.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <limits>
#include <type_traits>
#include <vector>

#include "lazyrisk/activation/parity.hpp"
#include "lazyrisk/harmonics/dimension.hpp"
#include "lazyrisk/harmonics/recurrence.hpp"

namespace lazyrisk {

/// 113 bits, where 64 do not suffice.
using WideNumber =
    boost::multiprecision::number<boost::multiprecision::cpp_bin_float<113, boost::multiprecision::digit_base_2>,
                                  boost::multiprecision::et_off>;

/// Angles theta in (0, pi/2], each standing for theta and pi - theta with the same weight; x = sqrt(d) cos theta.
template <Scalar R>
struct PolarNodes {
    std::vector<R> theta, x, weight;
};

struct PolarPanels {
    double dimension;
    int degrees;
    bool graded;
    std::vector<double> kinks;     ///< angles in (0, pi)
    Parity parity = Parity::none;  ///< of the function in cos theta: one half of its values says the other

    /// Of the coarsest panels: P_k turns at most 20 radians in one, which 25 nodes resolve beyond 80 bits.
    [[nodiscard]] double width() const {
        return std::min(dimension <= 4 ? 0.8 : 1.6 / std::sqrt(dimension),
                        20 / (std::sqrt(degrees * (degrees + dimension)) + 0.01));
    }
};

/// x^n, n >= 0, by squaring.
template <Scalar R>
R whole_power(R x, int n) {
    R power(1);
    for (; n > 0; n /= 2, x *= x)
        if (n % 2 == 1) power *= x;
    return power;
}

namespace detail {

/// The ends of panels in phi = pi/2 - theta, before they are divided.
template <Scalar R>
struct PolarEnds {
    bool whole;           ///< up to the pole; else to where the weight has died
    R pole;               ///< angle within which panels shrink towards a singular pole
    std::vector<R> ends;  ///< ascending

    PolarEnds(const PolarPanels& plan, double finer) : pole(std::min(plan.width(), 0.5)) {
        const double d = plan.dimension, digits = -std::log(double(std::numeric_limits<R>::epsilon()));
        const double end = (2 * std::sqrt(plan.degrees) + 2 * std::sqrt(digits)) / std::sqrt(d);
        const R half_pi = boost::math::constants::half_pi<R>();
        whole = end >= 1.57;
        ends = {R(0), whole ? half_pi : R(end)};
        for (const double kink : plan.kinks) {
            const R phi = kink < 1.5707963 ? R(half_pi - R(kink)) : R(R(kink) - half_pi);
            if (phi > R(0) && phi < ends[1]) ends.push_back(phi);
        }
        if (whole) {
            ends.push_back(half_pi - pole);
            if (plan.graded)
                for (int j = 1;; ++j) {
                    const double left = double(pole) * std::pow(2.0, -j / finer);
                    if (!((d - 1) * -std::log(left) < digits + 5)) break;
                    ends.push_back(half_pi - R(left));
                }
        }
        std::sort(ends.begin(), ends.end());
    }
};

/// Adds the node at phi = pi/2 - theta with the weight of the sphere there.
template <Scalar R>
void add_polar_node(PolarNodes<R>& nodes, double d, const R& root_d, const R& phi, const R& theta, const R& weight) {
    using std::cos, std::exp, std::log, std::log1p, std::sin, std::sqrt;
    // close to the pole theta is the accurate one, close to the equator phi
    const R sine = theta < phi ? R(cos(theta)) : R(sin(phi));
    nodes.theta.push_back(theta);
    nodes.x.push_back(root_d * sine);
    if (d == std::floor(d) && d <= 4096) {  // powers cost less than exp and log
        const R cosine = theta < phi ? R(sin(theta)) : R(sqrt(R(1 - sine * sine)));
        nodes.weight.push_back(weight * lazyrisk::whole_power(cosine, int(d) - 2));
        return;
    }
    const R log_weight = theta < phi ? R((R(d) - 2) * log(R(sin(theta)))) : R((R(d) - 2) / 2 * log1p(R(-sine * sine)));
    nodes.weight.push_back(R(weight * exp(log_weight)));
}

}  // namespace detail

/// Panels between the equator, the kinks and the pole (or where the weight has died), narrowed `refine` times by 1.5,
/// each of them: a panel that two rules have in common would hide its error. Towards a singular pole they shrink by
/// halves (by 2^(2/3), 2^(4/9) ... in finer rules) until what is left weighs nothing: any power of the angle is
/// resolved alike.
template <Scalar R>
PolarNodes<R> polar_nodes(const PolarPanels& plan, int refine) {
    using std::sqrt;
    using Rule = boost::math::quadrature::gauss<R, 25>;
    const double d = plan.dimension, finer = std::pow(1.5, refine), width = plan.width();
    const R half_pi = boost::math::constants::half_pi<R>(), root_d = sqrt(R(d));
    const detail::PolarEnds<R> range(plan, finer);
    const std::vector<R>& ends = range.ends;
    PolarNodes<R> nodes;
    for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
        const R length = ends[i + 1] - ends[i];
        if (!(length > R(0))) continue;
        const bool shrinking =
            plan.graded && range.whole && i > 0 && double(R(half_pi - ends[i])) <= double(range.pole) * (1 + 1e-9);
        const int coarsest = std::max(1, int(std::ceil(double(length) / width * (1 - 1e-9))));
        const int panels = shrinking ? 1 : int(std::ceil(coarsest * finer * (1 - 1e-9)));
        const R half = length / (2 * panels);
        for (int panel = 0; panel < panels; ++panel) {
            const R low = ends[i] + half * (2 * panel),
                    remaining = half_pi - ends[i + 1] + half * (2 * (panels - panel - 1));
            for (std::size_t j = 0; j < Rule::abscissa().size(); ++j)
                for (const int side : {-1, 1}) {
                    const R offset = half * Rule::abscissa()[j];
                    if (offset == R(0) && side > 0) continue;
                    detail::add_polar_node(nodes, d, root_d, R(low + half + side * offset),
                                           R(remaining + half - side * offset), R(half * Rule::weights()[j]));
                }
        }
    }
    return nodes;
}

/// E[h q_k], k = 0 .. degrees, q_k orthonormal, and sqrt(E h^2).
template <Scalar R>
struct PolarSums {
    std::vector<R> g;
    R norm{0};
};

/// 128 bits as pairs of doubles, 100 bits, where these are fast.
inline bool wide_as_pairs() { return pairs_are_fast(); }

/// plain_projections or paired_projections.
template <Scalar R>
std::vector<R> projections_of(const FoldedFunction<R>& f, double d, int degrees) {
    if constexpr (std::is_same_v<R, WideNumber>)
        if (wide_as_pairs()) {
            FoldedFunction<PairedNumber> pairs;
            const auto pair = [](const R& x) {
                const double hi(x);
                return PairedNumber{hi, double(R(x - hi))};
            };
            for (std::size_t j = 0; j < f.x.size(); ++j) {
                if (f.root[j] < R(1e-140)) continue;  // weighs nothing
                pairs.x.push_back(pair(f.x[j]));
                pairs.root.push_back(pair(f.root[j]));
                pairs.even.push_back(pair(f.even[j]));
                pairs.odd.push_back(pair(f.odd[j]));
            }
            const std::vector<long double> sums = paired_projections(pairs, d, degrees);
            return std::vector<R>(sums.begin(), sums.end());
        }
    return plain_projections(f, d, degrees);
}

template <Scalar R, class H>
PolarSums<R> polar_sums(const H& h, const PolarNodes<R>& nodes, double d, int degrees, Parity parity) {
    using std::sqrt;
    const R pi = boost::math::constants::pi<R>();
    const std::size_t count = nodes.x.size();
    FoldedFunction<R> f{nodes.x, std::vector<R>(count), std::vector<R>(count), std::vector<R>(count)};
    R mass(0), square(0);
    for (std::size_t j = 0; j < count; ++j) {
        const R up = h(nodes.theta[j]), root = sqrt(nodes.weight[j]);
        const R down = parity == Parity::none ? h(R(pi - nodes.theta[j])) : parity == Parity::even ? up : R(-up);
        f.even[j] = root * (up + down);
        f.odd[j] = root * (up - down);
        f.root[j] = root;
        mass += 2 * nodes.weight[j];
        square += nodes.weight[j] * (up * up + down * down);
    }
    PolarSums<R> sums{projections_of(f, d, degrees), R(sqrt(R(square / mass)))};
    for (R& g : sums.g) g /= mass;
    return sums;
}

/// The sums of two successive refinements, the difference with the rounding as bound on the error of each.
template <Scalar R>
struct PolarResult {
    std::vector<R> g, error;
    bool settled = false;
};

/// `noise`: rounding of h in units of the last place of `trace`; narrowed until the change is below `tolerance` times
/// the trace.
template <Scalar R, class H>
PolarResult<R> polar_quadrature(const H& h, const PolarPanels& plan, const R& trace, double noise, const R& tolerance,
                                int most_refinements) {
    using std::abs;
    PolarSums<R> coarse = polar_sums(h, polar_nodes<R>(plan, 0), plan.dimension, plan.degrees, plan.parity);
    const R epsilon =
        std::is_same_v<R, WideNumber> && wide_as_pairs() ? R(0x1p-100) : std::numeric_limits<R>::epsilon();
    PolarResult<R> result{std::vector<R>(coarse.g.size()), std::vector<R>(coarse.g.size()), false};
    for (int refine = 1; refine <= most_refinements && !result.settled; ++refine) {
        PolarSums<R> fine = polar_sums(h, polar_nodes<R>(plan, refine), plan.dimension, plan.degrees, plan.parity);
        R worst(0);
        for (std::size_t k = 0; k < fine.g.size(); ++k) {
            const R change = abs(R(fine.g[k] - coarse.g[k]));
            const R rounding = epsilon * (R(double(k) + 10) * fine.norm + R(noise) * trace);
            worst = std::max(worst, R(change - rounding));
            result.error[k] = change + rounding;
        }
        result.settled = worst <= tolerance * trace;
        // what does not settle falls off like a power of the width, as 1.5^-(a+1) a step for theta^a: the rest is up to
        // 4 times the change
        if (!result.settled && refine == most_refinements)
            for (R& error : result.error) error *= 4;
        coarse = std::move(fine);
    }
    result.g = std::move(coarse.g);
    return result;
}

}  // namespace lazyrisk
