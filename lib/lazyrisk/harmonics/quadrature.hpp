// Amplitudes by quadrature over the sphere's first coordinate.  Formulas (1.9), (1.10).
//
// Two node families, both symmetric, so that a node stands for +x and -x and exact parity costs nothing:
//   trapezoid  x = sqrt(d) tanh(u/sqrt(d)): exponentially accurate for analytic activations (Trefethen, Weideman 2014)
//   panels     x = sqrt(d) sin(v/sqrt(d)), Gauss-Legendre between the kinks
#pragma once

#include <algorithm>
#include <boost/math/constants/constants.hpp>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <span>
#include <vector>

#include "lazyrisk/harmonics/dimension.hpp"

namespace lazyrisk {

/// Nodes x >= 0, each standing for the pair +-x, with the weight of one of the two.
template <Scalar R>
struct SymmetricNodes {
    std::vector<R> x, weight;
};

/// Sums over nodes: g[k] ~ E[s q_k], square ~ E s^2, both not yet divided by mass ~ E 1.
template <Scalar R>
struct QuadratureSums {
    std::vector<R> g;
    R square{0}, mass{0};

    QuadratureSums& operator+=(const QuadratureSums& other) {
        for (std::size_t k = 0; k < g.size(); ++k) g[k] += other.g[k];
        square += other.square;
        mass += other.mass;
        return *this;
    }
};

template <Scalar R, class S>
QuadratureSums<R> sum_over(const SymmetricNodes<R>& nodes, const S& s, double d, int degrees) {
    using std::sqrt;
    const R inverse_d = inverse_dimension<R>(d);
    const std::size_t count = nodes.x.size();
    std::vector<R> even(count), odd(count), before(count, R(0)), now(count);
    QuadratureSums<R> sums{std::vector<R>(std::size_t(degrees) + 1, R(0)), R(0), R(0)};
    for (std::size_t j = 0; j < count; ++j) {
        const R root = sqrt(nodes.weight[j]);  // half the weight rides on q_k: neither factor leaves the range early
        const R up = s(nodes.x[j]), down = s(R(-nodes.x[j]));
        even[j] = root * (up + down);
        odd[j] = root * (up - down);
        now[j] = root;
        sums.square += nodes.weight[j] * (up * up + down * down);
        sums.mass += 2 * nodes.weight[j];
    }
    R beta_below(0);
    for (int k = 0; k <= degrees; ++k) {
        const std::vector<R>& side = k % 2 == 0 ? even : odd;
        const R beta = sqrt(jacobi_squared(inverse_d, k + 1)), inverse_beta = R(1) / beta;
        R sum(0);
        for (std::size_t j = 0; j < count; ++j) {
            sum += side[j] * now[j];
            const R next = (nodes.x[j] * now[j] - beta_below * before[j]) * inverse_beta;
            before[j] = now[j];
            now[j] = next;
        }
        sums.g[std::size_t(k)] = sum;
        beta_below = beta;
    }
    return sums;
}

/// |u| beyond which weight * q_k * s is negligible for all k <= degrees: past the turning point of q_k, or where the weight
/// has beaten the bound |q_k| <= sqrt(B).
template <Scalar R>
R trapezoid_range(double d, int degrees) {
    const double digits = -std::log(double(std::numeric_limits<R>::epsilon()));  // 43 for 80 bits, 113 for 50 digits
    const double margin = 2 * std::sqrt(digits);
    if (d == infinite<>) return R(2 * std::sqrt(degrees) + margin);
    const double half = d / 2 - 1, t = std::sqrt(degrees * (degrees + 2 * half)) / (degrees + half);
    const double turning = t < 1 ? std::sqrt(d) * std::atanh(t) + margin + 1.4 * digits * std::sqrt(d) / (d - 1)
                                 : infinite<>;
    const double dominated = std::sqrt(d) * (std::log(2.0) + (1.1 * digits + 0.5 * double(log_multiplicity(d, degrees))) / (d - 1));
    return R(std::min(degrees + half > 0 ? turning : infinite<>, dominated));
}

/// Nodes u = (j + offset) step of the trapezoidal rule.
template <Scalar R>
SymmetricNodes<R> trapezoid_nodes(double d, const R& range, const R& step, double offset) {
    using std::cosh;
    using std::exp;
    using std::log1p;
    using std::sinh;
    using std::sqrt;
    using std::tanh;
    SymmetricNodes<R> nodes;
    const R root_d = d == infinite<> ? R(0) : R(sqrt(R(d)));
    for (int j = 0; (R(j) + R(offset)) * step <= range; ++j) {
        const R u = (R(j) + R(offset)) * step;
        R x = u, log_weight = -u * u / 2;
        if (d != infinite<>) {
            const R v = u / root_d, half_sinh = sinh(R(v / 2));
            x = root_d * tanh(v);
            log_weight = -(R(d) - 1) * log1p(R(2 * half_sinh * half_sinh));
        }
        nodes.x.push_back(x);
        nodes.weight.push_back(exp(log_weight) * (j == 0 && offset == 0 ? R(0.5) : R(1)));
    }
    return nodes;
}

/// Gauss-Legendre panels between 0, the kinks and the end of the range; `refine` halves the panels that often.
template <Scalar R>
SymmetricNodes<R> panel_nodes(double d, int degrees, std::span<const double> kinks, int refine) {
    using std::asin;
    using std::cos;
    using std::exp;
    using std::log1p;
    using std::sin;
    using std::sqrt;
    using Rule = boost::math::quadrature::gauss<R, 25>;
    const bool flat = d == infinite<>;
    const R root_d = flat ? R(0) : R(sqrt(R(d)));
    const double digits = -std::log(double(std::numeric_limits<R>::epsilon()));
    double end = 2 * std::sqrt(degrees) + 2 * std::sqrt(digits);
    R last = R(end);
    if (!flat && end >= std::sqrt(d) * boost::math::constants::half_pi<double>())
        last = root_d * boost::math::constants::half_pi<R>();

    std::vector<R> ends{R(0), last};
    for (const double kink : kinks) {
        const double c = std::abs(kink);
        if (c == 0 || (!flat && c * c >= d)) continue;
        const R v = flat ? R(c) : R(root_d * asin(R(R(c) / root_d)));
        if (v < last) ends.push_back(v);
    }
    std::sort(ends.begin(), ends.end());
    const double wave = flat ? std::sqrt(degrees) : std::sqrt(degrees * (1 + degrees / d));
    const double width = std::min(d <= 4 ? 0.8 : 1.5, 10 / (wave + 0.01)) / std::pow(2.0, refine);

    SymmetricNodes<R> nodes;
    const auto add = [&](const R& v, const R& weight) {
        R x = v, density;
        if (flat) {
            density = exp(R(-v * v / 2));
        } else {
            const R t = sin(R(v / root_d));
            x = root_d * t;
            // (d-2)/2 log(1-t^2); at t = 1 the density is 1 for the circle, 0 otherwise
            density = t < R(1) ? R(exp(R((R(d) - 2) / 2 * log1p(R(-t * t))))) : R(d == 2 ? 1 : 0);
        }
        nodes.x.push_back(x);
        nodes.weight.push_back(density * weight);
    };
    for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
        const R length = ends[i + 1] - ends[i];
        if (!(length > R(0))) continue;
        const int panels = std::max(1, int(std::ceil(double(length) / width)));
        const R half = length / (2 * panels);
        for (int panel = 0; panel < panels; ++panel) {
            const R centre = ends[i] + half * (2 * panel + 1);
            for (std::size_t j = 0; j < Rule::abscissa().size(); ++j) {
                const R offset = half * Rule::abscissa()[j], weight = half * Rule::weights()[j];
                add(R(centre + offset), weight);
                if (Rule::abscissa()[j] != R(0)) add(R(centre - offset), weight);
            }
        }
    }
    return nodes;
}

/// What a quadrature found, normalised, with the difference of the last two refinements as the bound on its error.
template <Scalar R>
struct QuadratureResult {
    std::vector<R> value, error;
    R square, square_error;
    bool settled;  ///< the last two refinements agree to the tolerance
};

namespace detail {

template <Scalar R>
R settle(QuadratureResult<R>& result, const QuadratureSums<R>& coarse, const QuadratureSums<R>& fine) {
    using std::abs;
    using std::sqrt;
    const R square = fine.square / fine.mass, norm = sqrt(square);
    R worst(0);
    for (std::size_t k = 0; k < fine.g.size(); ++k) {
        const R rounding = R(int(k) + 30) * std::numeric_limits<R>::epsilon() * norm;
        result.value[k] = fine.g[k] / fine.mass;
        const R difference = abs(R(result.value[k] - coarse.g[k] / coarse.mass));
        result.error[k] = difference + rounding;
        worst = std::max(worst, difference);
    }
    const R difference = abs(R(square - coarse.square / coarse.mass));
    result.square = square;
    result.square_error = difference + 30 * std::numeric_limits<R>::epsilon() * square;
    return norm > R(0) ? R(std::max(R(worst / norm), R(difference / square))) : worst;
}

}  // namespace detail

/// Trapezoidal rule, halved until two successive rules agree to `tolerance` (relative to the norm of s).
template <Scalar R, class S>
QuadratureResult<R> smooth_amplitudes(const S& s, double d, int degrees, const R& tolerance) {
    const double slope = std::sqrt(2.0 * degrees) + (d == infinite<> ? 0 : degrees / std::sqrt(d));
    const R range = trapezoid_range<R>(d, degrees);
    R step = R(2 * boost::math::constants::pi<double>() * 1.4 / (40 + 1.4 * slope));
    QuadratureSums<R> coarse = sum_over(trapezoid_nodes(d, range, step, 0.0), s, d, degrees);
    QuadratureResult<R> result{std::vector<R>(coarse.g.size()), std::vector<R>(coarse.g.size()), R(0), R(0), false};
    for (int halving = 0; halving < 7 && !result.settled; ++halving) {
        QuadratureSums<R> fine = coarse;
        fine += sum_over(trapezoid_nodes(d, range, step, 0.5), s, d, degrees);
        result.settled = detail::settle(result, coarse, fine) <= tolerance;
        coarse = std::move(fine);
        step /= 2;
    }
    return result;
}

/// Panels between kinks, halved until two successive subdivisions agree to `tolerance`.
template <Scalar R, class S>
QuadratureResult<R> kinked_amplitudes(const S& s, double d, int degrees, std::span<const double> kinks, const R& tolerance) {
    QuadratureSums<R> coarse = sum_over(panel_nodes<R>(d, degrees, kinks, 0), s, d, degrees);
    QuadratureResult<R> result{std::vector<R>(coarse.g.size()), std::vector<R>(coarse.g.size()), R(0), R(0), false};
    for (int refine = 1; refine < 6 && !result.settled; ++refine) {
        QuadratureSums<R> fine = sum_over(panel_nodes<R>(d, degrees, kinks, refine), s, d, degrees);
        result.settled = detail::settle(result, coarse, fine) <= tolerance;
        coarse = std::move(fine);
    }
    return result;
}

}  // namespace lazyrisk
