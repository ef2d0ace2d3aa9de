// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/leading.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "lazyrisk/linear/decomposition.hpp"
#include "lazyrisk/linear/shifted_inverse.hpp"
#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/text.hpp"

namespace lazyrisk {
namespace {

double cube(int n) { return double(n) * n * n; }

/// Largest size by shift.
std::map<double, int> shifts(std::span<const LeadingSystem> systems) {
    std::map<double, int> largest;
    for (const LeadingSystem& s : systems)
        if (!is_infinite(s.shift)) largest[s.shift] = std::max(largest[s.shift], s.size);
    return largest;
}

std::vector<int> sizes(std::span<const LeadingSystem> systems) {
    std::vector<int> all;
    for (const LeadingSystem& s : systems)
        if (!is_infinite(s.shift)) all.push_back(s.size);
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

/// A matrix whose lower triangle is factored again and again; its upper triangle and a copy of its diagonal remember
/// it.
class Factored {
public:
    explicit Factored(Matrix& m) : m_(m), diagonal_(m.diagonal()) { mirror_lower(m); }
    ~Factored() { restore(m_.rows()); }
    Factored(const Factored&) = delete;
    Factored& operator=(const Factored&) = delete;

    /// Factors the leading block plus shift; returns the largest of `wanted` (ascending) whose factor is sound, 0 if
    /// none is.
    int factor(int size, double shift, const std::vector<int>& wanted) {
        const int failed = cholesky(shifted(size, shift));
        auto end = failed > 0 ? std::lower_bound(wanted.begin(), wanted.end(), failed)
                              : wanted.end();  // the order `failed` failed
        if (end == wanted.begin()) return 0;
        if (sound(*(end - 1), shift)) return *(end - 1);
        // a leading block is never worse conditioned than the whole
        end = std::partition_point(wanted.begin(), end - 1, [&](int s) { return sound(s, shift); });
        return end == wanted.begin() ? 0 : *(end - 1);
    }

    /// The factor L of a leading block of the last that was factored.
    [[nodiscard]] Eigen::TriangularView<Eigen::Block<Matrix>, Eigen::Lower> lower(int size) const {
        return leading(size).triangularView<Eigen::Lower>();
    }

    /// x of the leading block plus shift by single precision and refinement; false where that does not converge.
    bool refined(int size, double shift, const MatrixView& y, Matrix& x) {
        return solved_in_mixed_precision(shifted(size, shift), y, x);
    }

private:
    Matrix& m_;
    Eigen::VectorXd diagonal_;
    bool dirty_ = false;

    [[nodiscard]] Eigen::Block<Matrix> leading(Eigen::Index size) const { return m_.topLeftCorner(size, size); }
    [[nodiscard]] Eigen::Block<Matrix> shifted(int size, double shift) {
        if (dirty_) restore(size);
        dirty_ = true;
        leading(size).diagonal() = diagonal_.head(size).array() + shift;
        return leading(size);
    }
    void restore(Eigen::Index size) {
        mirror_upper(leading(size));
        leading(size).diagonal() = diagonal_.head(size);
    }
    /// One-norm of the remembered leading block plus shift.
    [[nodiscard]] double norm(int size, double shift) const {
        Eigen::VectorXd sum = (diagonal_.head(size).array() + shift).abs();
        for (int j = 0; j < size; ++j) {
            sum(j) += m_.col(j).head(j).lpNorm<1>();
            sum.head(j) += m_.col(j).head(j).cwiseAbs();
        }
        return sum.maxCoeff();
    }
    [[nodiscard]] bool sound(int size, double shift) const {
        return reciprocal_condition(leading(size), norm(size, shift)) > trusted_condition;
    }
};

/// One factor a shift.
void by_cholesky(Matrix& m, const MatrixView& y, std::span<const LeadingSystem> systems, Precision precision,
                 LeadingSolution& solution) {
    const Eigen::Index r = y.cols();
    Factored factored(m);
    for (const auto& [shift, largest] : shifts(systems)) {
        const auto alone = [shift = shift](const LeadingSystem& s) { return s.shift == shift; };
        if (precision == Precision::mixed && std::count_if(systems.begin(), systems.end(), alone) == 1) {
            const std::size_t k = std::size_t(std::find_if(systems.begin(), systems.end(), alone) - systems.begin());
            Matrix x(largest, r);
            if (factored.refined(largest, shift, y, x)) {
                solution.sound[k] = true;
                solution.of(k, r).topRows(largest) = x;
                continue;
            }
        }
        std::vector<int> wanted;
        for (const LeadingSystem& s : systems)
            if (s.shift == shift) wanted.push_back(s.size);
        std::sort(wanted.begin(), wanted.end());
        const int sound = factored.factor(largest, shift, wanted);
        if (sound == 0) continue;
        Matrix z = y.topRows(sound);  // L^{-1} y: its leading rows are those of every smaller size
        factored.lower(sound).solveInPlace(z);
        std::vector<std::size_t> members;
        for (std::size_t i = 0; i < systems.size(); ++i)
            if (systems[i].shift == shift && systems[i].size <= sound) members.push_back(i);
        // L^{-T} of z cut off below a size is that size's solution: a product of matrices for all of them
        Matrix x = Matrix::Zero(sound, Eigen::Index(members.size()) * r);
        for (std::size_t k = 0; k < members.size(); ++k) {
            const int size = systems[members[k]].size;
            x.middleCols(Eigen::Index(k) * r, r).topRows(size) = z.topRows(size);
        }
        factored.lower(sound).transpose().solveInPlace(x);
        for (std::size_t k = 0; k < members.size(); ++k) {
            const int size = systems[members[k]].size;
            solution.sound[members[k]] = true;
            solution.of(members[k], r).topRows(size) = x.middleCols(Eigen::Index(k) * r, r).topRows(size);
        }
    }
}

/// x over y in the direction of an eigenvalue.  Formula (13.16).
double filter(const Eigenvectors& e, std::size_t i, const LeadingSystem& s) {
    const Training& t = s.training;
    if (t.finished()) return e.value[i] > e.cut ? shifted_inverse(e.value[i], s.shift) : 0;
    const double a = std::max(e.value[i], 0.0) + s.shift;
    if (t.step == 0) return a > 0 ? -std::expm1(-t.time * a) / a : t.time;
    const double steps = t.steps(), moved = t.step * a;
    if (!(a > 0)) return t.step * steps;
    return (moved < 1 ? -std::expm1(steps * std::log1p(-moved)) : 1 - std::pow(1 - moved, steps)) / a;
}

void check_step(const Eigenvectors& e, const LeadingSystem& s, double size) {
    const Training& t = s.training;
    const double largest = e.value.back() + s.shift;
    if (t.finished() || t.step == 0 || t.step * largest < 2 || t.steps() == 0) return;
    throw NotConverged("gradient descent diverges on a drawn matrix of order " + to_text(size) +
                       ": its largest eigenvalue allows " + to_text(2 / (t.step * largest)) +
                       " times the step size that was given; take less");
}

/// One decomposition a size.
void by_eigenvectors(const Matrix& m, const MatrixView& y, std::span<const LeadingSystem> systems,
                     LeadingSolution& solution) {
    const Eigen::Index r = y.cols();
    for (const int size : sizes(systems)) {
        Matrix u(size, size);
        u.triangularView<Eigen::Lower>() = m.topLeftCorner(size, size);
        const Eigenvectors e = eigenvectors(std::move(u));
        const Matrix part = e.vector.transpose() * y.topRows(size);
        std::vector<std::size_t> members;
        for (std::size_t i = 0; i < systems.size(); ++i)
            if (systems[i].size == size && !is_infinite(systems[i].shift)) members.push_back(i);
        Matrix coefficients(size, Eigen::Index(members.size()) * r), fitted(size, coefficients.cols());
        for (std::size_t k = 0; k < members.size(); ++k) {
            check_step(e, systems[members[k]], size);
            for (int i = 0; i < size; ++i) {
                const double value = e.value[std::size_t(i)], share = filter(e, std::size_t(i), systems[members[k]]);
                for (Eigen::Index c = 0; c < r; ++c) {
                    double& x = coefficients(i, Eigen::Index(k) * r + c);
                    x = share == 0 ? 0 : part(i, c) * share;
                    fitted(i, Eigen::Index(k) * r + c) = value * x;
                }
            }
        }
        const Matrix x = e.vector * coefficients, predicted = e.vector * fitted;
        for (std::size_t k = 0; k < members.size(); ++k) {
            solution.sound[members[k]] = true;
            solution.of(members[k], r).topRows(size) = x.middleCols(Eigen::Index(k) * r, r);
            solution.residual[members[k]] = y.topRows(size) - predicted.middleCols(Eigen::Index(k) * r, r);
        }
    }
}

}  // namespace

double factoring_flops(std::span<const LeadingSystem> systems, Factoring how) {
    constexpr double eigenvectors_over_cholesky = 19;
    double flops = 0;
    if (how == Factoring::cholesky)
        for (const auto& [shift, largest] : shifts(systems)) flops += cube(largest) / 3;
    else
        for (const int size : sizes(systems)) flops += eigenvectors_over_cholesky * cube(size) / 3;
    return flops;
}

Factoring cheaper_factoring(std::span<const LeadingSystem> systems) {
    if (std::any_of(systems.begin(), systems.end(), [](const LeadingSystem& s) { return !s.training.finished(); }))
        return Factoring::eigenvectors;
    return factoring_flops(systems, Factoring::eigenvectors) < factoring_flops(systems, Factoring::cholesky)
               ? Factoring::eigenvectors
               : Factoring::cholesky;
}

Eigen::Block<Matrix> LeadingSolution::of(std::size_t system, Eigen::Index columns) {
    return x.block(0, Eigen::Index(system) * columns, x.rows(), columns);
}

Matrix LeadingSolution::residual_of(std::size_t system, const LeadingSystem& s, int columns) const {
    if (residual[system].size() > 0) return residual[system];
    return s.shift * x.middleCols(Eigen::Index(system) * columns, columns);
}

LeadingSolution solve_leading(Matrix& m, const MatrixView& y, std::span<const LeadingSystem> systems, Factoring how,
                              Precision precision) {
    LeadingSolution solution{Matrix::Zero(m.rows(), Eigen::Index(systems.size()) * y.cols()),
                             std::vector<bool>(systems.size(), false), std::vector<Matrix>(systems.size())};
    for (std::size_t i = 0; i < systems.size(); ++i) {
        if (!is_infinite(systems[i].shift)) continue;
        solution.sound[i] = true;
        solution.residual[i] = y.topRows(systems[i].size);
    }
    if (how == Factoring::cholesky)
        by_cholesky(m, y, systems, precision, solution);
    else
        by_eigenvectors(m, y, systems, solution);
    return solution;
}

}  // namespace lazyrisk
