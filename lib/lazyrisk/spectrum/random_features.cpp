// Random features and their kernel: the eigenvalue of degree k is the squared Gegenbauer coefficient.
#include <algorithm>
#include <cmath>
#include <limits>

#include "lazyrisk/harmonics/amplitudes.hpp"
#include "lazyrisk/harmonics/dimension.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"

namespace lazyrisk {
namespace {

/// Beyond this multiplicity a level cannot be told from the tail: its eigenvalue is below 1e-290 of the trace.
constexpr long double largest_multiplicity = 1e290L;

Level<> level(int degree, long double amplitude, long double error, long double multiplicity) {
    const long double mass = amplitude * amplitude;
    return {degree, double(mass / multiplicity), double(multiplicity), double(mass),
            double(2 * std::abs(amplitude) * error + error * error + mass * 0x1p-53L)};
}

/// Degree 1 against everything above it; d = infinity.
Spectrum<> proportional_limit(const Activation& activation) {
    constexpr int degrees = 60;  // the tail is summed, not subtracted, as far as it is resolved
    const Amplitudes a = decompose(activation, infinite<>, degrees);
    Spectrum<> spectrum;
    spectrum.levels.push_back({0, a.value[0] != 0 ? infinite<> : 0.0, 0, 0, 0});
    spectrum.levels.push_back(level(1, a.value[1], a.error[1], 1));
    long double tail = a.tail, error = a.tail_error;
    for (std::size_t k = degrees; k >= 2; --k) {
        tail += a.value[k] * a.value[k];
        error += 2 * std::abs(a.value[k]) * a.error[k];
    }
    spectrum.tail = double(tail);
    spectrum.tail_error = double(error + tail * 0x1p-53L);
    return spectrum;
}

}  // namespace

Spectrum<> diagonalize(const RandomFeatures& model, int degrees) {
    if (model.dimension == infinite<>) return proportional_limit(model.activation);
    constexpr int beyond = 4;  // computed to bound the tail's eigenvalues, whatever the parity
    const double d = model.dimension;
    const Amplitudes a = decompose(model.activation, d, degrees + beyond);
    const long double inverse_d = inverse_dimension<long double>(d);

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
        multiplicity *= (long double)d * multiplicity_ratio(inverse_d, int(k));
        if (multiplicity < 0x1p60L) multiplicity = std::round(multiplicity);
    }
    spectrum.tail = double(tail);
    // what underflows is not zero: where only that is left, the answer is not resolved, and its bound says so
    spectrum.tail_error = double(tail_error + 0x1p-53L * tail) + (a.finite_rank ? 0 : std::numeric_limits<double>::min());
    // every eigenvalue further out is at most the trace there over its multiplicity
    spectrum.tail_largest = std::max(spectrum.tail_largest, double((a.tail + a.tail_error) / multiplicity));
    return spectrum;
}

Spectrum<> diagonalize(const Kernel& model, int degrees) {
    return diagonalize(RandomFeatures{model.activation, model.dimension}, degrees);
}

}  // namespace lazyrisk
