#include "lazyrisk/train/path.hpp"

#include <cblas.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "lazyrisk/error.hpp"

namespace lazyrisk {
namespace {

using Vector = std::vector<double>;

/// alpha A x + beta y into y.
void multiply(double alpha, const Matrix& a, const Vector& x, double beta, Vector& y) {
    cblas_dgemv(CblasColMajor, CblasNoTrans, a.rows(), a.columns(), alpha, a.data(), a.rows(), x.data(), 1, beta, y.data(), 1);
}

double mean_square(std::span<const double> a, std::span<const double> b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sum / double(std::max<std::size_t>(a.size(), 1));
}

/// A model that is linear in its weights, moved by the recursion of descent: its outputs from the kernel alone.
class LinearPath {
public:
    LinearPath(const Matrix& gram, const Matrix& cross, Vector at_inputs, Vector at_tests)
        : gram_(gram), cross_(cross), f_(std::move(at_inputs)), start_(std::move(at_tests)), residual_(f_.size()), sum_(f_.size(), 0.0) {}
    void step(const Vector& labels, double rate) {
        for (std::size_t i = 0; i < f_.size(); ++i) {
            residual_[i] = f_[i] - labels[i];
            sum_[i] += residual_[i];
        }
        multiply(-rate / double(f_.size()), gram_, residual_, 1, f_);
        rate_ = rate;
    }
    [[nodiscard]] const Vector& outputs() const { return f_; }
    [[nodiscard]] Vector tests() const {
        Vector f = start_;
        multiply(-rate_ / double(f_.size()), cross_, sum_, 1, f);
        return f;
    }

private:
    const Matrix &gram_, &cross_;
    Vector f_, start_, residual_, sum_;  // sum of the residuals so far
    double rate_ = 0;
};

void require_stable(const Schedule& schedule, double step, double largest, const char* whose) {
    if (step * largest < 2) return;
    throw DomainError("step-size", step,
                      fmt::format("descent diverges: the largest eigenvalue of {} over n is {:.6g}; {}steps below 2/{:.6g} = {:.6g} are accepted",
                                  whose, largest, schedule.time > 0 ? "with --time, " : "", largest, 2 / largest));
}

}  // namespace

double largest_eigenvalue(const Matrix& k) {
    const std::size_t n = std::size_t(k.columns());
    Vector x(n), y(n);
    for (std::size_t i = 0; i < n; ++i) x[i] = 1 + 0.5 * std::sin(double(i) * 1.7);  // no symmetry of the data has it
    double value = 0;
    for (int step = 0; step < 1000; ++step) {
        const double length = cblas_dnrm2(int(n), x.data(), 1);
        if (!(length > 0)) return 0;
        cblas_dscal(int(n), 1 / length, x.data(), 1);
        multiply(1, k, x, 0, y);
        const double next = cblas_ddot(int(n), x.data(), 1, y.data(), 1);
        std::swap(x, y);
        if (std::abs(next - value) <= 1e-7 * next) return next;
        value = next;
    }
    return value;
}

TrainingData::TrainingData(const Realization& world, int samples, int test_points, double noise, const Draw& draw)
    : inputs(world.inputs(0, samples, draw.stream(Role::data))), tests(world.inputs(0, test_points, draw.stream(Role::test))),
      noise_variance(noise), gram(world.gram(inputs)), cross(world.kernel(tests, inputs)) {
    const InputFunction target = world.target(draw);
    labels = target(inputs);
    truth = target(tests);
    if (noise > 0) {
        Vector disturbance(labels.size());
        draw.stream(Role::noise).normals(disturbance);
        for (std::size_t i = 0; i < labels.size(); ++i) labels[i] += std::sqrt(noise) * disturbance[i];
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

Path train_path(Network& network, const TrainingData& data, const Schedule& schedule, bool subtract_start) {
    const std::size_t n = data.labels.size();
    const Matrix gram = network.tangent(data.inputs), cross = network.tangent(data.tests);
    Path path;
    path.largest = largest_eigenvalue(gram) / double(n);
    path.steps = schedule.steps;
    path.step_size = schedule.step_size > 0 ? schedule.step_size : std::min(0.5 / data.largest, 1 / path.largest);
    if (schedule.time > 0) {
        const double steps = std::ceil(schedule.time * std::max(path.largest, data.largest) / 0.1);
        if (!(steps < 1e8))
            throw DomainError("time", schedule.time, fmt::format("the flow would take {:.3g} steps; at most 1e8 are accepted", steps));
        path.steps = std::max(1, int(steps));
        path.step_size = schedule.time / path.steps;
    }
    const double rate = path.step_size;
    require_stable(schedule, rate, path.largest, "the empirical tangent kernel");
    require_stable(schedule, rate, data.largest, "the kernel of infinitely many neurons");

    Vector start(n, 0.0), start_tests(data.truth.size(), 0.0);
    const Vector f0(network.outputs().begin(), network.outputs().end()), tests0 = network.at(data.tests);
    if (subtract_start) start = f0, start_tests = tests0;
    const auto left = [](Vector a, const Vector& b) {
        for (std::size_t i = 0; i < a.size(); ++i) a[i] -= b[i];
        return a;
    };
    LinearPath own(gram, cross, left(f0, start), left(tests0, start_tests)), wide(data.gram, data.cross, left(f0, start), left(tests0, start_tests));

    Vector residual(n);
    const double first_error = mean_square(own.outputs(), data.labels);
    const std::vector<int> recorded = recorded_steps(path.steps, schedule.records);
    std::size_t next = 0;
    for (int step = 0; step <= path.steps; ++step) {
        for (std::size_t i = 0; i < n; ++i) residual[i] = network.outputs()[i] - start[i] - data.labels[i];
        if (recorded[next] == step) {
            ++next;
            const Vector f = left(network.at(data.tests), start_tests), g = own.tests(), h = wide.tests();
            PathPoint p;
            p.step = step;
            p.time = step * rate;
            p.network_test = mean_square(f, data.truth) + data.noise_variance;
            p.linear_test = mean_square(g, data.truth) + data.noise_variance;
            p.kernel_test = mean_square(h, data.truth) + data.noise_variance;
            p.network_train = mean_square(residual, Vector(n, 0.0));
            p.linear_train = mean_square(own.outputs(), data.labels);
            p.kernel_train = mean_square(wide.outputs(), data.labels);
            p.gap_own = std::sqrt(mean_square(f, g));
            p.gap_kernel = std::sqrt(mean_square(f, h));
            p.motion = network.motion();
            if (!(p.network_train < 1e6 * (first_error + 1)))
                throw NotConverged(fmt::format("training diverged by step {} with step size {:.6g}, although that is below 2/{:.6g} at the start; "
                                               "a smaller --step-size or a larger --width would help", step, rate, path.largest));
            path.points.push_back(p);
        }
        if (step == path.steps) break;
        network.step(residual, rate);
        own.step(data.labels, rate);
        wide.step(data.labels, rate);
    }
    return path;
}

}  // namespace lazyrisk
