#include "lazyrisk/spectrum/zonal_spectrum.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "lazyrisk/error.hpp"

namespace lazyrisk {
namespace {

/// Beyond this multiplicity a level cannot be told from the tail.
constexpr long double largest_multiplicity = 1e290L;
/// Beyond this one no sample resolves a level: it joins the tail where its mass is not known to nine digits.
constexpr long double unresolvable_multiplicity = 1e14L;

/// A mass that may be compared with zero: throws where it is negative beyond its error.
long double checked_mass(const ZonalFunction& h, double d, std::size_t k, long double mass, long double error) {
    if (mass < -error)
        throw NotCovered(h.name + " is not positive definite on the sphere of dimension " + to_text(d) + ": its mass in degree " +
                         std::to_string(k) + " is " + to_text(double(mass)) + "; every eigenvalue of a kernel is at least 0");
    return std::max(mass, 0.0L);
}

}  // namespace

Spectrum<> zonal_spectrum(const ZonalFunction& h, double d, int degrees) {
    constexpr int beyond = 4;  // computed to bound the tail's eigenvalues, whatever the parity
    const ZonalMasses m = zonal_masses(h, d, degrees + beyond);
    const long double inverse_d = inverse_dimension<long double>(d);

    Spectrum<> spectrum;
    // the tail in two ways: what lies beyond and is added to it, and what the trace leaves
    long double multiplicity = 1, tail = m.tail, tail_error = m.tail_error, left = m.trace, left_error = m.trace_error + 0x1p-63L * m.trace;
    bool resolved = true;
    for (std::size_t k = 0; k < m.value.size(); ++k) {
        const long double mass = checked_mass(h, d, k, m.value[k], m.error[k]);
        resolved = resolved && multiplicity < largest_multiplicity &&
                   !(multiplicity > unresolvable_multiplicity && m.error[k] > 1e-9L * mass);
        if (k <= std::size_t(degrees) && resolved) {
            spectrum.levels.push_back({int(k), double(mass / multiplicity), double(multiplicity), double(mass),
                                       double(m.error[k] + mass * 0x1p-53L)});
            left -= mass;
            left_error += m.error[k] + 0x1p-63L * mass;
        } else {
            tail += mass;
            tail_error += m.error[k];
            spectrum.tail_largest = std::max(spectrum.tail_largest, double((mass + m.error[k]) / multiplicity));
        }
        multiplicity *= (long double)d * multiplicity_ratio(inverse_d, int(k));
        if (multiplicity < 0x1p60L) multiplicity = std::round(multiplicity);
    }
    if (left_error < tail_error) {
        tail = left;
        tail_error = left_error;
    }
    if (tail < -tail_error)
        throw NotCovered(h.name + " is not positive definite on the sphere of dimension " + to_text(d) + ": the masses beyond degree " +
                         std::to_string(degrees) + " sum to " + to_text(double(tail)) + "; every eigenvalue of a kernel is at least 0");
    tail = std::max(tail, 0.0L);
    spectrum.tail = double(tail);
    spectrum.tail_error = double(tail_error + 0x1p-53L * tail);
    // every eigenvalue further out is at most the trace there over its multiplicity
    spectrum.tail_largest = std::max(spectrum.tail_largest, double(std::max(m.tail + m.tail_error, 0.0L) / multiplicity));
    return spectrum;
}

Spectrum<> zonal_limit(const ZonalFunction& h) {
    constexpr std::size_t size = 200;  // the tail is summed, not subtracted, as far as it is resolved
    constexpr long double epsilon = std::numeric_limits<long double>::epsilon();
    const PowerSeries<long double> a = h.series(size);
    long double tail = 0, sum = 0;
    for (std::size_t k = a.size(); k-- > 2;) tail += a[k];
    sum = tail + a[0] + a[1];
    const long double rest = std::max(0.0L, h.trace - sum), rounding = (6 * size + 60) * h.noise * epsilon,
                      lost = h.truncation * h.trace;
    Spectrum<> spectrum;
    spectrum.levels.push_back({0, a[0] > 0 ? infinite<> : 0.0, 0, 0, 0});
    spectrum.levels.push_back({1, double(a[1]), 1, double(a[1]), double(lost + (rounding + 0x1p-53L) * a[1])});
    // what 200 coefficients leave is the trace less their sum, where that is more than rounding
    const bool resolved = rest > rounding * h.trace;
    spectrum.tail = double(tail + (resolved ? rest : 0));
    spectrum.tail_error = double(lost + rounding * (resolved ? h.trace : tail) + (resolved ? 0 : rounding * h.trace * (rest > 0 ? 1 : 0)) +
                                 h.trace_error * h.trace + 0x1p-53L * spectrum.tail);
    return spectrum;
}

}  // namespace lazyrisk
