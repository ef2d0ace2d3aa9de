// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/pool/population_flow.hpp"

#include <algorithm>
#include <cmath>
#include <complex>

#include "lazyrisk/dynamics/contour.hpp"
#include "lazyrisk/dynamics/time_sums.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// A complex ridge, and its tau.
struct FlowPoint {
    Complex ridge, tau;
    Complex left;     ///< M - D = sum tau/(k + tau), over all M
    Complex unused;   ///< n - D
    Complex squares;  ///< sum k/(k + tau)^2

    /// ridge = tau (n - D)/(M - D), by tau.
    [[nodiscard]] Complex slope(double samples, double points) const {
        return unused / left + tau * (points - samples) * squares / (left * left);
    }
};

FlowPoint point_at(const PoolSpectrum& spectrum, double samples, const Complex& tau) {
    FlowPoint p;
    p.tau = tau, p.left = double(spectrum.points() - spectrum.rank), p.unused = samples;
    for (int i = 0; i < spectrum.rank; ++i) {
        const double k = spectrum.eigenvalue[std::size_t(i)];
        const Complex inverse = 1.0 / (k + tau);
        p.left += tau * inverse;
        p.unused -= k * inverse;
        p.squares += k * inverse * inverse;
    }
    p.ridge = tau * p.unused / p.left;
    return p;
}

/// tau at `ridge`, continued from a point near by: Newton's method, by way of the middle where that is not near enough.
FlowPoint followed(const PoolSpectrum& spectrum, double samples, const FlowPoint& from, const Complex& ridge,
                   int depth = 0) {
    const double points = spectrum.points();
    Complex step = (ridge - from.ridge) / from.slope(samples, points);
    FlowPoint p = from;
    const bool near = std::abs(step) < 0.5 * std::abs(from.tau);
    for (int i = 0; near && i < 12; ++i) {
        p = point_at(spectrum, samples, p.tau + step);
        step = (ridge - p.ridge) / p.slope(samples, points);
        if (!(p.tau.imag() > 0) || !(std::abs(step) < 0.5 * std::abs(p.tau))) break;
        if (std::abs(step) < 1e-15 * std::abs(p.tau) || (i > 5 && std::abs(step) < 1e-13 * std::abs(p.tau))) {
            p.ridge = ridge;
            return p;
        }
    }
    if (depth > 40) throw NotConverged("the effective ridge of this pool could not be followed to a complex one");
    const Complex middle = (from.ridge + ridge) / 2.0;
    return followed(spectrum, samples, followed(spectrum, samples, from, middle, depth + 1), ridge, depth + 1);
}

/// All nodes of the contour, each from the one before.
std::vector<FlowPoint> points_of(const PoolSpectrum& spectrum, const PoolSetting& s, const Contour& c) {
    std::vector<FlowPoint> points;
    const double first = s.ridge + s.samples * std::abs(c.z.front());
    FlowPoint at = point_at(spectrum, s.samples,
                            finite_population(spectrum, {.samples = s.samples, .ridge = first}).effective_ridge);
    for (const Complex& z : c.z) points.push_back(at = followed(spectrum, s.samples, at, s.ridge + s.samples * z));
    return points;
}

/// Of two ridges.
struct PairSums {
    Complex clean;   ///< test error without noise
    Complex noise;   ///< per unit of its variance
    Complex factor;  ///< of a mode's energy q q in the first
    Complex train;   ///< training error over test error

    PairSums(const PoolSpectrum& spectrum, double samples, const FlowPoint& a, const FlowPoint& b) {
        const double points = spectrum.points();
        Complex shared = 0;
        for (std::size_t i = 0; i < spectrum.eigenvalue.size(); ++i) {
            const double k = spectrum.eigenvalue[i];
            const Complex inverse = 1.0 / ((k + a.tau) * (k + b.tau)), left = a.tau * b.tau * inverse;
            shared += k * inverse;
            clean += spectrum.energy[i] * left;
            noise += left / points;
        }
        // d tau/d ridge between the two, without the difference of either
        const Complex both = a.left * b.left;
        const Complex moved = 1.0 / (a.unused / a.left + b.tau * (points - samples) * shared / both);
        factor = samples * points * moved / both;
        clean *= factor, noise *= factor;
        train = a.ridge * b.ridge * both / (a.tau * b.tau * samples * samples);
    }
};

/// 2 Re sum of weight x f over the half of the nodes.
template <class F>
double single_sum(const Contour& c, const F& f) {
    double sum = 0;
    for (std::size_t i = 0; i < c.z.size(); ++i) sum += 2 * (c.weight[i] * f(i)).real();
    return sum;
}

FlowPoint conjugate(FlowPoint p) {
    for (Complex* x : {&p.ridge, &p.tau, &p.left, &p.unused, &p.squares}) *x = std::conj(*x);
    return p;
}

/// Test and training error, and each mode's part of what has no noise.
void add_pairs(const PoolSpectrum& spectrum, const PoolSetting& s, const Contour& c,
               const std::vector<FlowPoint>& points, PopulationErrors& r) {
    const PoolNoise noise(s, spectrum.outputs);
    const double kept = noise.kept * noise.kept;
    DoubleSum clean, added, train;
    std::vector<double> of_mode(spectrum.eigenvalue.size(), 0.0);
    for (std::size_t i = 0; i < points.size(); ++i)
        for (std::size_t j = i; j < points.size(); ++j) {
            const FlowPoint other = conjugate(points[j]);
            const PairSums plain(spectrum, s.samples, points[i], points[j]),
                mixed(spectrum, s.samples, points[i], other);
            const Complex w = c.weight[i] * c.weight[j], v = c.weight[i] * std::conj(c.weight[j]);
            const double times = i == j ? 2 : 4;
            const auto whole = [&](const PairSums& p) { return (kept * p.clean + noise.variance * p.noise) * p.train; };
            clean.add(w, kept * plain.clean, v, kept * mixed.clean, times);
            added.add(w, noise.variance * plain.noise, v, noise.variance * mixed.noise, times);
            train.add(w, whole(plain), v, whole(mixed), times);
            const Complex wf = times * w * plain.factor * points[i].tau, vf = times * v * mixed.factor * points[i].tau;
            for (std::size_t m = 0; m < of_mode.size(); ++m) {
                const double k = spectrum.eigenvalue[m];
                const Complex inverse = 1.0 / (k + points[i].tau);
                of_mode[m] += (wf * inverse * (points[j].tau / (k + points[j].tau)) +
                               vf * inverse * (other.tau / (k + other.tau)))
                                  .real();
            }
        }
    r.variance = std::max(0.0, clean.value - r.bias);
    r.noise = std::max(0.0, added.value);
    r.train_error = std::max(0.0, train.value);
    for (std::size_t m = 0; m < of_mode.size(); ++m)
        r.modes[m].error = std::max(0.0, kept * spectrum.energy[m] * of_mode[m]);
}

PopulationErrors between(const PoolSpectrum& spectrum, const PoolSetting& s) {
    const Contour c = contour({s.time, 0}, 0);
    const std::vector<FlowPoint> points = points_of(spectrum, s, c);
    const PoolNoise noise(s, spectrum.outputs);
    const double all = spectrum.points();
    PopulationErrors r;
    double energy = 0, overlap = 0;
    for (std::size_t m = 0; m < spectrum.eigenvalue.size(); ++m) {
        const double k = spectrum.eigenvalue[m], e = spectrum.energy[m];
        const double learned = single_sum(c, [&](std::size_t i) { return k / (k + points[i].tau); });
        const double missed =  // of the mean over training sets
            single_sum(c, [&](std::size_t i) { return all * points[i].tau / ((k + points[i].tau) * points[i].left); });
        r.modes.push_back({k, e, std::clamp(learned, 0.0, 1.0), 0});
        r.bias += noise.kept * noise.kept * e * missed * missed;
        energy += e, overlap += e * missed;
    }
    add_pairs(spectrum, s, c, points, r);
    r.test_error = r.bias + r.variance + r.noise;
    r.clean_error =
        r.test_error - noise.variance + noise.flip * noise.flip * energy + 2 * noise.flip * noise.kept * overlap;
    r.degrees_of_freedom = single_sum(c, [&](std::size_t i) { return s.samples - points[i].unused; });
    return r;
}

}  // namespace

PopulationErrors population_flow(const PoolSpectrum& spectrum, const PoolSetting& setting) {
    check(spectrum.points(), setting);
    PoolSetting end = setting;
    end.time = infinite<>;
    if (setting.time == 0) end.ridge = infinite<>;
    if (is_infinite(setting.time) || is_infinite(end.ridge)) return finite_population(spectrum, end);
    return between(spectrum, setting);
}

}  // namespace lazyrisk
