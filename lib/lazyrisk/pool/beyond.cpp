// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/pool/beyond.hpp"

#include <array>
#include <cmath>

#include "lazyrisk/pool/classification.hpp"
#include "lazyrisk/pool/site_resolved.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using ThreeErrors = std::array<double, 3>;

/// Least squares of log error against log size; 0 where an error is 0.
double power_of(const ThreeErrors& size, const ThreeErrors& error) {
    double x_mean = 0, y_mean = 0, covariance = 0, variance = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        if (!(error[i] > 0)) return 0;
        x_mean += std::log(size[i]) / 3;
        y_mean += std::log(error[i]) / 3;
    }
    for (std::size_t i = 0; i < 3; ++i) {
        const double x = std::log(size[i]) - x_mean;
        covariance += x * (std::log(error[i]) - y_mean);
        variance += x * x;
    }
    return covariance / variance;
}

BeyondValue continued(double level, double level_error, double slope, double times) {
    if (level == 0) return {0, level_error, 0, 0, slope};
    constexpr double slope_error = 0.03;  // between data sets
    const double log_error = std::hypot(level_error / level, slope_error * std::log(times));
    const double value = level * std::pow(times, slope), factor = std::exp(1.96 * log_error);
    return {value, value * log_error, value / factor, value * factor, slope};
}

}  // namespace

BeyondLaw::BeyondLaw(const Pool& pool, double ridge) : points_(pool.points()) {
    if (points_ < 20) throw DomainError("samples", points_, "a power law needs 20 points or more to begin with");
    if (is_infinite(ridge))
        throw DomainError("ridge", ridge, "an infinite ridge learns nothing from any number of points");
    at_hand_ = leave_one_out(pool.kernel, pool.targets, ridge, pool.label);
    const ThreeErrors size{points_ / 4, points_ / 2, points_ - 1};
    ThreeErrors mse{0, 0, at_hand_.mse}, classes{0, 0, at_hand_.class_error};
    SiteField field;
    for (std::size_t i = 0; i < 2; ++i) {
        const SiteEquivalent site(pool, {.samples = size[i], .ridge = ridge}, field);
        mse[i] = site_resolved(site).test_error;
        if (!pool.label.empty()) classes[i] = classification(site).class_error;
        field = site.field();
    }
    mse_slope_ = power_of(size, mse);
    class_slope_ = power_of(size, classes);
}

Beyond BeyondLaw::at(double samples) const {
    if (!(samples >= points_) || is_infinite(samples))
        throw DomainError(
            "samples", samples,
            "the law continues what " + to_text(points_) + " points say: expected a finite number of at least as many");
    const double times = samples / points_;
    return {samples, continued(at_hand_.mse, at_hand_.mse_error, mse_slope_, times),
            continued(at_hand_.class_error, at_hand_.class_error_error, class_slope_, times), at_hand_};
}

Beyond beyond(const Pool& pool, double ridge, double samples) { return BeyondLaw(pool, ridge).at(samples); }

}  // namespace lazyrisk
