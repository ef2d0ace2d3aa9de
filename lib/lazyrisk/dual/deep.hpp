// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Kernel of an infinitely wide network of any depth, as a function of the angle between two inputs.  Formulas
// (9.4)-(9.7).
#pragma once

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/dual/erf.hpp"
#include "lazyrisk/dual/gelu.hpp"
#include "lazyrisk/dual/power.hpp"
#include "lazyrisk/dual/series.hpp"
#include "lazyrisk/dual/split.hpp"
#include "lazyrisk/dual/trained_layers.hpp"

namespace lazyrisk {

/// The dual of one layer.
template <Scalar R>
using LayerDual = std::variant<PowerDual<R>, ErfDual<R>, GeluDual<R>, SeriesDual<R>, SplitDual<R>>;

/// Dual of `s` for pre-activations of variance q > 0. Throws as the duals.
template <Scalar R>
LayerDual<R> dual_of(const Activation& s, const R& q) {
    return s.visit([&](const auto& f) -> LayerDual<R> {
        using S = std::decay_t<decltype(f)>;
        if constexpr (std::is_same_v<S, Power>)
            return PowerDual<R>(f, q);
        else if constexpr (std::is_same_v<S, Erf>)
            return ErfDual<R>(f, q);
        else if constexpr (std::is_same_v<S, Gelu>)
            return GeluDual<R>(f, q);
        else if constexpr (std::is_same_v<S, Sampled>)
            throw NotCovered("activation = " + f.name() +
                             ": a deep kernel takes an activation by name or as a formula in x, of which more digits "
                             "than a double's are known");
        else {
            if (!f.kinks().empty()) return SplitDual<R>(s, q);
            return SeriesDual<R>(f, q);
        }
    });
}

template <Scalar R>
class DeepDual {
public:
    struct Layer {
        LayerDual<R> dual;
        R variance, next;  ///< q_l and q_{l+1}
        R slope;           ///< vw q_l E s'^2/q_{l+1}: the factor on 1 - rho near rho = 1
    };

    /// Throws DomainError for a variance that leaves the range of a double, NotCovered for the tangent kernel of an
    /// activation that jumps.
    DeepDual(const Activation& activation, int depth, double weight_variance, double bias_variance, DeepKind kind,
             TrainedLayers trained)
        : weight_(weight_variance),
          bias_(bias_variance),
          kind_(kind),
          trained_(trained),
          parity_(bias_variance == 0 ? activation.parity() : Parity::none) {
        R q = R(1) + bias_;
        for (int l = 0; l < depth; ++l) {
            const bool same = !layers_.empty() && layers_.back().variance == q;
            LayerDual<R> dual = same ? layers_.back().dual : dual_of(activation, q);
            if (kind == DeepKind::ntk && std::visit(
                                             [](const auto& f) {
                                                 if constexpr (requires { f.has_jumps(); })
                                                     return f.has_jumps();
                                                 else
                                                     return false;
                                             },
                                             dual))
                throw NotCovered(
                    "the tangent kernel of " + activation.name() +
                    " is not covered: it jumps, and its derivative does not know of it; `kernel = nngp` has one");
            const auto [variance, slope] =
                std::visit([](const auto& f) { return std::pair<R, R>(f.variance(), f.slope()); }, dual);
            const R next = weight_ * variance + bias_;
            if (!(next > R(1e-280)) || !(next < R(1e280)))
                throw DomainError(
                    "weight-variance", weight_variance,
                    "the variance of layer " + std::to_string(l + 1) + " of " + activation.name() +
                        " leaves the range of a double; another weight variance or a smaller depth is accepted");
            layers_.push_back({std::move(dual), q, next, R(weight_ * q * slope / next)});
            q = next;
        }
    }

    /// h at the angle theta in [0, pi].
    [[nodiscard]] R operator()(const R& theta) const {
        using std::cos;
        using std::sin;
        const R sine = sin(R(theta / 2)), cosine = cos(R(theta / 2));
        return at(R(2 * sine * sine), R(2 * cosine * cosine));
    }
    /// h at t = 1 - gap.
    [[nodiscard]] R at_gap(const R& gap) const { return at(gap, R(R(2) - gap)); }

    /// h as a power series in t, `size` coefficients, all >= 0.  Formulas (9.7), (9.8).
    [[nodiscard]] PowerSeries<R> series(std::size_t size) const {
        PowerSeries<R> covariance(size, R(0)), tangent(size, R(0));
        covariance[0] = bias_;
        if (size > 1) covariance[1] = tangent[1] = R(1);
        if (trained_ == TrainedLayers::all) tangent = covariance;
        Correlation<R> start(R(R(1) / layers_.front().variance),
                             R((R(1) + 2 * bias_) / layers_.front().variance));  // at t = 0
        for (const Layer& layer : layers_) {
            PowerSeries<R> rho = covariance;
            for (R& c : rho) c /= layer.variance;
            const DualSeries<R> dual = std::visit([&](const auto& f) { return f.series(rho, start); }, layer.dual);
            start = Correlation<R>(
                R(weight_ * std::visit([&](const auto& f) { return f(start).gap; }, layer.dual) / layer.next));
            for (std::size_t m = 0; m < size; ++m) covariance[m] = weight_ * dual.value[m];
            covariance[0] += bias_;
            if (kind_ == DeepKind::nngp) continue;
            tangent = product(tangent, dual.derivative);
            for (std::size_t m = 0; m < size; ++m) {
                tangent[m] *= weight_;
                if (trained_ == TrainedLayers::all) tangent[m] += covariance[m];
            }
        }
        return kind_ == DeepKind::nngp ? covariance : tangent;
    }

    /// Bound on the rounding error of h, in units of the last place of h(1): that of a layer grows by its slope at rho
    /// = 1.
    [[nodiscard]] double condition() const {
        double sum = 0;
        for (const Layer& layer : layers_) sum = 1 + sum * std::max(1.0, double(layer.slope));
        return sum * (kind_ == DeepKind::ntk ? 2 : 1);
    }
    /// Bound, relative to h(1), on the error of every h(t) and every Taylor coefficient that series cut off in the
    /// correlation and tables leave.
    [[nodiscard]] double truncation() const {
        return inherited([](const auto& f) {
            if constexpr (requires { f.error(); })
                return std::pair<double, double>(f.error(), f.slope_error());
            else
                return std::pair<double, double>(0, 0);
        });
    }
    /// The part of it that varies from value to value: that of tables.
    [[nodiscard]] double value_error() const {
        return inherited([](const auto& f) {
            if constexpr (requires { f.terms(); })
                return std::pair<double, double>(f.error(), f.slope_error());
            else
                return std::pair<double, double>(0, 0);
        });
    }
    /// Whether h is not analytic in the angle at 0 or pi. A layer that jumps takes the root of the gap, so that of l
    /// such layers the last has a gap like angle^(2^(1-l)); two kinks side by side leave exp(-c/angle^2).
    [[nodiscard]] bool steep() const {
        return std::any_of(layers_.begin(), layers_.end(), [&](const Layer& layer) {
            return std::visit(
                [&](const auto& f) {
                    if constexpr (requires { f.terms(); })
                        return true;
                    else if constexpr (requires { f.has_jumps(); })
                        return f.has_jumps() && layers_.size() > 1;
                    else
                        return false;
                },
                layer.dual);
        });
    }
    /// Up to `most`: a size for which `series` leaves out no more than 1e-19 h(1) in any coefficient; 0 where not even
    /// 40 do.  Duals that know N terms leave rho(x)^N/x^m in coefficient m, for any x in (0, 1).  Formula (9.23).
    [[nodiscard]] std::size_t longest_series(std::size_t most) const {
        for (const std::size_t size : std::initializer_list<std::size_t>{most, 300, 200, 140, 96, 64, 40})
            if (size <= most && left_out(size) <= 1e-19) return size;
        return 0;
    }
    [[nodiscard]] const std::vector<Layer>& layers() const { return layers_; }

private:
    R weight_, bias_;
    DeepKind kind_;
    TrainedLayers trained_;
    Parity parity_;  ///< of h in t
    std::vector<Layer> layers_;

    /// Errors of layers (of the dual, of the derivative's) as errors of h.
    template <class Errors>
    [[nodiscard]] double inherited(const Errors& errors) const {
        double sum = 0, slopes = 0;
        for (const Layer& layer : layers_) {
            const auto own = std::visit(errors, layer.dual);
            sum = own.first + sum * std::max(1.0, double(layer.slope));
            slopes += own.second;
        }
        return sum + (kind_ == DeepKind::ntk ? sum + slopes : 0);
    }
    [[nodiscard]] double left_out(std::size_t size) const {
        double least = infinite<>;
        for (int j = 1; j <= 40; ++j) {
            const double gap = std::pow(2.0, -j / 4.0), x = 1 - gap;
            Correlation<R> rho(R(R(gap) / layers_.front().variance));
            double sum = 0;
            for (const Layer& layer : layers_) {
                const double below = std::visit(
                    [&](const auto& f) {
                        if constexpr (requires { f.terms(); })
                            return double(f.terms() - 1) * std::log1p(-double(rho.gap));
                        else
                            return -infinite<>;
                    },
                    layer.dual);
                sum = sum * std::max(1.0, double(layer.slope)) + std::exp(below - double(size) * std::log(x));
                rho = Correlation<R>(
                    R(weight_ * std::visit([&](const auto& f) { return f(rho).gap; }, layer.dual) / layer.next));
            }
            least = std::min(least, sum);
        }
        return least * (kind_ == DeepKind::ntk ? 2 : 1);
    }

    /// h at 1 - t and 1 + t.
    [[nodiscard]] R at(const R& input_gap, const R& input_rest) const {
        if (parity_ != Parity::none && input_rest < input_gap) {  // near t = -1 the gaps of -t keep the digits
            const R mirrored = at(input_rest, input_gap);
            return parity_ == Parity::even ? mirrored : R(-mirrored);
        }
        const R& first = layers_.front().variance;
        Correlation<R> rho(R(input_gap / first), R((input_rest + 2 * bias_) / first));
        R covariance = first - input_gap, tangent = trained_ == TrainedLayers::first ? R(R(1) - input_gap) : covariance;
        for (const Layer& layer : layers_) {
            const DualValue<R> dual = std::visit([&](const auto& f) { return f(rho); }, layer.dual);
            const R lost = weight_ * dual.gap;
            covariance = layer.next - lost;
            tangent *= weight_ * dual.derivative;
            if (trained_ == TrainedLayers::all) tangent += covariance;
            rho = Correlation<R>(std::min(R(lost / layer.next), R(2)));
        }
        return kind_ == DeepKind::nngp ? covariance : tangent;
    }
};

}  // namespace lazyrisk
