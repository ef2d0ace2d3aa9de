// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/plateau/plateau_levels.hpp"

#include "lazyrisk/expand/dimension/large_dimension.hpp"
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
        if (dead) continue;
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

Digits exact_plateau(const Plateau& p, const PlateauLevels<Digits>& levels, const std::string& quantity, int top,
                     const Values& values, const Digits& d) {
    const bool narrow = p.narrow();
    const auto number = [&](const ex& e) { return evaluate(e, values); };
    const auto [delta, other, gamma, g] = p.weights();
    const Digits small = pow(d, Digits(p.l + number(delta))),
                 larger = p.two_sizes() ? pow(d, number(gamma)) : Digits(0);
    const Digits r = p.two_sizes() ? Digits(1 / larger) : Digits(0);
    const Digits lambda = levels.ridge * pow(d, Digits(-number(g)));
    struct Level {
        int k;
        Digits xi, multiplicity;
    };
    std::vector<Level> list;
    Digits rest = at(levels.tail, d);  // of degrees above l, then of those not in the list
    for (const auto& [k, a] : levels.xi) {
        list.push_back({k, at(a, d) / pow(d, k), at(levels.multiplicity.at(k), d) * pow(d, k)});
        if (k > p.l) rest -= list.back().xi * list.back().multiplicity;
    }
    // n - lam/nu1 = p - p nu1/nu2 = T(nu2), by iteration on nu2
    const auto trace = [&](const Digits& nu) {
        Digits sum = rest / nu;
        for (const Level& level : list) sum += level.multiplicity * level.xi / (level.xi + nu);
        return sum;
    };
    const Digits fit = narrow ? Digits(lambda * r) : lambda;  // lam M/n
    Digits nu = (at(levels.tail, d) + fit) / small;
    for (int i = 0; i < 2000; ++i) {
        const Digits theta = trace(nu) / small;
        const Digits next = (fit / (1 - r * theta)) / small + nu * theta;
        const bool settled = abs(Digits(next - nu)) < 1e-92 * nu;
        nu = next;
        if (settled) break;
    }
    if (quantity == "h") return small * nu;
    const Digits theta = trace(nu) / small, w_large = 1 - r * theta, w_small = fit / (small * nu * w_large);
    Digits t = rest / nu / small, learned = 0;  // their sum is theta
    for (const Level& level : list) {
        const Digits share = level.multiplicity * level.xi / ((level.xi + nu) * (level.xi + nu)) / small;
        t += share * nu;
        learned += share * level.xi;
    }
    // w of the neurons and t over their number
    const Digits w1 = narrow ? w_small : w_large, t1 = narrow ? t : Digits(r * t);
    const Digits chi = t1 / (w1 + t1);
    // Y of the variance Y/(1-Y) as a sum of positive terms: it may be far below 1
    const Digits y = (narrow ? r : Digits(1)) * (learned + t * chi), one_less = 1 - y;
    const Digits variance = y / one_less;
    if (quantity == "variance") return variance;
    const int only = quantity.starts_with("bias.") ? std::stoi(quantity.substr(5)) : -1;
    std::map<int, Digits> energy;  // -1: the rest
    if (p.energy) {
        for (const auto& [k, value] : *p.energy) energy[k] = number(value);
    } else {
        energy[-1] = number(letter("F_rest^2"));
        for (const auto& [k, a] : levels.xi)  // degrees beyond those of the series are in the rest
            if (k <= top) energy[k] = number(letter("F_" + std::to_string(k) + "^2"));
        if (only >= 0) energy.emplace(only, number(letter("F_" + std::to_string(only) + "^2")));
    }
    Digits bias = 0;
    for (const auto& [k, value] : energy) {
        if (only >= 0 && k != only) continue;
        Digits q = 1;
        for (const Level& level : list)
            if (level.k == k) q = nu / (level.xi + nu);
        bias += value * (q * q + chi * q * (1 - q));
    }
    bias /= one_less;
    return quantity == "risk" ? Digits(bias + (p.noise ? number(*p.noise) : number(letter("sigma^2"))) * variance)
                              : bias;
}

}  // namespace lazyrisk
