// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The fixed point of layers of random features.  Formulas (16.13)-(16.16).
//
// Given its weights a network is kernel regression with the kernel of its last layer, and layer by layer the resolvent
// of that kernel is one of the layer below at another ridge. So all sums of the last layer are explicit in the
// innermost nu; the ridge is an increasing function of it above nu_min, where the first of the sizes is used up.
// Everything is carried as a difference to that place: nothing cancels near it.
#pragma once

#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "lazyrisk/equations/degrees.hpp"
#include "lazyrisk/numerics/germ.hpp"
#include "lazyrisk/spectrum/feature_layers.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

/// What the layers make of one innermost nu.
template <Field F = double>
struct LayersPoint {
    F nu{0};                    ///< innermost
    F last{0};                  ///< zeta: the effective ridge of the last layer's kernel
    DegreeSums<F> inner;        ///< T, D2, e at nu
    F df1{0}, slope{0};         ///< T and e of the last layer
    F gained_df1{0};            ///< T of the last layer less that of the innermost
    F gained_df2{0};            ///< the same of G = T - e
    F unused_samples{1};        ///< w = 1 - T/n
    F resolved{1}, drawn{0};    ///< theta = d log nu/d log zeta, and 1 - theta
    F ridge_over_samples{0};    ///< lambda/n = zeta w
    F free{0};                  ///< 1 - Upsilon = w + e/n
    double relative_error = 0;  ///< estimate, of zeta, w and what is made of them
};

/// A number as a double, and a germ as its limit.
template <Field F>
double limit_of(const F& x) {
    if constexpr (requires { x.limit(); })
        return static_cast<double>(x.limit());
    else
        return static_cast<double>(x);
}

/// The equations of one spectrum, its layers, and n.
template <Scalar R = double>
class LayerEquations {
public:
    /// `spectrum` without a tail: what lies beyond it is the layers' own `rest`.
    LayerEquations(Degrees<R> spectrum, FeatureLayers<R> layers, R samples)
        : spectrum_(std::move(spectrum)), layers_(std::move(layers)), inverse_samples_(reciprocal(samples)) {
        for (const auto& layer : layers_) size_.push_back(sum_of(layer, [](const auto& b) { return b.slope > R(0); }));
        size_.push_back(samples);
        find_start();
    }

    [[nodiscard]] const Degrees<R>& spectrum() const { return spectrum_; }
    [[nodiscard]] const R& inverse_samples() const { return inverse_samples_; }
    /// nu_min: here the ridge is 0.
    [[nodiscard]] const R& start() const { return start_; }

    /// At nu = nu_min + u, u > 0.
    [[nodiscard]] LayersPoint<R> at(const R& u) const { return pass<R>(R(start_ + u), u); }
    /// At the start itself, as germs in u.
    [[nodiscard]] LayersPoint<Germ<R>> at_start() const {
        using G = Germ<R>;
        const R unit = start_ > R(0)          ? start_
                       : spectrum_.size() > 0 ? spectrum_.eigenvalue(spectrum_.size() - 1)
                                              : R(1);
        const G u(unit, 1);
        return pass<G>(start_ > R(0) ? G(start_) : u, u);
    }
    /// u where the ridge is lambda/n > 0, finite. d log lambda/d log u is between 1 and the number of layers + 2 (seen
    /// of all networks that were tried, not proved), so that one evaluation encloses the root.
    /// Throws NotConverged (never seen).
    [[nodiscard]] R solve(const R& ridge_over_samples) const {
        using std::exp;
        using std::log;
        const R target = log(ridge_over_samples), steepest(int(layers_.size()) + 2);
        R x = log(ridge_over_samples), low = -infinite<R>, high = infinite<R>, last = infinite<R>;
        for (int step = 0; step < 100; ++step) {
            const R u = exp(x);
            const LayersPoint<R> p = at(u);
            const R residual = target - log(p.ridge_over_samples);
            const R size = residual < R(0) ? R(-residual) : residual;
            // d log lambda/d log nu = (w + e/n)/(w theta)
            const R slope = p.free / (p.unused_samples * p.resolved) * (u / p.nu);
            if (size <= 4 * epsilon<R> || (size < R(1e-9) && size >= last)) return exp(R(x + residual / slope));
            last = size;
            const R one = x + residual, other = x + residual / steepest;
            const R slack = R(1e-3) * size + 64 * epsilon<R>;
            low = std::max(low, R(std::min(one, other) - slack));
            high = std::min(high, R(std::max(one, other) + slack));
            R next = x + residual / slope;
            if (!(next > low && next < high)) next = (low + high) / 2;
            if (next == x) return u;
            x = next;
        }
        throw NotConverged("the effective ridge of the layers did not settle in 100 steps");
    }

private:
    /// Neurons of those kinds, whose parts add exactly.
    template <class Wanted>
    [[nodiscard]] static R sum_of(const std::vector<FeatureBlock<R>>& layer, const Wanted& wanted) {
        ModeCount<R> sum;
        for (const FeatureBlock<R>& b : layer) {
            if (!wanted(b)) continue;
            if (is_infinite(b.width)) return infinite<R>;
            sum += b.width;
        }
        return R(sum.value + sum.rounding);
    }

    /// A layer at nu_min.
    struct Base {
        std::vector<R> used;  ///< t_b
        R mean{0};            ///< a-bar
        R df1{0}, ridge{0};   ///< T and zeta that come in
        double error = 0;     ///< of a-bar
    };

    /// a-bar > 0 with sum omega a/(a-bar + t) = 1, or 0 where there is none. The reciprocal of the sum is concave and
    /// increasing: Newton's steps from below never pass the root.
    [[nodiscard]] static R mean_slope(const std::vector<FeatureBlock<R>>& layer, const std::vector<R>& used) {
        using std::sqrt;
        if (layer.size() == 1) return std::max(R(0), R(layer[0].share * layer[0].slope - used[0]));
        R whole(0), kernel(0), loss(0);
        for (std::size_t b = 0; b < layer.size(); ++b) {
            const R part = layer[b].share * layer[b].slope;
            if (part == R(0)) continue;
            whole += part;
            loss += part * used[b];
            if (used[b] == R(0)) kernel += part;
        }
        R mean = std::max(kernel, R(whole - loss / whole));
        if (!(mean > R(0))) {
            R sum(0);
            for (std::size_t b = 0; b < layer.size(); ++b)
                if (layer[b].slope > R(0)) sum += layer[b].share * layer[b].slope / used[b];
            if (!(sum > R(1))) return R(0);
            mean = R(0);
        }
        const R rough = sqrt(R(epsilon<R>)) / 16;
        for (int step = 0; step < 200; ++step) {
            R sum(0), square(0);
            for (std::size_t b = 0; b < layer.size(); ++b) {
                if (layer[b].slope == R(0)) continue;
                const R resolvent = R(1) / (mean + used[b]), part = layer[b].share * layer[b].slope * resolvent;
                sum += part;
                square += part * resolvent;
            }
            const R move = (sum - R(1)) * sum / square;
            if (!(move > R(0))) break;
            mean += move;
            if (move < rough * mean) break;  // the next would be its square
        }
        return mean;
    }

    /// How far nu is above the place where the size of layer `last` (or n) is used up, as a logarithm, of the place
    /// where those before it are; cut off at 100. Increasing and continuous there, and negative below.
    [[nodiscard]] R slack(const R& nu, std::size_t last) const {
        using std::log;
        const R far(100);
        const auto cut = [&](const R& x) { return x < -far ? R(-far) : x > far ? far : x; };
        R df1 = spectrum_.sums(nu).df1, ridge = nu;
        std::vector<R> used;
        for (std::size_t l = 0; l < layers_.size(); ++l) {
            used.clear();
            R sum(0);
            for (const FeatureBlock<R>& b : layers_[l]) {
                used.push_back(used_by(b, df1, ridge));
                if (b.slope > R(0)) sum += used.back() > R(0) ? R(b.share * b.slope / used.back()) : infinite<R>;
            }
            if (l == last) return is_infinite(sum) ? far : cut(R(log(sum)));
            const R mean = sum > R(1) ? mean_slope(layers_[l], used) : R(0);
            if (!(mean > R(0))) return -far;
            for (std::size_t b = 0; b < layers_[l].size(); ++b)
                if (layers_[l][b].rest > R(0))
                    df1 += layers_[l][b].share * layers_[l][b].rest / (ridge * (mean + used[b]));
            ridge *= mean;
        }
        return cut(R(-log(R(df1 * inverse_samples_))));
    }

    /// Does nu -> 0 use up the size of layer `last` (or n), where it uses up none before? There a block with a rest has
    /// as many modes as neurons.
    [[nodiscard]] bool used_up_at_zero(std::size_t last) const {
        ModeCount<R> df1 = spectrum_.rank();
        const auto exceeds = [&](const R& size) {
            return !is_infinite(size) && (is_infinite(df1.value) || df1.below(size) < R(0));
        };
        for (std::size_t l = 0; l < last; ++l) df1 += sum_of(layers_[l], [](const auto& b) { return b.rest > R(0); });
        if (last == layers_.size()) return exceeds(size_.back());
        return exceeds(sum_of(
            layers_[last], [](const auto& b) { return b.slope > R(0) && (b.rest == R(0) || is_infinite(b.width)); }));
    }

    /// Relative, of T and zeta at nu_min, on the way through the layers.
    struct BaseErrors {
        double df1, ridge;
    };
    static void take_errors(const std::vector<FeatureBlock<R>>& layer, const R& gain, Base& base, BaseErrors& errors) {
        double top = 0, bottom = 0, gained_error = 0;
        const auto share_of = [&](std::size_t b) {  // a-bar/(a-bar + t)
            return static_cast<double>(base.mean / (base.mean + base.used[b]));
        };
        for (std::size_t b = 0; b < layer.size(); ++b) {
            if (layer[b].slope == R(0) || is_infinite(base.used[b])) continue;
            const R resolvent = R(1) / (base.mean + base.used[b]);
            const double weight = static_cast<double>(layer[b].share * layer[b].slope * resolvent * resolvent);
            bottom += weight;
            top +=
                weight * static_cast<double>(base.used[b]) * (errors.df1 + (layer[b].rest > R(0) ? errors.ridge : 0));
        }
        if (bottom > 0) base.error = top / bottom;
        const double mean = static_cast<double>(base.mean);
        for (std::size_t b = 0; b < layer.size(); ++b)
            if (layer[b].rest > R(0) && !is_full(layer[b], base) && mean > 0)
                gained_error +=
                    static_cast<double>(layer[b].share * layer[b].rest / (base.ridge * (base.mean + base.used[b]))) *
                    (errors.ridge + base.error / mean) * share_of(b);
        if (const double df1 = static_cast<double>(base.df1 + gain); gained_error > 0 && std::isfinite(df1))
            errors.df1 += gained_error / df1;
        if (mean > 0) errors.ridge += base.error / mean;
    }

    /// nu_min and the layers there.
    void find_start() {
        using std::exp;
        using std::log;
        start_ = R(0);
        for (std::size_t last = 0; last <= layers_.size(); ++last) {
            if (is_infinite(size_[last])) continue;
            const auto f = [&](const R& x) { return slack(R(exp(x)), last); };
            R low = log(spectrum_.size() > 0 ? spectrum_.eigenvalue(0) : R(1));
            if (start_ > R(0)) {
                if (slack(R(start_ * (1 + 8 * epsilon<R>)), last) > R(0)) continue;
                low = log(start_);
            } else if (!used_up_at_zero(last)) {
                continue;
            }
            R high = low;
            for (R step(1); !(f(low) < R(0)); step *= 2) high = low, low -= step;
            for (R step(1); !(f(high) > R(0)); step *= 2) high += step;
            std::uintmax_t most = 400;
            start_ =
                exp(boost::math::tools::toms748_solve(
                        f, low, high, boost::math::tools::eps_tolerance<R>(std::numeric_limits<R>::digits - 2), most)
                        .second);
        }
        fill_base();
    }

    /// Slack of each size at nu_min as it is computed there: the least is the one that is used up.
    void fill_base() {
        R df1 = start_ > R(0) ? spectrum_.sums(start_).df1 : R(spectrum_.rank().value), ridge = start_;
        std::size_t active = layers_.size();
        ModeCount<R> modes = spectrum_.rank();
        R least = infinite<R>;
        BaseErrors errors{own_error(), own_error()};
        for (std::size_t l = 0; l < layers_.size(); ++l) {
            Base base{{}, R(0), df1, ridge};
            R whole(0);
            for (const FeatureBlock<R>& b : layers_[l]) {
                base.used.push_back(used_by(b, df1, ridge));
                whole += b.share * b.slope;
            }
            base.mean = mean_slope(layers_[l], base.used);
            const R share_left = base.mean / whole;
            if (share_left < least) least = share_left, active = l;
            const R gain = gained(layers_[l], base);
            take_errors(layers_[l], gain, base, errors);
            base_.push_back(base);
            df1 += gain;
            modes += gain;
            ridge *= base.mean;
        }
        const R left = is_infinite(size_.back()) || is_infinite(df1) ? R(1)
                       : start_ > R(0)                               ? R(R(1) - df1 * inverse_samples_)
                                                                     : R(modes.below(size_.back()) * inverse_samples_);
        base_left_ = left;
        base_left_error_ = errors.df1;
        if (!is_infinite(size_.back()) && left < least) least = left, active = layers_.size();
        if (start_ > R(0) || least <= R(0)) settle(active);
    }

    [[nodiscard]] static R used_by(const FeatureBlock<R>& b, const R& df1, const R& ridge) {
        if (is_infinite(b.width)) return R(0);
        return b.inverse_width() * b.share * (b.slope * df1 + (b.rest > R(0) ? R(b.rest / ridge) : R(0)));
    }
    /// At nu_min = 0 a block with a rest holds a mode a neuron.
    [[nodiscard]] static bool is_full(const FeatureBlock<R>& b, const Base& base) {
        return base.ridge == R(0) && b.rest > R(0);
    }
    [[nodiscard]] static R gained(const std::vector<FeatureBlock<R>>& layer, const Base& base) {
        R gain = base.ridge == R(0) ? sum_of(layer, [](const auto& b) { return b.rest > R(0); }) : R(0);
        for (std::size_t b = 0; b < layer.size(); ++b)
            if (layer[b].rest > R(0) && !is_full(layer[b], base))
                gain += layer[b].share * layer[b].rest / (base.ridge * (base.mean + base.used[b]));
        return gain;
    }

    /// The size that is used up is so exactly, and so are those that see the same T, in proportion.
    void settle(std::size_t active) {
        const auto whole = [&](std::size_t l) { return R(layers_[l][0].share * layers_[l][0].slope); };
        // T behind that size: its own neurons, and those that hold a mode each without passing anything on
        R used(0);
        if (active == layers_.size()) {
            used = size_[active];
        } else {
            used = sum_of(layers_[active], [](const auto& b) { return b.slope > R(0) || b.rest > R(0); });
        }
        const auto left_of = [&](std::size_t l) {
            return is_infinite(size_[l]) ? R(1) : R((size_[l] - used) / size_[l]);
        };
        const auto set = [&](std::size_t l) {
            if (l == layers_.size())
                base_left_ = left_of(l), base_left_error_ = 0;
            else if (l == active || left_of(l) == R(0))
                base_[l].mean = R(0), base_[l].error = 0;
            else if (layers_[l].size() == 1)
                base_[l].mean = whole(l) * left_of(l), base_[l].error = 0;
        };
        set(active);
        // T is the same where no layer between them has a rest
        for (std::size_t l = active; l-- > 0;) {
            if (l + 1 < layers_.size() && rests(l + 1)) break;
            set(l);
        }
        for (std::size_t l = active + 1; l <= layers_.size() && (l == layers_.size() || !rests(l)); ++l) set(l);
        // what follows from a mean of 0
        R ridge = start_;
        for (std::size_t l = 0; l < layers_.size(); ++l) {
            base_[l].ridge = ridge;
            ridge *= base_[l].mean;
        }
    }

    [[nodiscard]] bool rests(std::size_t l) const {
        return std::any_of(layers_[l].begin(), layers_[l].end(), [](const auto& b) { return b.rest > R(0); });
    }
    [[nodiscard]] double own_error() const {
        return (8 + double(spectrum_.size()) / 8) * static_cast<double>(epsilon<R>);
    }
    /// Relative, of base + more where the error of base is absolute and that of more relative.
    template <Field F>
    [[nodiscard]] static double sum_error(double base_error, const F& sum, const F& more, double error) {
        const double whole = limit_of(sum);
        return whole > 0 ? (base_error + limit_of(more) * error) / whole : error;
    }

    template <Field F>
    [[nodiscard]] F mean_at(std::size_t l, const std::vector<F>& used, const std::vector<F>& less) const {
        const auto& layer = layers_[l];
        const Base& base = base_[l];
        if constexpr (std::is_same_v<F, R>) {
            const R direct = mean_slope(layer, used);
            if (direct > *std::max_element(used.begin(), used.end())) return direct;
            R mean = direct;
            for (int pass = 0; pass < 3; ++pass)
                mean = base.mean + more(layer, base, less, [&](std::size_t b) { return R(mean + used[b]); });
            return mean;
        } else {
            if (base.mean > R(0)) return F(base.mean);
            return more(layer, base, less, [&](std::size_t b) { return F(base.mean) + used[b]; });
        }
    }
    /// How much a-bar is above its value at nu_min.
    template <Field F, class Sum>
    [[nodiscard]] static F more(const std::vector<FeatureBlock<R>>& layer, const Base& base, const std::vector<F>& less,
                                const Sum& sum) {
        F top{R(0)}, bottom{R(0)};
        for (std::size_t b = 0; b < layer.size(); ++b) {
            if (base.mean + base.used[b] == R(0)) continue;
            if (is_full(layer[b], base) && !is_infinite(layer[b].width)) {
                top = top + F(layer[b].share * layer[b].slope) / sum(b);
                continue;
            }
            const F weight = F(layer[b].share * layer[b].slope / (base.mean + base.used[b])) / sum(b);
            top = top + weight * less[b];
            bottom = bottom + weight;
        }
        return top / bottom;
    }

    /// Of each block u, the same with e for T, t, and how much of u and t is less than at nu_min.
    template <Field F>
    struct BlocksPoint {
        std::vector<F> whole, tilt, used, less, less_used;
    };
    template <Field F>
    [[nodiscard]] BlocksPoint<F> blocks_at(std::size_t l, const F& df1, const F& slope, const F& ridge,
                                           const F& less_df1, const F& more_ridge) const {
        BlocksPoint<F> p;
        for (const FeatureBlock<R>& b : layers_[l]) {
            const F share(b.share), own = F(b.rest) / ridge, inverse_width(b.inverse_width());
            p.whole.push_back(share * (F(b.slope) * df1 + own));
            p.tilt.push_back(share * (F(b.slope) * slope + own));
            p.used.push_back(inverse_width * p.whole.back());
            F fewer = F(b.slope) * less_df1;
            if (b.rest > R(0) && base_[l].ridge > R(0)) fewer = fewer + own * (more_ridge / F(base_[l].ridge));
            p.less.push_back(share * fewer);
            p.less_used.push_back(inverse_width * p.less.back());
        }
        return p;
    }

    template <Field F>
    [[nodiscard]] LayersPoint<F> pass(const F& nu, const F& u) const {
        LayersPoint<F> p;
        p.nu = nu;
        p.inner = spectrum_.sums(nu);
        F df1 = p.inner.df1, slope = p.inner.slope, df2 = p.inner.df2, ridge = nu;
        F less_df1 = u * spectrum_.divided_difference(nu, F(start_)), more_ridge = u;
        p.resolved = F(R(1));
        double error = own_error();
        for (std::size_t l = 0; l < layers_.size(); ++l) {
            const auto& layer = layers_[l];
            const Base& base = base_[l];
            const BlocksPoint<F> at = blocks_at(l, df1, slope, ridge, less_df1, more_ridge);
            const std::vector<F>&whole = at.whole, &tilt = at.tilt, &used = at.used, &less = at.less;
            const F mean = mean_at<F>(l, used, at.less_used);
            const F more_mean = more<F>(layer, base, at.less_used, [&](std::size_t b) { return F(mean + used[b]); });
            error += sum_error(base.error, mean, more_mean, error) + (2 + double(layer.size()) / 8) * own_error();
            F held{R(0)}, lost{R(0)};  // a-bar S and A
            F gain{R(0)}, gain2{R(0)}, drop{R(0)}, steep{R(0)}, flat{R(0)};
            for (std::size_t b = 0; b < layer.size(); ++b) {
                const F resolvent = F(R(1)) / (mean + used[b]), part = F(layer[b].share * layer[b].slope) * resolvent,
                        tilted = F(layer[b].inverse_width()) * tilt[b];
                held = held + part * mean * resolvent;
                lost = lost + part * tilted * resolvent;
                gain = gain + F(layer[b].share * layer[b].rest) / ridge * resolvent;
                gain2 = gain2 + tilted * resolvent * tilt[b] * resolvent;
                steep = steep + mean * resolvent * tilt[b] * resolvent;
                flat = flat + mean * resolvent * whole[b] * resolvent;
                const R at_base = base.mean + base.used[b];
                if (is_full(layer[b], base)) {
                    if (!is_infinite(layer[b].width)) drop = drop + F(layer[b].width) * mean * resolvent;
                } else if (at_base > R(0) && !is_infinite(base.df1)) {
                    const R before = layer[b].share * (layer[b].slope * base.df1 +
                                                       (layer[b].rest > R(0) ? R(layer[b].rest / base.ridge) : R(0)));
                    drop = drop + (F(before) * more_mean + F(base.mean) * less[b]) / F(at_base) * resolvent;
                }
            }
            const F both = held + lost, kept = held / both;
            slope = kept * steep + lost / both * flat;
            gain2 = gain2 + df2 * lost * lost / both;
            p.gained_df1 = p.gained_df1 + gain;
            p.gained_df2 = p.gained_df2 + gain2;
            df1 = df1 + gain;
            df2 = df2 + gain2;
            less_df1 = drop;
            more_ridge = mean * more_ridge + F(base.ridge) * more_mean;
            ridge = mean * ridge;
            p.drawn = (p.drawn * held + lost) / both;
            p.resolved = p.resolved * kept;
        }
        p.df1 = df1;
        p.slope = slope;
        p.last = ridge;
        p.unused_samples = left_at(df1, less_df1);
        p.relative_error =
            error + sum_error(base_left_error_, p.unused_samples, F(less_df1 * F(inverse_samples_)), error);
        p.ridge_over_samples = ridge * p.unused_samples;
        p.free = p.unused_samples + slope * F(inverse_samples_);
        return p;
    }
    template <Field F>
    [[nodiscard]] F left_at(const F& df1, const F& less) const {
        const F difference = F(base_left_) + less * F(inverse_samples_);
        if constexpr (std::is_same_v<F, R>) {
            if (df1 * inverse_samples_ < R(0.5)) return R(1) - df1 * inverse_samples_;
        }
        return difference;
    }

    Degrees<R> spectrum_;
    FeatureLayers<R> layers_;
    R inverse_samples_;
    std::vector<R> size_;  ///< widths, then n
    R start_{0};
    std::vector<Base> base_;
    R base_left_{1};
    double base_left_error_ = 0;
};

}  // namespace lazyrisk
