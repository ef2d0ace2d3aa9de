// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/gap/trained.hpp"

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

/// Where one start ends.
struct End {
    double risk = 0;
    bool settled = false;
};

End train_once(const PopulationRisk& risk, int width, const Draw& draw) {
    const std::size_t d = std::size_t(risk.dimension), n = std::size_t(width);
    Vector start(n * (d + 1));
    const Matrix w = on_sphere(risk.dimension, 0, width, 1, draw.stream(Role::features));
    as_vector(start).head(w.size()) = w.reshaped();
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
    return {d, 1.0 / d,
            [form = std::make_shared<const Matrix>(target.form / std::sqrt(target.square)), d](
                int width, std::span<const double> weights, std::span<double> gradient) {
                // |A - B|^2, A = W diag(a) W^T, |B| = 1; C = W^T W, M W = W diag(a) C - B W
                const Eigen::Index size = Eigen::Index(width) * d;
                const Eigen::Map<const Matrix> w(weights.data(), d, width);
                const Eigen::Map<const Eigen::VectorXd> a(weights.data() + size, width);
                const Matrix c = w.transpose() * w, scaled = w * a.asDiagonal();
                Matrix moved = *form * w;
                const double risk = 1 - 2 * scaled.cwiseProduct(moved).sum() + a.dot(c.cwiseAbs2() * a);
                moved *= -1;
                moved.noalias() += scaled * c;
                Eigen::Map<Matrix>(gradient.data(), d, width) = 4 * moved * a.asDiagonal();
                Eigen::Map<Eigen::VectorXd>(gradient.data() + size, width) = 2 * w.cwiseProduct(moved).colwise().sum();
                return std::max(0.0, risk);
            }};
}

PopulationRisk relu_network_risk(int dimension) {
    return {dimension, 0.1, [d = dimension](int width, std::span<const double> weights, std::span<double> gradient) {
                // E relu(<w,x>) relu(<v,x>) = |w||v| (sin + (pi - angle) cos)/(2 pi), over its value 1/2 at the target
                // w* = e_1
                const Eigen::Index size = Eigen::Index(width) * d;
                const Eigen::Map<const Matrix> w(weights.data(), d, width);
                const Eigen::Map<const Eigen::VectorXd> a(weights.data() + size, width);
                std::fill(gradient.begin(), gradient.end(), 0.0);
                Eigen::Map<Matrix> by_weights(gradient.data(), d, width);
                Eigen::Map<Eigen::VectorXd> by_outputs(gradient.data() + size, width);
                const Eigen::VectorXd length = w.colwise().norm();
                double risk = 1;
                // times the kernel of neuron i with v, and its gradient by w_i
                const auto add = [&](int i, const Eigen::Ref<const Eigen::VectorXd>& v, double size_v, double times,
                                     bool both) {
                    const double cosine = std::clamp(w.col(i).dot(v) / (length(i) * size_v), -1.0, 1.0);
                    const double angle = std::acos(cosine), sine = std::sqrt((1 - cosine) * (1 + cosine)),
                                 by = times / std::numbers::pi;
                    const double kernel =
                        length(i) * size_v * (sine + (std::numbers::pi - angle) * cosine) / std::numbers::pi;
                    risk += times * a(i) * kernel;
                    by_outputs(i) += (both ? 2 : 1) * times * kernel;
                    const double pull = (both ? 2 : 1) * by * a(i);
                    by_weights.col(i) +=
                        pull * size_v * sine / length(i) * w.col(i) + pull * (std::numbers::pi - angle) * v;
                };
                const Eigen::VectorXd target = Eigen::VectorXd::Unit(d, 0);
                for (int i = 0; i < width; ++i) {
                    add(i, target, 1, -2, false);
                    for (int j = 0; j < width; ++j) add(i, w.col(j), length(j), a(j), true);
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
                         " GB, more than this machine has; leave `train` out, or choose fewer neurons");
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
