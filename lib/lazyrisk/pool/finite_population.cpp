// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/pool/finite_population.hpp"

#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// Sums over the modes at one tau, q = tau/(k + tau).
struct ModeSums {
    double learned = 0;  ///< D = sum k/(k + tau)
    double slope = 0;    ///< -dD/dlog tau
};

ModeSums mode_sums(const PoolSpectrum& spectrum, double tau) {
    ModeSums sums;
    for (int i = 0; i < spectrum.rank; ++i) {
        const double k = spectrum.eigenvalue[std::size_t(i)], learned = k / (k + tau);
        sums.learned += learned;
        sums.slope += learned * (tau / (k + tau));
    }
    return sums;
}

/// (n - D) tau (1 - D/p) - delta (M - D) where D is below the smaller size, negative elsewhere.
double excess(const PoolSpectrum& spectrum, const PoolSetting& s, double tau) {
    const double smaller = std::min(s.samples, s.width), learned = mode_sums(spectrum, tau).learned;
    const double given = s.ridge * (double(spectrum.points()) - learned);
    if (learned >= smaller) return (smaller - learned) * tau - given;
    const double left = s.ridge == 0 ? smaller - learned : (s.samples - learned) * (1 - learned * reciprocal(s.width));
    return left * tau - given;
}

/// The one root: the function rises where it is not negative.  Formula (17.2).
double effective_ridge(const PoolSpectrum& spectrum, const PoolSetting& s) {
    const auto f = [&](double log_tau) { return excess(spectrum, s, std::exp(log_tau)); };
    const double start = std::log(std::max(s.ridge, spectrum.eigenvalue.front() / spectrum.points()));
    double low = start, high = start;
    for (double step = 1; f(high) <= 0; step *= 2) high += step;
    for (double step = 1; f(low) > 0; step *= 2) low -= step;
    std::uintmax_t steps = 200;
    const auto root =
        boost::math::tools::toms748_solve(f, low, high, boost::math::tools::eps_tolerance<double>(52), steps);
    return std::exp((root.first + root.second) / 2);
}

/// What is left of a mode's energy in the error, and in the mean residual: `square` q^2 + `linear` q.
struct LeftFactors {
    double square = 0, linear = 0, bias = 0;
};

/// The same at every tau, from 0 on; what is never learned has q = 1.
PoolErrors summed(const PoolSpectrum& spectrum, const PoolSetting& s, const LeftFactors& factor, double tau,
                  std::vector<PoolMode>& modes) {
    const PoolNoise noise(s, spectrum.outputs);
    PoolErrors e;
    double energy = 0, overlap = 0, noise_sum = 0;
    for (std::size_t i = 0; i < spectrum.eigenvalue.size(); ++i) {
        const double k = spectrum.eigenvalue[i], q = k == 0 ? 1 : is_infinite(tau) ? 1 : tau / (k + tau);
        const double left = factor.square * q * q + factor.linear * q, clean = spectrum.energy[i];
        const double error = q == 0 || clean == 0 ? 0 : noise.kept * noise.kept * clean * left;
        modes.push_back({k, clean, k == 0 || is_infinite(tau) ? 0 : k / (k + tau), error});
        e.variance += error;
        e.bias += noise.kept * noise.kept * clean * factor.bias * q * q;
        noise_sum += q == 0 ? 0 : left;
        energy += clean;
        overlap += clean * q;
    }
    e.variance = std::max(0.0, e.variance - e.bias);
    e.noise = noise.variance == 0 ? 0 : noise.variance * noise_sum / double(spectrum.points());
    e.test_error = e.bias + e.variance + e.noise;
    e.clean_error = e.test_error - noise.variance + noise.flip * noise.flip * energy +
                    2 * noise.flip * noise.kept * overlap * std::sqrt(factor.bias);
    return e;
}

FinitePopulation with_factors(const PoolSpectrum& spectrum, const PoolSetting& s, const LeftFactors& factor, double tau,
                              double learned) {
    FinitePopulation r;
    static_cast<PoolErrors&>(r) = summed(spectrum, s, factor, tau, r.modes);
    r.effective_ridge = tau;
    r.degrees_of_freedom = learned;
    const double unused =
        s.ridge == 0 && s.samples <= s.width && s.samples <= spectrum.rank ? 0 : 1 - learned / s.samples;
    r.train_error = unused == 0 ? 0 : r.test_error * unused * unused;
    return r;
}

/// Ridge 0 and no more modes than samples and features: only what has no eigenvalue is left.
FinitePopulation all_learned(const PoolSpectrum& spectrum, const PoolSetting& s) {
    const double points = spectrum.points(), dead = points - spectrum.rank;
    const double spare = s.samples - spectrum.rank;
    const LeftFactors factor{spare > 0 ? s.samples * points / (dead * spare) : infinite<>, 0,
                             points * points / (dead * dead)};
    FinitePopulation r = with_factors(spectrum, s, factor, 0, spectrum.rank);
    r.slope = spare > 0 ? dead / spare : infinite<>;
    return r;
}

}  // namespace

FinitePopulation finite_population(const PoolSpectrum& spectrum, const PoolSetting& s) {
    check(spectrum.points(), s);
    require_finished(s);
    const double points = spectrum.points(), smaller = std::min(s.samples, s.width);
    if (is_infinite(s.ridge)) {
        FinitePopulation r = with_factors(spectrum, s, {1, 0, 1}, infinite<>, 0);
        r.inner_ridge = infinite<>;
        r.slope = points / s.samples;
        return r;
    }
    if (s.ridge == 0 && smaller >= spectrum.rank) return all_learned(spectrum, s);
    const double tau = effective_ridge(spectrum, s), inverse_width = reciprocal(s.width);
    const ModeSums sums = mode_sums(spectrum, tau);
    // at ridge 0 the smaller size is D itself
    const double learned = s.ridge == 0 ? smaller : sums.learned;
    const double unused = s.samples - learned,
                 width_left = is_infinite(s.width) ? 1 : (s.width - learned) * inverse_width;
    const double held = sums.slope * width_left * (points - s.samples) / (points - learned) +
                        unused * (width_left + sums.slope * inverse_width);
    const double left = s.samples * points / ((points - learned) * held);
    const LeftFactors factor{held > 0 ? left * width_left : infinite<>,
                             held > 0 ? left * sums.slope * inverse_width : infinite<>,
                             points * points / ((points - learned) * (points - learned))};
    FinitePopulation r = with_factors(spectrum, s, factor, tau, learned);
    r.inner_ridge = s.ridge == 0 ? (s.samples < s.width ? 0 : tau * unused / (points - learned)) : s.ridge / width_left;
    r.slope = held > 0 ? (points - learned) / held : infinite<>;
    return r;
}

}  // namespace lazyrisk
