// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/experiment.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/simulate/convex_trial.hpp"
#include "lazyrisk/simulate/fit.hpp"
#include "lazyrisk/simulate/leading.hpp"
#include "lazyrisk/simulate/trial_work.hpp"

namespace lazyrisk {
namespace {

constexpr int test_block = 256, neuron_block = 1024;

/// Sum of squares of f + s e for every s.
struct Squares {
    double ff = 0, fe = 0, ee = 0;

    /// Of the columns f and e (where there are two).
    void add(const MatrixView& m, double weight = 1) { add_product(m, m, weight); }
    void add_product(const MatrixView& a, const MatrixView& b, double weight) {
        ff += weight * a.col(0).dot(b.col(0));
        if (a.cols() < 2) return;
        fe += weight * (a.col(0).dot(b.col(1)) + a.col(1).dot(b.col(0))) / 2;
        ee += weight * a.col(1).dot(b.col(1));
    }
    [[nodiscard]] double at(double s) const { return ff + 2 * s * fe + s * s * ee; }
};

struct FitSquares {
    Squares test, train, norm;
};

/// One draw of the neurons: predictors by features, x -> S(x) c, and by kernels, x -> K(x, X) dual.
struct Member {
    FeatureMap features, primal_features;  ///< of all neurons that a fit uses, that a primal fit uses
    Matrix coefficients;                   ///< [features x fits r], zero where a fit has no such neuron
    std::vector<DrawnKernel> kernels;
    std::vector<Matrix> dual;  ///< a kernel each: [samples x its fits r]
};

class Trial {
public:
    Trial(const Experiment& e, const TrialWork& work, const Draw& draw)
        : e_(e),
          work_(work),
          draw_(draw),
          r_(work.labels),
          seen_(work.fits.size()),
          residual_(work.fits.size()),
          target_(e.world.target(draw)),
          labels_(work.samples, work.labels) {
        for (int first = 0; first < work.samples; first += block_rows(1)) {
            const int count = std::min(block_rows(1), work.samples - first);
            labels_.col(0).segment(first, count) = as_vector(target_(data(first, count)));
        }
        if (r_ == 2) {
            draw.stream(Role::noise).normals(entries(labels_, 1, 1));
            if (e.world.noise_scale)
                labels_.col(1).array() *=
                    as_vector(e.world.noise_scale(0, work_.samples, draw_.stream(Role::data))).array();
        }
        for (std::size_t i = 0; i < work.fits.size(); ++i)
            if (work.fits[i].route != Route::primal) residual_[i] = Matrix::Zero(work.fits[i].samples, r_);
    }

    std::vector<Outcome> run() {
        for (int m = 0; m < e_.ensemble; ++m) add_member(m);
        for (std::size_t i = 0; i < work_.fits.size(); ++i)
            if (residual_[i].size() > 0) seen_[i].train.add(residual_[i]);
        if (!work_.primal.empty()) score_training();
        score_test();
        std::vector<Outcome> outcomes;
        for (std::size_t i = 0; i < e_.points.size(); ++i) {
            const TrialPoint& p = e_.points[i];
            const FitSquares& s = seen_[work_.fit_of_point[i]];
            const double sd = std::sqrt(p.noise_variance), tests = e_.test_points;
            outcomes.push_back({.test_error = s.test.at(sd) / tests + p.noise_variance,
                                .train_error = s.train.at(sd) / p.samples,
                                .bias = s.test.ff / tests,
                                .variance = p.noise_variance * s.test.ee / tests,
                                .weight_norm = s.norm.at(sd)});
        }
        return outcomes;
    }

private:
    const Experiment& e_;
    const TrialWork& work_;
    Draw draw_;
    int r_;
    std::vector<FitSquares> seen_;
    std::vector<Matrix> residual_;  // of dual and kernel fits, averaged over the members
    InputFunction target_;
    Matrix labels_;  // column 0: f, column 1: noise of unit variance, where there is noise
    std::vector<Member> members_;

    [[nodiscard]] Matrix data(int first, int count) const {
        return e_.world.inputs(first, count, draw_.stream(Role::data));
    }
    [[nodiscard]] Eigen::Block<const Matrix> labels(int first, int count) const {
        return labels_.block(first, 0, count, r_);
    }
    /// The first column of a fit among those of all.
    [[nodiscard]] Eigen::Index at(std::size_t fit) const { return Eigen::Index(fit) * r_; }
    [[nodiscard]] Stream weights(int member) const { return draw_.stream(Role::features, std::uint64_t(member)); }

    void add_member(int m) {
        members_.emplace_back();
        Member& member = members_.back();
        if (work_.features > 0) {
            member.features = e_.world.features(0, work_.features / e_.world.features_per_neuron, weights(m));
            member.primal_features =
                e_.world.features(0, work_.primal_features / e_.world.features_per_neuron, weights(m));
            member.coefficients = Matrix::Zero(work_.features, int(work_.fits.size()) * r_);
        }
        if (!work_.primal.empty()) solve_primal(member);
        if (!work_.dual.empty()) solve_dual(member, m);
        if (!work_.kernel.empty()) {
            const Matrix x = data(0, work_.kernel_samples);
            for (const FitGroup& group : work_.kernel) solve_kernel(member, m, group, x);
        }
    }

    /// The fit of that number has these coefficients on S.
    void keep(Member& member, std::size_t fit, const MatrixView& c) {
        const TrialFit& f = work_.fits[fit];
        const int size = f.width * e_.world.features_per_neuron;
        member.coefficients.middleCols(at(fit), r_).topRows(size) = c.topRows(size);
        seen_[fit].norm.add(c.topRows(size), double(f.width) / e_.ensemble);
    }

    /// Where the matrix is singular to rounding: by the features themselves.
    void solve_by_features(Member& member, std::size_t fit) {
        const TrialFit& f = work_.fits[fit];
        const int columns = f.width * e_.world.features_per_neuron;
        Matrix s(f.samples, columns);
        const int rows = block_rows(work_.features);
        for (int first = 0; first < f.samples; first += rows) {
            const int count = std::min(rows, f.samples - first);
            s.middleRows(first, count) = member.features(data(first, count)).leftCols(columns);
        }
        const Matrix c = singular_fit(s, labels(0, f.samples), f.width * f.ridge);
        keep(member, fit, c);
        if (f.route == Route::primal) return;
        const Matrix fitted = s * c;
        residual_[fit] += (labels(0, f.samples) - fitted) / e_.ensemble;
    }

    /// S^T S grows with the samples; the widths are its leading blocks.
    void solve_primal(Member& member) {
        const int p = work_.primal_features, rows = block_rows(p);
        Matrix normal = Matrix::Zero(p, p), right = Matrix::Zero(p, r_);
        int row = 0;
        for (const FitGroup& group : work_.primal) {
            while (row < group.size) {
                const int count = std::min(rows, group.size - row);
                const Matrix s = member.primal_features(data(row, count));
                normal.selfadjointView<Eigen::Lower>().rankUpdate(s.transpose());
                right.noalias() += s.transpose() * labels(row, count);
                row += count;
            }
            LeadingSolution found = solve_leading(normal, right, group.systems, group.how, e_.precision);
            for (std::size_t k = 0; k < group.fits.size(); ++k) {
                if (found.sound[k])
                    keep(member, group.fits[k], found.of(k, r_));
                else
                    solve_by_features(member, group.fits[k]);
            }
        }
    }

    /// S S^T grows with the width; the numbers of samples are its leading blocks.
    void solve_dual(Member& member, int m) {
        const Matrix x = data(0, work_.dual_samples);
        Matrix gram = Matrix::Zero(x.cols(), x.cols());
        int neurons = 0;
        for (const FitGroup& group : work_.dual) {
            for (; neurons < group.size; neurons += std::min(neuron_block, group.size - neurons)) {
                const Matrix s =
                    e_.world.features(neurons, std::min(neuron_block, group.size - neurons), weights(m))(x);
                gram.selfadjointView<Eigen::Lower>().rankUpdate(s);
            }
            const LeadingSolution found =
                solve_leading(gram, labels(0, work_.dual_samples), group.systems, group.how, e_.precision);
            Matrix c(group.size * e_.world.features_per_neuron, found.x.cols());  // S^T dual
            for (int first = 0; first < group.size; first += neuron_block) {
                const int count = std::min(neuron_block, group.size - first), per_neuron = e_.world.features_per_neuron;
                const Matrix s = e_.world.features(first, count, weights(m))(x);
                c.middleRows(first * per_neuron, count * per_neuron).noalias() = s.transpose() * found.x;
            }
            for (std::size_t k = 0; k < group.fits.size(); ++k) {
                if (!found.sound[k]) {
                    solve_by_features(member, group.fits[k]);
                    continue;
                }
                keep(member, group.fits[k], c.middleCols(at(k), r_));
                add_residual(group.fits[k], found.residual_of(k, group.systems[k], r_));
            }
        }
    }

    void add_residual(std::size_t fit, const MatrixView& left) {
        residual_[fit] += left.topRows(residual_[fit].rows()) / e_.ensemble;
    }

    void solve_kernel(Member& member, int m, const FitGroup& group, const Matrix& x) {
        member.kernels.push_back(group.size == 0 ? DrawnKernel{e_.world.gram, e_.world.kernel}
                                                 : e_.world.drawn_kernel(group.size, weights(m)));
        int size = 0;
        for (const LeadingSystem& s : group.systems) size = std::max(size, s.size);
        Matrix k = member.kernels.back().gram(x.leftCols(size));
        LeadingSolution found = solve_leading(k, labels(0, size), group.systems, group.how, e_.precision);
        for (std::size_t i = 0; i < group.fits.size(); ++i) {
            if (!found.sound[i]) {
                LeadingSolution one =
                    solve_leading(k, labels(0, size), {&group.systems[i], 1}, Factoring::eigenvectors);
                found.of(i, r_) = one.x;
                found.residual[i] = std::move(one.residual[0]);
            }
            const Matrix left = found.residual_of(i, group.systems[i], r_);
            const int own = group.systems[i].size;
            const Matrix fitted = labels(0, own) - left.topRows(own);
            seen_[group.fits[i]].norm.add_product(found.of(i, r_).topRows(own), fitted,
                                                  1.0 / e_.ensemble);  // dual^T K dual
            add_residual(group.fits[i], left);
        }
        member.dual.push_back(std::move(found.x));
    }

    /// The residuals of the primal fits on their own samples.
    void score_training() {
        const int rows = block_rows(work_.primal_features);
        for (int first = 0; first < work_.primal.back().size; first += rows) {
            const int count = std::min(rows, work_.primal.back().size - first);
            const Matrix x = data(first, count);
            Matrix fitted = Matrix::Zero(count, at(work_.fits.size()));
            for (const Member& member : members_) {
                const Matrix s = member.primal_features(x);
                fitted.noalias() += (1.0 / e_.ensemble) * s * member.coefficients.topRows(s.cols());
            }
            for (std::size_t i = 0; i < work_.fits.size(); ++i) {
                if (work_.fits[i].route != Route::primal || work_.fits[i].samples <= first) continue;
                const int own = std::min(count, work_.fits[i].samples - first);
                seen_[i].train.add(labels(first, own) - fitted.middleCols(at(i), r_).topRows(own));
            }
        }
    }

    void score_test() {
        const Matrix known = data(0, work_.kernel_samples);
        for (int first = 0; first < e_.test_points; first += test_block) {
            const int count = std::min(test_block, e_.test_points - first);
            const Matrix x = e_.world.points_to_test(first, count, draw_);
            const std::vector<double> truth = target_(x);
            Matrix off = Matrix::Zero(count, at(work_.fits.size()));
            for (const Member& member : members_) {
                if (work_.features > 0) {
                    const Matrix s = member.features(x);
                    off.noalias() += (1.0 / e_.ensemble) * s * member.coefficients;
                }
                for (std::size_t g = 0; g < work_.kernel.size(); ++g) {
                    const Matrix& dual = member.dual[g];
                    const Matrix cross = member.kernels[g].cross(known.leftCols(dual.rows()), x),
                                 part = cross.transpose() * dual;
                    for (std::size_t k = 0; k < work_.kernel[g].fits.size(); ++k)
                        off.middleCols(at(work_.kernel[g].fits[k]), r_) += part.middleCols(at(k), r_) / e_.ensemble;
                }
            }
            off *= -1;
            for (std::size_t i = 0; i < work_.fits.size(); ++i) {
                off.col(at(i)) += as_vector(truth);
                seen_[i].test.add(off.middleCols(at(i), r_));
            }
        }
    }
};

}  // namespace

std::vector<Outcome> run_trial(const Experiment& e, std::uint64_t trial) {
    if (!e.points.front().loss_text.empty()) return run_convex_trial(e, trial);
    const Draw draw{e.seed, e.draw, trial};
    if (e.test_points == 0) {
        std::vector<Outcome> outcomes;
        for (const TrialPoint& p : e.points) outcomes.push_back(e.world.averages->outcome(p, draw));
        return outcomes;
    }
    const TrialWork work(e);
    return Trial(e, work, draw).run();
}

}  // namespace lazyrisk
