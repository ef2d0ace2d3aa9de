// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/spectrum/zonal_spectrum.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "lazyrisk/harmonics/dimension.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// Beyond this one no sample resolves a level: it joins the tail where its mass is not known to nine digits.
constexpr long double unresolvable_multiplicity = 1e14L;

[[noreturn]] void not_positive(const std::string& name, double d, const std::string& where, long double mass) {
    throw DomainError(name + " is not positive definite on the sphere of dimension " + to_text(d) + ": its mass " +
                      where + " is " + to_text(double(mass)) + ", and every eigenvalue of a kernel is at least 0");
}

}  // namespace

Spectrum<> zonal_spectrum(const ZonalMasses& m, const std::string& name, double d, int degrees) {
    Spectrum<> spectrum;
    // the tail in two ways: what lies beyond and is added to it, and what the levels leave of the trace
    long double multiplicity = 1, tail = m.tail, tail_error = m.tail_error, left = m.trace,
                left_error = m.trace_error + 0x1p-63L * m.trace;
    bool resolved = true;
    for (std::size_t k = 0; k < m.value.size(); ++k) {
        const long double error = std::min(m.error[k], m.trace);  // no mass of a kernel is beyond its trace
        if (m.value[k] < -m.error[k]) not_positive(name, d, "in degree " + std::to_string(k), m.value[k]);
        const long double mass = std::clamp(m.value[k], 0.0L, m.trace);
        resolved = resolved && multiplicity < largest_multiplicity &&
                   !(multiplicity > unresolvable_multiplicity && error > 1e-9L * mass);
        if (k <= std::size_t(degrees) && resolved) {
            spectrum.levels.push_back({int(k), double(mass / multiplicity), double(multiplicity), double(mass),
                                       double(error + mass * 0x1p-53L)});
            left -= mass;
            left_error += error + 0x1p-63L * mass;
        } else {
            tail += mass;
            tail_error += error;
            spectrum.tail_largest = std::max(spectrum.tail_largest, double((mass + error) / multiplicity));
        }
        multiplicity = next_multiplicity(multiplicity, d, int(k));
    }
    if (left_error < tail_error) {
        tail = left;
        tail_error = left_error;
    }
    if (tail < -tail_error) not_positive(name, d, "beyond degree " + std::to_string(degrees), tail);
    tail = std::max(tail, 0.0L);
    spectrum.tail = double(tail);
    spectrum.tail_error = double(tail_error + 0x1p-53L * tail);
    // every eigenvalue further out is at most the trace there over its multiplicity
    spectrum.tail_largest =
        std::max(spectrum.tail_largest, double(std::clamp(m.tail + m.tail_error, 0.0L, m.trace) / multiplicity));
    return spectrum;
}

namespace {

/// Taylor coefficients at t = 0 of h and bounds on their errors, through Chebyshev points of [-radius, radius].
struct Taylor {
    std::vector<WideNumber> value, error;
    bool settled = true;
};

Taylor interpolated(const ZonalFunction& h, double radius) {
    constexpr int size = 48, kept = 24;
    const WideNumber pi = boost::math::constants::pi<WideNumber>(),
                     epsilon = std::numeric_limits<WideNumber>::epsilon();
    std::vector<WideNumber> value, chebyshev(size, 0);
    for (int i = 0; i < size; ++i) {
        const WideNumber t = WideNumber(radius) * cos(WideNumber(pi * (2 * i + 1) / (2 * size)));
        value.push_back(h.wide_value(acos(t)));
    }
    WideNumber largest = 0, last = 0;
    for (int j = 0; j < size; ++j) {
        for (int i = 0; i < size; ++i)
            chebyshev[std::size_t(j)] += value[std::size_t(i)] * cos(WideNumber(pi * j * (2 * i + 1) / (2 * size)));
        chebyshev[std::size_t(j)] *= WideNumber(j == 0 ? 1 : 2) / size;
        largest = std::max(largest, WideNumber(abs(chebyshev[std::size_t(j)])));
        if (j >= size - 6) last = std::max(last, WideNumber(abs(chebyshev[std::size_t(j)])));
    }
    const WideNumber noise = last + WideNumber(16 * h.noise) * epsilon * largest;
    Taylor taylor{std::vector<WideNumber>(kept, 0), std::vector<WideNumber>(kept, 0),
                  last <= WideNumber(1e-22) * largest};
    std::vector<WideNumber> before(size, 0), now(size, 0);  // T_{j-1}, T_j as polynomials
    now[0] = 1;
    for (int j = 0; j < size; ++j) {
        for (std::size_t k = 0; k < kept; ++k) {
            taylor.value[k] += chebyshev[std::size_t(j)] * now[k];
            taylor.error[k] += noise * abs(now[k]);
        }
        std::vector<WideNumber> next(size, 0);
        for (std::size_t k = 0; k < size; ++k)
            next[k] = (k == 0 ? WideNumber(0) : WideNumber((j == 0 ? 1 : 2) * now[k - 1])) - before[k];
        before = j == 0 ? std::vector<WideNumber>(size, 0) : now;
        if (j == 0) before[0] = 1;
        now = std::move(next);
    }
    WideNumber scale = 1;
    for (std::size_t k = 0; k < kept; ++k) {
        taylor.value[k] *= scale;
        taylor.error[k] *= scale;
        scale /= radius;
    }
    return taylor;
}

/// Is the mass of this degree an exact zero, at every d?
bool dead(const ZonalFunction& h, std::size_t k) { return h.parts.dead(k); }

/// Where a coefficient vanishes, the next ones of its parity: M_k begins with a_{k+2j} (k+2j)!/(k! 2^j j!) d^-j.
/// Formula (3.4)
void add_later_terms(LimitMasses& limit, const ZonalFunction& h) {
    const std::size_t size = limit.mass.size();
    for (std::size_t k = 0; k < size; ++k) {
        limit.known.push_back(dead(h, k) ? infinite<> : double(k + (size - 1 - k) / 2));
        limit.later.emplace_back();
        if (dead(h, k) || !can_vanish(limit, k)) continue;
        long double weight = std::tgamma((long double)k + 1);  // (k+2j)!/(2^j j!)
        for (std::size_t j = 1, m = k + 2; m < size; ++j, m += 2) {
            weight *= (long double)m * (long double)(m - 1) / (2 * (long double)j);
            limit.later.back().push_back({int(k + j), weight * limit.mass[m], weight * limit.error[m]});
        }
    }
}

LimitMasses from_values(const ZonalFunction& h) {
    if (!h.wide_value && h.kinks.empty())
        throw NotCovered(h.name +
                         " is known by its values to 80 bits alone, too few for its limit d -> infinity; give `dim`");
    double radius = 0.5;
    for (const double kink : h.kinks) radius = std::min(radius, std::abs(std::cos(kink)) * 0.9);
    if (!h.wide_value || radius < 1e-12)
        throw NotCovered(h.name + " has a kink at t = 0, and so no limit d -> infinity; give `dim`");
    Taylor taylor = interpolated(h, radius);
    for (int halving = 0; halving < 12 && !taylor.settled; ++halving) taylor = interpolated(h, radius /= 2);
    if (!taylor.settled)
        throw NotCovered("the Taylor series of " + h.name +
                         " at t = 0, its limit d -> infinity, does not settle; give `dim`");
    LimitMasses limit{.mass = {}, .error = {}, .tail = h.trace, .tail_error = h.trace_error * h.trace};
    for (std::size_t k = 0; k < taylor.value.size(); ++k) {
        const long double mass(taylor.value[k]), error = (long double)(taylor.error[k]) + 0x1p-63L * std::abs(mass);
        if (mass < -error - 4 * 0x1p-53L * h.trace)  // a formula cannot be nearer to zero than its constants were typed
            throw DomainError(h.name +
                              " is not positive definite on spheres of large dimension: its Taylor coefficient of t^" +
                              std::to_string(k) + " is " + to_text(double(mass)));
        if (error > 1e-12L * h.trace) break;
        limit.mass.push_back(mass > error && !dead(h, k) ? mass : 0);
        limit.error.push_back(dead(h, k) ? 0 : error);
        limit.tail -= limit.mass.back();
        limit.tail_error += error;
    }
    if (limit.tail < -limit.tail_error - 1e-17L * h.trace)
        throw DomainError(h.name +
                          " is not positive definite on spheres of large dimension: its first Taylor coefficients sum "
                          "to more than h(1)");
    limit.tail = std::max(limit.tail, 0.0L);
    limit.tail_error += 1e-18L * h.trace;
    add_later_terms(limit, h);
    return limit;
}

}  // namespace

LimitMasses limit_masses(const ZonalFunction& h) {
    if (!h.series) return from_values(h);
    const std::size_t size =
        std::min<std::size_t>(200, h.longest_series);  // the tail is summed, not subtracted, as far as it is resolved
    constexpr long double epsilon = std::numeric_limits<long double>::epsilon();
    const PowerSeries<long double> a = h.series(size);
    const long double rounding = (6 * (long double)size + 60) * h.noise * epsilon, lost = h.truncation * h.trace;
    LimitMasses limit;
    long double sum = 0;
    for (std::size_t k = a.size(); k-- > 0;) sum += a[k];
    for (std::size_t k = 0; k < a.size(); ++k) {
        limit.mass.push_back(dead(h, k) ? 0 : a[k]);
        limit.error.push_back(dead(h, k) ? 0 : rounding * a[k] + lost);
    }
    // what is left of the trace, where that is more than rounding
    const long double rest = h.trace - sum, uncertain = rounding * h.trace + lost + h.trace_error * h.trace;
    const long double steep = geometric_rest(a);
    limit.tail = rest > uncertain ? rest : 0;
    limit.tail_error = rest > uncertain ? uncertain : std::min(uncertain, steep);
    add_later_terms(limit, h);
    return limit;
}

}  // namespace lazyrisk
