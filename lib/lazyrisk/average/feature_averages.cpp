// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/average/feature_averages.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "lazyrisk/average/dimension.hpp"
#include "lazyrisk/harmonics/amplitudes.hpp"
#include "lazyrisk/harmonics/dimension.hpp"
#include "lazyrisk/linear/decomposition.hpp"
#include "lazyrisk/linear/shifted_inverse.hpp"
#include "lazyrisk/simulate/features.hpp"

namespace lazyrisk {
namespace {

/// E_k lambda_k, lambda_k = g_k B^{-1/2}.
std::vector<double> learned_part(const Activation& activation, double dimension, const std::vector<double>& energy) {
    if (energy.empty()) return {};
    const int degrees = int(energy.size()) - 1;
    const Amplitudes a = decompose(activation, dimension, degrees);
    std::vector<double> c;
    for (int k = 0; k <= degrees; ++k)
        c.push_back(energy[std::size_t(k)] * double(a.value[std::size_t(k)]) *
                    std::exp(-log_multiplicity(dimension, k) / 2));
    return c;
}

}  // namespace

FeatureAverages::FeatureAverages(const RandomFeatures& model, const Target<>& target)
    : activation_(model.activation),
      dimension_(averaged_dimension(model.dimension)),
      prior_(target, dimension_),
      neurons_(model.activation, dimension_),
      learned_(dimension_, learned_part(model.activation, dimension_, prior_.energy())) {}

Matrix FeatureAverages::learned(const Drawn& draw, int first, int count) const {
    Matrix r = cosines(draw.points, draw.weights, 1 / std::sqrt(dimension_), first, count);
    learned_.apply(entries(r));
    r /= std::sqrt(double(draw.weights.cols()));
    return r;
}

/// p <= n: G = (Z^T Z + ridge)^{-1}, M^T = Z G. What multiplies U is built from M: its rounding grows with |M|^2, not
/// |G|^2.
std::optional<AveragedErrors> FeatureAverages::over_neurons(const Drawn& draw) const {
    const AveragedFit& fit = draw.fit;
    const int n = fit.samples, p = int(draw.z.cols());
    const Matrix g = inverse(lower_gram(draw.z), fit.ridge);
    if (g.size() == 0) return {};
    const Matrix mt = draw.z * g, qm = symmetric_times(fit.prior, mt);       // Q M^T
    const Matrix target = mt.transpose() * qm, noise = mt.transpose() * mt;  // M Q M^T, M M^T
    double learned_energy = 0, spread = 0, spread_of_noise = 0;
    for_blocks(p, [&](int first, int count) {
        const Matrix u = draw.neurons(first, count);
        learned_energy += inner(mt.middleCols(first, count), learned(draw, first, count));
        spread += inner(u, target.middleCols(first, count)) / p;
        spread_of_noise += inner(u, noise.middleCols(first, count)) / p;
    });
    // tr (I - Z M)^2 Q = tr Q - tr Z M Q - ridge tr M Q M^T
    const double left = std::max(0.0, n * fit.target_energy - inner(draw.z, qm) - fit.ridge * target.trace());
    return AveragedErrors{.bias = fit.target_energy - 2 * learned_energy + spread,
                          .variance = fit.noise * spread_of_noise,
                          .train_error = (left + fit.noise * ((n - p) + fit.ridge * fit.ridge * inner(g, g))) / n,
                          .weight_norm = target.trace() + fit.noise * noise.trace()};
}

/// p > n: A = (Z Z^T + ridge)^{-1}, M^T = A Z; what is left on the training points is ridge A y.
std::optional<AveragedErrors> FeatureAverages::over_samples(const Drawn& draw) const {
    const AveragedFit& fit = draw.fit;
    const int n = fit.samples, p = int(draw.z.cols());
    const Matrix a = inverse(lower_outer_gram(draw.z), fit.ridge);
    if (a.size() == 0) return {};
    const Matrix mt = a * draw.z;
    Matrix spread = Matrix::Zero(n, n), norm = Matrix::Zero(n, n);  // M^T U M/p, M^T M
    double learned_energy = 0;
    for_blocks(p, [&](int first, int count) {
        const MatrixView columns = mt.middleCols(first, count);
        const Matrix moved = mt * draw.neurons(first, count);
        spread.noalias() += (1.0 / p) * moved * columns.transpose();
        norm.noalias() += columns * columns.transpose();
        learned_energy += inner(columns, learned(draw, first, count));
    });
    AveragedErrors e{.bias = fit.target_energy - 2 * learned_energy,
                     .variance = fit.noise * spread.trace(),
                     .train_error = fit.noise * inner(a, a),
                     .weight_norm = fit.noise * norm.trace()};
    for_blocks(n, [&](int first, int count) {
        const Matrix q = fit.prior(first, count);
        e.bias += inner(spread.middleCols(first, count), q);
        e.weight_norm += inner(norm.middleCols(first, count), q);
        if (fit.ridge > 0) e.train_error += inner(a.middleCols(first, count), a * q);
    });
    e.train_error *= fit.ridge * fit.ridge / n;
    return e;
}

AveragedErrors FeatureAverages::by_singular_vectors(Drawn draw) const {
    const int p = int(draw.z.cols());
    SingularVectors s = singular_vectors(std::move(draw.z));
    FitModes modes{std::move(s.u), {}, {}, {}, {}, std::vector<double>(s.value.size(), 0.0)};
    for (const double value : s.value) {
        const double ridge = draw.fit.ridge;
        const double inverse = value > s.cut ? shifted_inverse(value * value, ridge) : 0, weight = value * inverse;
        modes.weight.push_back(weight);
        modes.residual.push_back(value > s.cut ? ridge * inverse : 1);
        modes.norm.push_back(weight * weight);
    }
    for_blocks(p, [&](int first, int count) {
        const Matrix block = modes.u.transpose() * learned(draw, first, count);
        as_vector(modes.learned) += block.cwiseProduct(s.vt.middleCols(first, count)).rowwise().sum();
    });
    const Matrix v = s.vt.transpose();
    modes.squared = v.transpose() * symmetric_times(draw.neurons, v);
    modes.squared /= p;
    return averages_by_modes(draw.fit, modes).errors;
}

AveragedErrors FeatureAverages::operator()(const Matrix& weights, const Matrix& points, double ridge,
                                           double noise) const {
    if (is_infinite(ridge)) return averages_of_nothing(prior_.total(), noise);
    Matrix z = features(activation_, weights, points);
    z /= std::sqrt(double(z.cols()));
    Drawn draw{.weights = weights,
               .points = points,
               .z = std::move(z),
               .fit = {.samples = int(points.cols()),
                       .target_energy = prior_.total(),
                       .ridge = ridge,
                       .noise = noise,
                       .prior = [&](int first, int count) { return prior_.columns(points, first, count); }},
               .neurons = [&](int first, int count) { return neurons_.columns(weights, first, count); }};
    const bool tall = weights.cols() <= points.cols();
    const AveragedFit fit = draw.fit;
    std::optional<AveragedErrors> e = tall ? over_neurons(draw) : over_samples(draw);
    if (!e) e = by_singular_vectors(std::move(draw));
    return trusted(fit, *e, std::numeric_limits<double>::epsilon() * neurons_.diagonal() * e->weight_norm,
                   "rounding enlarged by nearly singular features");
}

double FeatureAverages::memory(double n, double p, double ridge) const {
    const double small = std::min(n, p), usual = 2 * n * p + (p <= n ? n * p + 3 * p * p : 3 * n * n);
    const double safe = ridge == 0 ? n * p + small * (n + 2 * p + 4 * small) : 0;  // likely there alone
    return 8 * (std::max(usual, safe) + 3 * block_width * std::max(n, p));
}

double FeatureAverages::flops(double n, double p) const {
    const double entries = n * n * (2 * dimension_ + prior_.flops()) +
                           n * p * (4 * dimension_ + learned_.flops() + 10) +
                           p * p * (2 * dimension_ + neurons_.flops());
    return entries +
           (p <= n ? 2 * n * n * p + 7 * n * p * p + p * p * p : 2 * n * p * p + 7 * n * n * p + 3 * n * n * n);
}

}  // namespace lazyrisk
