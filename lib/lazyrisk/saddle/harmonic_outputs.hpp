// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What is read off a score with an overlap for each harmonic.  Formula (15.29), and (15.15)-(15.17) for what they are.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "lazyrisk/numerics/unit_rule.hpp"
#include "lazyrisk/saddle/blocks.hpp"
#include "lazyrisk/saddle/convex_outputs.hpp"
#include "lazyrisk/saddle/harmonic_saddle.hpp"

namespace lazyrisk {

/// The law of a score.
struct HarmonicScore {
    const ScoreFields& fields;
    const std::vector<IndexNode>& places;
    const HarmonicPoint& at;
    double spread;
    std::vector<double> weight, mean;  ///< of the margin, for each place and label

    HarmonicScore(const ScoreFields& f, const std::vector<IndexNode>& all, const HarmonicPoint& p)
        : fields(f), places(all), at(p), spread(score_spread(f, p.t, p.r)) {
        for_labels(places, [&](const IndexNode& node, int y, double w) {
            weight.push_back(w);
            mean.push_back(y * score_mean(fields, node, at.t));
        });
    }

    /// P(y f < a).
    [[nodiscard]] double margin_below(double a) const {
        double sum = 0;
        for (std::size_t i = 0; i < mean.size(); ++i) sum += weight[i] * normal_cdf((a - mean[i]) / spread);
        return sum;
    }
    [[nodiscard]] double clean_error_rate() const {
        double sum = 0;
        for (const IndexNode& node : places) sum += node.weight * normal_cdf(-score_mean(fields, node, at.t) / spread);
        return sum;
    }
    /// Density of y f at a.
    [[nodiscard]] double density(double a) const {
        std::vector<double> xi(mean.size());
        for (std::size_t i = 0; i < mean.size(); ++i) xi[i] = (a - mean[i]) / spread;
        elementwise::normal_density(std::span(xi));
        double sum = 0;
        for (std::size_t i = 0; i < mean.size(); ++i) sum += weight[i] * xi[i];
        return sum / spread;
    }
    /// Beyond it there is no score.
    [[nodiscard]] double farthest() const {
        double most = 0;
        for (const double m : mean) most = std::max(most, std::abs(m));
        return most + 9 * spread;
    }
};

namespace detail {

struct ScoreCalibration {
    double error = 0;  ///< E |sigma(f) - P(y = 1 | f)|
    double slope = 0;  ///< dP/df at 0, over the model's 1/4
    std::vector<MarginNode<double>> margins;
};

/// Ends of panels of f > 0, denser near 0, and the places where sigma(f) = P(y = 1 | f).
template <class Off>
std::vector<double> calibration_ends(double far, int panels, const Off& off) {
    std::vector<double> ends{0};
    double before = 0;
    for (int i = 1; i <= panels; ++i) {
        double high = far * i * i / (panels * panels), low = ends.back();
        const double now = off(high), end = high;
        if (before * now < 0) {
            for (int step = 0; step < 60; ++step) {
                const double middle = (low + high) / 2;
                (off(middle) * now < 0 ? low : high) = middle;
            }
            ends.push_back(low);
        }
        if (now != 0) before = now;
        ends.push_back(end);
    }
    return ends;
}

inline ScoreCalibration score_calibration(const HarmonicScore& score) {
    static const UnitRule rule(12);
    ScoreCalibration c;
    const double far = score.farthest();
    const int panels = std::clamp(int(far / std::min(score.spread, 1.0)) + 1, 16, 400);
    const auto off = [&](double f) {
        const double right = score.density(f);
        return sigmoid(f) * (right + score.density(-f)) - right;
    };
    const std::vector<double> ends = calibration_ends(far, panels, off);
    for (std::size_t i = 0; i + 1 < ends.size(); ++i)
        for (std::size_t k = 0; k < rule.node.size(); ++k) {
            const double length = ends[i + 1] - ends[i], f = ends[i] + length * rule.node[k];
            const double weight = length * rule.weight[k], right = score.density(f), wrong = score.density(-f);
            c.error += weight * std::abs(sigmoid(f) * (right + wrong) - right);
            c.margins.push_back({f, weight * right, 0, 0});
            c.margins.push_back({-f, weight * wrong, 0, 0});
        }
    double here = 0, rise = 0;
    for (std::size_t i = 0; i < score.mean.size(); ++i) {
        const double density = score.weight[i] * normal_density(score.mean[i] / score.spread);
        here += density;
        rise += density * score.mean[i] / (score.spread * score.spread);
    }
    c.slope = here > 0 ? 2 * rise / here : 0;
    return c;
}

/// The T that minimises E log(1 + e^{-x/T}) over nodes of the margin x: infinite where its mean is not positive.
inline double temperature_of(const std::vector<MarginNode<double>>& nodes) {
    double mean = 0, wrong = 0;
    for (const auto& n : nodes) {
        mean += n.z0 * n.X;
        if (n.X < 0) wrong -= n.z0 * n.X;
    }
    if (!(mean > 0)) return infinite<>;
    if (!(wrong > 0)) return 0;
    // E x sigma(-b x) = 0 of the inverse temperature b, decreasing
    double low = 0, high = infinite<>, b = 1;
    for (int step = 0; step < 200; ++step) {
        double pull = 0, slope = 0;
        for (const auto& n : nodes) {
            const double s = sigmoid(-b * n.X), by = n.z0 * n.X * s;
            pull += by;
            slope += by * n.X * (1 - s);
        }
        (pull > 0 ? low : high) = b;
        double next = b + pull / slope;
        if (!(next > low && next < high)) next = is_infinite(high) ? 2 * b : (low + high) / 2;
        const double change = std::abs(next / b - 1);
        b = next;
        if (change <= 1e-15) break;
    }
    return 1 / b;
}

/// |a|^2.  Formula (15.16), the overlaps' part degree by degree.
inline double weight_norm(const ScoreFields& fields, const ConvexFitSizes<double>& sizes, const HarmonicPoint& p,
                          double gg) {
    double sum = 0;
    FieldSums<double> f{};
    for (std::size_t i = 0; i < fields.size(); ++i) {
        f = fields[i].at(p.u);
        const double seen = fields[i].learnable(), by_overlap = seen > 0 ? p.t[i] / (std::sqrt(seen) * f.a1) : 0;
        sum += by_overlap * by_overlap * f.energy_slope / f.h;
    }
    const double V = p.V();
    return sum + sizes.samples * (V / f.T1) * (V / f.T1) * gg * f.slope_per_k / f.h;
}

/// Bound on the absolute error of the error rates, as (15.25); `rough` has fewer places.
template <MarginLoss L>
double rate_bound(const L& loss, const HarmonicScore& score, const std::vector<IndexNode>& rough,
                  const ConvexFitSizes<double>& sizes) {
    const HarmonicPoint& p = score.at;
    const std::vector<double> y = variables_of(p);
    const double places =
        std::abs(HarmonicScore(score.fields, rough, p).clean_error_rate() - score.clean_error_rate()) + 1e-14;
    if (is_infinite(p.u)) return places;  // in closed form
    const auto fine = harmonic_state<panel_nodes<double>>(loss, score.fields, score.places, sizes, y, p.u);
    const auto other = harmonic_state<fewer_panel_nodes<double>>(loss, score.fields, rough, sizes, y, p.u);
    if (!fine || !other) return infinite<>;
    std::vector<double> off(y.size(), p.relative_error + 1e-14);
    for (std::size_t j = 0; j < y.size(); ++j) {
        std::vector<double> unit(y.size(), 0.0), column;
        unit[j] = 1;
        if (!eliminate(fine->jacobian, unit, column)) return infinite<>;
        const double size = 2 * std::abs(fine->residual[j]) + 2 * std::abs(fine->residual[j] - other->residual[j]);
        for (std::size_t i = 0; i < y.size(); ++i) off[i] += std::abs(column[i]) * size;
    }
    double bound = places;
    for (const IndexNode& node : score.places) {
        const double mean = score_mean(score.fields, node, p.t) / score.spread;
        double change = std::abs(mean) * off[p.t.size()];
        for (std::size_t i = 0; i < p.t.size(); ++i)
            change += (std::abs(score.fields.seen(node, i)) + std::abs(mean) * score.fields.missed(i)) * off[i] *
                      fine->scale[i] / score.spread;
        bound += node.weight * normal_density(mean) * change;
    }
    return bound;
}

/// E of the loss itself over the margin.
template <MarginLoss L>
double mean_loss(const L& loss, const HarmonicScore& score) {
    double sum = 0;
    for (std::size_t i = 0; i < score.mean.size(); ++i) {
        if constexpr (requires { L::hard; })
            sum = infinite<>;
        else if constexpr (requires { L::unbounded_test_loss; })
            sum += score.weight[i] * std::exp(score.spread * score.spread / 2 - score.mean[i]);
        else
            for (const PlaceNode& n : place_nodes(loss, score.mean[i], score.spread, 0.0))
                sum += score.weight[i] * n.weight * loss.value(n.x);
    }
    return sum;
}

}  // namespace detail

/// The numbers of a new sample.
template <MarginLoss L>
void tell_test_numbers(const L& loss, const HarmonicScore& score, ConvexRisk<>& o) {
    o.clean_error_rate = score.clean_error_rate();
    o.error_rate = score.margin_below(0);
    o.prediction_variance = score.spread * score.spread;
    for (const IndexNode& node : score.places) {
        const double mean = score_mean(score.fields, node, score.at.t);
        o.overlap += node.weight * node.u * mean;
        o.prediction_variance += node.weight * mean * mean;
    }
    o.test_error = 1 + o.prediction_variance;
    for (std::size_t i = 0; i < score.mean.size(); ++i) o.test_error -= 2 * score.weight[i] * score.mean[i];
    o.test_loss = detail::mean_loss(loss, score);
    const detail::ScoreCalibration calibration = detail::score_calibration(score);
    o.calibration_error = calibration.error;
    o.calibration_slope = calibration.slope;
    o.best_temperature = detail::temperature_of(calibration.margins);
}

/// `rough`: the same places by fewer nodes, for the error bound.
template <MarginLoss L>
ConvexRisk<> harmonic_outputs(const L& loss, const ScoreFields& fields, const std::vector<IndexNode>& places,
                              const std::vector<IndexNode>& rough, const ConvexFitSizes<double>& sizes,
                              const HarmonicPoint& p) {
    const HarmonicScore score(fields, places, p);
    const double V = p.V();
    ConvexRisk<> o;
    o.effective_ridge = fields[0].k0() + p.u;
    tell_test_numbers(loss, score, o);
    o.error_bound = detail::rate_bound(loss, score, rough, sizes);
    constexpr bool is_margin = requires { L::hard; };
    double pulled = 0, gg = 0;  // E g p, E g^2
    for (std::size_t i = 0; i < score.mean.size(); ++i) {
        for (const PlaceNode& n : place_nodes(loss, score.mean[i], score.spread, V)) {
            const Moreau<double> at = loss.moreau(n.x, V);
            const double weight = score.weight[i] * n.weight;
            gg += weight * at.slope * at.slope;
            pulled += weight * at.slope * at.prox;
            if constexpr (!is_margin) o.train_loss += weight * loss.value(at.prox);
        }
    }
    if (!is_margin) o.train_error_rate = score.margin_below(-V * loss.slope(0.0));
    o.support = score.margin_below(1 - V * loss.slope(1.0));
    if (sizes.ridge > 0) o.weight_norm_again = sizes.samples * pulled / sizes.ridge;
    o.weight_norm = is_infinite(p.u) ? o.weight_norm_again : detail::weight_norm(fields, sizes, p, gg);
    o.objective = o.train_loss + sizes.ridge * o.weight_norm / (2 * sizes.samples);
    if (is_margin) o.margin = 1 / std::sqrt(o.weight_norm);
    return o;
}

}  // namespace lazyrisk
