// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A block of doubles and the three products the simulator needs.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <span>

namespace lazyrisk {

/// [rows x columns], column by column, not initialised; moves, never copies by accident.
class Matrix {
public:
    Matrix() = default;
    Matrix(int rows, int columns) : rows_(rows), columns_(columns), data_(allocate(size())) {}
    static Matrix zero(int rows, int columns) {
        Matrix m(rows, columns);
        for (double& x : m.all()) x = 0;
        return m;
    }
    [[nodiscard]] Matrix copy() const { return columns(0, columns_); }
    /// Columns first .. first + count - 1, copied.
    [[nodiscard]] Matrix columns(int first, int count) const;

    [[nodiscard]] int rows() const { return rows_; }
    [[nodiscard]] int columns() const { return columns_; }
    [[nodiscard]] std::size_t size() const { return std::size_t(rows_) * std::size_t(columns_); }
    [[nodiscard]] double* data() { return data_.get(); }
    [[nodiscard]] const double* data() const { return data_.get(); }
    double& operator()(int i, int j) { return data_[at(i, j)]; }
    double operator()(int i, int j) const { return data_[at(i, j)]; }
    [[nodiscard]] std::span<double> all() { return {data(), size()}; }
    [[nodiscard]] std::span<const double> all() const { return {data(), size()}; }
    [[nodiscard]] std::span<double> column(int j) { return all().subspan(at(0, j), std::size_t(rows_)); }
    [[nodiscard]] std::span<const double> column(int j) const { return all().subspan(at(0, j), std::size_t(rows_)); }

private:
    struct Free {
        void operator()(double* p) const { std::free(p); }
    };
    static double* allocate(std::size_t count) {
        constexpr std::size_t line = 64;  // bytes: BLAS sees the same alignment, hence the same sums, every time
        void* p = std::aligned_alloc(line, (count * sizeof(double) / line + 1) * line);
        if (p == nullptr) throw std::bad_alloc();
        return static_cast<double*>(p);
    }
    [[nodiscard]] std::size_t at(int i, int j) const { return std::size_t(j) * std::size_t(rows_) + std::size_t(i); }

    int rows_ = 0, columns_ = 0;
    std::unique_ptr<double[], Free> data_;
};

/// A B, of B the leading rows where it has more than A has columns.
Matrix times(const Matrix& a, const Matrix& b);
/// A^T B.
Matrix transpose_times(const Matrix& a, const Matrix& b);
/// scale A^T A, lower triangle only; the upper is not touched.
Matrix lower_gram(const Matrix& a, double scale = 1);
/// scale A A^T, lower triangle only.
Matrix lower_outer_gram(const Matrix& a, double scale = 1);
/// m += A^T A and m += A A^T, lower triangles only.
void add_lower_gram(Matrix& m, const Matrix& a);
void add_lower_outer_gram(Matrix& m, const Matrix& a);
/// c += A^T B.
void add_transpose_times(Matrix& c, const Matrix& a, const Matrix& b);
/// Copies the lower triangle of a square matrix onto the upper.
void mirror_lower(Matrix& a);

}  // namespace lazyrisk
