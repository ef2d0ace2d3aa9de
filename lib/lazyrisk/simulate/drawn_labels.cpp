// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/drawn_labels.hpp"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "lazyrisk/numerics/constants.hpp"
#include "lazyrisk/words/text.hpp"

namespace lazyrisk {
namespace {

/// Lanes of the stream of labels; the first is that of a plain regression's noise.
enum Lane : std::uint64_t { channel_lane = 0, flip_lane = 1, choice_lane = 2 };

double standard_normal_cdf(double x) { return std::erfc(-x * half_root_two<double>()) / 2; }

std::vector<double> normals_of(std::size_t count, const Draw& draw, Role role, Lane lane) {
    std::vector<double> z(count);
    draw.stream(role, lane).normals(z);
    return z;
}

/// Noise of the law, from a normal and a uniform of its own.
double noise_of(const NoiseLaw& law, double noise_variance, double normal, double uniform) {
    if (law.freedom > 0) {
        const boost::math::students_t t(law.freedom);
        return law.scale * boost::math::quantile(t, std::min(std::max(uniform, 1e-16), 1 - 1e-16));
    }
    double variance = noise_variance;
    for (const NormalPart& p : law.parts) {
        variance = p.variance;
        if ((uniform -= p.weight) < 0) break;
    }
    return std::sqrt(variance) * normal;
}

double loss_at(const Loss& loss, double x) {
    return std::visit([x](const auto& l) { return l.value(x); }, loss);
}

}  // namespace

std::string FitLoss::labels_text() const {
    return to_text(labels) + " " + to_text(labels.flip) + " " + to_text(noise_law);
}

std::string FitLoss::text() const { return is_plain() ? "" : to_text(loss) + " " + labels_text(); }

Matrix drawn_labels(const FitLoss& fit, double noise_variance, std::span<const double> target, double sd,
                    const Draw& draw, Role role, std::span<const double> classes) {
    const std::size_t n = target.size();
    Matrix y(Eigen::Index(n), 1);
    const std::vector<double> z = normals_of(n, draw, role, channel_lane);
    std::vector<double> choice(n, 0.5), flips(n, 0);
    const bool chooses = fit.labels.kind == LabelKind::logistic || !fit.noise_law.is_plain();
    if (chooses) choice = normals_of(n, draw, role, choice_lane);
    if (fit.labels.flip > 0) flips = normals_of(n, draw, role, flip_lane);
    for (std::size_t i = 0; i < n; ++i) {
        const double uniform = chooses ? standard_normal_cdf(choice[i]) : 0;
        double& label = y(Eigen::Index(i), 0);
        if (!fit.labels.are_signs()) {
            label = target[i] + noise_of(fit.noise_law, noise_variance, z[i], uniform);
            continue;
        }
        const double s = target[i] / sd;
        bool one = !classes.empty()                         ? classes[i] > 0
                   : fit.labels.kind == LabelKind::logistic ? uniform < sigmoid(fit.labels.slope * s)
                                                            : s + std::sqrt(fit.labels.slope) * z[i] > 0;
        if (fit.labels.flip > 0) one ^= standard_normal_cdf(flips[i]) < fit.labels.flip;
        label = one ? 1 : -1;
    }
    return y;
}

const std::vector<std::string>& loss_quantities() {
    static const std::vector<std::string> names{
        "error_rate", "excess_risk",         "clean_error_rate", "test_loss", "train_loss", "train_error_rate",
        "overlap",    "prediction_variance", "support",          "margin",    "gap"};
    return names;
}

void LossScore::add(std::span<const double> score, std::span<const double> target, double sd,
                    std::span<const double> noisy, std::span<const double> classes) {
    for (std::size_t i = 0; i < score.size(); ++i) {
        const double f = score[i], s = classes.empty() ? target[i] / sd : classes[i];
        ++points;
        overlap += s * f;
        variance += f * f;
        if (fit_.labels.are_signs()) {
            const double one = classes.empty() ? probability_of_one(fit_.labels, s)
                               : s > 0         ? 1 - fit_.labels.flip
                                               : fit_.labels.flip;
            error_rate += f > 0 ? 1 - one : f < 0 ? one : 0.5;
            clean += s * f < 0 ? 1 : s * f > 0 ? 0 : 0.5;
            squares += 1 - 2 * (2 * one - 1) * f + f * f;
            // the mean over the label: its chance is no part of the score
            if (!std::holds_alternative<MarginConstraint>(fit_.loss))
                loss += one * loss_at(fit_.loss, f) + (1 - one) * loss_at(fit_.loss, -f);
        } else {
            const double off = target[i] - f;
            excess += off * off;
            const double u = noisy[i] - f;
            loss += is_square(fit_.loss) ? u * u / 2 : loss_at(fit_.loss, u);
        }
    }
}

}  // namespace lazyrisk
