// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/risk/covariates.hpp"

namespace lazyrisk {
namespace {

/// n - D2 = n w2 + e, of positive terms at a ridge that is not negative.
double samples_left(const std::vector<CovariateLevel>& levels, const LinearFit& fit) {
    const double nu = fit.effective_ridge;
    double left = fit.samples * fit.unused_samples;
    for (const CovariateLevel& l : levels) {
        const double share = l.eigenvalue + nu;
        if (l.eigenvalue > 0) left += l.multiplicity * (nu / share) * (l.eigenvalue / share);
    }
    return fit.tail.trace > 0 ? left + fit.tail.trace / nu : left;
}

}  // namespace

double between_directions(const CovariateAxes& axes, const std::vector<double>& left) {
    const std::vector<double>& b = axes.coefficients;
    if (b.empty() || !axes.test_matrix || axes.test_matrix->size() != b.size() * b.size()) return 0;
    double sum = 0;
    for (std::size_t i = 0; i < b.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            sum += 2 * b[i] * left[i] * (*axes.test_matrix)[i * b.size() + j] * b[j] * left[j];
    return sum;
}

LinearErrors shifted_errors(const std::vector<CovariateLevel>& levels, const LinearFit& fit) {
    const double nu = fit.effective_ridge;
    double missed = fit.tail.energy + fit.rest, missed_there = fit.tail.test_energy + fit.rest,
           amplified = 0;  // b2, at test, A
    for (const CovariateLevel& l : levels) {
        if (!(l.eigenvalue > 0)) continue;
        const double q = is_infinite(nu) ? 1 : nu / (l.eigenvalue + nu), known = l.energy * q * q;
        missed += known;
        missed_there += known * (l.test_variance / l.eigenvalue);
        if (!is_infinite(nu))
            amplified +=
                l.multiplicity * (l.eigenvalue / (l.eigenvalue + nu)) * (l.test_variance / (l.eigenvalue + nu));
    }
    if (is_infinite(nu) || is_infinite(fit.samples)) return {missed_there, 0};
    if (fit.tail.test_trace > 0) amplified += fit.tail.test_trace / nu / nu;
    const double left = samples_left(levels, fit), noise = fit.noise_variance;
    if (amplified == 0) return {missed_there, 0};
    return {missed > 0 ? missed_there + amplified / left * missed : missed_there,
            noise > 0 ? amplified / left * noise : 0};
}

LinearErrors shifted_feature_errors(const std::vector<CovariateLevel>& levels, const FeatureFit& fit,
                                    const FeatureLaw& law) {
    const double nu = fit.effective_ridge, rho = law.ratio, by_width = fit.slope / fit.width,
                 h = fit.unused_width + by_width;
    double all = fit.rest, half = fit.rest, left = fit.rest;  // sums of E t, E t q, E t q^2
    double spread = 0, amplified = 0, learned = 0;            // sums of E q^2 s, m s t/(s + nu)^2, m L^2 t
    for (const CovariateLevel& l : levels) {
        const double s = l.eigenvalue, q = nu / (s + nu);
        if (s > 0) {
            const double there = l.energy * (l.test_variance / s);
            all += there, half += there * q, left += there * q * q;
            spread += l.energy * q * q * s;
        }
        const double seen = l.multiplicity * (l.test_variance / (s + nu)) / (s + nu);
        amplified += seen, learned += seen * s;
    }
    amplified += fit.tail / nu * (law.tail_ratio / nu);
    const double used = learned + nu * amplified * by_width / h, missed = left + amplified * spread / (fit.width * h),
                 error = missed + used / fit.samples * (fit.bias + fit.variance + fit.noise_variance),
                 variance = rho * rho * (used / fit.samples) * (fit.variance + fit.noise_variance);
    return {rho * rho * error + 2 * rho * (1 - rho) * half + (1 - rho) * (1 - rho) * all - variance, variance};
}

LinearErrors first_correction(const std::vector<CovariateLevel>& levels, const LinearFit& fit, double kurtosis) {
    const double nu = fit.effective_ridge;
    if (is_infinite(nu) || is_infinite(fit.samples)) return {0, 0};
    const double left = samples_left(levels, fit);
    if (!(left > 0)) return {infinite<>, infinite<>};
    const auto sum = [&](auto term) {  // of a level's q, L, s, t and multiplicity
        double total = 0;
        for (const CovariateLevel& l : levels)
            if (l.eigenvalue > 0) total += term(nu / (l.eigenvalue + nu), l.eigenvalue / (l.eigenvalue + nu), l);
        return total;
    };
    using Level = const CovariateLevel&;
    const double gamma = 1 / left + kurtosis / fit.samples;
    const double a3 = sum([](double q, double L, Level l) { return l.multiplicity * L * L * q; });
    const double shift =
        sum([](double q, double L, Level l) { return l.multiplicity * L * q * l.test_variance; }) / left;
    const double a3_dot = sum([](double q, double L, Level l) { return l.multiplicity * L * L * q * (L - 2 * q); });
    const double gamma_dot = -2 * a3 / (left * left);
    const double d2_prime =
        sum([&](double q, double L, Level l) { return -2 * l.multiplicity * L * L * q * (l.test_variance - shift); });
    const double a3_prime = sum([&](double q, double L, Level l) {
        return l.multiplicity * L * L * q * (L - 2 * q) * (l.test_variance - shift);
    });
    const double gamma_prime = d2_prime / (left * left);

    // per unit of noise the whole variance and its leading part; of the bias the correction alone
    double variance = 0, bias = 0;
    for (const CovariateLevel& l : levels) {
        if (!(l.eigenvalue > 0)) continue;
        const double q = nu / (l.eigenvalue + nu), L = l.eigenvalue / (l.eigenvalue + nu), t = l.test_variance,
                     xi = t - shift;
        const double psi = L * L - L * a3 / left;
        const double psi_dot = -2 * L * L * q + (L * q * a3 - L * a3_dot) / left + 2 * L * (a3 / left) * (a3 / left);
        const double psi_prime =
            -2 * L * L * q * xi + (L * q * a3 * xi - L * a3_prime) / left - L * a3 * d2_prime / (left * left);
        variance +=
            l.multiplicity * (t / l.eigenvalue) * L * (L * gamma * psi + gamma_dot * psi + gamma * psi_dot) / left;
        bias += l.energy / l.eigenvalue *
                (t * q * gamma * psi - q * L * xi * gamma * psi - q * (gamma_prime * psi + gamma * psi_prime));
    }
    return {bias + (fit.tail.energy + fit.rest) * variance, fit.noise_variance * variance};
}

}  // namespace lazyrisk
