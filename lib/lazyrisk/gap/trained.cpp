// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/gap/trained.hpp"

#include <cblas.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <vector>

#include "lazyrisk/numerics/stiff_flow.hpp"
#include "lazyrisk/simulate/campaign.hpp"
#include "lazyrisk/simulate/sphere.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using Vector = std::vector<double>;

constexpr double tolerance = 1e-2;  ///< where the flow ends does not depend on the path's digits
constexpr double settled_gain = 1e-9;
constexpr int most_steps = 20000, still = 3;  ///< still: doublings of the time without a gain

double dot(int d, const double* x, const double* y) { return cblas_ddot(d, x, 1, y, 1); }

/// Where one start ends.
struct End {
    double risk = 0;
    bool settled = false;
};

End train_once(const PopulationRisk& risk, int width, const Draw& draw) {
    const std::size_t d = std::size_t(risk.dimension), n = std::size_t(width);
    Vector start(n * (d + 1));
    const Matrix w = on_sphere(risk.dimension, 0, width, 1, draw.stream(Role::features));
    std::copy_n(w.data(), w.size(), start.data());
    const std::span<double> a(start.data() + n * d, n);
    draw.stream(Role::features, 1).normals(a);
    for (double& x : a) x *= risk.output_scale;
    End end;
    AdaptiveFlow flow(
        [&](std::span<const double> weights, std::span<double> out) {
            end.risk = risk.at(width, weights, out);
            for (double& x : out) x = -x;
        },
        std::move(start), tolerance);
    int quiet = 0;
    for (double time = 1; flow.steps() < most_steps && quiet < still; time *= 2) {
        flow.advance(time);
        double speed = 0;  // -d risk/dt
        for (const double x : flow.dy()) speed += x * x;
        quiet = speed * time < settled_gain ? quiet + 1 : 0;
    }
    end.settled = quiet == still;
    Vector gradient(flow.y().size());
    end.risk = risk.at(width, flow.y(), gradient);
    return end;
}

}  // namespace

PopulationRisk square_network_risk(const QuadraticTarget& target) {
    const int d = target.dimension();
    Matrix unit = target.form.copy();
    for (double& x : unit.all()) x /= std::sqrt(target.square);
    return {d, 1.0 / d,
            [form = std::make_shared<const Matrix>(std::move(unit)), d](int width, std::span<const double> weights,
                                                                        std::span<double> gradient) {
                // |A - B|^2, A = W diag(a) W^T, |B| = 1; C = W^T W, M W = W diag(a) C - B W
                const std::size_t n = std::size_t(width), size = n * std::size_t(d);
                const double *w = weights.data(), *a = w + size;
                Matrix c(width, width), moved(d, width), scaled(d, width);
                cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, width, width, d, 1, w, d, w, d, 0, c.data(),
                            width);
                cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, d, width, d, 1, form->data(), d, w, d, 0,
                            moved.data(), d);
                double risk = 1;
                for (int j = 0; j < width; ++j) {
                    risk -= 2 * a[j] * dot(d, w + j * d, moved.column(j).data());
                    for (int i = 0; i < width; ++i) risk += a[i] * a[j] * c(i, j) * c(i, j);
                    for (int k = 0; k < d; ++k) scaled(k, j) = a[j] * w[j * d + k];
                }
                cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, d, width, width, 1, scaled.data(), d, c.data(),
                            width, -1, moved.data(), d);
                for (int j = 0; j < width; ++j) {
                    const double* along = moved.column(j).data();
                    for (int k = 0; k < d; ++k) gradient[std::size_t(j * d + k)] = 4 * a[j] * along[k];
                    gradient[size + std::size_t(j)] = 2 * dot(d, w + j * d, along);
                }
                return std::max(0.0, risk);
            }};
}

PopulationRisk relu_network_risk(int dimension) {
    return {dimension, 0.1, [d = dimension](int width, std::span<const double> weights, std::span<double> gradient) {
                // E relu(<w,x>) relu(<v,x>) = |w||v| (sin + (pi - angle) cos)/(2 pi), over its value 1/2 at the target
                // w* = e_1
                const std::size_t size = std::size_t(width) * std::size_t(d);
                const double *w = weights.data(), *a = w + size;
                std::fill(gradient.begin(), gradient.end(), 0.0);
                Vector length;
                for (int j = 0; j < width; ++j) length.push_back(std::sqrt(dot(d, w + j * d, w + j * d)));
                double risk = 1;
                // times the kernel of neuron i with v, and its gradient by w_i
                const auto add = [&](int i, const double* v, double size_v, double times, bool both) {
                    const double wi = length[std::size_t(i)],
                                 cosine = std::clamp(dot(d, w + i * d, v) / (wi * size_v), -1.0, 1.0);
                    const double angle = std::acos(cosine), sine = std::sqrt((1 - cosine) * (1 + cosine)),
                                 by = times / std::numbers::pi;
                    const double kernel = wi * size_v * (sine + (std::numbers::pi - angle) * cosine) / std::numbers::pi;
                    risk += times * a[i] * kernel;
                    gradient[size + std::size_t(i)] += (both ? 2 : 1) * times * kernel;
                    const double pull = (both ? 2 : 1) * by * a[i];
                    double* out = gradient.data() + std::size_t(i) * std::size_t(d);
                    cblas_daxpy(d, pull * size_v * sine / wi, w + i * d, 1, out, 1);
                    cblas_daxpy(d, pull * (std::numbers::pi - angle), v, 1, out, 1);
                };
                Vector target(std::size_t(d), 0.0);
                target[0] = 1;
                for (int i = 0; i < width; ++i) {
                    add(i, target.data(), 1, -2, false);
                    for (int j = 0; j < width; ++j) add(i, w + j * d, length[std::size_t(j)], a[j], true);
                }
                return std::max(0.0, risk);
            }};
}

TrainedGap trained_gap(const PopulationRisk& risk, int width, int starts, std::uint64_t seed, int threads,
                       const TrialRunner& runner) {
    if (starts < 1) throw DomainError("train", double(starts), "expected at least one random start");
    const double numbers = 10.0 * width * (risk.dimension + 1.0) + double(width) * width;
    if (8 * numbers > memory_of_machine())
        throw NotCovered("a trained network of " + std::to_string(width) + " neurons in " +
                         std::to_string(risk.dimension) + " dimensions holds " + to_text(std::ceil(8 * numbers / 1e9)) +
                         " GB, more than this machine has; leave --train out, or choose fewer neurons");
    const TrialPlan plan{.points = 1,
                         .trials = starts,
                         .memory = 8 * numbers,
                         .run = [&](std::uint64_t start, std::span<const std::size_t>) {
                             const End end = train_once(risk, width, Draw{seed, 1, start});
                             return std::vector<Seen>{{end.risk, double(end.settled)}};
                         }};
    const SeenTrials seen = (runner ? runner(plan) : on_threads(threads)(plan)).front();
    TrainedGap gap{.best = infinite<>, .starts = int(seen.size())};
    Accumulator all;
    for (const auto& [start, end] : seen) {
        all.add(end[0]);
        gap.best = std::min(gap.best, end[0]);
        gap.settled += int(end[1]);
    }
    gap.risk = all.estimate();
    return gap;
}

}  // namespace lazyrisk
