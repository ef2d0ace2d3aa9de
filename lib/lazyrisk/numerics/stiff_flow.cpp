// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/numerics/stiff_flow.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/text.hpp"

namespace lazyrisk {
namespace {

using Vector = std::vector<double>;

constexpr double safety = 1.2;  ///< on the radius, which the power iterations see from below
constexpr int steps_a_radius = 25;

double norm(std::span<const double> x) {
    double sum = 0;
    for (const double a : x) sum += a * a;
    return std::sqrt(sum);
}

double distance(std::span<const double> x, std::span<const double> y) {
    double sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) sum += (x[i] - y[i]) * (x[i] - y[i]);
    return std::sqrt(sum);
}

/// T_j and its first two derivatives at w0 > 1, j by j.
struct ChebyshevValue {
    double w0, value = 1, slope = 0, bend = 0, last_value = 0, last_slope = 0, last_bend = 0;
    int degree = 0;

    void next() {
        const double factor = degree == 0 ? 1 : 2;
        const double v = factor * w0 * value - last_value, s = factor * (value + w0 * slope) - last_slope;
        const double b = factor * (2 * slope + w0 * bend) - last_bend;
        last_value = value, last_slope = slope, last_bend = bend;
        value = v, slope = s, bend = b;
        ++degree;
    }
};

}  // namespace

int stages_for(double length, double radius) {
    const double stages = std::sqrt(1.54 * length * radius + 1);
    return stages < 1e9 ? std::max(2, 1 + int(stages))
                        : 2;  // a radius without bound: the step is refused whatever it is
}

ChebyshevStepper::ChebyshevStepper(Velocity velocity, Vector start)
    : velocity_(std::move(velocity)),
      y_(std::move(start)),
      dy_(y_.size()),
      next_(y_.size()),
      dnext_(y_.size()),
      last_(y_.size()),
      before_(y_.size()) {
    velocity_(y_, dy_);
}

void ChebyshevStepper::attempt(double h, int stages) {
    const double w0 = 1 + 2.0 / 13 / (double(stages) * stages);
    ChebyshevValue end{w0};
    while (end.degree < stages) end.next();
    const double w1 = end.slope / end.bend;
    ChebyshevValue t{w0};
    t.next();
    // b_0 = b_1 = b_2; a_j = 1 - b_j T_j
    double b_before = 1 / (4 * w0 * w0), b_last = b_before, a_last = 1 - b_last * w0;
    const std::size_t size = y_.size();
    last_ = y_;
    for (std::size_t i = 0; i < size; ++i) next_[i] = y_[i] + b_last * w1 * h * dy_[i];
    for (int j = 2; j <= stages; ++j) {
        t.next();
        const double b = t.bend / (t.slope * t.slope), mu = 2 * b * w0 / b_last, nu = -b / b_before,
                     push = 2 * b * w1 / b_last * h;
        std::swap(before_, last_);
        std::swap(last_, next_);
        velocity_(last_, dnext_);
        const double rest = 1 - mu - nu, back = -a_last * push;
#pragma omp simd
        for (std::size_t i = 0; i < size; ++i)
            next_[i] = rest * y_[i] + mu * last_[i] + nu * before_[i] + push * dnext_[i] + back * dy_[i];
        b_before = b_last;
        b_last = b;
        a_last = 1 - b * t.value;
    }
    velocity_(next_, dnext_);
    length_ = h;
}

Vector ChebyshevStepper::error() const {
    Vector e(y_.size());
    for (std::size_t i = 0; i < y_.size(); ++i) e[i] = 0.8 * (y_[i] - next_[i]) + 0.4 * length_ * (dy_[i] + dnext_[i]);
    return e;
}

void ChebyshevStepper::accept() {
    std::swap(y_, next_);
    std::swap(dy_, dnext_);
}

double ChebyshevStepper::radius() {
    if (direction_.empty()) direction_ = dy_;
    double value = 0;
    for (int i = 0; i < 50; ++i) {
        const double length = norm(direction_), far = std::sqrt(epsilon<>) * std::max(1.0, norm(y_));
        if (!(length > 0)) return value;
        for (std::size_t k = 0; k < y_.size(); ++k) next_[k] = y_[k] + far / length * direction_[k];
        velocity_(next_, direction_);
        for (std::size_t k = 0; k < y_.size(); ++k) direction_[k] -= dy_[k];
        const double found = norm(direction_) / far;
        if (std::abs(found - value) <= 0.01 * found) return std::max(found, value);
        value = found;
    }
    return value;
}

AdaptiveFlow::AdaptiveFlow(Velocity velocity, Vector start, double tolerance, ErrorSize size, bool kinks)
    : stepper_(std::move(velocity), start), size_(std::move(size)), tolerance_(tolerance), kinks_(kinks) {
    if (!(tolerance > 0 && tolerance < 1))
        throw DomainError("tolerance", tolerance, "expected a number above 0 and below 1");
    if (!size_)
        size_ = [start](std::span<const double> y, std::span<const double> error) {
            const double far = distance(y, start);
            return far <= 8 * epsilon<> * norm(y) ? 0 : norm(error) / far;  // that is rounding: nothing moves
        };
    look_at_radius();
    // the first step's error over the distance it goes is some (length radius)^2/15
    length_ = radius_ > 0 ? std::sqrt(tolerance) / radius_ : 0;
}

void AdaptiveFlow::look_at_radius() {
    radius_ = safety * stepper_.radius();
    since_radius_ = 0;
}

/// The step whose error, (rate length)^3/15 of a mode, is the tolerance for the fastest mode that is still there:
/// 10/time.
double AdaptiveFlow::least_length() const {
    return kinks_ && radius_ > 0 ? std::cbrt(15 * tolerance_) * std::max(1 / radius_, time_ / 10) : 0;
}

void AdaptiveFlow::advance(double time, const std::function<void(double, int)>& taken) {
    while (time_ < time) {
        const double left = time - time_;
        if (!(length_ > 0)) length_ = left;  // nothing moves
        double h = left <= length_ ? left : left < 2 * length_ ? left / 2 : length_;
        const bool whole = h == length_;
        const int stages = stages_for(h, radius_);
        stepper_.attempt(h, stages);
        const double share = size_(stepper_.attempted(), stepper_.error()) / tolerance_;
        const double least = least_length();
        if (!(share <= 1) && !(h <= least && share < infinite<>)) {
            length_ = std::max(least, h * (share < infinite<> ? std::max(0.1, 0.8 / std::cbrt(share)) : 0.1));
            if (!(length_ > 4 * epsilon<> * std::max(time_, length_)))
                throw NotConverged("the flow's steps became too short at time " + to_text(time_) +
                                   "; a larger tolerance would help");
            if (since_radius_ > 0) look_at_radius();
            continue;
        }
        stepper_.accept();
        time_ = h == left ? time : time_ + h;
        ++steps_;
        if (taken) taken(h, stages);
        const double growth = share > 0 ? std::clamp(0.8 / std::cbrt(share), 0.1, 5.0) : 5.0;
        length_ = std::max({whole ? 0.0 : length_, h * growth, least});
        if (++since_radius_ >= steps_a_radius) look_at_radius();
    }
}

}  // namespace lazyrisk
