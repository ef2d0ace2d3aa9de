// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/plateau/plateau_levels.hpp"

#include "lazyrisk/expand/dimension/large_dimension.hpp"
#include "lazyrisk/expand/plateau/plateau_parts.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using GiNaC::ex;
using GiNaC::numeric;

std::vector<Digits> numbers(const InverseDimension& series) {
    std::vector<Digits> out;
    for (const ex& c : series) out.push_back(evaluate(c, {}));
    return out;
}

std::vector<Digits> times(const std::vector<Digits>& a, const std::vector<Digits>& b) {
    std::vector<Digits> c(a.size(), Digits(0));
    for (std::size_t n = 0; n < c.size(); ++n)
        for (std::size_t i = 0; i <= n; ++i) c[n] += a[i] * b[n - i];
    return c;
}

Digits at(const std::vector<Digits>& series, const Digits& d) {
    Digits sum = 0;
    for (std::size_t s = series.size(); s-- > 0;) sum = sum / d + series[s];
    return sum;
}

}  // namespace

namespace {

PlateauLevels<Digits> given_levels(const Plateau& p, int order, int top) {
    PlateauLevels<Digits> out;
    out.ridge = p.ridge ? evaluate(ex(*p.ridge), {}) : Digits(0);
    const auto constant = [&](const Digits& c) {
        std::vector<Digits> series(std::size_t(order) + 1, Digits(0));
        series.front() = c;
        return series;
    };
    Digits tail = p.given->trace;
    for (const auto& [k, level] : p.given->scaled) {
        if (k > top) continue;
        out.xi[k] = constant(level.first), out.multiplicity[k] = constant(level.second);
        if (k <= p.l) tail -= level.first * level.second;
    }
    out.tail = constant(tail);
    return out;
}

/// Has degree k, dead to order j/2 in 1/d, one of the next coefficients mu_{k+2j}, each of which gives it a part?
bool comes_later(const HermiteForm& f, int k, int j) {
    constexpr int last = 12;
    if (!f.closed()) return false;  // digits alone, each a quadrature
    for (; j <= last; ++j)
        if (abs(evaluate(f.mu(k + 2 * j), {})) > 1e-30) return true;
    return false;
}

void require_tail(const PlateauLevels<Digits>& levels, int l) {
    if (abs(levels.tail.front()) < 1e-30)
        throw NotCovered("the kernel has nothing above degree " + std::to_string(l) +
                         ": without a tail there is no plateau of this form");
}

}  // namespace

PlateauLevels<Digits> levels_of(const Plateau& p, int order, int top) {
    if (p.given) {
        const PlateauLevels<Digits> out = given_levels(p, order, top);
        require_tail(out, p.l);
        return out;
    }
    PlateauLevels<Digits> out;
    const HermiteForm& f = *p.activation;
    out.ridge = p.ridge ? evaluate(ex(*p.ridge), {}) : Digits(0);
    out.tail.assign(std::size_t(order) + 1, Digits(0));
    for (int j = 0; j <= 2 * order; ++j) {
        const std::vector<Digits> weight = numbers(hermite_weight(0, j, order));
        const Digits mu = evaluate(f.mu_of_square(2 * j), {});
        for (std::size_t s = 0; s < weight.size(); ++s) out.tail[s] += weight[s] * mu;
    }
    for (int k = 0; k <= top; ++k) {
        const std::vector<Digits> lambda = numbers(gegenbauer_series(f, k, std::max(order, 2)));
        bool dead = true;
        for (const Digits& c : lambda) dead = dead && abs(c) < 1e-30;
        if (dead && !comes_later(f, k, 2 * std::max(order, 2) + 1)) continue;
        if (abs(lambda.front()) < 1e-30)
            throw NotCovered("degree " + std::to_string(k) +
                             " has mu_k = 0 but a coefficient at finite d: it is learned between two levels, which the "
                             "plateau expansions leave out");
        std::vector<Digits> xi = times(lambda, lambda), b = numbers(multiplicity_ratio(k, std::max(order, 2)));
        for (Digits& c : b) c /= boost::math::factorial<Digits>(unsigned(k));
        xi.resize(std::size_t(order) + 1), b.resize(std::size_t(order) + 1);
        if (k <= p.l) {
            const std::vector<Digits> mass = times(xi, b);
            for (std::size_t s = 0; s < mass.size(); ++s) out.tail[s] -= mass[s];
        }
        out.xi[k] = std::move(xi), out.multiplicity[k] = std::move(b);
    }
    require_tail(out, p.l);
    return out;
}

PlateauLevels<ex> lettered_levels(const Plateau& p, int top) {
    PlateauLevels<ex> out;
    out.tail = {letter("T")};
    out.ridge = p.kind == PlateauKind::approximation ? ex(0) : p.ridge ? ex(*p.ridge) : ex(letter("lambda"));
    if (!p.narrow() && p.ridge_exponent.is_zero() && !out.ridge.is_zero()) {
        out.leading = letter("L");
        out.ridge = letter("L") - letter("T");
    }
    for (int k = 0; k <= top; ++k) {
        out.xi[k] = {letter("a_" + std::to_string(k))};
        out.multiplicity[k] = {letter("b_" + std::to_string(k))};
    }
    return out;
}

PlateauLevels<Digits> valued_levels(const Plateau& p, const Values& values, int top) {
    PlateauLevels<Digits> out;
    out.tail = {evaluate(letter("T"), values)};
    out.ridge = p.kind == PlateauKind::approximation ? Digits(0)
                : p.ridge                            ? evaluate(ex(*p.ridge), {})
                                                     : evaluate(letter("lambda"), values);
    for (int k = 0; k <= top; ++k) {
        out.xi[k] = {evaluate(letter("a_" + std::to_string(k)), values)};
        out.multiplicity[k] = {evaluate(letter("b_" + std::to_string(k)), values)};
    }
    return out;
}

Values plateau_sample() {
    Values v{
        {"T", Digits(6) / 5}, {"lambda", Digits(3) / 10}, {"F_rest^2", Digits(1) / 10}, {"sigma^2", Digits(1) / 5}};
    Digits factorial = 1;
    for (int k = 0; k <= 40; ++k) {
        if (k > 0) factorial *= k;
        v["a_" + std::to_string(k)] = Digits(2) / (k + 3);
        v["b_" + std::to_string(k)] = 1 / factorial;
        v["F_" + std::to_string(k) + "^2"] = Digits(1) / (k + 2);
    }
    return v;
}

namespace {

/// The equations of a plateau at one d in numbers.
class ScalarPlateau {
public:
    ScalarPlateau(const Plateau& p, const PlateauLevels<Digits>& levels, const Values& values, const Digits& d)
        : narrow_(p.narrow()) {
        const auto [delta, other, gamma, g] = p.weights();
        small_ = pow(d, Digits(p.l + evaluate(delta, values)));
        r_ = p.two_sizes() ? Digits(1 / pow(d, evaluate(gamma, values))) : Digits(0);
        const Digits lambda = levels.ridge * pow(d, Digits(-evaluate(g, values)));
        fit_ = narrow_ ? Digits(lambda * r_) : lambda;
        rest_ = at(levels.tail, d);
        start_ = (rest_ + fit_) / small_;
        for (const auto& [k, a] : levels.xi) {
            levels_.push_back({k, at(a, d) / pow(d, k), at(levels.multiplicity.at(k), d) * pow(d, k)});
            if (k > p.l) rest_ -= levels_.back().xi * levels_.back().multiplicity;
        }
        solve();
        spread();
    }

    [[nodiscard]] Digits effective_ridge() const { return small_ * nu_; }
    /// Y/(1 - Y), Y a sum of positive terms: it may be far below 1.
    [[nodiscard]] Digits variance() const { return y() / (1 - y()); }
    /// Of a target with these energies by degree.
    [[nodiscard]] Digits bias(const std::map<int, Digits>& energy) const {
        Digits sum = 0;
        for (const auto& [k, value] : energy) {
            Digits q = 1;
            for (const Level& level : levels_)
                if (level.k == k) q = nu_ / (level.xi + nu_);
            sum += value * (q * q + chi_ * q * (1 - q));
        }
        return sum / (1 - y());
    }

private:
    struct Level {
        int k;
        Digits xi, multiplicity;
    };

    /// Used share of the smaller size.
    [[nodiscard]] Digits theta() const {
        Digits sum = rest_ / nu_;
        for (const Level& level : levels_) sum += level.multiplicity * level.xi / (level.xi + nu_);
        return sum / small_;
    }
    /// n - lam/nu1 = p - p nu1/nu2 = T(nu2), by iteration on nu2.
    void solve() {
        nu_ = start_;
        for (int i = 0; i < 2000; ++i) {
            const Digits used = theta(), next = (fit_ / (1 - r_ * used)) / small_ + nu_ * used;
            const bool settled = abs(Digits(next - nu_)) < 1e-92 * nu_;
            nu_ = next;
            if (settled) break;
        }
    }
    void spread() {
        t_ = rest_ / nu_ / small_, learned_ = 0;  // their sum is theta
        for (const Level& level : levels_) {
            const Digits share = level.multiplicity * level.xi / ((level.xi + nu_) * (level.xi + nu_)) / small_;
            t_ += share * nu_;
            learned_ += share * level.xi;
        }
        const Digits w_large = 1 - r_ * theta(), w_small = fit_ / (small_ * nu_ * w_large);
        // w of the neurons and t over their number
        const Digits w1 = narrow_ ? w_small : w_large, t1 = narrow_ ? t_ : Digits(r_ * t_);
        chi_ = t1 / (w1 + t1);
    }
    [[nodiscard]] Digits y() const { return (narrow_ ? r_ : Digits(1)) * (learned_ + t_ * chi_); }

    bool narrow_;
    Digits small_, r_, fit_;  ///< the smaller size, min/max, lambda m/n
    Digits rest_;             ///< trace of degrees above l that are not in the list
    Digits start_, nu_, t_, learned_, chi_;
    std::vector<Level> levels_;
};

/// By degree, -1 the rest, or of the degree `only` alone; degrees beyond those of the series are in the rest.
std::map<int, Digits> energies(const Plateau& p, const PlateauLevels<Digits>& levels, int top, int only,
                               const Values& values) {
    std::map<int, Digits> energy;
    const auto lettered = [&](int k) { return evaluate(letter("F_" + std::to_string(k) + "^2"), values); };
    if (p.energy) {
        for (const auto& [k, value] : *p.energy) energy[k] = evaluate(value, values);
    } else {
        energy[-1] = evaluate(letter("F_rest^2"), values);
        for (const auto& [k, a] : levels.xi)
            if (k <= top) energy[k] = lettered(k);
        if (only >= 0) energy.emplace(only, lettered(only));
    }
    if (only >= 0) std::erase_if(energy, [&](const auto& one) { return one.first != only; });
    return energy;
}

}  // namespace

Digits exact_plateau(const Plateau& p, const PlateauLevels<Digits>& levels, const std::string& quantity, int top,
                     const Values& values, const Digits& d) {
    const ScalarPlateau point(p, levels, values, d);
    if (quantity == "h") return point.effective_ridge();
    if (quantity == "variance") return point.variance();
    const Digits bias = point.bias(energies(p, levels, top, plateau_parts::degree_of(quantity), values));
    if (quantity != "risk") return bias;
    return bias + evaluate(p.noise ? ex(*p.noise) : ex(letter("sigma^2")), values) * point.variance();
}

}  // namespace lazyrisk
