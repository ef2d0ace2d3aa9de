// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/drawn_samples.hpp"

#include <algorithm>
#include <bit>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

namespace lazyrisk {
namespace {

/// Numbers of the data's stream that no input has.
constexpr std::uint64_t beyond_inputs = std::uint64_t(1) << 60;

/// Poisson(1) at that lower tail.
double poisson_quantile(double lower) {
    double term = std::exp(-1), sum = term;
    int k = 0;
    while (sum < lower && k < 30) {
        term /= ++k;
        sum += term;
    }
    return k;
}

}  // namespace

DrawnSamples::DrawnSamples(const Linear& model) {
    const auto add = [&](const DrawnSample& kind, double share) {
        kinds_.push_back(kind);
        share_.push_back(share);
    };
    for (std::size_t g = 0; g < model.populations.size(); ++g)
        add({g, model.populations[g].weight, model.populations[g].noise}, model.populations[g].share);
    if (!model.sample_weights) return;
    bootstrap_ = std::holds_alternative<Bootstrap>(*model.sample_weights);
    if (const auto* law = std::get_if<StudentRows>(&*model.sample_weights)) freedom_ = law->freedom;
    if (const auto* given = std::get_if<WeightedGroups>(&*model.sample_weights))
        for (const SampleGroup& g : given->groups) add({0, g.weight, g.noise, g.rest}, g.share);
}

std::vector<DrawnSample> DrawnSamples::operator()(int first, int count, const Stream& stream) const {
    std::vector<DrawnSample> drawn(std::size_t(count), DrawnSample{});
    if (!kinds_.empty()) {  // the kind that lacks most of its share
        std::vector<double> lacking(kinds_.size(), 0.0);
        for (int i = 0; i < first + count; ++i) {
            for (std::size_t k = 0; k < kinds_.size(); ++k) lacking[k] += share_[k];
            const auto next = std::size_t(std::max_element(lacking.begin(), lacking.end()) - lacking.begin());
            lacking[next] -= 1;
            if (i >= first) drawn[std::size_t(i - first)] = kinds_[next];
        }
        return drawn;
    }
    if (!bootstrap_ && freedom_ == 0) return drawn;
    std::vector<double> z(static_cast<std::size_t>(count));
    stream.normals(z, beyond_inputs + std::uint64_t(first));
    const boost::math::normal normal;
    for (std::size_t i = 0; i < z.size(); ++i) {
        const double lower = boost::math::cdf(normal, z[i]);
        if (bootstrap_) {
            drawn[i].weight = poisson_quantile(lower);
        } else {
            const double tau = (freedom_ - 2) / boost::math::quantile(boost::math::chi_squared(freedom_), lower);
            drawn[i] = {0, tau, 1 / tau, 1 / tau};
        }
    }
    return drawn;
}

std::uint64_t DrawnSamples::kind() const {
    std::uint64_t key = 0;
    const auto add = [&](double number) { key = mixed(key, std::bit_cast<std::uint64_t>(number)); };
    for (std::size_t i = 0; i < kinds_.size(); ++i) {
        add(double(kinds_[i].population)), add(kinds_[i].weight), add(kinds_[i].noise), add(share_[i]);
    }
    if (bootstrap_) add(1);
    if (freedom_ > 0) add(freedom_);
    return key;
}

}  // namespace lazyrisk
