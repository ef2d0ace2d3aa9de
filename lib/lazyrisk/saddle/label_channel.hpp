// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// How a label comes from the learnable part of the teacher's field, and the law of the margin y f of a fit whose field
// is t s + r xi.
#pragma once

#include <algorithm>
#include <boost/math/constants/constants.hpp>
#include <cmath>

#include "lazyrisk/loss/logistic.hpp"
#include "lazyrisk/problem/labels.hpp"
#include "lazyrisk/saddle/learned_field.hpp"
#include "lazyrisk/saddle/normal.hpp"

namespace lazyrisk {

/// Weights of powers of zeta at a margin x = sigma X: densities over phi(X).  Formula (15.12).
template <Scalar R>
struct ChannelWeights {
    R z0, z1, z2;
};

template <Scalar R>
class ChannelBlock;

/// Of the projected field: `learnable` of its variance is seen by the features, the rest is noise of the label.
template <Scalar R = double>
class LabelChannel {
public:
    /// Of a field that is seen as a whole.
    explicit LabelChannel(const Labels& labels) : LabelChannel(labels, R(1), R(0)) {}
    LabelChannel(const Labels& labels, const LearnedField<R>& field)
        : LabelChannel(labels, field.learnable(), field.missed()) {}
    LabelChannel(const Labels& labels, const R& learnable, const R& missed)
        : logistic_(labels.kind == LabelKind::logistic),
          flip_(labels.flip),
          straight_(1 - 2 * R(labels.flip)),
          slope_(labels.slope),
          learnable_(learnable),
          missed_(missed) {
        using std::sqrt;
        const R noise = labels.kind == LabelKind::probit ? R(labels.slope) : R(0);
        // Delta of the projected field; infinite where nothing is learnable
        delta_ = learnable_ > R(0) ? R((missed_ + noise) / learnable_) : infinite<R>;
        noise_ = noise;
        root_ = sqrt(learnable_);
    }

    /// The overlap's direction c = t/sigma and v = 1 - c^2 fixed: weights at any X.
    struct At {
        const LabelChannel& of;
        R c, v, root_v;
        R alpha, share;       ///< probit: alpha = c/sqrt(v1), v/v1
        R width, correlated;  ///< logistic: sd of the field beside its mean in X, and sqrt(a0 v)/sd

        [[nodiscard]] ChannelWeights<R> operator()(const R& X) const {
            using std::sqrt;
            if (of.logistic_) return of.logistic_weights(*this, X);
            const R y = alpha * X, step = normal_cdf(y), bump = 2 * of.straight_ * normal_density(y);
            const R z0 = 2 * (of.flip_ + of.straight_ * step);
            return {z0, sqrt(share) * bump, z0 - share * y * bump};
        }
    };
    [[nodiscard]] At at(const R& t, const R& r) const {
        using std::sqrt;
        const R q = t * t + r * r;
        At a{*this, R(t / sqrt(q)), R(r * r / q), R(r / sqrt(q)), R(0), R(0), R(0), R(0)};
        if (logistic_) {
            a.width = slope_ * sqrt(R(learnable_ * a.v + missed_));
            a.correlated = a.width > R(0) ? R(slope_ * root_ * a.root_v / a.width) : R(0);
        } else if (!is_infinite(delta_)) {
            a.alpha = a.c / sqrt(R(a.v + delta_));
            a.share = a.v + delta_ > R(0) ? R(a.v / (a.v + delta_)) : R(0);
        }
        return a;
    }

    /// E[y s] of the projected field s: the best slope of the square loss.
    [[nodiscard]] R mean_field() const { return root_ * label_mean(); }
    /// The same of the whole field.
    [[nodiscard]] R label_mean() const {
        using std::sqrt;
        if (!logistic_) return straight_ * two_div_root_pi<R>() * half_root_two<R>() / sqrt(R(1 + noise_));
        R sum(0);
        for_logistic(R(0), slope_, [&](const R& z, const R& weight, const R& probability) {
            sum += weight * z * (2 * probability - 1);
        });
        return straight_ * sum;
    }
    /// P(y = 1 | a field of that mean and unit variance).
    [[nodiscard]] R probability_at(const R& mean) const {
        R sum(0);
        for_logistic(R(slope_ * mean), slope_,
                     [&](const R&, const R& weight, const R& probability) { sum += weight * probability; });
        return flip_ + straight_ * sum;
    }
    /// Scale over which the weights change in X.
    [[nodiscard]] R scale(const At& a) const {
        using std::abs, std::sqrt;
        if (!logistic_) return is_infinite(a.alpha) ? R(1) : R(R(1.8) / sqrt(R(1 + a.alpha * a.alpha)));
        const R steep = slope_ * root_ * abs(a.c);
        return 1 / (1 + steep / sqrt(R(1 + a.width * a.width)));
    }
    [[nodiscard]] const R& root_learnable() const { return root_; }
    [[nodiscard]] const R& delta() const { return delta_; }  ///< of the projected field
    [[nodiscard]] const R& noise() const { return noise_; }  ///< Delta of the whole field
    [[nodiscard]] bool is_logistic() const { return logistic_; }
    [[nodiscard]] const R& flip() const { return flip_; }

private:
    bool logistic_;
    R flip_, straight_, slope_, learnable_, missed_, delta_, root_, noise_;

    friend class ChannelBlock<R>;

    /// Trapezoid rule f(z, weight) of E over a normal z of sigma(mean + sd z), whatever the mean.
    template <class F>
    static void for_normal(const R& sd, const F& f) {
        using std::sqrt;
        // the error is e^{d^2/2 - 2 pi d/step} for every d up to the pole at distance pi/sd
        const R pi = boost::math::constants::pi<R>();
        const R digits = R(std::numeric_limits<R>::digits) * R(0.7) + 4, reach = sqrt(R(2 * digits));
        const R distance = sd * reach > pi ? R(pi / sd) : reach;
        const R step = 2 * pi * distance / (digits + distance * distance / 2);
        const int count = int(double(reach / step)) + 1;
        for (int i = -count; i <= count; ++i) {
            const R z = step * i;
            f(z, R(step * normal_density(z)));
        }
    }
    template <class F>
    void for_logistic(const R& mean, const R& sd, const F& f) const {
        for_normal(sd, [&](const R& z, const R& weight) { f(z, weight, sigmoid(R(mean + sd * z))); });
    }
    [[nodiscard]] ChannelWeights<R> logistic_weights(const At& a, const R& X) const {
        R p0(0), p1(0), p2(0);
        for_logistic(R(slope_ * root_ * a.c * X), a.width, [&](const R& z, const R& weight, const R& probability) {
            p0 += weight * probability;
            p1 += weight * z * probability;
            p2 += weight * (z * z - 1) * probability;
        });
        const R k = a.correlated;
        const R z0 = 2 * (flip_ + straight_ * p0);
        return {z0, 2 * straight_ * k * p1, z0 + 2 * straight_ * k * k * p2};
    }
};

}  // namespace lazyrisk
