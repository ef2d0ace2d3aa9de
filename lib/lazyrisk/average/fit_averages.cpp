// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/average/fit_averages.hpp"

#include <algorithm>

#include "lazyrisk/linear/decomposition.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

AveragedErrors averages_of_nothing(double target_energy, double noise) {
    return {.bias = target_energy, .variance = 0, .train_error = target_energy + noise, .weight_norm = 0};
}

Matrix inverse(Matrix gram, double ridge) {
    gram.diagonal().array() += ridge;
    if (!factored(gram)) return {};
    invert_factored(gram);
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
    const Eigen::Index n = fit.samples, r = m.u.cols();
    const Matrix q = m.u.transpose() * symmetric_times(fit.prior, m.u);
    const Eigen::VectorXd label = q.diagonal().array() + fit.noise, weight = as_vector(m.weight),
                          squares = weight.cwiseAbs2();
    // labels outside the modes are left as they are
    const double outside =
        r == n ? 0 : std::max(0.0, double(n) * fit.target_energy - q.trace()) + fit.noise * double(n - r);
    return {{.bias = fit.target_energy - 2 * weight.dot(as_vector(m.learned)) +
                     weight.dot(m.squared.cwiseProduct(q) * weight),
             .variance = fit.noise * squares.dot(m.squared.diagonal()),
             .train_error = (outside + as_vector(m.residual).cwiseAbs2().dot(label)) / double(n),
             .weight_norm = as_vector(m.norm).dot(label)},
            squares.dot(label)};
}

}  // namespace lazyrisk
