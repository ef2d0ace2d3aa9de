// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A channel's weights at many margins at once.  Formula (15.12).
#pragma once

#include <array>
#include <span>
#include <vector>

#include "lazyrisk/saddle/blocks.hpp"
#include "lazyrisk/saddle/label_channel.hpp"

namespace lazyrisk {

/// Those of LabelChannel::At, with what all margins share made once.
template <Scalar R>
class ChannelBlock {
public:
    static constexpr std::size_t most = 64;  ///< margins at once

    explicit ChannelBlock(const typename LabelChannel<R>::At& law) : law_(law) {
        if (!law.of.is_logistic()) return;
        LabelChannel<R>::for_normal(law.width, [&](const R& z, const R& weight) {
            shift_.push_back(law.width * z);
            rule_.push_back({weight, weight * z, weight * (z * z - 1)});
        });
        terms_.resize(shift_.size());
    }

    /// f(i, weights at X[i]).  Precondition: at most that many.
    template <class F>
    void operator()(std::span<const R> X, const F& f) {
        if (law_.of.is_logistic())
            logistic(X, f);
        else
            probit(X, f);
    }

private:
    struct Weights {
        R p0, p1, p2;
    };
    const typename LabelChannel<R>::At& law_;
    std::vector<R> shift_, terms_;
    std::vector<Weights> rule_;

    template <class F>
    void probit(std::span<const R> X, const F& f) const {
        using std::sqrt;
        std::array<R, most> step, bump;
        for (std::size_t i = 0; i < X.size(); ++i) step[i] = bump[i] = law_.alpha * X[i];
        elementwise::normal_cdf(std::span(step.data(), X.size()));
        elementwise::normal_density(std::span(bump.data(), X.size()));
        const R straight = 2 * law_.of.straight_, flipped = 2 * law_.of.flip_;
        const R first = straight * sqrt(law_.share), second = straight * law_.share;
        for (std::size_t i = 0; i < X.size(); ++i) {
            const R z0 = flipped + straight * step[i];
            f(i, ChannelWeights<R>{z0, first * bump[i], z0 - second * (law_.alpha * X[i]) * bump[i]});
        }
    }
    template <class F>
    void logistic(std::span<const R> X, const F& f) {
        const R slope = law_.of.slope_ * law_.of.root_ * law_.c, k = law_.correlated, twice = 2 * law_.of.straight_;
        for (std::size_t i = 0; i < X.size(); ++i) {
            for (std::size_t j = 0; j < shift_.size(); ++j) terms_[j] = slope * X[i] + shift_[j];
            elementwise::sigmoid(std::span(terms_));
            R p0(0), p1(0), p2(0);
            for (std::size_t j = 0; j < shift_.size(); ++j) {
                p0 += rule_[j].p0 * terms_[j];
                p1 += rule_[j].p1 * terms_[j];
                p2 += rule_[j].p2 * terms_[j];
            }
            const R z0 = 2 * law_.of.flip_ + twice * p0;
            f(i, ChannelWeights<R>{z0, twice * k * p1, z0 + twice * k * k * p2});
        }
    }
};

}  // namespace lazyrisk
