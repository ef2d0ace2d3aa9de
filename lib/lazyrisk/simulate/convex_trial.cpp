// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/convex_trial.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "lazyrisk/simulate/convex_fit.hpp"
#include "lazyrisk/simulate/trial_work.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/text.hpp"

namespace lazyrisk {
namespace {

constexpr int scored_at_once = 256;

std::span<const double> column(const Matrix& m) { return {m.data(), std::size_t(m.rows())}; }

/// What is known of a fit from its own samples.
struct TrainingScore {
    double squares = 0, loss = 0, errors = 0, support = 0;
};

TrainingScore training_score(const TrialPoint& p, const MatrixView& y, const Matrix& fitted) {
    TrainingScore seen;
    const double n = double(y.rows());
    const bool signs = p.loss.labels.are_signs();
    for (Eigen::Index i = 0; i < y.rows(); ++i) {
        const double label = y(i, 0), f = fitted(i, 0), u = label - f;
        seen.squares += u * u / n;
        if (signs) {
            const double x = label * f;
            seen.errors += (x < 0 ? 1 : x > 0 ? 0 : 0.5) / n;
            seen.support += (x < 1 + 1e-7 ? 1 : 0) / n;
            if (!std::holds_alternative<MarginConstraint>(p.loss.loss))
                seen.loss += std::visit([&](const auto& l) { return l.value(x); }, p.loss.loss) / n;
        } else {
            seen.loss += is_square(p.loss.loss)
                             ? u * u / 2 / n
                             : std::visit([&](const auto& l) { return l.value(u); }, p.loss.loss) / n;
            // beyond the quadratic part of the envelope: as far as the slope goes
            if (const HuberLoss* huber = std::get_if<HuberLoss>(&p.loss.loss))
                seen.support += (std::abs(u) >= huber->threshold * (1 - 1e-9) ? 1 : 0) / n;
            else
                seen.support += (std::abs(u) > 1e-7 ? 1 : 0) / n;
        }
    }
    return seen;
}

class ConvexTrial {
public:
    ConvexTrial(const Experiment& e, const Draw& draw) : e_(e), draw_(draw), target_(e.world.target(draw)) {
        for (const TrialPoint& p : e.points) {
            samples_ = std::max(samples_, p.samples);
            width_ = std::max(width_, p.width);
        }
        x_ = e.world.inputs(0, samples_, draw.stream(Role::data));
        truth_ = target_(x_);
        if (e.world.classes) classes_ = e.world.classes(0, samples_, draw.stream(Role::data));
        sd_ = std::sqrt(e.points.front().loss.field_variance);
    }

    std::vector<Outcome> run() {
        for (const TrialPoint& p : e_.points) {
            Matrix& y = labels_[labels_key(p)];
            if (y.size() == 0) y = drawn_labels(p.loss, p.noise_variance, truth_, sd_, draw_, Role::noise, classes_);
            scores_.emplace_back(p.loss);
        }
        for (int m = 0; m < e_.ensemble; ++m) add_member(m);
        score_test();
        std::vector<Outcome> outcomes;
        for (std::size_t i = 0; i < e_.points.size(); ++i) outcomes.push_back(outcome(i));
        return outcomes;
    }

private:
    struct Member {
        FeatureMap features;
        std::vector<Matrix> coefficients;  ///< a point each: on S, or on the kernel
    };

    const Experiment& e_;
    Draw draw_;
    InputFunction target_;
    int samples_ = 0, width_ = 0;
    Matrix x_;
    std::vector<double> truth_, classes_;
    double sd_ = 1;
    std::map<std::string, Matrix> labels_;
    std::vector<Member> members_;
    std::vector<Matrix> fitted_ = std::vector<Matrix>(e_.points.size());  // averaged over the members
    std::vector<double> norm_ = std::vector<double>(e_.points.size()), gap_ = norm_, margin_ = norm_;
    std::vector<LossScore> scores_;

    static std::string labels_key(const TrialPoint& p) {
        return p.loss.labels_text() + " " + to_text(p.noise_variance);
    }
    [[nodiscard]] int columns(const TrialPoint& p) const { return p.width * e_.world.features_per_neuron; }

    void add_member(int m) {
        Member& member = members_.emplace_back();
        Matrix all;  // S, or K
        if (width_ > 0) {
            member.features = e_.world.features(0, width_, draw_.stream(Role::features, std::uint64_t(m)));
            all = member.features(x_);
        } else {
            all = e_.world.gram(x_);
        }
        std::optional<ConvexFit> last;
        for (std::size_t i = 0; i < e_.points.size(); ++i) {
            const TrialPoint& p = e_.points[i];
            const Matrix y = labels_.at(labels_key(p)).topRows(p.samples);
            const ConvexFit* start = last && continues(e_.points[i - 1], p) ? &*last : nullptr;
            ConvexFit fit =
                width_ > 0 ? convex_fit(all.topLeftCorner(p.samples, columns(p)) / std::sqrt(double(p.width)), y,
                                        p.loss.loss, p.ridge, start)
                           : convex_kernel_fit(all.topLeftCorner(p.samples, p.samples), y, p.loss.loss, p.ridge, start);
            if (!fit.separable)
                throw NotCovered(
                    "a draw of these sizes is not separable and has no hard margin; fewer samples would help: lazyrisk "
                    "threshold tells how few");
            const double share = 1.0 / e_.ensemble;
            if (fitted_[i].size() == 0) fitted_[i] = Matrix::Zero(p.samples, 1);
            fitted_[i] += share * fit.fitted;
            norm_[i] += share * fit.norm2;
            gap_[i] = std::max(gap_[i], fit.gap);
            if (std::holds_alternative<MarginConstraint>(p.loss.loss)) margin_[i] += share / std::sqrt(fit.norm2);
            member.coefficients.push_back(width_ > 0 ? Matrix(fit.coefficients / std::sqrt(double(p.width)))
                                                     : fit.dual);
            last = std::move(fit);
        }
    }
    static bool continues(const TrialPoint& a, const TrialPoint& b) {
        return a.samples == b.samples && a.width == b.width && a.loss_text == b.loss_text &&
               a.noise_variance == b.noise_variance;
    }

    void score_test() {
        for (int first = 0; first < e_.test_points; first += scored_at_once) {
            const int count = std::min(scored_at_once, e_.test_points - first);
            const Matrix x = e_.world.points_to_test(first, count, draw_);
            const std::vector<double> truth = target_(x);
            std::vector<double> classes;
            if (e_.world.classes) classes = e_.world.classes(first, count, draw_.stream(Role::test));
            Draw block = draw_;
            block.key = mixed(draw_.key, std::uint64_t(first));
            std::vector<Matrix> f(e_.points.size(), Matrix::Zero(count, 1));
            for (const Member& member : members_) {
                const Matrix all = width_ > 0 ? member.features(x) : Matrix(e_.world.kernel(x_, x).transpose());
                for (std::size_t i = 0; i < f.size(); ++i) {
                    const Matrix& c = member.coefficients[i];
                    f[i].noalias() += (1.0 / e_.ensemble) * (all.leftCols(c.rows()) * c);
                }
            }
            for (std::size_t i = 0; i < f.size(); ++i) {
                const TrialPoint& p = e_.points[i];
                const bool signs = p.loss.labels.are_signs();
                const Matrix noisy =
                    signs ? Matrix() : drawn_labels(p.loss, p.noise_variance, truth, sd_, block, Role::test);
                scores_[i].add(column(f[i]), truth, sd_, column(noisy), classes);
            }
        }
    }

    [[nodiscard]] Outcome outcome(std::size_t i) const {
        const TrialPoint& p = e_.points[i];
        const LossScore& s = scores_[i];
        const bool signs = p.loss.labels.are_signs();
        const TrainingScore t = training_score(p, labels_.at(labels_key(p)).topRows(p.samples), fitted_[i]);
        const double noise = p.loss.noise_law.is_plain() ? p.noise_variance : p.loss.noise_law.variance();
        const double excess = s.excess / s.points;
        return {.test_error = signs               ? s.squares / s.points
                              : std::isinf(noise) ? excess
                                                  : excess + noise,
                .train_error = t.squares,
                .bias = 0,
                .variance = 0,
                .weight_norm = norm_[i],
                .of_loss = {s.error_rate / s.points, excess, s.clean / s.points, s.loss / s.points, t.loss, t.errors,
                            s.overlap / s.points, s.variance / s.points, t.support, margin_[i], gap_[i]}};
    }
};

}  // namespace

std::vector<Outcome> run_convex_trial(const Experiment& e, std::uint64_t trial) {
    return ConvexTrial(e, Draw{e.seed, e.draw, trial}).run();
}

}  // namespace lazyrisk
