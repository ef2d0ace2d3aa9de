// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/train/path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "lazyrisk/train/linear_path.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using Vector = std::vector<double>;

double mean_square(std::span<const double> a, std::span<const double> b) {
    return (as_vector(a) - as_vector(b)).squaredNorm() / double(std::max<std::size_t>(a.size(), 1));
}

void require_stable(double step, double largest, const char* whose) {
    if (step * largest < 2) return;
    throw DomainError("step-size", step,
                      fmt::format("descent diverges: the largest eigenvalue of {} over n is {:.6g}; steps below "
                                  "2/{:.6g} = {:.6g} are accepted",
                                  whose, largest, largest, 2 / largest));
}

}  // namespace

double largest_eigenvalue(const Matrix& k) {
    Eigen::VectorXd x(k.cols()), y(k.cols());
    for (Eigen::Index i = 0; i < x.size(); ++i)
        x(i) = 1 + 0.5 * std::sin(double(i) * 1.7);  // no symmetry of the data has it
    double value = 0;
    for (int step = 0; step < 1000; ++step) {
        const double length = x.norm();
        if (!(length > 0)) return 0;
        x *= 1 / length;
        y.noalias() = k * x;
        const double next = x.dot(y);
        x.swap(y);
        if (std::abs(next - value) <= 1e-7 * next) return next;
        value = next;
    }
    return value;
}

TrainingData::TrainingData(const Realization& world, int samples, int test_points, double noise, const Draw& draw)
    : inputs(world.inputs(0, samples, draw.stream(Role::data))),
      tests(world.points_to_test(0, test_points, draw)),
      noise_variance(noise),
      gram(world.gram(inputs)),
      cross(world.kernel(tests, inputs)) {
    const InputFunction target = world.target(draw);
    labels = target(inputs);
    truth = target(tests);
    if (noise > 0) {
        Vector disturbance(labels.size());
        draw.stream(Role::noise).normals(disturbance);
        as_vector(labels) += std::sqrt(noise) * as_vector(disturbance);
    }
    mirror_lower(gram);
    largest = largest_eigenvalue(gram) / samples;
}

std::vector<int> recorded_steps(int steps, int records) {
    std::vector<int> at{0};
    for (int k = 1; k < records; ++k) {
        const int step = int(std::lround(std::pow(double(steps), records > 2 ? (k - 1.0) / (records - 2) : 1.0)));
        if (step > at.back() && step <= steps) at.push_back(step);
    }
    if (at.back() != steps) at.push_back(steps);
    return at;
}

namespace {

/// A network while it is trained.
class Run {
public:
    Run(Network& network, const TrainingData& data, bool subtract_start)
        : network_(network),
          data_(data),
          gram_(network.tangent(data.inputs)),
          cross_(network.tangent(data.tests)),
          begin_{Vector(network.outputs().begin(), network.outputs().end()), network.at(data.tests)},
          residual_(data.labels.size()),
          first_error_(mean_square(begin_.inputs, data.labels)) {
        path.largest = largest_eigenvalue(gram_) / double(residual_.size());
        if (!subtract_start) return;
        base_ = std::move(begin_);
        begin_ = {Vector(base_.inputs.size(), 0.0), Vector(base_.tests.size(), 0.0)};
        first_error_ = mean_square(begin_.inputs, data.labels);
    }
    [[nodiscard]] LinearModel own() const { return {gram_, cross_, data_.labels, begin_}; }
    [[nodiscard]] LinearModel wide() const { return {data_.gram, data_.cross, data_.labels, begin_}; }

    /// f - y at the inputs, as the weights are now.
    const Vector& residual() {
        as_vector(residual_) = as_vector(network_.outputs()) - as_vector(data_.labels);
        if (!base_.inputs.empty()) as_vector(residual_) -= as_vector(base_.inputs);
        return residual_;
    }

    /// A point of the path.
    PathPoint& record(double step, double time, const Outputs& own, const Outputs& wide) {
        Vector f = network_.at(data_.tests);
        if (!base_.tests.empty()) as_vector(f) -= as_vector(base_.tests);
        PathPoint p;
        p.step = step;
        p.time = time;
        p.network_test = mean_square(f, data_.truth) + data_.noise_variance;
        p.linear_test = mean_square(own.tests, data_.truth) + data_.noise_variance;
        p.kernel_test = mean_square(wide.tests, data_.truth) + data_.noise_variance;
        p.network_train = mean_square(residual(), Vector(residual_.size(), 0.0));
        p.linear_train = mean_square(own.inputs, data_.labels);
        p.kernel_train = mean_square(wide.inputs, data_.labels);
        p.gap_own = std::sqrt(mean_square(f, own.tests));
        p.gap_kernel = std::sqrt(mean_square(f, wide.tests));
        p.motion = network_.motion();
        if (!(p.network_train < 1e6 * (first_error_ + 1)))
            throw NotConverged(fmt::format(
                "training diverged by step {} with step size {:.6g}, although that is below 2/{:.6g} at the start; "
                "a smaller `step_size` or a larger `width` would help",
                step, path.step_size, path.largest));
        path.points.push_back(p);
        return path.points.back();
    }

    [[nodiscard]] double first_error() const { return first_error_; }

    Path path;

private:
    Network& network_;
    const TrainingData& data_;
    Matrix gram_, cross_;
    Outputs begin_, base_;  // base: subtracted
    Vector residual_;
    double first_error_;
};

Path descend(Network& network, const TrainingData& data, const Schedule& schedule, bool subtract_start) {
    Run run(network, data, subtract_start);
    Path& path = run.path;
    path.steps = schedule.steps;
    path.step_size = schedule.step_size > 0 ? schedule.step_size : std::min(0.5 / data.largest, 1 / path.largest);
    require_stable(path.step_size, path.largest, "the empirical tangent kernel");
    require_stable(path.step_size, data.largest, "the kernel of infinitely many neurons");
    LinearDescent own(run.own()), wide(run.wide());
    const std::vector<int> recorded = recorded_steps(path.steps, schedule.records);
    std::size_t next = 0;
    for (int step = 0; step <= path.steps; ++step) {
        if (recorded[next] == step) {
            ++next;
            run.record(step, step * path.step_size, {own.outputs(), own.tests()}, {wide.outputs(), wide.tests()});
        }
        if (step == path.steps) break;
        network.step(run.residual(), path.step_size);
        own.step(path.step_size);
        wide.step(path.step_size);
    }
    return std::move(path);
}

Path flow(Network& network, const TrainingData& data, const Schedule& schedule, bool subtract_start) {
    Run run(network, data, subtract_start);
    Path& path = run.path;
    const LinearFlow own(run.own()), wide(run.wide());
    LinearSteps own_by_steps(run.own());
    AdaptiveFlow weights(
        [&](std::span<const double> parameters, std::span<double> out) {
            network.set_parameters(parameters);
            network.velocity(run.residual(), out);
        },
        network.parameters(), schedule.tolerance,
        [&](std::span<const double> parameters, std::span<const double> error) {
            // in outputs: of the kinks of many neurons, which no step can follow one by one, they see the mean
            Vector moved(parameters.begin(), parameters.end());
            network.set_parameters(moved);
            const Vector outputs(network.outputs().begin(), network.outputs().end());
            as_vector(moved) += as_vector(error);
            network.set_parameters(moved);
            return std::sqrt(mean_square(network.outputs(), outputs) / std::max(run.first_error(), 1e-300));
        },
        network.has_kinks());
    const auto taken = [&](double length, int stages) { own_by_steps.step(length, stages); };
    for (const double time :
         recorded_times(schedule.time, 0.1 / std::max(path.largest, data.largest), schedule.records)) {
        weights.advance(time, taken);
        network.set_parameters(weights.y());
        path.steps = weights.steps();
        const Outputs exact = own.at(time);
        run.record(path.steps, time, exact, wide.at(time)).integration_error =
            std::sqrt(mean_square(own_by_steps.tests(), exact.tests));
    }
    path.step_size = path.steps > 0 ? schedule.time / path.steps : 0;
    return std::move(path);
}

}  // namespace

std::vector<double> recorded_times(double time, double first, int records) {
    std::vector<double> at{0};
    first = std::min(first, time);
    for (int k = 1; k < records; ++k) {
        const double next = k + 1 == records ? time : first * std::pow(time / first, (k - 1.0) / (records - 2));
        if (next > at.back()) at.push_back(next);
    }
    return at;
}

Path train_path(Network& network, const TrainingData& data, const Schedule& schedule, bool subtract_start) {
    return (schedule.time > 0 ? flow : descend)(network, data, schedule, subtract_start);
}

}  // namespace lazyrisk
