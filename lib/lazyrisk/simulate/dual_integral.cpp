// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/dual_integral.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lazyrisk {

using std::numbers::pi;

namespace {

constexpr double invisible = 1e-200;  // probability density that no activation of moderate growth can see

}  // namespace

DualIntegral::DualIntegral(Activation activation, int dimension, int order, DualOf of)
    : activation_(std::move(activation)), dimension_(dimension), rule_(order), of_(of) {
    const std::vector<double> kinks = activation_.kinks();
    if (std::any_of(kinks.begin(), kinks.end(), [](double kink) { return kink != 0; }))
        for (const double kink : kinks)
            if (kink * kink < dimension) kinks_.push_back(kink);
    const double d = dimension;
    if (dimension == 2) {
        radius_.emplace_back(std::sqrt(d), 1.0);
        return;
    }
    ends_.push_back(0);
    for (double begin = 0, end = 2 / std::sqrt(d); begin < pi / 2; begin = end, end *= 2) {
        end = std::min(end, pi / 2);
        ends_.push_back(end);
        for (std::size_t i = 0; i < rule_.node.size(); ++i) {
            const double a = begin + (end - begin) * rule_.node[i], p = density(a);
            if (p > invisible) radius_.emplace_back(std::sqrt(d) * std::sin(a), p * (end - begin) * rule_.weight[i]);
        }
    }
}

/// Of a.
double DualIntegral::density(double a) const {
    const double log_cosine = -std::log1p(std::pow(std::tan(a), 2)) / 2;  // exact where cos(a) rounds to 1
    return (dimension_ - 2) * std::sin(a) * std::exp((dimension_ - 3) * log_cosine);
}

std::vector<double> DualIntegral::singular_angles() const {
    std::vector<double> angles;
    if (dimension_ > 60) return angles;
    const double root = std::sqrt(double(dimension_));
    for (const double x : kinks_)
        for (const double y : kinks_) {
            const double a = std::acos(x / root), b = std::acos(y / root), sum = a + b;
            for (const double angle : {std::abs(a - b), std::min(sum, 2 * pi - sum)})
                if (angle > 1e-9 && angle < pi - 1e-9) angles.push_back(angle);
        }
    std::sort(angles.begin(), angles.end());
    const auto same = [](double a, double b) { return b - a < 1e-9; };
    angles.erase(std::unique(angles.begin(), angles.end(), same), angles.end());
    return angles;
}

/// The arcs are the same for every r.
template <class S>
double DualIntegral::at_zero(const S& s, double angle) const {
    const double half = angle / 2;
    const double arcs[] = {0, pi / 2 - half, pi / 2 + half, pi};
    double sum = 0;
    for (int arc = 0; arc < 3; ++arc) {
        const double begin = arcs[arc], length = arcs[arc + 1] - begin;
        for (std::size_t i = 0; i < rule_.node.size(); ++i) {
            const double b = begin + length * rule_.node[i];
            const double x = std::cos(b + half), y = std::cos(b - half);
            double along_ray = 0;
            for (const auto& [r, probability] : radius_) along_ray += probability * s(r * x) * s(r * y);
            sum += length * rule_.weight[i] * along_ray;
        }
    }
    return sum / pi;
}

/// For each r the arcs end where r cos(b +- angle/2) is a kink c. The sum over arcs is analytic in r but at r = |c|,
/// where arcs are born with length ~ sqrt(r - |c|) (so that is the variable above it), and where both factors are at
/// kinks c, c': r^2 = (c^2 + c'^2 - 2 c c' cos(angle))/sin(angle)^2.
template <class S>
double DualIntegral::at_kinks(const S& s, double angle) const {
    const double half = angle / 2, root = std::sqrt(double(dimension_));
    const auto circle = [&](double r) {
        std::vector<double> ends{0, pi};
        for (const double c : kinks_) {
            if (!(std::abs(c) < r)) continue;
            const double b = std::acos(c / r);
            for (const double end : {b - half, 2 * pi - b - half, b + half, half - b})
                if (end > 0 && end < pi) ends.push_back(end);
        }
        std::sort(ends.begin(), ends.end());
        double sum = 0;
        for (std::size_t e = 0; e + 1 < ends.size(); ++e)
            for (std::size_t i = 0; i < rule_.node.size(); ++i) {
                const double length = ends[e + 1] - ends[e], b = ends[e] + length * rule_.node[i];
                sum += length * rule_.weight[i] * s(r * std::cos(b + half)) * s(r * std::cos(b - half));
            }
        return sum / pi;
    };
    if (dimension_ == 2) return circle(root);
    std::vector<double> ends(ends_), births;
    const double sine = std::sin(angle), sine_half = std::sin(half), cosine_half = std::cos(half);
    for (const double c : kinks_) {
        births.push_back(std::asin(std::abs(c) / root));
        ends.push_back(births.back());
        for (const double other : kinks_) {
            const double r = std::hypot((c - other) * cosine_half, (c + other) * sine_half) / sine;
            if (r < root) ends.push_back(std::asin(r / root));  // not at 0/0: at angles 0 and pi that is a birth
        }
    }
    std::sort(ends.begin(), ends.end());
    double sum = 0;
    for (std::size_t e = 0; e + 1 < ends.size(); ++e) {
        if (!(ends[e + 1] > ends[e]) || !(density(ends[e]) > invisible || e == 0)) continue;
        double base = -1;  // no arc is born below
        for (const double birth : births)
            if (birth <= ends[e]) base = std::max(base, birth);
        const double from = std::sqrt(ends[e] - base), length = std::sqrt(ends[e + 1] - base) - from;
        for (std::size_t i = 0; i < rule_.node.size(); ++i) {
            const double t = from + length * rule_.node[i], a = base + t * t;
            sum += 2 * t * length * rule_.weight[i] * density(a) * circle(root * std::sin(a));
        }
    }
    return sum;
}

double DualIntegral::operator()(double angle) const {
    const auto average = [&](const auto& s) { return kinks_.empty() ? at_zero(s, angle) : at_kinks(s, angle); };
    return activation_.visit([&](const auto& s) {
        return of_ == DualOf::value ? average(s) : average([&s](double x) { return s.derivative(x); });
    });
}

}  // namespace lazyrisk
