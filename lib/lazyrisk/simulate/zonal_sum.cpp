// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/zonal_sum.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace lazyrisk {

ZonalSum::ZonalSum(double dimension, std::vector<double> coefficients) : coefficient_(std::move(coefficients)) {
    while (!coefficient_.empty() && coefficient_.back() == 0) coefficient_.pop_back();
    for (std::size_t k = 0; k < coefficient_.size(); ++k) {
        const double degree = double(k), below = degree + dimension - 2;
        rise_.push_back(k == 0 ? 1 : (degree + below) / below);  // Formula (1.3), by hand at k = 0
        fall_.push_back(k == 0 ? 0 : degree / below);
    }
    at_one_ = std::accumulate(coefficient_.begin(), coefficient_.end(), 0.0);
}

void ZonalSum::apply(std::span<double> t) const {
    constexpr std::size_t chunk = 256;  // four rows of it stay in the nearest cache
    std::array<double, chunk> x, before, now, sum;
    for (std::size_t first = 0; first < t.size(); first += chunk) {
        const std::size_t count = std::min(chunk, t.size() - first);
        for (std::size_t i = 0; i < count; ++i) {
            x[i] = std::clamp(t[first + i], -1.0, 1.0);
            before[i] = 0;
            now[i] = 1;
            sum[i] = 0;
        }
        for (std::size_t k = 0; k < coefficient_.size(); ++k) {
            const double c = coefficient_[k], rise = rise_[k], fall = fall_[k];
            for (std::size_t i = 0; i < count; ++i) {
                sum[i] += c * now[i];
                const double next = rise * x[i] * now[i] - fall * before[i];
                before[i] = now[i];
                now[i] = next;
            }
        }
        std::copy_n(sum.begin(), count, t.begin() + std::ptrdiff_t(first));
    }
}

Matrix cosines(const Matrix& left, const Matrix& right, double scale, int first, int count) {
    return (scale * left.transpose()) * right.middleCols(first, count);
}

Matrix zonal_columns(const ZonalSum& sum, const Matrix& points, double scale, int first, int count) {
    Matrix t = cosines(points, points, scale, first, count);
    sum.apply(entries(t));
    t.middleRows(first, count).diagonal().setConstant(sum.at_one());
    return t;
}

}  // namespace lazyrisk
