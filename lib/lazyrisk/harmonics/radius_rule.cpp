// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/harmonics/radius_rule.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/harmonics/dimension.hpp"
#include "lazyrisk/numerics/panel_rule.hpp"
#include "lazyrisk/numerics/tridiagonal.hpp"

namespace lazyrisk {
namespace {

using Wide = long double;

/// Where the density is e^-80 of its greatest value: what is beyond is nothing to any function that has a mean square.
Wide reach_of_radius(double d, Wide peak, bool above) {
    const auto fall = [&](Wide r) {
        return (Wide(d) - 1) * std::log(r / peak) - Wide(d) / 2 * (r - peak) * (r + peak) + 80;
    };
    Wide inside = peak, outside = above ? 2 * peak + 30 / std::sqrt(Wide(d)) : 0;
    for (int i = 0; i < 80; ++i) {
        const Wide middle = (inside + outside) / 2;
        (fall(middle) > 0 ? inside : outside) = middle;
    }
    return outside;
}

/// In z = (r - 1) sqrt(d), so that nothing cancels at large d.
struct Fine {
    std::vector<Wide> z, weight;
    explicit Fine(double d) {
        constexpr int panels = 24;
        const Wide root = std::sqrt(Wide(d)), peak = std::sqrt((Wide(d) - 1) / Wide(d));
        const Wide low = reach_of_radius(d, peak, false), high = reach_of_radius(d, peak, true);
        const PanelRule<Wide>& rule = PanelRule<Wide>::instance();
        Wide sum = 0;
        for (int i = 0; i < panels; ++i)
            for (std::size_t j = 0; j < PanelRule<Wide>::points; ++j) {
                const Wide r = low + (high - low) * (Wide(i) + (1 + rule.abscissa[j]) / 2) / panels;
                z.push_back((r - 1) * root);
                weight.push_back(rule.weight[j] *
                                 std::exp((Wide(d) - 1) * std::log(r / peak) - Wide(d) / 2 * (r - peak) * (r + peak)));
                sum += weight.back();
            }
        for (Wide& w : weight) w /= sum;
    }
};

/// p_{k+1} beside[k+1] = (z - diagonal[k]) p_k - beside[k] p_{k-1}, orthonormal.
struct Recurrence {
    std::vector<Wide> diagonal, beside{0};

    Recurrence(const Fine& fine, int points) {
        std::vector<Wide> before(fine.z.size(), 0), now(fine.z.size(), 1);
        for (int k = 0; k < points; ++k) {
            Wide mean = 0, square = 0;
            for (std::size_t i = 0; i < now.size(); ++i) mean += fine.weight[i] * fine.z[i] * now[i] * now[i];
            diagonal.push_back(mean);
            for (std::size_t i = 0; i < now.size(); ++i) {
                const Wide next = (fine.z[i] - mean) * now[i] - beside.back() * before[i];
                before[i] = now[i];
                now[i] = next;
                square += fine.weight[i] * next * next;
            }
            beside.push_back(std::sqrt(square));
            for (Wide& x : now) x /= beside.back();
        }
    }

    /// One step of Newton's method towards the root of p_points near z, and 1/sum p_k^2 there.
    [[nodiscard]] std::pair<Wide, Wide> at(Wide z) const {
        Wide before = 0, now = 1, slope_before = 0, slope = 0, sum = 0;
        for (std::size_t k = 0; k < diagonal.size(); ++k) {
            sum += now * now;
            const Wide next = ((z - diagonal[k]) * now - beside[k] * before) / beside[k + 1];
            const Wide steeper = (now + (z - diagonal[k]) * slope - beside[k] * slope_before) / beside[k + 1];
            before = now, now = next;
            slope_before = slope, slope = steeper;
        }
        return {z - now / slope, 1 / sum};
    }
};

}  // namespace

RadiusRule radius_rule(double d, int points) {
    const Recurrence recurrence(Fine(d), points);
    const std::vector<double> diagonal(recurrence.diagonal.begin(), recurrence.diagonal.end()),
        beside(recurrence.beside.begin() + 1, recurrence.beside.end() - 1);
    RadiusRule rule;
    const Wide root = std::sqrt(Wide(d));
    Wide sum = 0;
    for (Wide z : tridiagonal_eigenvalues(diagonal, beside)) {
        for (int i = 0; i < 3; ++i) z = recurrence.at(z).first;
        rule.node.push_back(1 + z / root);
        rule.weight.push_back(recurrence.at(z).second);
        sum += rule.weight.back();
    }
    for (Wide& w : rule.weight) w /= sum;
    return rule;
}

std::vector<RadialPart> radial_parts(double d, int total_degree, const std::vector<Wide>& nodes) {
    std::vector<RadialPart> parts;
    // of all polynomials of that degree the first so many are harmonics of degree k
    Wide log_all = 0;
    for (int j = 1; j <= total_degree; ++j) log_all += std::log((Wide(d) - 1 + j) / j);
    for (int k = total_degree; k >= 0; k -= 2) {
        const int order = (total_degree - k) / 2;
        const Wide alpha = Wide(k) + Wide(d) / 2 - 1;
        RadialPart part{k, std::exp(log_multiplicity<Wide>(d, k) - log_all), {}};
        // mean square of r^k: 2^k (d/2)_k/d^k
        Wide log_norm = 0;
        for (int j = 0; j < k; ++j) log_norm += std::log1p(2 * Wide(j) / Wide(d));
        for (const Wide r : nodes) {
            const Wide u = Wide(d) * r * r / 2;
            Wide before = 0, now = std::exp(Wide(k) * std::log(r) - log_norm / 2);  // orthonormal Laguerre polynomials
            for (int i = 0; i < order; ++i) {
                const Wide next = ((2 * i + 1 + alpha - u) * now - std::sqrt(i * (i + alpha)) * before) /
                                  std::sqrt((i + 1) * (i + 1 + alpha));
                before = now;
                now = next;
            }
            part.value.push_back(now);
        }
        parts.push_back(std::move(part));
    }
    return parts;
}

}  // namespace lazyrisk
