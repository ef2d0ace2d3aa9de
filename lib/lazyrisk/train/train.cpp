// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/train/train.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <set>
#include <type_traits>

#include "lazyrisk/simulate/campaign.hpp"
#include "lazyrisk/simulate/realize.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// The kernel of infinitely many neurons, with the draws of the network's features.
Realization world_of(const NetworkTraining& t) {
    const NetworkShape& s = t.network;
    const double d = s.dimension;
    const Target<> target = t.neuron ? Target<>{} : t.target;
    const TrainedLayers layers = s.layers == MovingLayers::first ? TrainedLayers::first : TrainedLayers::all;
    const bool last = s.layers == MovingLayers::last;
    Realization world;
    if (s.depth > 1) {
        world = realize(DeepKernel{.activation = s.activation,
                                   .depth = s.depth,
                                   .weight_variance = s.weight_variance,
                                   .kind = last ? DeepKind::nngp : DeepKind::ntk,
                                   .layers = layers,
                                   .dimension = d},
                        target);
    } else if (last) {
        world = realize(RandomFeatures{s.activation, d}, target, infinite<>);
        world.kind = realize(RandomFeatures{s.activation, d}, target, 1.0).kind;
    } else {
        world = realize(NeuralTangent{s.activation, d, layers}, target, infinite<>);
        world.kind = realize(NeuralTangent{s.activation, d, layers}, target, 1.0).kind;
    }
    if (t.neuron) use_neuron_target(world, *t.neuron);
    return world;
}

double memory_of(const NetworkTraining& t, int width) {
    NetworkShape shape = t.network;
    shape.width = width;
    const double n = t.samples, m = t.test_points;
    // flow: weights, their velocities and stages; two decompositions
    const double flow = t.schedule.time > 0 ? 8 * parameter_count(shape) + 6 * n * n : 0;
    return network_memory(shape, t.samples) + 8 * flow +
           8 * (2 * (n + m) * n + 3 * std::max(n, m) * n + t.network.dimension * (n + m));
}

void check(const NetworkTraining& t) {
    const auto whole = [](const char* name, double value) {
        if (!(value >= 1)) throw DomainError(name, value, "expected a whole number, at least 1");
    };
    whole("samples", t.samples);
    whole("trials", t.trials);
    whole("test-points", t.test_points);
    if (t.schedule.steps < 0)
        throw DomainError("steps", double(t.schedule.steps), "expected a whole number, at least 0");
    if (!(t.schedule.step_size >= 0) || std::isinf(t.schedule.step_size))
        throw DomainError("step-size", t.schedule.step_size, "expected a finite number above 0");
    if (!(t.schedule.tolerance > 0 && t.schedule.tolerance < 1))
        throw DomainError("tolerance", t.schedule.tolerance, "expected a number above 0 and below 1");
    if (t.widths.empty())
        throw DomainError(
            "`width` is missing: a network has finitely many neurons; give `width` or `sweep = width=...`");
    const double memory = memory_of_machine();
    const int widest = *std::max_element(t.widths.begin(), t.widths.end());
    if (memory_of(t, widest) <= memory) return;
    int low = 0, high = widest;
    while (high - low > 1) (memory_of(t, low + (high - low) / 2) <= memory ? low : high) = low + (high - low) / 2;
    if (low == 0)
        throw NotCovered(
            fmt::format("training on {} samples with {} test points holds {:.3g} GB, this machine has {:.3g} GB; fewer "
                        "of both would fit",
                        t.samples, t.test_points, memory_of(t, 1) / 1e9, memory / 1e9));
    throw NotCovered(fmt::format(
        "training {} neurons a layer on {} samples holds {:.3g} GB, this machine has {:.3g} GB; `width = {}` would fit",
        widest, t.samples, memory_of(t, widest) / 1e9, memory / 1e9, low - low % 2 + (low < 2)));
}

Estimate over(const std::vector<const Path*>& paths, const std::function<double(const Path&)>& value) {
    Accumulator all;
    for (const Path* p : paths) all.add(value(*p));
    return all.estimate();
}

double largest(const Path& path, double PathPoint::*value) {
    double most = 0;
    for (const PathPoint& p : path.points) most = std::max(most, p.*value);
    return most;
}

TrainedWidth summary(int width, const std::vector<const Path*>& paths) {
    TrainedWidth w;
    w.width = width;
    // trials that choose their own steps may merge two recorded ones at the start: the shortest path says how many
    // there are
    std::size_t count = paths.front()->points.size();
    for (const Path* p : paths) count = std::min(count, p->points.size());
    for (std::size_t k = 0; k < count; ++k) {
        const auto mean = [&](double PathPoint::*value) {
            return over(paths, [&](const Path& p) {
                return (k == 0 ? p.points.front() : p.points[p.points.size() - count + k]).*value;
            });
        };
        w.path.push_back({mean(&PathPoint::step), mean(&PathPoint::time), mean(&PathPoint::network_test),
                          mean(&PathPoint::linear_test), mean(&PathPoint::kernel_test), mean(&PathPoint::network_train),
                          mean(&PathPoint::linear_train), mean(&PathPoint::kernel_train), mean(&PathPoint::gap_own),
                          mean(&PathPoint::gap_kernel), mean(&PathPoint::motion), mean(&PathPoint::integration_error)});
    }
    w.gap_own = over(paths, [](const Path& p) { return largest(p, &PathPoint::gap_own); });
    w.gap_kernel = over(paths, [](const Path& p) { return largest(p, &PathPoint::gap_kernel); });
    w.integration_error = over(paths, [](const Path& p) { return largest(p, &PathPoint::integration_error); });
    w.gap_kernel_end = over(paths, [](const Path& p) { return p.points.back().gap_kernel; });
    w.motion = over(paths, [](const Path& p) { return p.points.back().motion; });
    w.step_size = over(paths, [](const Path& p) { return p.step_size; });
    w.steps = over(paths, [](const Path& p) { return double(p.steps); });
    w.largest_step = over(paths, [](const Path& p) { return 2 / p.largest; });
    return w;
}

// A path as a list of numbers: its step, eigenvalue and number of steps, then its points.
static_assert(std::is_trivially_copyable_v<PathPoint> && sizeof(PathPoint) % sizeof(double) == 0);
constexpr std::size_t point_size = sizeof(PathPoint) / sizeof(double);

Seen packed(const Path& path) {
    Seen numbers{path.step_size, path.largest, double(path.steps)};
    const std::size_t head = numbers.size();
    numbers.resize(head + path.points.size() * point_size);
    std::memcpy(numbers.data() + head, path.points.data(), path.points.size() * sizeof(PathPoint));
    return numbers;
}

Path unpacked(const Seen& numbers) {
    Path path{std::vector<PathPoint>((numbers.size() - 3) / point_size), numbers[0], numbers[1], int(numbers[2])};
    std::memcpy(static_cast<void*>(path.points.data()), numbers.data() + 3, path.points.size() * sizeof(PathPoint));
    return path;
}

/// Networks of these widths, trained on the data of one trial.
std::vector<Seen> train_trial(const NetworkTraining& t, const Realization& world, const Draw& draw,
                              std::span<const std::size_t> widths) {
    const TrainingData data(world, t.samples, t.test_points, t.noise_variance, draw);
    std::vector<Seen> seen;
    for (const std::size_t i : widths) {
        NetworkShape shape = t.network;
        shape.width = t.widths[i];
        const std::unique_ptr<Network> network = make_network(shape, data.inputs, draw);
        seen.push_back(packed(train_path(*network, data, t.schedule, shape.initialization == Initialization::ones)));
    }
    return seen;
}

/// Of the trials that every width has finished, a path a width.
std::vector<std::vector<Path>> whole_trials(const std::vector<SeenTrials>& seen) {
    std::vector<std::vector<Path>> paths;
    for (const auto& [trial, first] : seen.front()) {
        std::vector<Path> row;
        for (const SeenTrials& of_width : seen)
            for (const auto& [number, values] : of_width)
                if (number == trial) row.push_back(unpacked(values));
        if (row.size() == seen.size()) paths.push_back(std::move(row));
    }
    return paths;
}

Rates rates_of(const std::vector<std::vector<Path>>& trials, const std::vector<int>& of_widths) {
    const std::vector<double> widths(of_widths.begin(), of_widths.end());
    const auto slope = [&](const std::function<double(const Path&)>& value) {
        std::vector<std::vector<double>> values;
        for (const std::vector<Path>& trial : trials) {
            values.emplace_back();
            for (const Path& p : trial) values.back().push_back(value(p));
        }
        return fitted_slope(widths, values);
    };
    return {slope([](const Path& p) { return largest(p, &PathPoint::gap_own); }),
            slope([](const Path& p) { return largest(p, &PathPoint::gap_kernel); }),
            slope([](const Path& p) { return p.points.back().gap_kernel; }),
            slope([](const Path& p) { return p.points.back().motion; })};
}

}  // namespace

TrainedNetworks train(const NetworkTraining& t, const TrialRunner& runner) {
    check(t);
    const Realization world = world_of(t);
    const std::uint64_t key = mixed(world.kind, std::uint64_t(world.dimension));
    const auto run = [&](std::uint64_t trial, std::span<const std::size_t> widths) {
        return train_trial(t, world, {t.seed, key, trial}, widths);
    };
    const TrialPlan plan{.points = t.widths.size(),
                         .trials = t.trials,
                         .memory = memory_of(t, *std::max_element(t.widths.begin(), t.widths.end())),
                         .run = run,
                         .progress = t.progress,
                         .interrupted = t.interrupted};
    const std::vector<std::vector<Path>> done = whole_trials(runner ? runner(plan) : on_threads(t.threads)(plan));

    TrainedNetworks result;
    result.trials = int(done.size());
    if (done.empty()) {
        if (!t.interrupted || !t.interrupted()) return result;  // another process has them
        throw NotConverged("interrupted before the first trial was finished");
    }
    for (std::size_t i = 0; i < t.widths.size(); ++i) {
        std::vector<const Path*> column;
        for (const std::vector<Path>& trial : done) column.push_back(&trial[i]);
        result.widths.push_back(summary(t.widths[i], column));
    }
    if (std::set<int>(t.widths.begin(), t.widths.end()).size() >= 2) result.rates = rates_of(done, t.widths);
    return result;
}

}  // namespace lazyrisk
