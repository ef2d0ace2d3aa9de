// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/record/refined_line.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "lazyrisk/numerics/scalar.hpp"

namespace lazyrisk {
namespace {

constexpr std::size_t most_points = 3000;
constexpr int deepest = 14;      // halvings of an interval
constexpr int coarse = 120;      // points that are there in any case
constexpr double fine = 0.0025;  // of the height of the picture

/// The height of a picture of these values: a few times what most of them stay below.
double height_of(const std::map<double, LinePoint>& values) {
    std::vector<double> finite;
    for (const auto& [value, point] : values)
        if (std::isfinite(point.y)) finite.push_back(std::abs(point.y));
    if (finite.empty()) return 0;
    const auto most = finite.begin() + std::ptrdiff_t(double(finite.size() - 1) * 0.8);
    std::nth_element(finite.begin(), most, finite.end());
    return 3 * *most;
}

class Refinement {
public:
    Refinement(const Sweep& sweep, const std::function<LinePoint(double)>& at) : sweep_(sweep), at_(at) {}

    void add(double value) {
        if (counts(sweep_.field)) value = std::round(value);
        if (!points_.count(value)) points_.emplace(value, at_(value));
    }
    [[nodiscard]] double height() const { return height_of(points_); }
    /// Halves what is not straight in a picture of this height.
    void refine(double height) {
        if (!(height > 0)) return;
        std::vector<std::pair<double, double>> intervals;
        for (auto one = points_.begin(); std::next(one) != points_.end(); ++one)
            intervals.emplace_back(one->first, std::next(one)->first);
        for (const auto& [a, b] : intervals) halve(a, b, height, deepest);
    }
    [[nodiscard]] std::vector<LinePoint> line() const {
        std::vector<LinePoint> out;
        for (const auto& [value, point] : points_)
            if (out.empty() || point.x > out.back().x) out.push_back(point);
        return out;
    }
    [[nodiscard]] double between(double a, double b, double share) const {
        return sweep_.logarithmic && a > 0 ? a * std::pow(b / a, share) : a + (b - a) * share;
    }

private:
    void halve(double a, double b, double height, int depth) {
        if (depth == 0 || points_.size() >= most_points) return;
        double middle = between(a, b, 0.5);
        if (counts(sweep_.field)) middle = std::round(middle);
        if (!(middle > a && middle < b)) return;
        add(middle);
        const LinePoint left = points_.at(a), right = points_.at(b), at = points_.at(middle);
        if (!(at.x > left.x && at.x < right.x)) return;  // the same count
        // what is above the picture is only known to be above it
        const auto drawn = [&](double y) { return std::min(y, 2 * height); };
        const double share = sweep_.logarithmic && left.x > 0 ? std::log(at.x / left.x) / std::log(right.x / left.x)
                                                              : (at.x - left.x) / (right.x - left.x);
        const double straight = (1 - share) * drawn(left.y) + share * drawn(right.y);
        if (std::abs(drawn(at.y) - straight) <= fine * height) return;
        halve(a, middle, height, depth - 1);
        halve(middle, b, height, depth - 1);
    }

    const Sweep& sweep_;
    const std::function<LinePoint(double)>& at_;
    std::map<double, LinePoint> points_;
};

}  // namespace

std::vector<LinePoint> refined_line(const Sweep& sweep, const std::vector<double>& special,
                                    const std::function<LinePoint(double)>& at) {
    Refinement line(sweep, at);
    for (const double value : sweep.values)
        if (!is_infinite(value)) line.add(value);
    const auto [low, high] = std::minmax_element(sweep.values.begin(), sweep.values.end());
    if (sweep.values.size() < 2 || !(*low < *high) || is_infinite(*high) || (sweep.logarithmic && !(*low > 0)))
        return line.line();
    for (int i = 1; i < coarse; ++i) line.add(line.between(*low, *high, double(i) / coarse));
    const double height = line.height();  // before a pole has points of its own
    for (const double value : special) {
        if (!(value >= *low && value <= *high)) continue;
        line.add(value);
        for (const double beside : {1e-1, 1e-2, 1e-3, 1e-4}) {
            if (value - beside * value > *low) line.add(value - beside * value);
            if (value + beside * value < *high) line.add(value + beside * value);
        }
    }
    line.refine(height);
    return line.line();
}

}  // namespace lazyrisk
