// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/leading.hpp"

#include <cblas.h>
#include <lapacke.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "lazyrisk/linear/decomposition.hpp"
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
    explicit Factored(Matrix& m) : m_(m), diagonal_(std::size_t(m.rows())) {
        mirror_lower(m);
        for (int i = 0; i < m.rows(); ++i) diagonal_[std::size_t(i)] = m(i, i);
    }
    ~Factored() { restore(m_.rows()); }
    Factored(const Factored&) = delete;
    Factored& operator=(const Factored&) = delete;

    /// Factors the leading block plus shift; returns the largest of `wanted` (ascending) whose factor is sound, 0 if
    /// none is.
    int factor(int size, double shift, const std::vector<int>& wanted) {
        if (dirty_) restore(size);
        dirty_ = true;
        for (int i = 0; i < size; ++i) m_(i, i) = diagonal_[std::size_t(i)] + shift;
        if (!std::isfinite(LAPACKE_dlansy(LAPACK_COL_MAJOR, 'M', 'L', size, m_.data(), m_.rows())))
            throw NotConverged("the matrix of the fit is not finite");
        const int failed = LAPACKE_dpotrf(LAPACK_COL_MAJOR, 'L', size, m_.data(), m_.rows());
        auto end = failed > 0 ? std::lower_bound(wanted.begin(), wanted.end(), failed)
                              : wanted.end();  // the order `failed` failed
        if (end == wanted.begin()) return 0;
        if (sound(*(end - 1), shift)) return *(end - 1);
        // a leading block is never worse conditioned than the whole
        end = std::partition_point(wanted.begin(), end - 1, [&](int s) { return sound(s, shift); });
        return end == wanted.begin() ? 0 : *(end - 1);
    }

    /// x of the leading block plus shift by single precision and refinement; false where that does not converge.
    bool refined(int size, double shift, const Matrix& y, Matrix& x) {
        if (dirty_) restore(size);
        dirty_ = true;
        for (int i = 0; i < size; ++i) m_(i, i) = diagonal_[std::size_t(i)] + shift;
        int iterations = 0;
        const int failed = LAPACKE_dsposv(LAPACK_COL_MAJOR, 'L', size, y.columns(), m_.data(), m_.rows(),
                                          const_cast<double*>(y.data()), y.rows(), x.data(), x.rows(), &iterations);
        return failed == 0 && iterations >= 0;
    }

private:
    Matrix& m_;
    std::vector<double> diagonal_;
    bool dirty_ = false;

    void restore(int size) {
        constexpr int tile = 64;
        for (int j0 = 0; j0 < size; j0 += tile)
            for (int i0 = j0; i0 < size; i0 += tile)
                for (int j = j0; j < std::min(j0 + tile, size); ++j)
                    for (int i = std::max(i0, j + 1); i < std::min(i0 + tile, size); ++i) m_(i, j) = m_(j, i);
        for (int i = 0; i < size; ++i) m_(i, i) = diagonal_[std::size_t(i)];
    }
    /// One-norm of the remembered leading block plus shift.
    [[nodiscard]] double norm(int size, double shift) const {
        std::vector<double> sum(static_cast<std::size_t>(size), 0.0);
        for (int j = 0; j < size; ++j) {
            double own = std::abs(diagonal_[std::size_t(j)] + shift);
            for (int i = 0; i < j; ++i) {
                own += std::abs(m_(i, j));
                sum[std::size_t(i)] += std::abs(m_(i, j));
            }
            sum[std::size_t(j)] += own;
        }
        return *std::max_element(sum.begin(), sum.end());
    }
    [[nodiscard]] bool sound(int size, double shift) const {
        double condition = 0;
        LAPACKE_dpocon(LAPACK_COL_MAJOR, 'L', size, m_.data(), m_.rows(), norm(size, shift), &condition);
        return condition > trusted_condition;
    }
};

/// One factor a shift.
void by_cholesky(Matrix& m, const Matrix& y, std::span<const LeadingSystem> systems, Precision precision,
                 LeadingSolution& solution) {
    const int n = m.rows(), r = y.columns();
    Factored factored(m);
    for (const auto& [shift, largest] : shifts(systems)) {
        const auto alone = [shift = shift](const LeadingSystem& s) { return s.shift == shift; };
        if (precision == Precision::mixed && std::count_if(systems.begin(), systems.end(), alone) == 1) {
            const std::size_t k = std::size_t(std::find_if(systems.begin(), systems.end(), alone) - systems.begin());
            Matrix x(largest, r);
            if (factored.refined(largest, shift, y, x)) {
                solution.sound[k] = true;
                for (int c = 0; c < r; ++c)
                    std::copy_n(x.column(c).data(), largest, solution.x.column(int(k) * r + c).data());
                continue;
            }
        }
        std::vector<int> wanted;
        for (const LeadingSystem& s : systems)
            if (s.shift == shift) wanted.push_back(s.size);
        std::sort(wanted.begin(), wanted.end());
        const int sound = factored.factor(largest, shift, wanted);
        if (sound == 0) continue;
        Matrix z(sound, r);  // L^{-1} y: its leading rows are those of every smaller size
        for (int c = 0; c < r; ++c) std::copy_n(y.column(c).data(), sound, z.column(c).data());
        cblas_dtrsm(CblasColMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, sound, r, 1.0, m.data(), n,
                    z.data(), sound);
        std::vector<std::size_t> members;
        for (std::size_t i = 0; i < systems.size(); ++i)
            if (systems[i].shift == shift && systems[i].size <= sound) members.push_back(i);
        // L^{-T} of z cut off below a size is that size's solution: a product of matrices for all of them
        Matrix x = Matrix::zero(sound, int(members.size()) * r);
        for (std::size_t k = 0; k < members.size(); ++k)
            for (int c = 0; c < r; ++c)
                std::copy_n(z.column(c).data(), systems[members[k]].size, x.column(int(k) * r + c).data());
        cblas_dtrsm(CblasColMajor, CblasLeft, CblasLower, CblasTrans, CblasNonUnit, sound, x.columns(), 1.0, m.data(),
                    n, x.data(), sound);
        for (std::size_t k = 0; k < members.size(); ++k) {
            solution.sound[members[k]] = true;
            for (int c = 0; c < r; ++c)
                std::copy_n(x.column(int(k) * r + c).data(), systems[members[k]].size,
                            solution.x.column(int(members[k]) * r + c).data());
        }
    }
}

/// x over y in the direction of an eigenvalue.  Formula (13.16).
double filter(const Eigenvectors& e, std::size_t i, const LeadingSystem& s) {
    const Training& t = s.training;
    if (t.finished()) return e.value[i] > e.cut ? 1 / (e.value[i] + s.shift) : 0;
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
void by_eigenvectors(const Matrix& m, const Matrix& y, std::span<const LeadingSystem> systems,
                     LeadingSolution& solution) {
    const int r = y.columns();
    for (const int size : sizes(systems)) {
        Matrix u(size, size), leading(size, r);
        for (int j = 0; j < size; ++j) std::copy_n(m.column(j).data() + j, size - j, u.column(j).data() + j);
        for (int c = 0; c < r; ++c) std::copy_n(y.column(c).data(), size, leading.column(c).data());
        const Eigenvectors e = eigenvectors(std::move(u));
        const Matrix part = transpose_times(e.vector, leading);
        std::vector<std::size_t> members;
        for (std::size_t i = 0; i < systems.size(); ++i)
            if (systems[i].size == size && !is_infinite(systems[i].shift)) members.push_back(i);
        Matrix coefficients(size, int(members.size()) * r), fitted(size, coefficients.columns());
        for (std::size_t k = 0; k < members.size(); ++k) {
            check_step(e, systems[members[k]], size);
            for (int i = 0; i < size; ++i) {
                const double value = e.value[std::size_t(i)], share = filter(e, std::size_t(i), systems[members[k]]);
                for (int c = 0; c < r; ++c) {
                    double& x = coefficients(i, int(k) * r + c);
                    x = share == 0 ? 0 : part(i, c) * share;
                    fitted(i, int(k) * r + c) = value * x;
                }
            }
        }
        const Matrix x = times(e.vector, coefficients), predicted = times(e.vector, fitted);
        for (std::size_t k = 0; k < members.size(); ++k) {
            solution.sound[members[k]] = true;
            Matrix& residual = solution.residual[members[k]] = leading.copy();
            for (int c = 0; c < r; ++c) {
                std::copy_n(x.column(int(k) * r + c).data(), size, solution.x.column(int(members[k]) * r + c).data());
                for (int i = 0; i < size; ++i) residual(i, c) -= predicted(i, int(k) * r + c);
            }
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

Matrix LeadingSolution::residual_of(std::size_t system, const LeadingSystem& s, int columns) const {
    if (residual[system].size() > 0) return residual[system].copy();
    Matrix left = x.columns(int(system) * columns, columns);
    for (double& value : left.all()) value *= s.shift;
    return left;
}

LeadingSolution solve_leading(Matrix& m, const Matrix& y, std::span<const LeadingSystem> systems, Factoring how,
                              Precision precision) {
    LeadingSolution solution{Matrix::zero(m.rows(), int(systems.size()) * y.columns()),
                             std::vector<bool>(systems.size(), false), std::vector<Matrix>(systems.size())};
    for (std::size_t i = 0; i < systems.size(); ++i) {
        if (!is_infinite(systems[i].shift)) continue;
        solution.sound[i] = true;
        solution.residual[i] = Matrix(systems[i].size, y.columns());
        for (int c = 0; c < y.columns(); ++c)
            std::copy_n(y.column(c).data(), systems[i].size, solution.residual[i].column(c).data());
    }
    if (how == Factoring::cholesky)
        by_cholesky(m, y, systems, precision, solution);
    else
        by_eigenvectors(m, y, systems, solution);
    return solution;
}

}  // namespace lazyrisk
