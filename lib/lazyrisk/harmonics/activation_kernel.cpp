// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/harmonics/activation_kernel.hpp"

#include <algorithm>
#include <boost/math/constants/constants.hpp>
#include <cmath>
#include <limits>
#include <variant>

#include "lazyrisk/harmonics/amplitudes.hpp"
#include "lazyrisk/harmonics/powers.hpp"
#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// A_p(angle) = int_0^{std::numbers::pi_v<long double> - angle} (cos c + cos angle)^p dc by its recurrence in p.
/// Formula (11.2).
long double arc_cosine(int p, long double angle, long double cosine) {
    const long double squared_sine = (1 - cosine) * (1 + cosine);
    long double before = std::numbers::pi_v<long double> - angle;
    if (p == 0) return before;
    long double now = std::sqrt(squared_sine) + before * cosine;
    for (int j = 2; j <= p; ++j) {
        const long double next = ((2 * j - 1) * cosine * now + (j - 1) * squared_sine * before) / j;
        before = now;
        now = next;
    }
    return now;
}

}  // namespace

ActivationKernel::ActivationKernel(const Activation& activation, double dimension) {
    require_dimension(dimension);
    if (is_infinite(dimension))
        throw NotCovered("the kernel as a function of the cosine needs a finite dimension: give `dim`");
    activation.visit([&](const auto& s) {
        if constexpr (std::is_same_v<std::decay_t<decltype(s)>, Power>) {
            if (s.kinks().empty()) return;  // a polynomial
            exponent_ = s.exponent;
            const long double left = s.left, right = s.right;
            const long double scale =
                absolute_moment<long double>(dimension, 2 * exponent_) / 2 / arc_cosine(exponent_, 0, 1);
            same_ = (right * right + left * left) * scale;
            opposite_ = 2 * right * left * scale;
            error_ = (20 * exponent_ + 40) * epsilon<long double> * (std::abs(same_) + std::abs(opposite_)) *
                     arc_cosine(exponent_, 0, 1);
        }
    });
    if (exponent_ >= 0) return;
    Amplitudes a;
    long double trace = 0;
    for (int degrees = 32;; degrees = std::min(2000, 4 * degrees)) {
        a = decompose(activation, dimension, degrees);
        trace = a.tail;
        for (const long double g : a.value) trace += g * g;
        if (a.finite_rank || a.tail <= epsilon<long double> * trace || degrees == 2000) break;
    }
    if (!(a.tail <= 1e-9L * trace))
        throw NotCovered("the kernel of " + activation.name() + " at dimension " + to_text(dimension) +
                         " is not resolved by 2000 degrees; a smooth activation, or one whose only kink is at 0 with "
                         "powers beside it, is");
    error_ = a.tail + a.tail_error;
    std::size_t terms = 0;
    for (std::size_t k = 0; k < a.value.size(); ++k) {
        mass_.push_back(a.value[k] * a.value[k]);
        error_ +=
            (2 * std::abs(a.value[k]) + a.error[k]) * a.error[k] + (2 * k + 4) * epsilon<long double> * mass_.back();
        if (mass_.back() > 1e-3L * epsilon<long double> * trace) terms = k + 1;
    }
    for (std::size_t k = terms; k < mass_.size(); ++k) error_ += mass_[k];
    if (a.finite_rank) degree_ = int(terms) - 1;
    mass_.resize(terms);
    for (std::size_t k = 0; k < terms; ++k) {
        const long double size = k == 0 ? 1 : k + dimension - 2;
        rise_.push_back(k == 0 ? 1 : (2 * k + dimension - 2) / size);
        fall_.push_back(k / size);
    }
}

long double ActivationKernel::operator()(long double t) const {
    t = std::clamp(t, -1.0L, 1.0L);
    if (exponent_ >= 0) {
        const long double angle = std::acos(t);
        const long double same = same_ * arc_cosine(exponent_, angle, t);
        return opposite_ == 0 ? same
                              : same + opposite_ * arc_cosine(exponent_, std::numbers::pi_v<long double> - angle, -t);
    }
    long double before = 0, now = 1, sum = 0;
    for (std::size_t k = 0; k < mass_.size(); ++k) {
        sum += mass_[k] * now;
        const long double next = rise_[k] * t * now - fall_[k] * before;
        before = now;
        now = next;
    }
    return sum;
}

}  // namespace lazyrisk
