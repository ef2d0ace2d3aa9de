// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Random features and their kernel: the eigenvalue of degree k is the squared Gegenbauer coefficient.
#include <algorithm>
#include <cmath>
#include <limits>

#include "lazyrisk/harmonics/amplitudes.hpp"
#include "lazyrisk/harmonics/dimension.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/spectrum/later_terms.hpp"

namespace lazyrisk {
namespace {

Level<> level(int degree, long double amplitude, long double error, long double multiplicity) {
    const long double mass = amplitude * amplitude;
    return {degree, double(mass / multiplicity), double(multiplicity), double(mass),
            double(2 * std::abs(amplitude) * error + error * error + mass * 0x1p-53L)};
}

}  // namespace

/// Masses: squared Hermite coefficients; where one vanishes the square of what lambda_{d,k} begins with.
LimitMasses in_the_limit(const RandomFeatures& model) {
    const double exponents = exponents_wanted(model.dimension.scale);
    const Amplitudes a = decompose(model.activation, infinite<>, degrees_of_limit(model.dimension.scale));
    LimitMasses limit{.mass = {}, .error = {}, .tail = a.tail, .tail_error = a.tail_error};
    for (std::size_t k = 0; k < a.value.size(); ++k) {
        limit.mass.push_back(a.value[k] * a.value[k]);
        limit.error.push_back((2 * std::abs(a.value[k]) + a.error[k]) * a.error[k]);
    }
    for (std::size_t k = 0; double(k) <= exponents && k < a.value.size(); ++k) {
        limit.later.push_back(can_vanish(limit, k) ? later_terms(a, int(k), exponents) : std::vector<EigenvalueTerm>{});
        limit.known.push_back(exponents);
    }
    return limit;
}

Spectrum<> diagonalize(const RandomFeatures& model, int degrees) {
    if (model.dimension == infinite<>) return at_scale(in_the_limit(model), model.dimension.scale);
    constexpr int beyond = 4;  // computed to bound the tail's eigenvalues, whatever the parity
    const double d = model.dimension;
    const Amplitudes a = decompose(model.activation, d, degrees + beyond);

    Spectrum<> spectrum;
    long double multiplicity = 1, tail = a.tail, tail_error = a.tail_error;
    for (std::size_t k = 0; k < a.value.size(); ++k) {
        const long double mass = a.value[k] * a.value[k];
        if (k <= std::size_t(degrees) && multiplicity < largest_multiplicity) {
            spectrum.levels.push_back(level(int(k), a.value[k], a.error[k], multiplicity));
        } else {
            tail += mass;
            tail_error += 2 * std::abs(a.value[k]) * a.error[k];
            spectrum.tail_largest = std::max(spectrum.tail_largest, double(mass / multiplicity));
        }
        multiplicity = next_multiplicity(multiplicity, d, int(k));
    }
    spectrum.tail = double(tail);
    // what underflows is not zero: where only that is left, the answer is not resolved, and its bound says so
    spectrum.tail_error =
        double(tail_error + 0x1p-53L * tail) + (a.finite_rank ? 0 : std::numeric_limits<double>::min());
    // every eigenvalue further out is at most the trace there over its multiplicity
    spectrum.tail_largest = std::max(spectrum.tail_largest, double((a.tail + a.tail_error) / multiplicity));
    return spectrum;
}

LimitMasses in_the_limit(const Kernel& model) {
    return in_the_limit(RandomFeatures{model.activation, model.dimension});
}

Spectrum<> diagonalize(const Kernel& model, int degrees) {
    return diagonalize(RandomFeatures{model.activation, model.dimension}, degrees);
}

int most_degrees(const RandomFeatures& model) {
    if (model.dimension == infinite<>) return 0;
    // closed forms cost nanoseconds a degree, quadratures a pass over their nodes
    return model.activation.visit([](const auto& s) {
        using S = std::decay_t<decltype(s)>;
        if constexpr (std::is_same_v<S, Power>)
            return 100000;
        else if constexpr (std::is_same_v<S, Polynomial>)
            return s.degree();
        else
            return 2000;
    });
}

int most_degrees(const Kernel& model) { return most_degrees(RandomFeatures{model.activation, model.dimension}); }

}  // namespace lazyrisk
