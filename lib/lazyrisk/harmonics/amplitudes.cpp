#include "lazyrisk/harmonics/amplitudes.hpp"

#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>

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
Amplitudes from_closed_form(std::vector<Wide> value) {
    Amplitudes a;
    a.error.resize(value.size());
    for (std::size_t k = 0; k < value.size(); ++k) a.error[k] = Wide(6 * k + 60) * epsilon * std::abs(value[k]);
    a.value = std::move(value);
    return a;
}

/// Keeps degrees 0 .. degrees and adds up the squares of the rest, which are all there is.
void fold(Amplitudes& a, int degrees) {
    const std::size_t kept = std::size_t(degrees) + 1;
    for (std::size_t k = a.value.size(); k-- > kept;) {
        a.tail += a.value[k] * a.value[k];
        a.tail_error += 2 * std::abs(a.value[k]) * a.error[k];
    }
    a.value.resize(kept, 0);
    a.error.resize(kept, 0);
}

/// sum of g_k^2 beyond `degrees`, from amplitudes that go on: their squares, and what is left of E s^2.
/// Where the amplitudes fall to rounding and stay there, what is left is rounding too.  Formula (1.11)
void add_tail(Amplitudes& a, int degrees, Wide square, Wide square_error, bool halved) {
    Wide left = square, left_error = square_error, noise = 0;
    const std::size_t size = a.value.size(), kept = std::size_t(degrees) + 1, quarter = size - (size - kept) / 4;
    bool settled = !halved;  // details finer than q_k could revive the amplitudes
    for (std::size_t k = 0; k < size; ++k) {
        const Wide mass = a.value[k] * a.value[k], error = (2 * std::abs(a.value[k]) + a.error[k]) * a.error[k];
        left -= mass;
        left_error += error + epsilon * (mass + std::abs(left));
        if (k >= kept) {
            a.tail += mass;
            a.tail_error += error;
        }
        if (k >= quarter) {
            settled = settled && std::abs(a.value[k]) <= 2 * a.error[k];
            noise = std::max(noise, a.error[k]);
        }
    }
    if (settled && std::abs(left) <= left_error) {
        a.tail_error += Wide(size) * noise * noise;  // amplitudes further out are below the noise and fall
    } else {
        a.tail += std::max<Wide>(left, 0);
        a.tail_error += left_error;
    }
    a.value.resize(kept);
    a.error.resize(kept);
}

template <class S>
Amplitudes by_quadrature(const S& s, double d, int degrees) {
    constexpr Wide acceptable = 1e-9L;
    constexpr int beyond = 128;  // resolves the tail of analytic activations at small d
    QuadratureResult<Wide> q = quadrature_amplitudes<Wide>(s, d, degrees + beyond, s.kinks());
    if (!(q.error.front() <= acceptable * std::max<Wide>(1, std::sqrt(q.square))))
        throw NotConverged("the Gegenbauer coefficients of " + s.name() + " did not settle under refinement of the quadrature");
    if (s.parity() != Parity::none)
        for (std::size_t k = s.parity() == Parity::even ? 1 : 0; k < q.value.size(); k += 2) q.value[k] = q.error[k] = 0;
    Amplitudes a;
    a.value = std::move(q.value);
    a.error = std::move(q.error);
    add_tail(a, degrees, q.square, q.square_error, q.halved);
    return a;
}

// One overload an activation with a closed form; quadrature for every other.
template <class S>
Amplitudes amplitudes_of(const S& s, double d, int degrees) { return by_quadrature(s, d, degrees); }

Amplitudes amplitudes_of(const Power& s, double d, int degrees) {
    Amplitudes a = from_closed_form(power_amplitudes<Wide>(s, d, degrees));
    if (s.kinks().empty()) {  // |x|^p with the parity of p: a polynomial
        a.finite_rank = s.exponent <= degrees;
        if (a.finite_rank) return a;
    }
    using Digits50 = boost::multiprecision::cpp_bin_float_50;
    a.tail = Wide(power_tail<Digits50>(s, d, degrees));
    a.tail_error = Wide(6 * degrees + 60) * epsilon * a.tail;
    return a;
}

Amplitudes amplitudes_of(const Polynomial& s, double d, int degrees) {
    Amplitudes a = from_closed_form(polynomial_amplitudes<Wide>(s, d));
    // Horner may cancel: its rounding is relative to the largest partial sum, not to the result
    Wide largest = 0;
    for (const double c : s.coefficients) largest = std::max(largest, std::abs(Wide(c)));
    for (const Wide g : a.value) largest = std::max(largest, std::abs(g));
    for (std::size_t k = 0; k < a.value.size(); ++k)
        if (a.value[k] != 0) a.error[k] += 60 * epsilon * largest;
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

}  // namespace lazyrisk
