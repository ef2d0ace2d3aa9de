// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What is told of a classifier where a fit comes to an end: no weights, weights without end, spread without end.
#pragma once

#include "lazyrisk/saddle/told_numbers.hpp"

namespace lazyrisk {

/// An endless ridge has made the fit 0; its direction's error rates are told.  Formula (15.19).
template <class L>
void shrink_to_0(const L& loss, ConvexRisk<>& risk) {
    risk.overlap = risk.prediction_variance = risk.weight_norm = 0;
    risk.test_error = risk.support = 1;
    risk.test_loss = risk.train_loss = risk.objective = loss.value(0.0);
    // the score goes to 0, the model's probability to 1/2
    risk.calibration_error = 0.5 - risk.error_rate;
    risk.calibration_slope = risk.error_rate < 0.5 ? infinite<> : 0;
    risk.best_temperature = risk.error_rate < 0.5 ? 0 : infinite<>;
    risk.effective_ridge = infinite<>;
}

/// The weights of a direction that is told grow without end.
inline void grow_without_end(ConvexRisk<>& risk) {
    risk.overlap = risk.overlap > 0 ? infinite<> : 0;
    risk.prediction_variance = risk.weight_norm = risk.test_error = infinite<>;
    risk.test_loss = risk.error_rate > 0 ? infinite<> : 0;
    risk.calibration_error = risk.error_rate;
    risk.calibration_slope = 0;
    risk.best_temperature = infinite<>;
    risk.support = 0;
}

/// Ridge 0 of separable labels: from the hard margin's numbers to those of this loss; test_loss() is that of a loss
/// that is 0 from the margin on.  Formula (15.21).
template <class L, class TestLoss>
void come_to_margin(const L& loss, const TestLoss& test_loss, ConvexRisk<>& risk) {
    risk.margin = risk.objective = 0;
    if (loss.slope(1.0) == 0)
        risk.test_loss = test_loss();
    else
        grow_without_end(risk);
}

/// There is nothing to be learned: f = 0.
template <class L>
ConvexRisk<> chance(const L& loss) {
    ConvexRisk<> risk;
    risk.error_rate = risk.clean_error_rate = risk.train_error_rate = 0.5;
    risk.test_error = risk.support = 1;
    risk.test_loss = risk.train_loss = risk.objective = loss.value(0.0);
    risk.best_temperature = infinite<>;
    return risk;
}

/// Least squares on a pole: they interpolate, and are chance.
inline ConvexRisk<> spread_without_end() {
    ConvexRisk<> risk;
    risk.error_rate = risk.clean_error_rate = risk.calibration_error = 0.5;
    risk.test_error = risk.test_loss = risk.prediction_variance = risk.weight_norm = risk.best_temperature = infinite<>;
    risk.support = 1;
    return risk;
}

}  // namespace lazyrisk
