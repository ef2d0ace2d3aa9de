// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/campaign.hpp"

#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <string>

#include "lazyrisk/numerics/parallel.hpp"
#include "lazyrisk/words/counted.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

std::string shown(double x) { return is_infinite(x) ? "inf" : fmt::format("{}", x); }

int whole(const char* name, double value) {
    const double rounded = std::round(value);
    if (!(rounded >= 1) || rounded > std::numeric_limits<int>::max())
        throw DomainError(name, shown(value), "a simulation needs a whole number from 1 on");
    return int(rounded);
}

void check_not_negative(const char* name, double value) {
    if (!(value >= 0)) throw DomainError(name, shown(value), "expected a number >= 0");
}

TrialPoint trial_point(const Realization& world, const Fit& fit) {
    if (is_infinite(fit.samples))
        throw NotCovered("samples = inf cannot be drawn: give a finite number of samples to simulate");
    if (fit.ridge.value < 0) {
        if (!fit.loss.is_plain() || !fit.training.finished())
            throw DomainError("ridge", fit.ridge.value,
                              "only a trained fit of the square loss to labels that are numbers has negative ridges");
    }
    if (!(fit.ridge.value > -infinite<>))
        throw DomainError("ridge", shown(fit.ridge.value), "expected a number, or inf");
    check_not_negative("noise", fit.noise_variance);
    if (is_infinite(fit.noise_variance)) throw DomainError("noise", "inf", "a simulation needs a finite variance");
    if (world.features && is_infinite(fit.ensemble))
        throw NotCovered("ensemble = inf cannot be drawn: give a number of members to simulate");
    if (!(fit.ensemble >= 1)) throw DomainError("ensemble", fit.ensemble, "expected 1 or more");
    TrialPoint p{.samples = whole("samples", fit.samples),
                 .width = world.features ? whole("width", fit.width) : 0,
                 .ridge = 0,
                 .noise_variance = fit.noise_variance,
                 .training = fit.training,
                 .loss = fit.loss,
                 .loss_text = fit.loss.text()};
    if (!fit.loss.is_plain() && !fit.training.finished())
        throw NotCovered(
            "a training that stops early is simulated for the square loss of labels that are numbers alone");
    if (!fit.loss.is_plain() && world.noise_scale)
        throw NotCovered(
            "`sample-weights` and `population` are simulated for the square loss of labels that are numbers alone");
    if ((fit.loss.labels.kind == LabelKind::mixture) != bool(world.classes))
        throw NotCovered("a mixture is drawn in a world that use_mixture made, and nothing else is");
    if (is_best_huber(fit.loss.loss))
        throw DomainError("loss", to_text(fit.loss.loss), "a simulation takes a threshold; answer() finds the best");
    require_training(fit.training);
    if (double(p.width) * world.features_per_neuron > std::numeric_limits<int>::max())
        throw DomainError("width", shown(fit.width), "a simulation has at most 2147483647 features");
    // the total is taken as it is: a rounding would be another ridge
    p.ridge = fit.ridge.convention == RidgeConvention::total
                  ? fit.ridge.value
                  : fit.ridge.over_samples(p.samples, fit.dimension) * p.samples;
    return p;
}

/// Names what would fit: both sizes of the largest point scaled down together.
[[noreturn]] void refuse(Experiment e, double memory) {
    const auto larger = [](const TrialPoint& a, const TrialPoint& b) {
        return double(a.samples) + a.width < double(b.samples) + b.width;
    };
    const TrialPoint whole = *std::max_element(e.points.begin(), e.points.end(), larger);
    const double needed = TrialWork(e).memory;
    double low = 0, high = 1;
    const auto scaled = [&](double f) {
        return TrialPoint{std::max(1, int(whole.samples * f)), whole.width == 0 ? 0 : std::max(1, int(whole.width * f)),
                          whole.ridge, whole.noise_variance, whole.training};
    };
    for (int i = 0; i < 40; ++i) {
        const double middle = (low + high) / 2;
        e.points = {scaled(middle)};
        (TrialWork(e).memory <= memory ? low : high) = middle;
    }
    const TrialPoint fits = scaled(low);
    throw NotCovered(fmt::format(
        "a trial with {} samples{} holds {:.3g} GB at its largest, this machine has {:.3g} GB; {} samples{} would fit",
        whole.samples, whole.width ? fmt::format(" and width {}", whole.width) : "", needed / 1e9, memory / 1e9,
        fits.samples, fits.width ? fmt::format(" and width {}", fits.width) : ""));
}

void check(const Simulation& s, std::size_t points) {
    if (s.trials < 1) throw DomainError("trials", s.trials, "expected 1 or more");
    if (s.test_points < 1) throw DomainError("test-points", s.test_points, "expected 1 or more");
    check_not_negative("until", s.until);
    if (s.shards < 1 || s.shard < 0 || s.shard >= s.shards)
        throw DomainError("shard", fmt::format("{} of {}", s.shard, s.shards), "expected one of 0 to shards - 1");
    if (s.shards > 1 && s.until > 0)
        throw DomainError("until", s.until, "a shard does not see the trials of the others: give `trials`");
    constexpr double most_units = 1e7;  // each is held until the end
    if (const double units = double(s.trials) / s.shards * double(points); units > most_units)
        throw DomainError("trials", s.trials,
                          fmt::format("with {} these are {:.0f} fits to keep track of, up to {:.0f} are accepted; "
                                      "`shard = I/K` computes a part of the trials",
                                      counted(points, "point"), units, most_units));
}

constexpr std::size_t plain_size = 5;

std::vector<Seen> numbers_of(const std::vector<Outcome>& outcomes) {
    std::vector<Seen> all;
    for (const Outcome& o : outcomes) {
        all.push_back({o.test_error, o.train_error, o.bias, o.variance, o.weight_norm});
        all.back().insert(all.back().end(), o.of_loss.begin(), o.of_loss.end());
    }
    return all;
}

}  // namespace

double memory_of_machine() {
    double memory = double(sysconf(_SC_PHYS_PAGES)) * double(sysconf(_SC_PAGE_SIZE));
    for (const char* file : {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
        std::ifstream in(file);
        if (double limit = 0; in >> limit && limit > 0) memory = std::min(memory, limit);  // "max" is not a number
    }
    return memory;
}

Judged judged_of(const FitLoss& loss) {
    if (loss.labels.are_signs()) return Judged::error_rate;
    return std::isinf(loss.noise_law.variance()) ? Judged::excess_risk : Judged::test_error;
}

Measurement measurement(std::span<const std::uint64_t> trials, std::span<const Outcome> outcomes, std::uint64_t draw,
                        Judged judged) {
    Accumulator test, train, bias, variance, norm;
    std::vector<Accumulator> of_loss(outcomes.empty() ? 0 : outcomes.front().of_loss.size());
    Measurement m;
    for (const Outcome& o : outcomes) {
        test.add(o.test_error);
        train.add(o.train_error);
        bias.add(o.bias);
        variance.add(o.variance);
        norm.add(o.weight_norm);
        for (std::size_t i = 0; i < of_loss.size(); ++i) of_loss[i].add(o.of_loss[i]);
    }
    m.test_error = test.estimate();
    m.train_error = train.estimate();
    m.bias = bias.estimate();
    m.variance = variance.estimate();
    m.weight_norm = norm.estimate();
    for (const Accumulator& a : of_loss) m.of_loss.push_back(a.estimate());
    m.judged = judged == Judged::test_error ? m.test_error : m.of_loss[std::size_t(judged) - 1];
    for (const Outcome& o : outcomes)
        m.judged_trials.push_back(judged == Judged::test_error ? o.test_error : o.of_loss[std::size_t(judged) - 1]);
    m.median = median(m.judged_trials);
    m.heavy_tailed = heavy_tailed(m.judged_trials);
    m.trials = int(outcomes.size());
    m.trial.assign(trials.begin(), trials.end());
    m.draw = draw;
    return m;
}

Campaign::Campaign(std::vector<Realization> worlds, std::vector<CampaignPoint> points, Simulation simulation)
    : worlds_(std::move(worlds)), simulation_(std::move(simulation)), family_of_(points.size()), seen_(points.size()) {
    check(simulation_, points.size());
    const double memory = memory_of_machine();
    // by world, ensemble, and whether the fit is linear in its labels
    std::map<std::tuple<std::size_t, double, bool>, std::vector<std::size_t>> together;
    for (const CampaignPoint& point : points) loss_.push_back(point.fit.loss);
    for (std::size_t i = 0; i < points.size(); ++i)
        together[{points[i].world, points[i].fit.ensemble, points[i].fit.loss.is_plain()}].push_back(i);
    for (const auto& [world, members] : together) {
        if (simulation_.plan == Plan::shared && simulation_.estimator == Estimator::test_points &&
            add_family(points, members, memory))
            continue;
        for (const std::size_t i : members) add_family(points, {i}, memory);
    }
    wanted_.assign(families_.size(), std::uint64_t(simulation_.trials));
}

/// Points of one world that share their trials; false where several of them are more than the memory holds.
bool Campaign::add_family(const std::vector<CampaignPoint>& points, std::vector<std::size_t> members, double memory) {
    const Realization& world = worlds_[points[members.front()].world];
    const bool exact = simulation_.estimator == Estimator::exact;
    if (exact && !world.averages)
        throw NotCovered("this model has no exact averages; `estimator = test-points` would do");
    Experiment e{.world = world,
                 .points = {},
                 .ensemble = 1,
                 .test_points = exact ? 0 : simulation_.test_points,
                 .seed = simulation_.seed,
                 .draw = mixed(world.kind, std::uint64_t(world.dimension)),
                 .precision = simulation_.precision};
    std::vector<std::pair<TrialPoint, std::size_t>> ascending;
    for (const std::size_t i : members) ascending.emplace_back(trial_point(world, points[i].fit), i);
    std::sort(ascending.begin(), ascending.end());
    members.clear();
    for (const auto& [point, i] : ascending) {
        members.push_back(i);
        e.points.push_back(point);
        if (world.features)
            e.ensemble = whole("ensemble", points[i].fit.ensemble);  // a kernel has no features to draw afresh
        if (exact && !e.points.back().training.finished())
            throw NotCovered(
                "exact averages of a training that stops early are not covered; `estimator = test-points` would do");
        if (exact && !e.points.back().loss_text.empty())
            throw NotCovered(
                "exact averages are of the square loss of labels that are numbers alone; `estimator = test-points` "
                "would do");
        if (exact && e.ensemble > 1)
            throw NotCovered("exact averages of an ensemble are not covered; `estimator = test-points` would do");
    }
    TrialWork work(e);
    if (work.memory > memory) {
        if (members.size() == 1) refuse(e, memory);
        return false;
    }
    for (const std::size_t i : members) family_of_[i] = families_.size();
    families_.push_back({std::move(e), std::move(members), std::move(work)});
    return true;
}

std::string Family::together() const {
    std::set<std::string> lines;
    for (const TrialPoint& p : experiment.points)
        lines.insert(fmt::format("{} {} {} {} {} {}{}\n", p.samples, p.width, p.ridge, p.noise_variance,
                                 p.training.time, p.training.step, p.loss_text.empty() ? "" : " " + p.loss_text));
    return lines.size() == 1 ? std::string() : fmt::format("{}", fmt::join(lines, ""));
}

std::vector<Unit> Campaign::missing() const {
    std::vector<Unit> units;
    const std::uint64_t most = *std::max_element(wanted_.begin(), wanted_.end());
    for (std::uint64_t t = std::uint64_t(simulation_.shard); t < most; t += std::uint64_t(simulation_.shards))
        for (std::size_t f = 0; f < families_.size(); ++f) {
            const std::vector<std::size_t>& points = families_[f].points;
            if (t >= wanted_[f] ||
                std::all_of(points.begin(), points.end(), [&](std::size_t point) { return knows(seen_[point], t); }))
                continue;
            Unit unit{f, t, std::vector<std::size_t>(points.size())};
            std::iota(unit.points.begin(), unit.points.end(), std::size_t(0));
            units.push_back(std::move(unit));
        }
    return units;
}

/// More trials for the families that have a point whose error is still too large; false where none is wanted.
bool Campaign::want_more() {
    if (!(simulation_.until > 0)) return false;
    bool more = false;
    const std::vector<Measurement> now = measurements();
    for (std::size_t f = 0; f < families_.size(); ++f) {
        double off = 0;
        for (const std::size_t point : families_[f].points) {
            const Estimate& e = now[point].judged;
            if (const double own = e.standard_error / e.mean / simulation_.until; own > off) off = own;
        }
        if (!(off > 1) || wanted_[f] >= std::uint64_t(simulation_.most_trials)) continue;
        // the spread is itself uncertain: never more than twice as many at once
        const double trials = double(wanted_[f]),
                     needed = is_infinite(off) ? 2 * trials : std::ceil(trials * std::min(2.0, 1.05 * off * off));
        wanted_[f] = std::uint64_t(std::min(double(simulation_.most_trials), std::max(needed, trials + 1)));
        more = true;
    }
    return more;
}

std::vector<Seen> Campaign::run_unit(const Unit& unit) const {
    return numbers_of(run_trial(families_[unit.family].experiment, unit.trial));
}

void Campaign::run(Executor& executor, const Memory& memory) {
    const BlasThreads blas(simulation_.blas_threads);
    const RunUnit work = [this](const Unit& unit) { return run_unit(unit); };
    if (!executor.leads()) return executor.run({}, work, {}, {});
    if (memory.recall)
        for (std::size_t i = 0; i < seen_.size(); ++i) {
            const std::size_t size = plain_size + (loss_[i].is_plain() ? 0 : loss_quantities().size());
            for (const FinishedTrial& done : memory.recall(i)) {
                if (done.seen.size() != size) continue;
                note(seen_[i], done.trial, done.seen);
                if (done.trial < std::uint64_t(simulation_.trials)) ++recalled_;
            }
        }
    const auto interrupted = [&] { return simulation_.interrupted && simulation_.interrupted(); };
    do {
        const std::vector<Unit> units = missing();
        SimulationProgress progress{0, units.size(), 0};
        double whole = 0, done_flops = 0;
        for (const Unit& u : units) whole += families_[u.family].work.flops();
        const auto finished = [&](const Unit& unit, std::span<const Seen> seen, double seconds) {
            std::vector<FinishedTrial> done;
            for (std::size_t k = 0; k < seen.size(); ++k)
                done.push_back({families_[unit.family].points[unit.points[k]], unit.trial, seen[k],
                                seconds / double(seen.size())});
            for (const FinishedTrial& d : done) note(seen_[d.point], d.trial, d.seen);
            if (memory.keep) memory.keep(done);
            ++progress.done;
            done_flops += families_[unit.family].work.flops();
            progress.part = done_flops / whole;
            if (simulation_.progress) simulation_.progress(progress);
        };
        executor.run(units, work, finished, interrupted);
    } while (!interrupted() && want_more());
    executor.release();
}

std::vector<Measurement> Campaign::measurements() const {
    std::vector<Measurement> all;
    for (std::size_t i = 0; i < seen_.size(); ++i) {
        std::vector<std::uint64_t> trials;
        std::vector<Outcome> outcomes;
        for (const auto& [trial, seen] : seen_[i])
            if (trial < wanted_[family_of_[i]]) {  // a store may know more
                trials.push_back(trial);
                outcomes.push_back(
                    {seen[0], seen[1], seen[2], seen[3], seen[4], {seen.begin() + plain_size, seen.end()}});
            }
        all.push_back(measurement(trials, outcomes, families_[family_of_[i]].experiment.draw, judged_of(loss_[i])));
    }
    return all;
}

int Campaign::threads() const {
    double bytes = 1;
    for (const Family& f : families_) bytes = std::max(bytes, f.work.memory);
    return threads_within_memory(simulation_.threads, bytes);
}

std::vector<Measurement> simulate(const Realization& world, std::span<const Fit> fits, const Simulation& simulation) {
    std::vector<CampaignPoint> points;
    for (const Fit& fit : fits) points.push_back({0, fit});
    Campaign campaign({world}, std::move(points), simulation);
    ThreadExecutor threads(campaign.threads());
    campaign.run(threads);
    std::vector<Measurement> seen = campaign.measurements();
    for (const Measurement& m : seen)
        if (m.trials == 0) throw NotConverged("interrupted before the first trial was finished");
    return seen;
}

Measurement simulate(const Realization& world, const Fit& fit, const Simulation& simulation) {
    return simulate(world, std::span<const Fit>(&fit, 1), simulation).front();
}

}  // namespace lazyrisk
