// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/harmonics/gradient.hpp"

#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <limits>

#include "lazyrisk/harmonics/by_quadrature.hpp"
#include "lazyrisk/harmonics/dimension.hpp"
#include "lazyrisk/harmonics/on_sphere.hpp"
#include "lazyrisk/harmonics/powers.hpp"
#include "lazyrisk/harmonics/stretched.hpp"
#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using Wide = long double;
using Digits50 = boost::multiprecision::cpp_bin_float_50;

/// How exact its derivatives are, where that is less than its numbers allow.
template <class S>
constexpr double slope_unit = [] {
    if constexpr (requires { S::slope_unit; })
        return S::slope_unit;
    else
        return 0.0;
}();

/// s'(x), for the quadrature.
template <class S>
struct Slope {
    static constexpr double unit = slope_unit<S>;
    const S& s;
    template <Scalar R>
    R operator()(const R& x) const {
        return R(s.derivative(x));
    }
    [[nodiscard]] std::vector<double> kinks() const { return s.kinks(); }
    [[nodiscard]] Parity parity() const {
        const Parity p = s.parity();
        return p == Parity::even ? Parity::odd : p == Parity::odd ? Parity::even : Parity::none;
    }
    [[nodiscard]] std::string name() const { return "the derivative of " + s.name(); }
};

/// x s'(x), for the quadrature.
template <class S>
struct Radial {
    static constexpr double unit = slope_unit<S>;
    const S& s;
    template <Scalar R>
    R operator()(const R& x) const {
        return R(x * s.derivative(x));
    }
    [[nodiscard]] std::vector<double> kinks() const { return s.kinks(); }
    [[nodiscard]] Parity parity() const { return s.parity(); }
    [[nodiscard]] std::string name() const { return "x times the derivative of " + s.name(); }
};

/// x s' has no degree that s has not.
template <class S>
PolynomialParts parts_of(const Radial<S>& f) {
    return parts_of(f.s);
}

/// g_k -> sqrt(k(k+d-2)/d) g_k, the tail left open.  Formula (10.2).
Amplitudes across(Amplitudes a, double d) {
    const Wide inverse_d = inverse_dimension<Wide>(d);
    for (std::size_t k = 0; k < a.value.size(); ++k) {
        const Wide factor = std::sqrt(Wide(k) * (1 + (Wide(k) - 2) * inverse_d));
        a.value[k] *= factor;
        a.error[k] = a.error[k] * factor + 2 * epsilon<Wide> * std::abs(a.value[k]);
    }
    a.tail = a.tail_error = 0;
    return a;
}

/// s(x) + x s'(x): its square holds the overlap of the two.
template <class S>
struct Sum {
    static constexpr double unit = slope_unit<S>;
    const S& s;
    template <Scalar R>
    R operator()(const R& x) const {
        return R(s(x) + x * s.derivative(x));
    }
    [[nodiscard]] std::vector<double> kinks() const { return s.kinks(); }
    [[nodiscard]] Parity parity() const { return s.parity(); }
    [[nodiscard]] std::string name() const { return s.name(); }
};

/// sum of r_k g_k over the degrees above `from`, where they are all there is.
void overlap_above(GradientAmplitudes& g, const Amplitudes& values, int from) {
    for (std::size_t k = std::min(g.along.value.size(), values.value.size()); k-- > std::size_t(from) + 1;) {
        g.overlap += g.along.value[k] * values.value[k];
        g.overlap_error += g.along.error[k] * std::abs(values.value[k]) + values.error[k] * std::abs(g.along.value[k]);
    }
    g.overlap_error += 8 * epsilon<Wide> * std::abs(g.overlap);
}

void require_continuous(const std::vector<double>& kinks, const std::string& name, const auto& s) {
    for (const double c : kinks) {
        const double h = 1e-9 * std::max(1.0, std::abs(c));
        const double above = double(s(c + h)), below = double(s(c - h));
        if (std::abs(above - below) > 1e-5 * (1 + std::abs(above) + std::abs(below)))
            throw NotCovered(
                name + " jumps at " + to_text(c) +
                ": it has no derivative to train; use `model = random-features`, or a continuous activation");
    }
}

template <class S>
Amplitudes values_of(const S& s, double d, int degrees) {
    return decompose(s, d, degrees);
}
template <class S>
Amplitudes values_of(const Stretched<S>& s, double d, int degrees) {
    return amplitudes_by_quadrature(s, d, degrees);
}

template <class S>
GradientAmplitudes gradient_of(const S& s, double d, int degrees) {
    require_continuous(s.kinks(), s.name(), s);
    constexpr int beyond = 128;  // as for the amplitudes of s: resolves the tails of analytic activations
    const Wide inverse_d = inverse_dimension<Wide>(d);
    const Amplitudes values = values_of(s, d, degrees + beyond);
    GradientAmplitudes g{across(values, d), amplitudes_by_quadrature(Radial<S>{s}, d, degrees + beyond)};
    if (slope_unit < S >> 0)
        for (std::size_t k = 0; k < g.along.value.size(); ++k)
            if (std::abs(g.along.value[k]) <= g.along.error[k]) g.along.value[k] = 0;
    const std::vector<double> kinks = s.kinks();
    const auto square = [&](const auto& f) { return quadrature_amplitudes<Wide>(f, d, 0, kinks); };
    const QuadratureResult<Wide> slope = square(Slope<S>{s}), radial = square(Radial<S>{s}), sum = square(Sum<S>{s}),
                                 value = square(s);

    Wide left = (sum.square - value.square - radial.square) / 2;  // E x s' s, and what the degrees leave of it
    Wide left_error = sum.square_error + value.square_error + radial.square_error + 4 * epsilon<Wide> * sum.square;
    for (std::size_t k = 0; k < values.value.size(); ++k) {
        const Wide product = g.along.value[k] * values.value[k];
        left -= product;
        left_error += g.along.error[k] * std::abs(values.value[k]) + values.error[k] * std::abs(g.along.value[k]) +
                      epsilon<Wide> * std::abs(product);
    }
    overlap_above(g, values, degrees);
    if (std::abs(left) > left_error) {
        g.overlap += left;
        g.overlap_error += left_error;
    }
    add_tail(g.across, degrees, slope.square - radial.square * inverse_d,
             slope.square_error + radial.square_error * inverse_d + 4 * epsilon<Wide> * slope.square, slope.halved);
    fold(g.along, degrees);  // its tail is there already
    return g;
}

/// sum of h_k^2 beyond `degrees`, with the digits of R: (10.2) along the recurrence (1.6).
template <Scalar R>
R power_gradient_tail(const Power& s, double d, int degrees) {
    const R inverse_d = inverse_dimension<R>(d);
    const int p = s.exponent;
    const R even = s.even<R>(), odd = s.odd<R>();
    R tail = (even * even + odd * odd) * R(p * p) *
             (absolute_moment<R>(d, 2 * p - 2) - absolute_moment<R>(d, 2 * p) * inverse_d);
    for_each_power_square<R>(s, d, degrees,
                             [&](int k, const R& square) { tail -= square * R(k) * (R(1) + (k - 2) * inverse_d); });
    return tail;
}

GradientAmplitudes gradient_of(const Power& s, double d, int degrees) {
    require_continuous(s.kinks(), s.name(), s);
    GradientAmplitudes g{{}, decompose(s, d, degrees)};
    const bool polynomial = g.along.finite_rank;
    g.across = across(g.along, d);
    g.overlap = s.exponent * g.along.tail;
    g.overlap_error = s.exponent * g.along.tail_error;
    scale(g.along, s.exponent);
    if (s.exponent == 0 || polynomial) return g;
    g.across.tail = Wide(power_gradient_tail<Digits50>(s, d, degrees));
    g.across.tail_error = Wide(6 * degrees + 60) * epsilon<Wide> * g.across.tail;
    return g;
}

GradientAmplitudes gradient_of(const Polynomial& s, double d, int degrees) {
    Polynomial radial = s;
    for (std::size_t j = 0; j < radial.coefficients.size(); ++j) radial.coefficients[j] *= double(j);
    const int all = std::max(degrees, s.degree());
    const Amplitudes values = decompose(s, d, all);
    GradientAmplitudes g{across(values, d), decompose(radial, d, all)};
    overlap_above(g, values, degrees);
    g.across.finite_rank = g.along.finite_rank = s.degree() <= degrees;
    fold(g.across, degrees);
    fold(g.along, degrees);
    return g;
}

/// Waves: r_k = beta_{k+1} a_{k+1} + beta_k a_{k-1} with the amplitudes a of s' by (1.3), squares summed as far as they
/// reach.
GradientAmplitudes gradient_of_wave(const Activation& s, const Activation& slope, Wide sign, double d, int degrees) {
    const int beyond = d == infinite<> || d > degrees ? 40 : 80;
    const Wide inverse_d = inverse_dimension<Wide>(d);
    const Amplitudes a = decompose(slope, d, degrees + beyond + 1);
    const Amplitudes values = decompose(s, d, degrees + beyond);
    GradientAmplitudes g{across(values, d), {}};
    for (int k = 0; k <= degrees + beyond; ++k) {
        const Wide up = std::sqrt(jacobi_squared(inverse_d, k + 1)),
                   down = k > 0 ? std::sqrt(jacobi_squared(inverse_d, k)) : 0;
        const Wide below = k > 0 ? a.value[std::size_t(k) - 1] : 0, error = k > 0 ? a.error[std::size_t(k) - 1] : 0;
        const Wide first = up * a.value[std::size_t(k) + 1], second = down * below;
        g.along.value.push_back(sign * (first + second));
        g.along.error.push_back(up * a.error[std::size_t(k) + 1] + down * error +
                                4 * epsilon<Wide> * (std::abs(first) + std::abs(second)));
    }
    overlap_above(g, values, degrees);
    fold(g.across, degrees);
    fold(g.along, degrees);
    return g;
}
GradientAmplitudes gradient_of(const Exp& s, double d, int degrees) {
    return gradient_of_wave(s, Exp{}, 1, d, degrees);
}
GradientAmplitudes gradient_of(const Sin& s, double d, int degrees) {
    return gradient_of_wave(s, Cos{}, 1, d, degrees);
}
GradientAmplitudes gradient_of(const Cos& s, double d, int degrees) {
    return gradient_of_wave(s, Sin{}, -1, d, degrees);
}

}  // namespace

namespace {

/// |s'| at a thousand-millionth of the distance: the roots and logarithms that a formula can have at its kinks are seen
/// there.
void require_bounded_derivative(const Expression& s) {
    for (const double c : s.kinks())
        for (const long double side : {-1.0L, 1.0L}) {
            const auto slope = [&](long double distance) {
                return std::abs(s.derivative((long double)c + side * distance));
            };
            const long double unit = std::max(1.0L, std::abs((long double)c));
            if (slope(1e-14L * unit) > 1.5L * slope(1e-5L * unit) + 1e-3L)
                throw NotCovered(s.name() + " has an unbounded derivative at x = " + to_text(c) +
                                 ", of which a neural tangent needs the mean square; use an activation whose "
                                 "derivative is bounded there");
        }
}

}  // namespace

GradientAmplitudes decompose_gradient(const Activation& activation, double dimension, int degrees) {
    require_dimension(dimension);
    if (degrees < 0) throw DomainError("degrees", double(degrees), "the highest degree must be at least 0");
    return activation.visit([&](const auto& s) {
        using S = std::decay_t<decltype(s)>;
        if constexpr (std::is_same_v<S, Expression>) {
            if (const auto polynomial = on_sphere(s, dimension)) return gradient_of(*polynomial, dimension, degrees);
            require_bounded_derivative(s);
        }
        return gradient_of(s, dimension, degrees);
    });
}

GradientAmplitudes decompose_gradient_stretched(const Activation& activation, long double c, double dimension,
                                                int degrees) {
    require_dimension(dimension);
    return activation.visit([&](const auto& s) -> GradientAmplitudes {
        using S = std::decay_t<decltype(s)>;
        if constexpr (std::is_same_v<S, Power>) {
            GradientAmplitudes g = gradient_of(s, dimension, degrees);
            const Wide factor = std::pow(c, Wide(s.exponent));
            for (Amplitudes* part : {&g.across, &g.along}) scale(*part, factor);
            g.overlap *= factor * factor, g.overlap_error *= factor * factor;
            return g;
        } else if constexpr (std::is_same_v<S, Polynomial>) {
            return gradient_of(stretched(s, c), dimension, degrees);
        } else {
            if constexpr (std::is_same_v<S, Expression>) {
                if (s.polynomial()) return gradient_of(stretched(*s.polynomial(), c), dimension, degrees);
                require_bounded_derivative(s);
            }
            return gradient_of(Stretched<S>{s, c}, dimension, degrees);
        }
    });
}

bool is_homogeneous(const Activation& activation) {
    return activation.visit([](const auto& s) {
        using S = std::decay_t<decltype(s)>;
        if constexpr (std::is_same_v<S, Power>)
            return true;
        else if constexpr (std::is_same_v<S, Polynomial>)
            return std::count_if(s.coefficients.begin(), s.coefficients.end(), [](double c) { return c != 0; }) == 1;
        else
            return false;
    });
}

}  // namespace lazyrisk
