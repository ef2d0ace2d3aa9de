// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/average/kernel_averages.hpp"

#include <algorithm>
#include <limits>

#include "lazyrisk/average/dimension.hpp"
#include "lazyrisk/linear/decomposition.hpp"
#include "lazyrisk/linear/shifted_inverse.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

constexpr int longest = 2000;

/// The spectrum with as many degrees as K2 needs, and the target.
Spectrum<> long_enough(const std::function<Spectrum<>(int)>& spectrum, int most, int target_degree) {
    constexpr double negligible = 1e-13;
    for (int degrees = std::max(32, target_degree);; degrees *= 4) {
        const int kept = std::max(std::min(degrees, longest), target_degree);
        Spectrum<> s = spectrum(kept);
        double trace = s.tail;
        for (const Level<>& level : s.levels) trace += level.mass;
        if (s.tail_largest <= negligible * trace || kept >= most || kept >= longest) return s;
    }
}

}  // namespace

KernelAverages::KernelAverages(const std::function<Spectrum<>(int)>& spectrum, int most, double dimension,
                               const Target<>& target)
    : dimension_(averaged_dimension(dimension)), prior_(target, dimension_) {
    const Spectrum<> s = long_enough(spectrum, most, target.highest_degree());
    const std::vector<double>& energy = prior_.energy();
    std::vector<double> squared, learned(energy.size(), 0.0);
    for (const Level<>& level : s.levels) {
        const std::size_t k = std::size_t(level.mode.degree);
        if (squared.size() <= k) squared.resize(k + 1, 0.0);
        squared[k] = level.mass * level.eigenvalue;
        if (k < energy.size()) learned[k] = energy[k] * level.eigenvalue;
    }
    squared_ = ZonalSum(dimension_, std::move(squared));
    learned_ = ZonalSum(dimension_, std::move(learned));
    largest_beyond_ = s.tail > 0 ? s.tail_largest : 0;
}

Columns KernelAverages::columns_of(const ZonalSum& sum, const Matrix& points) const {
    return [&sum, &points, scale = 1 / dimension_](int first, int count) {
        return zonal_columns(sum, points, scale, first, count);
    };
}

/// `gram`, lower triangle, is there where the ridge is so great that A - lambda A^2, that is A K A, would cancel.
AmplifiedAverages KernelAverages::by_inverse(const AveragedFit& fit, const Matrix& a, const Matrix& points,
                                             const Matrix& gram) const {
    const int n = fit.samples;
    const Columns learned = columns_of(learned_, points);
    const Matrix w = symmetric_times(columns_of(squared_, points), a);
    // Q the prior's matrix: <A, Q>, <A, A Q> = tr A^2 Q, <K2 A, A Q> = tr A K2 A Q, and tr A K A Q where it is asked
    // for
    double once = 0, twice = 0, spread = 0, learned_energy = 0, norm = 0, norm_of_noise = 0;
    for_blocks(n, [&](int first, int count) {
        const MatrixView columns = a.middleCols(first, count);
        const Matrix q = fit.prior(first, count), v = a * q;
        once += inner(columns, q);
        twice += inner(columns, v);
        spread += inner(w.middleCols(first, count), v);
        learned_energy += inner(columns, learned(first, count));
        if (gram.size() == 0) return;
        const Matrix ka = gram.selfadjointView<Eigen::Lower>() * columns;
        norm += inner(ka, v);
        norm_of_noise += inner(ka, columns);
    });
    const double square = inner(a, a);
    if (gram.size() == 0) {
        norm = once - fit.ridge * twice;
        norm_of_noise = a.trace() - fit.ridge * square;
    }
    const double dual = twice + fit.noise * square;  // E |dual|^2
    return {{.bias = fit.target_energy - 2 * learned_energy + spread,
             .variance = fit.noise * inner(w, a),
             .train_error = fit.ridge * fit.ridge * dual / n,
             .weight_norm = norm + fit.noise * norm_of_noise},
            dual};
}

AmplifiedAverages KernelAverages::by_eigenvectors(const AveragedFit& fit, Matrix gram, const Matrix& points) const {
    Eigenvectors e = eigenvectors(std::move(gram));
    const int n = fit.samples;
    FitModes modes{std::move(e.vector), {}, {}, {}, {}, std::vector<double>(std::size_t(n), 0.0)};
    for (const double value : e.value) {
        const double weight = value > e.cut ? shifted_inverse(value, fit.ridge) : 0;
        modes.weight.push_back(weight);
        modes.residual.push_back(value > e.cut ? fit.ridge * weight : 1);
        modes.norm.push_back(value * weight * weight);
    }
    modes.squared = modes.u.transpose() * symmetric_times(columns_of(squared_, points), modes.u);
    const Matrix learned = symmetric_times(columns_of(learned_, points), modes.u);
    as_vector(modes.learned) = learned.cwiseProduct(modes.u).colwise().sum().transpose();
    return averages_by_modes(fit, modes);
}

AveragedErrors KernelAverages::operator()(Matrix gram, const Matrix& points, double ridge, double noise) const {
    constexpr double epsilon = std::numeric_limits<double>::epsilon();
    if (is_infinite(ridge)) return averages_of_nothing(prior_.total(), noise);
    const AveragedFit fit{.samples = int(points.cols()),
                          .target_energy = prior_.total(),
                          .ridge = ridge,
                          .noise = noise,
                          .prior = [&](int first, int count) { return prior_.columns(points, first, count); }};
    const bool heavy = ridge > 100 * gram.trace() / fit.samples;
    Matrix kept = gram;
    const Matrix a = inverse(std::move(gram), ridge);
    if (a.size() > 0 && !heavy) kept.resize(0, 0);
    const auto [e, amplification] =
        a.size() > 0 ? by_inverse(fit, a, points, kept) : by_eigenvectors(fit, std::move(kept), points);
    trusted(fit, e, 4 * epsilon * squared_.at_one() * amplification,
            "rounding enlarged by a nearly singular kernel matrix");
    return trusted(fit, e, largest_beyond_ * e.weight_norm,
                   "eigenvalues of the kernel up to " + to_text(largest_beyond_) + " beyond degree " +
                       std::to_string(int(squared_.flops() / 4) - 1));
}

double KernelAverages::memory(double n, double ridge) const {
    const double whole = ridge == 0 ? 5 : 3;  // the safe way is likely there alone
    return 8 * (whole * n * n + 3 * block_width * n);
}

double KernelAverages::flops(double n) const {
    return n * n * (5 * n + 6 * dimension_ + squared_.flops() + learned_.flops() + prior_.flops());
}

}  // namespace lazyrisk
