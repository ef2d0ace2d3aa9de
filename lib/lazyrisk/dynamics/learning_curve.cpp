#include "lazyrisk/dynamics/learning_curve.hpp"

#include <algorithm>
#include <boost/math/tools/minima.hpp>
#include <cmath>

#include "lazyrisk/dynamics/bulks.hpp"
#include "lazyrisk/dynamics/contour.hpp"
#include "lazyrisk/error.hpp"

namespace lazyrisk {
namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();

/// sum over both nodes and their conjugates of weight_i weight_j f(i, j), from the halves.
struct DoubleSum {
    double value = 0, size = 0;
    void add(const Complex& plain_weight, const Complex& plain, const Complex& mixed_weight, const Complex& mixed, double times) {
        const Complex a = plain_weight * plain, b = mixed_weight * mixed;
        value += times * (a.real() + b.real());
        size += times * (std::abs(a) + std::abs(b));
    }
};

}  // namespace

double resolved_ridge(const Training& training, double decay) {
    if (training.finished() || training.time == 0) return decay;
    return decay + 10 / training.time;  // |z| t is between 5 and 40 on the contour
}

LearningCurve::LearningCurve(const Degrees<>& spectrum, const Target<>& target, const Spectrum<>& levels, const Operation<>& op)
    : spectrum_(spectrum), target_(target), aligned_(target, levels), op_(op), solver_(spectrum, op.sizes),
      steepest_(largest_eigenvalue(spectrum, op.sizes) + op.ridge_over_samples) {
    for (const Level<>& level : levels.levels) infinite_levels_ |= is_infinite(level.eigenvalue);
    if (infinite_levels_) steepest_ = infinite<>;
}

void LearningCurve::check(const Training& training) const {
    require_training(training);
    if (training.step == 0) return;
    if (infinite_levels_)
        throw NotCovered("gradient descent has no limit d -> infinity: the eigenvalues of low degrees grow without bound and no step is "
                         "small enough; give --dim, or the flow by --time");
    if (!(training.step * steepest_ < 2))
        throw DomainError("step-size", training.step, "gradient descent diverges from 2/(largest eigenvalue" +
                          std::string(op_.ridge_over_samples > 0 ? " + decay" : "") + ") = " + to_text(2 / steepest_) + " on; take less");
}

TimeRisk LearningCurve::untrained() const {
    TimeRisk r;
    for (const auto& [mode, energy] : target_.energy) r.bias += energy;
    r.bias += target_.rest;
    r.excess_risk = r.bias;
    r.test_error = r.train_error = r.bias + op_.noise_variance;
    r.error_bound = 8 * epsilon * r.test_error;
    return r;
}

double LearningCurve::oracle(const Training& t) const {
    double error = aligned_.unlearned + op_.noise_variance;
    for (const auto& part : aligned_.parts) {
        const double left = t.finished() ? 0
                            : t.step == 0 ? std::exp(-2 * t.time * part.eigenvalue)
                                          : std::pow((1 - t.step * part.eigenvalue) * (1 - t.step * part.eigenvalue), t.steps());
        error += part.energy * left;
    }
    return error;
}

TimeRisk LearningCurve::at(const Training& training, std::span<const double> eigenvalues) const {
    check(training);
    TimeRisk r;
    const auto with_oracle = [&](TimeRisk done) {
        done.training = training;
        done.oracle_error = training.time == 0 ? done.test_error : oracle(training);
        return done;
    };
    if (training.time == 0) {
        r = untrained();
        r.learned.assign(eigenvalues.size(), 0.0);
        return with_oracle(r);
    }
    if (training.finished() || is_infinite(op_.ridge_over_samples)) {
        const Risk<> end = risk(spectrum_, aligned_, op_);
        r = {training, end.test_error, end.excess_risk, end.bias, end.variance, end.train_error, end.weight_norm, 0,
             end.degrees_of_freedom, end.degrees_of_freedom_2, end.error_bound, {}};
        for (const double s : eigenvalues)
            r.learned.push_back(!(s > 0) || is_infinite(end.effective_ridge) ? 0.0 : is_infinite(s) ? 1.0 : s / (s + end.effective_ridge));
        return with_oracle(r);
    }

    const double decay = op_.ridge_over_samples, noise = op_.noise_variance;
    const Contour c = contour(training, training.step * steepest_);
    std::vector<PointSums> points;
    points.reserve(c.z.size());
    ComplexPoint at = solver_.at(decay + std::abs(c.z.front()));
    for (const Complex& z : c.z) {
        at = solver_.follow(at, decay + z);
        points.emplace_back(solver_, aligned_, at);
    }

    DoubleSum bias, variance, train_bias, train_variance, norm_bias, norm_variance;
    for (std::size_t i = 0; i < points.size(); ++i)
        for (std::size_t j = i; j < points.size(); ++j) {
            const TwoPoints t = two_points(points[i], points[j], solver_, aligned_, op_.ensemble);
            const Complex plain = c.weight[i] * c.weight[j], mixed = c.weight[i] * std::conj(c.weight[j]);
            const double times = i == j ? 2 : 4;
            bias.add(plain, t.plain.bias, mixed, t.mixed.bias, times);
            variance.add(plain, t.plain.variance, mixed, t.mixed.variance, times);
            train_bias.add(plain, t.plain.train_bias, mixed, t.mixed.train_bias, times);
            train_variance.add(plain, t.plain.train_variance, mixed, t.mixed.train_variance, times);
            norm_bias.add(plain, t.plain.norm_bias, mixed, t.mixed.norm_bias, times);
            norm_variance.add(plain, t.plain.norm_variance, mixed, t.mixed.norm_variance, times);
        }
    // what is positive may come out as a rounding below 0
    r.bias = std::max(0.0, bias.value);
    r.variance = noise * std::max(0.0, variance.value);
    r.excess_risk = r.bias + r.variance;
    r.test_error = r.excess_risk + noise;
    r.train_error = std::max(0.0, train_bias.value + noise * train_variance.value);
    r.weight_norm = std::max(0.0, norm_bias.value + noise * norm_variance.value);

    // one-point sums: what the mean predictor has of each mode
    const auto share = [&](double s) {
        double sum = 0;
        for (std::size_t i = 0; i < points.size(); ++i) sum += 2 * (c.weight[i] / (s + points[i].point.nu)).real();
        return sum;
    };
    for (const double s : eigenvalues) r.learned.push_back(is_infinite(s) ? 1.0 : s > 0 ? std::clamp(s * share(s), 0.0, 1.0) : 0.0);
    for (std::size_t i = 0; i < solver_.eigenvalues().size(); ++i) {
        const double s = solver_.eigenvalues()[i], one = share(s), part = solver_.masses()[i] * one;
        r.degrees_of_freedom += part;
        r.degrees_of_freedom_2 += part * (s * one);
    }

    // 1e-11 of the contour (measured 2e-12), rounding amplified by the weights, and what the spectrum itself leaves open
    Operation<> near = op_;
    near.ridge_over_samples = resolved_ridge(training, decay);
    const Risk<> resolved = risk(spectrum_, aligned_, near);
    const double scale = std::max(untrained().test_error, r.test_error);
    r.error_bound = 1e-11 * scale + 16 * epsilon * (bias.size + noise * (1 + variance.size)) +
                    (resolved.test_error > 0 ? r.test_error * (resolved.error_bound / resolved.test_error) : 0.0);
    return with_oracle(r);
}

double LearningCurve::best_time() const {
    const auto error = [&](double log_time) { return at({std::exp(log_time), 0}).test_error; };
    double fastest = 0, slowest = infinite<>;
    for (const auto& part : aligned_.parts) {
        fastest = std::max(fastest, part.eigenvalue);
        slowest = std::min(slowest, part.eigenvalue);
    }
    for (std::size_t i = 0; i < spectrum_.size(); ++i) fastest = std::max(fastest, spectrum_.eigenvalue(i));
    fastest = std::max({fastest, spectrum_.tail(), op_.ridge_over_samples});
    const Equivalent<> last = solve(spectrum_, op_.sizes, op_.ridge_over_samples);
    // the slowest thing that still moves: an eigenvalue of the target, of the levels or the effective ridge at the end
    if (spectrum_.size() > 0) slowest = std::min(slowest, std::max(spectrum_.eigenvalue(spectrum_.size() - 1), 1e-16 * fastest));
    if (last.effective_ridge > 0) slowest = std::min(slowest, last.effective_ridge * std::max(1e-8, last.unused_samples * last.unused_width));
    if (!(slowest > 0) || is_infinite(slowest)) slowest = fastest;
    slowest = std::max({slowest, 1e-24 * fastest, op_.ridge_over_samples});
    const double from = std::log(1e-4 / fastest), to = std::log(1e4 / slowest);
    const int points = int(12 * (to - from) / std::log(10.0)) + 2;
    std::vector<double> x, y;
    for (int i = 0; i <= points; ++i) {
        x.push_back(from + (to - from) * i / points);
        y.push_back(error(x.back()));
    }
    const TimeRisk begin = at({0, 0}), finished = at({});
    double best = 0, least = begin.test_error;
    for (std::size_t i = 1; i + 1 < x.size(); ++i) {
        if (!(y[i] <= y[i - 1] && y[i] < y[i + 1])) continue;
        std::uintmax_t steps = 60;
        const auto found = boost::math::tools::brent_find_minima(error, x[i - 1], x[i + 1], 26, steps);
        if (found.second < least) {
            least = found.second;
            best = std::exp(found.first);
        }
    }
    // what a contour cannot tell from the end is the end
    if (finished.test_error <= least * (1 + 1e-10)) best = infinite<>;
    return best;
}

std::vector<TimeRisk> risk_at(const Spectrum<>& spectrum, const Target<>& target, const Operation<>& op, std::span<const double> times) {
    const Degrees<> degrees(spectrum);
    const LearningCurve curve(degrees, target, spectrum, op);
    std::vector<TimeRisk> list;
    list.reserve(times.size());
    for (const double t : times) list.push_back(curve.at({t, 0}));
    return list;
}

}  // namespace lazyrisk
