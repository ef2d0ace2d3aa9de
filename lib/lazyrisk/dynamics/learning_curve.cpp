// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/dynamics/learning_curve.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/dynamics/time_sums.hpp"
#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

double resolved_ridge(const Training& training, double decay) {
    if (training.finished() || training.time == 0) return decay;
    return decay + 10 / training.time;  // |z| t is between 5 and 40 on the contour
}

LearningCurve::LearningCurve(const Degrees<>& spectrum, const Target<>& target, const Spectrum<>& levels,
                             const Operation<>& op, Functions functions)
    : spectrum_(spectrum),
      target_(target),
      levels_(levels),
      aligned_(target, levels),
      op_(op),
      solver_(spectrum, op.sizes),
      functions_(functions),
      steepest_(steepest_eigenvalue(levels, op.sizes, functions) + op.ridge_over_samples),
      reach_(largest_eigenvalue(spectrum, op.sizes) + op.ridge_over_samples) {
    for (const Level<>& level : levels.levels) infinite_levels_ |= is_infinite(level.eigenvalue);
}

TimeRisk LearningCurve::outliers_at_once(const Training& training, std::span<const double> eigenvalues) const {
    const LearnedAtOnce moved =
        learned_at_once(levels_, op_.sizes, 2 / training.step - op_.ridge_over_samples, functions_);
    const Degrees<> degrees(moved.spectrum);
    LearningCurve others(degrees, target_, moved.levels, op_, functions_);
    others.steepest_ = others.reach_ = steepest_;
    TimeRisk r = others.at(training, eigenvalues);
    r.oracle_error = oracle_error(aligned_, op_.noise_variance, training);
    return r;
}

void LearningCurve::check(const Training& training) const {
    require_training(training);
    if (training.step == 0) return;
    if (infinite_levels_)
        throw NotCovered(
            "gradient descent has no limit d -> infinity: the eigenvalues of low degrees grow without bound and no "
            "step is small enough; give `dim`, or the flow by `time`");
    require_stable(training, steepest_, op_.ridge_over_samples > 0);
}

TimeRisk untrained(const Target<>& target, double noise) {
    TimeRisk r;
    for (const auto& [mode, energy] : target.energy) r.bias += energy;
    r.bias += target.rest;
    r.excess_risk = r.bias;
    r.test_error = r.train_error = r.bias + noise;
    r.error_bound = 8 * epsilon<> * r.test_error;
    return r;
}

double oracle_error(const AlignedTarget<>& target, double noise, const Training& t) {
    double error = target.unlearned + noise;
    for (const auto& part : target.parts) {
        const double left = t.finished() ? 0
                            : t.step == 0
                                ? std::exp(-2 * t.time * part.eigenvalue)
                                : std::pow((1 - t.step * part.eigenvalue) * (1 - t.step * part.eigenvalue), t.steps());
        error += part.energy * left;
    }
    return error;
}

void require_stable(const Training& training, double steepest, bool decay) {
    if (training.step * steepest < 2 || training.step == 0) return;
    throw StepTooLong("step-size", training.step,
                      "gradient descent diverges from 2/(largest eigenvalue" + std::string(decay ? " + decay" : "") +
                          ") = " + to_text(2 / steepest) + " on; take less");
}

TimeRisk LearningCurve::at(const Training& training, std::span<const double> eigenvalues) const {
    check(training);
    TimeRisk r;
    if (training.time == 0) {
        r = untrained(target_, op_.noise_variance);
        r.learned.assign(eigenvalues.size(), 0.0);
    } else if (training.finished() || is_infinite(op_.ridge_over_samples)) {
        r = at_the_end(eigenvalues);
    } else if (training.step * reach_ >= 2) {
        return outliers_at_once(training, eigenvalues);
    } else {
        r = on_contour(training, eigenvalues);
    }
    r.training = training;
    r.oracle_error = training.time == 0 ? r.test_error : oracle_error(aligned_, op_.noise_variance, training);
    return r;
}

TimeRisk LearningCurve::at_the_end(std::span<const double> eigenvalues) const {
    const Risk<> end = risk(spectrum_, aligned_, op_);
    TimeRisk r{{},
               end.test_error,
               end.excess_risk,
               end.bias,
               end.variance,
               end.train_error,
               end.weight_norm,
               0,
               end.degrees_of_freedom,
               end.degrees_of_freedom_2,
               end.error_bound,
               {}};
    for (const double s : eigenvalues)
        r.learned.push_back(!(s > 0) || is_infinite(end.effective_ridge) ? 0.0
                            : is_infinite(s)                             ? 1.0
                                                                         : s / (s + end.effective_ridge));
    return r;
}

TimeRisk LearningCurve::on_contour(const Training& training, std::span<const double> eigenvalues) const {
    TimeRisk r;
    const double decay = op_.ridge_over_samples;
    const Contour c = contour(training, training.step * steepest_);
    std::vector<PointSums> points;
    points.reserve(c.z.size());
    ComplexPoint at = solver_.at(decay + std::abs(c.z.front()));
    for (const Complex& z : c.z) {
        at = solver_.follow(at, decay + z);
        points.emplace_back(solver_, aligned_, at);
    }

    const double amplified = fill_errors(r, c, op_.noise_variance, [&](std::size_t i, std::size_t j) {
        return two_points(points[i], points[j], solver_, aligned_, op_.ensemble);
    });

    // one-point sums: what the mean predictor has of each mode
    const auto share = [&](double s) {
        double sum = 0;
        for (std::size_t i = 0; i < points.size(); ++i) sum += 2 * (c.weight[i] / (s + points[i].point.nu)).real();
        return sum;
    };
    for (const double s : eigenvalues)
        r.learned.push_back(is_infinite(s) ? 1.0 : s > 0 ? std::clamp(s * share(s), 0.0, 1.0) : 0.0);
    for (std::size_t i = 0; i < solver_.eigenvalues().size(); ++i) {
        const double s = solver_.eigenvalues()[i], one = share(s), part = solver_.masses()[i] * one;
        r.degrees_of_freedom += part;
        r.degrees_of_freedom_2 += part * (s * one);
    }
    r.error_bound = contour_error(training, r.test_error, amplified);
    return r;
}

double LearningCurve::contour_error(const Training& training, double test_error, double amplified) const {
    // 1e-11 of the contour (measured 2e-12), rounding amplified by the weights, and what the spectrum itself leaves
    // open
    Operation<> near = op_;
    near.ridge_over_samples = resolved_ridge(training, op_.ridge_over_samples);
    const Risk<> resolved = risk(spectrum_, aligned_, near);
    const double scale = std::max(untrained(target_, op_.noise_variance).test_error, test_error);
    // a mode that changes its sign in every step repeats the rounding of its factor, near the largest step for long
    const double steps = training.step > 0 ? training.steps() : 0, turned = training.step * steepest_ - 1;
    const double repeated = turned > 0 ? 64 * epsilon<> * steps * std::pow(turned, steps) * scale : 0;
    return 1e-11 * scale + 16 * epsilon<> * amplified + repeated +
           (resolved.test_error > 0 ? test_error * (resolved.error_bound / resolved.test_error) : 0.0);
}

double LearningCurve::best_time() const {
    double fastest = 0, slowest = infinite<>;
    for (const auto& part : aligned_.parts) {
        fastest = std::max(fastest, part.eigenvalue);
        slowest = std::min(slowest, part.eigenvalue);
    }
    for (std::size_t i = 0; i < spectrum_.size(); ++i) fastest = std::max(fastest, spectrum_.eigenvalue(i));
    fastest = std::max({fastest, spectrum_.tail(), op_.ridge_over_samples});
    const Equivalent<> last = solve(spectrum_, op_.sizes, op_.ridge_over_samples);
    // the slowest thing that still moves: an eigenvalue of the target, of the levels or the effective ridge at the end
    if (spectrum_.size() > 0)
        slowest = std::min(slowest, std::max(spectrum_.eigenvalue(spectrum_.size() - 1), 1e-16 * fastest));
    if (last.effective_ridge > 0)
        slowest = std::min(slowest, last.effective_ridge * std::max(1e-8, last.unused_samples * last.unused_width));
    if (!(slowest > 0) || is_infinite(slowest)) slowest = fastest;
    slowest = std::max({slowest, 1e-24 * fastest, op_.ridge_over_samples});
    return least_time(
        [&](double time) {
            return at({time, 0}).test_error;
        },
        1e-4 / fastest, 1e4 / slowest, at({0, 0}).test_error, at({}).test_error);
}

std::vector<TimeRisk> risk_at(const Spectrum<>& spectrum, const Target<>& target, const Operation<>& op,
                              std::span<const double> times) {
    const Degrees<> degrees(spectrum);
    const LearningCurve curve(degrees, target, spectrum, op);
    std::vector<TimeRisk> list;
    list.reserve(times.size());
    for (const double t : times) list.push_back(curve.at({t, 0}));
    return list;
}

}  // namespace lazyrisk
