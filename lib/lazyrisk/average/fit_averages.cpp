// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/average/fit_averages.hpp"

#include <lapacke.h>

#include <algorithm>

#include "lazyrisk/linear/decomposition.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

double trace(const Matrix& a) {
    double sum = 0;
    for (int i = 0; i < a.rows(); ++i) sum += a(i, i);
    return sum;
}

AveragedErrors averages_of_nothing(double target_energy, double noise) {
    return {.bias = target_energy, .variance = 0, .train_error = target_energy + noise, .weight_norm = 0};
}

Matrix inverse(Matrix gram, double ridge) {
    add_to_diagonal(gram, ridge);
    if (!factored(gram)) return {};
    LAPACKE_dpotri(LAPACK_COL_MAJOR, 'L', gram.rows(), gram.data(), gram.rows());
    mirror_lower(gram);
    return gram;
}

AveragedErrors trusted(const AveragedFit& fit, AveragedErrors e, double uncertain, const std::string& reason) {
    constexpr double accepted = 1e-5, negligible = 1e-10;
    if (!(uncertain <= accepted * (std::max(0.0, e.bias) + e.variance) + negligible * (fit.target_energy + fit.noise)))
        throw NotCovered("averages over the test point are uncertain by " + to_text(uncertain) + " of " +
                         to_text(e.bias + e.variance) + ", " + reason + "; use test points, or a larger ridge");
    e.bias = std::max(0.0, e.bias);
    return e;
}

AmplifiedAverages averages_by_modes(const AveragedFit& fit, const FitModes& m) {
    const int n = fit.samples, r = m.u.columns();
    const Matrix q = transpose_times(m.u, symmetric_times(fit.prior, m.u));
    // labels outside the modes are left as they are
    const double outside = r == n ? 0 : std::max(0.0, n * fit.target_energy - trace(q));
    AveragedErrors e{
        .bias = fit.target_energy, .variance = 0, .train_error = outside + fit.noise * (n - r), .weight_norm = 0};
    double amplification = 0;
    for (int i = 0; i < r; ++i) {
        const std::size_t at = std::size_t(i);
        const double label = q(i, i) + fit.noise;
        e.bias -= 2 * m.weight[at] * m.learned[at];
        for (int j = 0; j < r; ++j) e.bias += m.weight[at] * m.weight[std::size_t(j)] * m.squared(j, i) * q(j, i);
        e.variance += fit.noise * m.weight[at] * m.weight[at] * m.squared(i, i);
        e.train_error += m.residual[at] * m.residual[at] * label;
        e.weight_norm += m.norm[at] * label;
        amplification += m.weight[at] * m.weight[at] * label;
    }
    e.train_error /= n;
    return {e, amplification};
}

}  // namespace lazyrisk
