// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Questions put to the simulator.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lazyrisk/answer/answer.hpp"
#include "lazyrisk/measure/host.hpp"
#include "lazyrisk/measure/questions.hpp"
#include "lazyrisk/measure/simulation_settings.hpp"
#include "lazyrisk/simulate/simulate.hpp"
#include "lazyrisk/statistics/verdict.hpp"
#include "lazyrisk/table/table.hpp"

namespace lazyrisk {

/// A question, its theory and what was seen of it; `seen.trials` is 0 where it was interrupted before.
struct MeasuredPoint {
    Question question;
    Answer theory;
    Measurement seen;
};

/// Simulates every question at the ridge of its theory. Points of one world share draws and, unless the plan is
/// refused, work. `what` heads the progress. With dry_run the host is told the plan, and the list is empty. `alone`:
/// there is no theory beside it, so that a step which is too long in theory is put to the drawn matrices. Throws
/// DomainError, NotCovered before anything is simulated.
std::vector<MeasuredPoint> measure(const Questions& questions, Answers& answers, const SimulationSettings& settings,
                                   int threads, const Host& host, const std::string& what = "", bool alone = false);

/// What the comparison of a point looks at.
Measured measured(const MeasuredPoint& point);

/// csv: a row for each two points, by their rows in the table, counted from 1: trials in common, covariance of the mean
/// test errors, correlation. Points of different draws are independent and left out.
std::string covariance_table(const std::vector<MeasuredPoint>& points);

/// Throws NotCovered for a question that does not say which features to draw (`otherwise` says what to do), DomainError
/// without a finite dimension, and for sizes that are no whole numbers.
void require_drawable(const Question& question, const Setting& sizes, const std::string& otherwise);

/// What is drawn for a question of that width. Throws NotCovered for a model that does not say.
Realization world_of(const Question& q, double width, bool exact);

/// What a measurement has: test_error, train_error, bias, variance, weight_norm, and those of losses (loss_quantities).
std::vector<std::string> measured_quantities(bool losses = false);
/// One of them; nothing where this point has none.
std::optional<Estimate> estimate_of(const MeasuredPoint& point, const std::string& quantity);
/// Is any of them more than a regression with the square loss?
bool has_losses(const std::vector<MeasuredPoint>& points);
/// "prefix" + quantity + ".mean" and ".standard_error", and the median of the test error; and the cells below them.
void append_estimate_columns(std::vector<std::string>& columns, const std::string& prefix, bool losses = false);
void append_estimates(Row& row, const MeasuredPoint& point, bool losses = false);
/// What a verdict is on, in the theory, and its name: the test error; of signs the error rate.
double judged_theory(const Question& question, const Answer& theory);
std::string judged_quantity(const Question& question);
/// Labels and loss as the simulation takes them.
FitLoss fit_loss(const Question& question);
/// trials, draws, test_points, seed, plan, blas_threads; and the cells below them.
void append_effort_columns(std::vector<std::string>& columns);
void append_effort(Row& row, const Measurement& seen, const SimulationSettings& settings);

/// "ok", or a word, a colon and a sentence.
std::string simulation_status(const Measurement& seen, const SimulationSettings& settings);

}  // namespace lazyrisk
