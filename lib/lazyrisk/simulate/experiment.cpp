// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/experiment.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/simulate/fit.hpp"
#include "lazyrisk/simulate/leading.hpp"
#include "lazyrisk/simulate/trial_work.hpp"

namespace lazyrisk {
namespace {

constexpr int test_block = 256, neuron_block = 1024;

/// Sum of squares of f + s e for every s.
struct Squares {
    double ff = 0, fe = 0, ee = 0;

    /// Of the first `rows` rows of columns `column` (f) and the next (e, where there are two).
    void add(const Matrix& m, int column, int columns, int rows, double weight = 1) {
        for (int i = 0; i < rows; ++i) {
            const double f = m(i, column), e = columns == 2 ? m(i, column + 1) : 0;
            ff += weight * f * f;
            fe += weight * f * e;
            ee += weight * e * e;
        }
    }
    void add_product(const Matrix& a, int column, const Matrix& b, int columns, int rows, double weight) {
        for (int i = 0; i < rows; ++i) {
            const double f = a(i, column), g = b(i, 0), e = columns == 2 ? a(i, column + 1) : 0,
                         h = columns == 2 ? b(i, 1) : 0;
            ff += weight * f * g;
            fe += weight * (f * h + e * g) / 2;
            ee += weight * e * h;
        }
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
            const std::vector<double> f = target_(data(first, std::min(block_rows(1), work.samples - first)));
            std::copy(f.begin(), f.end(), labels_.data() + first);
        }
        if (r_ == 2) draw.stream(Role::noise).normals(labels_.column(1));
        for (std::size_t i = 0; i < work.fits.size(); ++i)
            if (work.fits[i].route != Route::primal) residual_[i] = Matrix::zero(work.fits[i].samples, r_);
    }

    std::vector<Outcome> run() {
        for (int m = 0; m < e_.ensemble; ++m) add_member(m);
        for (std::size_t i = 0; i < work_.fits.size(); ++i)
            if (residual_[i].size() > 0) seen_[i].train.add(residual_[i], 0, r_, residual_[i].rows());
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
    [[nodiscard]] Matrix labels(int first, int count) const {
        Matrix y(count, r_);
        for (int c = 0; c < r_; ++c) std::copy_n(labels_.column(c).data() + first, count, y.column(c).data());
        return y;
    }
    [[nodiscard]] Stream weights(int member) const { return draw_.stream(Role::features, std::uint64_t(member)); }

    void add_member(int m) {
        members_.emplace_back();
        Member& member = members_.back();
        if (work_.features > 0) {
            member.features = e_.world.features(0, work_.features / e_.world.features_per_neuron, weights(m));
            member.primal_features =
                e_.world.features(0, work_.primal_features / e_.world.features_per_neuron, weights(m));
            member.coefficients = Matrix::zero(work_.features, int(work_.fits.size()) * r_);
        }
        if (!work_.primal.empty()) solve_primal(member);
        if (!work_.dual.empty()) solve_dual(member, m);
        if (!work_.kernel.empty()) {
            const Matrix x = data(0, work_.kernel_samples);
            for (const FitGroup& group : work_.kernel) solve_kernel(member, m, group, x);
        }
    }

    /// The fit of that number has these coefficients on S.
    void keep(Member& member, std::size_t fit, const Matrix& c, int column) {
        const TrialFit& f = work_.fits[fit];
        const int size = f.width * e_.world.features_per_neuron;
        for (int k = 0; k < r_; ++k)
            std::copy_n(c.column(column + k).data(), size, member.coefficients.column(int(fit) * r_ + k).data());
        seen_[fit].norm.add(c, column, r_, size, double(f.width) / e_.ensemble);
    }

    /// Where the matrix is singular to rounding: by the features themselves.
    void solve_by_features(Member& member, std::size_t fit) {
        const TrialFit& f = work_.fits[fit];
        const int columns = f.width * e_.world.features_per_neuron;
        Matrix s(f.samples, columns);
        const int rows = block_rows(work_.features);
        for (int first = 0; first < f.samples; first += rows) {
            const Matrix block = member.features(data(first, std::min(rows, f.samples - first)));
            for (int j = 0; j < columns; ++j)
                std::copy_n(block.column(j).data(), block.rows(), s.column(j).data() + first);
        }
        const Matrix y = labels(0, f.samples), c = singular_fit(s.copy(), y, f.width * f.ridge);
        keep(member, fit, c, 0);
        if (f.route == Route::primal) return;
        const Matrix fitted = times(s, c);
        for (std::size_t i = 0; i < y.size(); ++i)
            residual_[fit].data()[i] += (y.data()[i] - fitted.data()[i]) / e_.ensemble;
    }

    /// S^T S grows with the samples; the widths are its leading blocks.
    void solve_primal(Member& member) {
        const int p = work_.primal_features, rows = block_rows(p);
        Matrix normal = Matrix::zero(p, p), right = Matrix::zero(p, r_);
        int row = 0;
        for (const FitGroup& group : work_.primal) {
            while (row < group.size) {
                const int count = std::min(rows, group.size - row);
                const Matrix s = member.primal_features(data(row, count));
                add_lower_gram(normal, s);
                add_transpose_times(right, s, labels(row, count));
                row += count;
            }
            const LeadingSolution found = solve_leading(normal, right, group.systems, group.how, e_.precision);
            for (std::size_t k = 0; k < group.fits.size(); ++k) {
                if (found.sound[k])
                    keep(member, group.fits[k], found.x, int(k) * r_);
                else
                    solve_by_features(member, group.fits[k]);
            }
        }
    }

    /// S S^T grows with the width; the numbers of samples are its leading blocks.
    void solve_dual(Member& member, int m) {
        const Matrix x = data(0, work_.dual_samples), y = labels(0, work_.dual_samples);
        Matrix gram = Matrix::zero(x.columns(), x.columns());
        int neurons = 0;
        for (const FitGroup& group : work_.dual) {
            for (; neurons < group.size; neurons += std::min(neuron_block, group.size - neurons))
                add_lower_outer_gram(
                    gram, e_.world.features(neurons, std::min(neuron_block, group.size - neurons), weights(m))(x));
            const LeadingSolution found = solve_leading(gram, y, group.systems, group.how, e_.precision);
            Matrix c(group.size * e_.world.features_per_neuron, found.x.columns());  // S^T dual
            for (int first = 0, row = 0; first < group.size; first += neuron_block) {
                const int count = std::min(neuron_block, group.size - first);
                const Matrix part = transpose_times(e_.world.features(first, count, weights(m))(x), found.x);
                for (int j = 0; j < c.columns(); ++j)
                    std::copy_n(part.column(j).data(), part.rows(), c.column(j).data() + row);
                row += part.rows();
            }
            for (std::size_t k = 0; k < group.fits.size(); ++k) {
                if (!found.sound[k]) {
                    solve_by_features(member, group.fits[k]);
                    continue;
                }
                keep(member, group.fits[k], c, int(k) * r_);
                add_residual(group.fits[k], found.residual_of(k, group.systems[k], r_));
            }
        }
    }

    void add_residual(std::size_t fit, const Matrix& left) {
        Matrix& sum = residual_[fit];
        for (int c = 0; c < r_; ++c)
            for (int i = 0; i < sum.rows(); ++i) sum(i, c) += left(i, c) / e_.ensemble;
    }

    void solve_kernel(Member& member, int m, const FitGroup& group, const Matrix& x) {
        member.kernels.push_back(group.size == 0 ? DrawnKernel{e_.world.gram, e_.world.kernel}
                                                 : e_.world.drawn_kernel(group.size, weights(m)));
        int size = 0;
        for (const LeadingSystem& s : group.systems) size = std::max(size, s.size);
        const Matrix own = x.columns(0, size), y = labels(0, size);
        Matrix k = member.kernels.back().gram(own);
        LeadingSolution found = solve_leading(k, y, group.systems, group.how, e_.precision);
        for (std::size_t i = 0; i < group.fits.size(); ++i) {
            if (!found.sound[i]) {
                LeadingSolution one = solve_leading(k, y, {&group.systems[i], 1}, Factoring::eigenvectors);
                for (int c = 0; c < r_; ++c)
                    std::copy_n(one.x.column(c).data(), size, found.x.column(int(i) * r_ + c).data());
                found.residual[i] = std::move(one.residual[0]);
            }
            const Matrix left = found.residual_of(i, group.systems[i], r_);
            Matrix fitted = labels(0, group.systems[i].size);
            for (int c = 0; c < r_; ++c)
                for (int row = 0; row < fitted.rows(); ++row) fitted(row, c) -= left(row, c);
            seen_[group.fits[i]].norm.add_product(found.x, int(i) * r_, fitted, r_, fitted.rows(),
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
            const Matrix x = data(first, count), y = labels(first, count);
            Matrix fitted = Matrix::zero(count, int(work_.fits.size()) * r_);
            for (const Member& member : members_)
                add_share(fitted, times(member.primal_features(x), member.coefficients));
            for (std::size_t i = 0; i < work_.fits.size(); ++i) {
                if (work_.fits[i].route != Route::primal || work_.fits[i].samples <= first) continue;
                for (int c = 0; c < r_; ++c)
                    for (int row = 0; row < count; ++row) {
                        double& value = fitted(row, int(i) * r_ + c);
                        value = y(row, c) - value;
                    }
                seen_[i].train.add(fitted, int(i) * r_, r_, std::min(count, work_.fits[i].samples - first));
            }
        }
    }

    void add_share(Matrix& total, const Matrix& part) const {
        for (std::size_t i = 0; i < total.size(); ++i) total.data()[i] += part.data()[i] / e_.ensemble;
    }

    void score_test() {
        const Matrix known = data(0, work_.kernel_samples);
        for (int first = 0; first < e_.test_points; first += test_block) {
            const int count = std::min(test_block, e_.test_points - first);
            const Matrix x = e_.world.inputs(first, count, draw_.stream(Role::test));
            const std::vector<double> truth = target_(x);
            Matrix off = Matrix::zero(count, int(work_.fits.size()) * r_);
            for (const Member& member : members_) {
                if (work_.features > 0) add_share(off, times(member.features(x), member.coefficients));
                for (std::size_t g = 0; g < work_.kernel.size(); ++g) {
                    const Matrix& dual = member.dual[g];
                    const Matrix part =
                        transpose_times(member.kernels[g].cross(known.columns(0, dual.rows()), x), dual);
                    for (std::size_t k = 0; k < work_.kernel[g].fits.size(); ++k)
                        for (int c = 0; c < r_; ++c)
                            for (int i = 0; i < count; ++i)
                                off(i, int(work_.kernel[g].fits[k]) * r_ + c) += part(i, int(k) * r_ + c) / e_.ensemble;
                }
            }
            for (std::size_t i = 0; i < work_.fits.size(); ++i) {
                for (int row = 0; row < count; ++row) {
                    off(row, int(i) * r_) = truth[std::size_t(row)] - off(row, int(i) * r_);
                    if (r_ == 2) off(row, int(i) * r_ + 1) *= -1;
                }
                seen_[i].test.add(off, int(i) * r_, r_, count);
            }
        }
    }
};

}  // namespace

std::vector<Outcome> run_trial(const Experiment& e, std::uint64_t trial) {
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
