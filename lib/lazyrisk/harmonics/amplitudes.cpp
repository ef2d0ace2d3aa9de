#include "lazyrisk/harmonics/amplitudes.hpp"

#include <algorithm>
#include <type_traits>

#include "lazyrisk/error.hpp"
#include "lazyrisk/harmonics/polynomials.hpp"
#include "lazyrisk/harmonics/powers.hpp"
#include "lazyrisk/harmonics/quadrature.hpp"
#include "lazyrisk/harmonics/waves.hpp"

namespace lazyrisk {
namespace {

using Wide = long double;
constexpr Wide epsilon = std::numeric_limits<Wide>::epsilon();

/// A closed form loses a few roundings a step.
Amplitudes from_closed_form(std::vector<Wide> value, Wide square_norm) {
    Amplitudes a;
    a.error.resize(value.size());
    for (std::size_t k = 0; k < value.size(); ++k) a.error[k] = Wide(6 * k + 60) * epsilon * std::abs(value[k]);
    a.value = std::move(value);
    a.square_norm = square_norm;
    a.square_norm_error = 60 * epsilon * square_norm;
    return a;
}

template <class S>
Amplitudes by_quadrature(const S& s, double d, int degrees) {
    constexpr Wide tolerance = 1e-17L, acceptable = 1e-9L;
    const std::vector<double> kinks = s.kinks();
    QuadratureResult<Wide> q = kinks.empty() ? smooth_amplitudes<Wide>(s, d, degrees, tolerance)
                                             : kinked_amplitudes<Wide>(s, d, degrees, kinks, tolerance);
    if (!(*std::max_element(q.error.begin(), q.error.end()) <= acceptable * std::max<Wide>(1, std::sqrt(q.square))))
        throw NotConverged("the Gegenbauer coefficients of " + s.name() + " did not settle under refinement of the quadrature");
    if (s.parity() != Parity::none)
        for (std::size_t k = s.parity() == Parity::even ? 1 : 0; k < q.value.size(); k += 2) q.value[k] = q.error[k] = 0;
    return {std::move(q.value), std::move(q.error), q.square, q.square_error, false};
}

// One overload an activation with a closed form; quadrature for every other.
template <class S>
Amplitudes amplitudes_of(const S& s, double d, int degrees) { return by_quadrature(s, d, degrees); }

Amplitudes amplitudes_of(const Power& s, double d, int degrees) {
    return from_closed_form(power_amplitudes<Wide>(s, d, degrees), power_square_norm<Wide>(s, d));
}

Amplitudes amplitudes_of(const Polynomial& s, double d, int degrees) {
    std::vector<Wide> all = polynomial_amplitudes<Wide>(s, d);
    Wide square = 0, largest = 0;
    for (const Wide g : all) square += g * g;
    for (const double c : s.coefficients) largest = std::max(largest, std::abs(Wide(c)));
    const std::size_t kept = std::size_t(degrees) + 1;
    Amplitudes a = from_closed_form(std::move(all), square);
    // Horner may cancel: its rounding is relative to the largest partial sum, not to the result
    for (std::size_t k = 0; k < a.value.size(); ++k)
        if (a.value[k] != 0) a.error[k] += 30 * epsilon * (largest + std::sqrt(square));
    a.value.resize(kept, 0);
    a.error.resize(kept, 0);
    a.finite_rank = s.degree() <= degrees;
    return a;
}

Amplitudes amplitudes_of(const Exp&, double d, int degrees) {
    return from_closed_form(wave_amplitudes<Wide>(d, degrees, +1), wave_mean<Wide>(d, 4));
}

Amplitudes wave_pair(double d, int degrees, int parity) {
    const Wide mean_cos_2x = wave_mean<Wide>(d, -4);
    Amplitudes a = from_closed_form(wave_amplitudes<Wide>(d, degrees, -1),
                                    (1 + (parity == 0 ? mean_cos_2x : -mean_cos_2x)) / 2);
    for (std::size_t k = std::size_t(1 - parity); k < a.value.size(); k += 2) a.value[k] = a.error[k] = 0;
    return a;
}
Amplitudes amplitudes_of(const Cos&, double d, int degrees) { return wave_pair(d, degrees, 0); }
Amplitudes amplitudes_of(const Sin&, double d, int degrees) { return wave_pair(d, degrees, 1); }

}  // namespace

long double Amplitudes::tail() const {
    if (finite_rank) return 0;
    Wide rest = square_norm;
    for (const Wide g : value) rest -= g * g;
    return std::max<Wide>(rest, 0);
}

long double Amplitudes::tail_error() const {
    if (finite_rank) return 0;
    Wide bound = square_norm_error;
    for (std::size_t k = 0; k < value.size(); ++k) bound += 2 * std::abs(value[k]) * error[k] + epsilon * value[k] * value[k];
    return bound;
}

Amplitudes decompose(const Activation& activation, double dimension, int degrees) {
    require_dimension(dimension);
    if (degrees < 0) throw DomainError("degrees", std::to_string(degrees), "the highest degree must be at least 0");
    return activation.visit([&](const auto& s) { return amplitudes_of(s, dimension, degrees); });
}

}  // namespace lazyrisk
