// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/dynamics/tangent_curve.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/dynamics/time_sums.hpp"
#include "lazyrisk/risk/resolved_blocks.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

namespace {

bool has_constant(const Spectrum<>& s) {
    return !s.levels.empty() && s.levels.front().mode == Mode(0) && s.levels.front().multiplicity == 1 &&
           s.levels.front().eigenvalue > 0;
}

/// The largest eigenvalue where the constant is no Gaussian mode: it is beside the blocks of all other degrees.
double steepest_of(const Spectrum<>& s, const Operation<>& op, double reach) {
    if (!has_constant(s)) return reach;
    Blocks<> others = *s.blocks;
    others.levels.erase(others.levels.begin());
    return ComplexBlocks(others, op.sizes.width, op.sizes.samples).largest_eigenvalue(&s.blocks->levels.front());
}

}  // namespace

TangentCurve::TangentCurve(const Spectrum<>& spectrum, const Target<>& target, const Operation<>& op)
    : spectrum_(spectrum),
      target_(target),
      aligned_(target, spectrum),
      parts_(target, *spectrum.blocks),
      op_(op),
      solver_(*spectrum.blocks, op.sizes.width, op.sizes.samples),
      steepest_(0),
      reach_(solver_.largest_eigenvalue()) {
    steepest_ = steepest_of(spectrum, op, reach_) + op.ridge_over_samples;
    reach_ += op.ridge_over_samples;
    if (op.ensemble != 1) static_cast<void>(block_answer(spectrum, target, op));  // says that it is not covered
}

/// With 1 and 2 the two nodes, all divided differences by nu.  Formula (13.20).
TwoPoint TangentCurve::two_point(const BlockNode& a, const BlockNode& b) const {
    const double by_n = solver_.inverse_samples();
    const BlockPair pair = solver_.pair(a, b);
    const Complex wa = a.unused(), wb = b.unused(), falling = pair.count * by_n, d = wa + b.nu * falling;
    Complex still(parts_.unlearned), one(parts_.unlearned), moving(0);
    for (const auto& [level, energy] : parts_.parts) {
        const Complex difference = solver_.difference(level, a, b, pair);
        still += energy * (b.left[level] - b.nu * difference);
        one += energy * a.left[level];
        moving += energy * difference;
    }
    TwoPoint t;
    t.bias = still / d;
    t.variance = (a.count * by_n - b.nu * falling) / d;
    t.train_bias = wa * wb * t.bias;
    t.train_variance = wa * wb * (1.0 + t.variance);
    t.norm_bias = (falling * one + wb * moving) / d;
    t.norm_variance = falling / d;
    return t;
}

TimeRisk TangentCurve::constant_at_once(const Training& training) const {
    const auto times = [](BlockLevel<>& level, double factor) {
        level.across *= factor;
        for (double& v : level.along) v *= std::sqrt(factor);
    };
    Blocks<> blocks = spectrum_.blocks.value();
    // the target's constant is beside the blocks, with the share that is learned at the rate of its eigenvalue
    BlockLevel<> beside = blocks.levels.front();
    beside.multiplicity = 0;
    times(blocks.levels.front(), 1e12);
    blocks.levels.push_back(beside);
    Spectrum<> moved = spectrum_;
    moved.blocks = blocks;
    const double place = steepest_ - op_.ridge_over_samples;
    TangentCurve others(moved, target_, op_);
    const ComplexBlocks& solver = others.solver_;
    const BlockNode at =
        solver.follow(solver.follow(solver.at(place), Complex(-place, 0.01 * place)), Complex(-place, 1e-7 * place));
    const double gone = (1.0 / at.left.back()).real() - 1;
    if (gone < 0) times(blocks.levels.back(), -1 / gone);
    moved.blocks = blocks;
    TangentCurve curve(moved, target_, op_);
    for (auto& [level, energy] : curve.parts_.parts)
        if (level == 0) level = blocks.levels.size() - 1;
    curve.steepest_ = curve.reach_ = steepest_;
    TimeRisk r = curve.at(training);
    r.oracle_error = oracle_error(aligned_, op_.noise_variance, training);
    return r;
}

TimeRisk TangentCurve::at(const Training& training) const {
    require_training(training);
    require_stable(training, steepest_, op_.ridge_over_samples > 0);
    constexpr double epsilon = std::numeric_limits<double>::epsilon();
    const double decay = op_.ridge_over_samples, noise = op_.noise_variance;
    TimeRisk r;
    const auto done = [&] {
        r.training = training;
        r.oracle_error = training.time == 0 ? r.test_error : oracle_error(aligned_, noise, training);
        return r;
    };
    if (training.time == 0) {
        r = untrained(target_, noise);
        r.learned.assign(spectrum_.levels.size(), 0.0);
        return done();
    }
    if (training.finished() || is_infinite(decay)) {
        BlockAnswer end = block_answer(spectrum_, target_, op_);
        const Risk<>& e = end.risk;
        r = {training,
             e.test_error,
             e.excess_risk,
             e.bias,
             e.variance,
             e.train_error,
             e.weight_norm,
             0,
             e.degrees_of_freedom,
             e.degrees_of_freedom_2,
             e.error_bound,
             std::move(end.learnability)};
        return done();
    }
    if (training.step * reach_ >= 2) return constant_at_once(training);
    const Contour c = contour(training, training.step * steepest_);
    std::vector<BlockNode> nodes, mirrored;
    BlockNode at = solver_.at(decay + std::abs(c.z.front()));
    for (const Complex& z : c.z) {
        at = solver_.follow(at, decay + z);
        nodes.push_back(at);
        mirrored.push_back(at.mirrored());
    }
    const double amplified = fill_errors(r, c, noise, [&](std::size_t i, std::size_t j) {
        return TwoPoints{two_point(nodes[i], nodes[j]), two_point(nodes[i], mirrored[j])};
    });
    for (std::size_t k = 0; k < spectrum_.levels.size(); ++k) {
        double learned = 0;
        for (std::size_t i = 0; i < nodes.size(); ++i) learned += 2 * (c.weight[i] * (1.0 - nodes[i].left[k])).real();
        r.learned.push_back(std::clamp(learned, 0.0, 1.0));
        r.degrees_of_freedom_2 += spectrum_.blocks->levels[k].multiplicity * learned * learned;
    }
    for (std::size_t i = 0; i < nodes.size(); ++i) r.degrees_of_freedom += 2 * (c.weight[i] * nodes[i].count).real();

    // as LearningCurve::at; a linear system a pair loses a few digits more
    Operation<> near = op_;
    near.ridge_over_samples = resolved_ridge(training, decay);
    const Risk<> resolved = block_answer(spectrum_, target_, near).risk;
    r.error_bound = 1e-11 * std::max(untrained(target_, noise).test_error, r.test_error) + 256 * epsilon * amplified +
                    (resolved.test_error > 0 ? r.test_error * (resolved.error_bound / resolved.test_error) : 0.0);
    return done();
}

double TangentCurve::best_time() const {
    double fastest = std::max(spectrum_.tail, op_.ridge_over_samples);
    for (const Level<>& level : spectrum_.levels) fastest = std::max(fastest, level.eigenvalue);
    const Risk<> last = block_answer(spectrum_, target_, op_).risk;
    // what is far below the effective ridge of the end never moves; with fewer features than samples that is 0
    const double slowest = std::max({last.effective_ridge > 0 ? 1e-4 * last.effective_ridge : 1e-8 * fastest,
                                     1e-16 * fastest, op_.ridge_over_samples});
    return least_time(
        [&](double time) {
            return at({time, 0}).test_error;
        },
        1e-4 / fastest, 1e4 / slowest, at({0, 0}).test_error, last.test_error);
}

}  // namespace lazyrisk
