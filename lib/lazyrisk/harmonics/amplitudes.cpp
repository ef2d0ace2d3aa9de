// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/harmonics/amplitudes.hpp"

#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <limits>

#include "lazyrisk/harmonics/by_quadrature.hpp"
#include "lazyrisk/harmonics/growth.hpp"
#include "lazyrisk/harmonics/on_sphere.hpp"
#include "lazyrisk/harmonics/polynomials.hpp"
#include "lazyrisk/harmonics/powers.hpp"
#include "lazyrisk/harmonics/stretched.hpp"
#include "lazyrisk/harmonics/waves.hpp"
#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using Wide = long double;
static_assert(std::numeric_limits<Wide>::digits >= 64,
              "the bounds count on 80-bit numbers: take a platform with a wide long double");

/// A closed form loses a few roundings a step.
Amplitudes from_closed_form(std::vector<Wide> value) {
    Amplitudes a;
    a.error.resize(value.size());
    for (std::size_t k = 0; k < value.size(); ++k) a.error[k] = Wide(6 * k + 60) * epsilon<Wide> * std::abs(value[k]);
    a.value = std::move(value);
    return a;
}

// One overload an activation with a closed form; quadrature for every other.
template <class S>
Amplitudes amplitudes_of(const S& s, double d, int degrees) {
    return amplitudes_by_quadrature(s, d, degrees);
}

Amplitudes amplitudes_of(const Polynomial& s, double d, int degrees);

/// Of what grows maybe, and vanishes without being known to.
template <class S>
Amplitudes amplitudes_of_unknown(const S& s, double d, int degrees) {
    require_mean_square(s, d);
    Amplitudes a = amplitudes_by_quadrature(s, d, degrees);
    for (std::size_t k = 0; k < a.value.size(); ++k)
        if (std::abs(a.value[k]) <= a.error[k]) a.value[k] = 0;  // max(x,0) - 1/sqrt(2*pi) has no mean, not a tiny one
    return a;
}

/// What was typed may be a polynomial on the sphere.
Amplitudes amplitudes_of(const Expression& s, double d, int degrees) {
    if (const auto polynomial = on_sphere(s, d)) return amplitudes_of(*polynomial, d, degrees);
    return amplitudes_of_unknown(s, d, degrees);
}

Amplitudes amplitudes_of(const Sampled& s, double d, int degrees) { return amplitudes_of_unknown(s, d, degrees); }

Amplitudes amplitudes_of(const Power& s, double d, int degrees) {
    Amplitudes a = from_closed_form(power_amplitudes<Wide>(s, d, degrees));
    if (s.kinks().empty()) {  // |x|^p with the parity of p: a polynomial
        a.finite_rank = s.exponent <= degrees;
        if (a.finite_rank) return a;
    }
    using Digits50 = boost::multiprecision::cpp_bin_float_50;
    a.tail = Wide(power_tail<Digits50>(s, d, degrees));
    a.tail_error = Wide(6 * degrees + 60) * epsilon<Wide> * a.tail;
    return a;
}

Amplitudes amplitudes_of(const Polynomial& s, double d, int degrees) {
    Amplitudes a = from_closed_form(polynomial_amplitudes<Wide>(s, d));
    // Horner may cancel: its rounding is relative to the largest partial sum, not to the result
    Wide largest = 0;
    for (const double c : s.coefficients) largest = std::max(largest, std::abs(Wide(c)));
    for (const Wide g : a.value) largest = std::max(largest, std::abs(g));
    for (std::size_t k = 0; k < a.value.size(); ++k)
        if (a.value[k] != 0) a.error[k] += 60 * epsilon<Wide> * largest;
    if (s.rounded) {  // x^3/6 - x/2 has no part in degree 1, not a tiny one
        Polynomial sizes = s;
        for (double& c : sizes.coefficients) c = std::abs(c);
        const std::vector<Wide> size = polynomial_amplitudes<Wide>(sizes, d);
        for (std::size_t k = 0; k < size.size(); ++k) {
            const Wide rounding = 0x1p-53L * size[k];
            if (std::abs(a.value[k]) <= rounding) a.value[k] = 0;
            a.error[k] += rounding;
        }
    }
    a.finite_rank = s.degree() <= degrees;
    fold(a, degrees);
    return a;
}

/// Waves fall off faster than exponentially: the tail is summed until it no longer changes.
Amplitudes wave(double d, int degrees, int sign, Parity parity) {
    constexpr int beyond = 40;
    Amplitudes a = from_closed_form(wave_amplitudes<Wide>(d, degrees + beyond, sign));
    if (parity != Parity::none)
        for (std::size_t k = parity == Parity::even ? 1 : 0; k < a.value.size(); k += 2) a.value[k] = a.error[k] = 0;
    fold(a, degrees);
    return a;
}
Amplitudes amplitudes_of(const Exp&, double d, int degrees) { return wave(d, degrees, +1, Parity::none); }
Amplitudes amplitudes_of(const Cos&, double d, int degrees) { return wave(d, degrees, -1, Parity::even); }
Amplitudes amplitudes_of(const Sin&, double d, int degrees) { return wave(d, degrees, -1, Parity::odd); }

}  // namespace

Amplitudes decompose(const Activation& activation, double dimension, int degrees) {
    require_dimension(dimension);
    if (degrees < 0) throw DomainError("degrees", double(degrees), "the highest degree must be at least 0");
    return activation.visit([&](const auto& s) { return amplitudes_of(s, dimension, degrees); });
}

Amplitudes decompose_stretched(const Activation& activation, long double c, double dimension, int degrees) {
    require_dimension(dimension);
    return activation.visit([&](const auto& s) -> Amplitudes {
        using S = std::decay_t<decltype(s)>;
        if constexpr (std::is_same_v<S, Power>) {
            Amplitudes a = amplitudes_of(s, dimension, degrees);
            scale(a, std::pow(c, Wide(s.exponent)));
            return a;
        } else if constexpr (std::is_same_v<S, Polynomial>) {
            return amplitudes_of(stretched(s, c), dimension, degrees);
        } else {
            if constexpr (std::is_same_v<S, Expression>)
                if (s.polynomial()) return amplitudes_of(stretched(*s.polynomial(), c), dimension, degrees);
            return amplitudes_by_quadrature(Stretched<S>{s, c}, dimension, degrees);
        }
    });
}

}  // namespace lazyrisk
