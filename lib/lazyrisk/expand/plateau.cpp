#include "lazyrisk/expand/plateau.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <utility>

#include "lazyrisk/error.hpp"
#include "lazyrisk/expand/large_dimension.hpp"
#include "lazyrisk/expand/number_text.hpp"
#include "lazyrisk/expand/plateau_levels.hpp"

namespace lazyrisk {
namespace {

using GiNaC::ex;
using GiNaC::numeric;

/// The fixed point and the risk in the series of (12.30)-(12.32), over numbers or letters.
template <class C>
struct Solution {
    Monomials<C> h, variance;
    std::map<int, Monomials<C>> filter;  ///< of learnable degrees: the part of F_k^2 in the bias
    Monomials<C> unlearned;              ///< of all other energy
};

template <class C>
Solution<C> solve(const PlateauLevels<C>& in, const Plateau& p, const Truncation& box) {
    using M = Monomials<C>;
    const auto constant = [&](const C& c) { return M(box, c); };
    const auto in_dimension = [&](const std::vector<C>& series) {
        M sum = constant(C(0));
        for (int s = 0; s < int(series.size()); ++s) sum = sum + M(box, series[std::size_t(s)], {s, s, 0, 0});  // 1/d = x y
        return sum;
    };
    const bool narrow = p.kind == PlateauKind::few_neurons || p.kind == PlateauKind::approximation;
    const bool two_sizes = p.kind == PlateauKind::few_neurons || p.kind == PlateauKind::few_samples;
    const M one = constant(C(1)), r = two_sizes ? M(box, C(1), {0, 0, 1, 0}) : constant(C(0));
    const M tail = in_dimension(in.tail);
    const M ridge = (narrow ? r : one) * M(box, in.ridge, {0, 0, 0, p.ridge_exponent.is_zero() ? 0 : 1});  // lam M/n
    struct Level {
        int k;
        bool learned;
        M share, scale;  ///< learned: B/M and kappa/xi over h; else B xi and xi/kappa times h
    };
    std::vector<Level> levels;
    for (const auto& [k, a] : in.xi) {
        const M xi = in_dimension(a), b = in_dimension(in.multiplicity.at(k));
        const int up = std::max(0, k - p.l - 1), down = std::max(0, p.l - k);
        if (k <= p.l) levels.push_back({k, true, b * M(box, C(1), {down + 1, down, 0, 0}), M(box, C(1), {down + 1, down, 0, 0}) / xi});
        else levels.push_back({k, false, b * xi, xi * M(box, C(1), {up, up + 1, 0, 0})});
    }
    const auto total = [&](const M& h) {  // h theta
        M sum = tail;
        for (const Level& level : levels) {
            if (level.learned) {
                sum = sum + h * level.share / (one + h * level.scale);
            } else {
                const M z = level.scale / h;
                sum = sum - level.share * (z / (one + z));
            }
        }
        return sum;
    };
    M h = constant(tidy(C(tail.at({}) + ridge.at({}))));
    if constexpr (!std::is_same_v<C, Digits>)
        if (in.leading) h = constant(*in.leading);  // a letter for the sum, so that it may divide
    for (bool settled = false; !settled;) {
        M next = total(h);
        next = ridge / (one - r * next / h) + next;
        settled = (next - h).terms().empty();
        h = next;
    }
    const M theta = total(h) / h, wide = one - r * theta;  // w of the larger size
    M spread = tail;                                        // h t/M
    std::vector<M> q;
    for (const Level& level : levels) {
        if (level.learned) {
            const M v = h * level.scale, filter = v / (one + v);
            q.push_back(filter);
            spread = spread + h * level.share * (filter - filter * filter);
        } else {
            const M filter = one / (one + level.scale / h);
            q.push_back(filter);
            spread = spread - level.share * (one - filter * filter);
        }
    }
    const M t = spread / h, small = ridge / (h * wide);
    const M chi = narrow ? t / (small + t) : r * t / (wide + r * t);
    const M rest = narrow ? wide + r * (small * t / (small + t)) : small + t * wide / (wide + r * t);  // 1 - Upsilon
    Solution<C> out{h, one / rest - one, {}, one / rest};
    for (std::size_t i = 0; i < levels.size(); ++i) out.filter.emplace(levels[i].k, (q[i] * q[i] + chi * (q[i] - q[i] * q[i])) / rest);
    return out;
}

/// The weights of the monomials in ascending order: that of the given order, and the next. Weights of 0 stand for variables that are not there.
std::pair<numeric, numeric> weights_of_order(const std::vector<numeric>& weight, int order) {
    numeric least = 0;
    for (const numeric& w : weight)
        if (w.is_positive() && (least.is_zero() || w < least)) least = w;
    const numeric reach = least * (order + 1);  // that many powers of the largest variable alone
    std::vector<numeric> all{0};
    for (const numeric& w : weight) {
        if (!w.is_positive()) continue;
        const std::size_t count = all.size();
        for (std::size_t i = 0; i < count; ++i)
            for (numeric sum = all[i] + w; sum <= reach; sum = sum + w) all.push_back(sum);
        std::sort(all.begin(), all.end(), [](const numeric& a, const numeric& b) { return a < b; });
        all.erase(std::unique(all.begin(), all.end(), [](const numeric& a, const numeric& b) { return a == b; }), all.end());
    }
    return {all[std::size_t(order)], all[std::size_t(order) + 1]};
}

ex number_of(const Digits& c) { return long_float(c); }
ex number_of(const ex& c) { return c; }

ex energy_of(const Plateau& p, int k) {
    if (!p.energy) return k < 0 ? letter("F_rest^2") : letter("F_" + std::to_string(k) + "^2");
    const auto found = p.energy->find(k);
    return found == p.energy->end() ? ex(0) : ex(found->second);
}

template <class C>
std::map<Exponents, ex> terms_of(const Plateau& p, const Solution<C>& s, const std::string& quantity) {
    std::map<Exponents, ex> sum;
    const auto add = [&](const Monomials<C>& part, const ex& factor) {
        if (!factor.is_zero())
            for (const auto& [e, c] : part.terms()) sum[e] = (sum[e] + factor * number_of(c)).expand();
    };
    const auto bias = [&](int only) {
        for (const auto& [k, filter] : s.filter)
            if (only < 0 || only == k) add(filter, energy_of(p, k));
        if (only >= 0 && s.filter.count(only) == 0) add(s.unlearned, energy_of(p, only));
        if (only >= 0) return;
        add(s.unlearned, energy_of(p, -1));
        if (p.energy)
            for (const auto& [k, f] : *p.energy)
                if (k >= 0 && s.filter.count(k) == 0) add(s.unlearned, f);
    };
    if (quantity == "h") add(s.h, 1);
    else if (quantity == "variance") add(s.variance, 1);
    else if (quantity == "bias") bias(-1);
    else if (quantity == "risk") bias(-1), add(s.variance, p.noise ? ex(*p.noise) : ex(letter("sigma^2")));
    else if (quantity.starts_with("bias.") && quantity.size() > 5 && quantity.size() < 8 && quantity.find_first_not_of("0123456789", 5) == std::string::npos)
        bias(std::stoi(quantity.substr(5)));
    else throw DomainError("quantity", quantity, "expected h, variance, bias, risk or bias.DEGREE");
    return sum;
}

}  // namespace

PlateauSeries expand_plateau_terms(const Plateau& p, const std::string& quantity, int order) {
    if (p.l < 0 || p.l > 30) throw DomainError("level", p.l, "expected the highest learned degree, 0 to 30");
    const bool two_sizes = p.kind == PlateauKind::few_neurons || p.kind == PlateauKind::few_samples;
    const bool letters = !p.delta || (two_sizes && !p.gamma);
    require_order(order, letters ? 3 : !p.activation ? 4 : 24);
    if (p.delta && !(*p.delta > 0 && *p.delta < 1))
        throw DomainError("delta", p.delta->to_double(), "a plateau lies strictly between two levels, 0 < delta < 1; on a level the scaling is critical");
    if (p.gamma && *p.gamma <= 0) throw DomainError("gamma", p.gamma->to_double(), "expected the larger of n and p to be larger by a positive power of d");
    if (p.ridge_exponent.is_negative()) throw DomainError("ridge", -p.ridge_exponent.to_double(), "a ridge that grows with d learns nothing; expected an exponent of at most 0");
    Truncation box;
    PlateauSeries out;
    if (letters) {
        box = {{1, 1, two_sizes ? 1.0 : 0.0, p.ridge_exponent.is_zero() ? 0.0 : 1.0}, double(order), order};
    } else {
        box.weight = {p.delta->to_double(), 1 - p.delta->to_double(), two_sizes ? p.gamma->to_double() : 0.0, p.ridge_exponent.to_double()};
        const auto [most, next] = weights_of_order({*p.delta, 1 - *p.delta, two_sizes ? *p.gamma : numeric(0), p.ridge_exponent}, order);
        box.most = most.to_double();
        out.next = next;
    }
    // 1/d is x y, so that degrees far above l and high orders in 1/d leave the box
    int levels_above = 1, dimension_order = 0;
    while (box.keeps({dimension_order + 1, dimension_order + 1, 0, 0})) ++dimension_order;
    while (box.keeps({levels_above, levels_above + 1, 0, 0})) ++levels_above;
    std::map<Exponents, ex> sum;
    if (p.activation) {
        const PlateauLevels<Digits> levels = levels_of(p, dimension_order, p.l + levels_above);
        sum = terms_of(p, solve(levels, p, box), quantity);
    } else {
        sum = terms_of(p, solve(lettered_levels(p, p.l + levels_above), p, box), quantity);
    }
    for (const auto& [e, c] : sum)
        if (!c.is_zero()) out.terms.push_back({e, c});
    std::stable_sort(out.terms.begin(), out.terms.end(), [&](const PlateauTerm& a, const PlateauTerm& b) {
        const double u = box.of(a.of), v = box.of(b.of);
        return std::abs(u - v) > 1e-9 ? u < v : a.of > b.of;
    });
    return out;
}

Expansion expand_plateau(const Plateau& p, const std::string& quantity, int order) {
    // further than asked: the first exponent beyond whose coefficient is not 0 is the remainder
    const PlateauSeries asked = expand_plateau_terms(p, quantity, order);
    const bool numbers = !asked.next.is_zero();
    if (numbers) require_order(order, p.activation ? 18 : 3);
    const int beyond = p.activation ? 6 : 1;  // letters fill pages
    PlateauSeries series = numbers ? expand_plateau_terms(p, quantity, order + beyond) : asked;
    const auto goes_on = [&] {
        return std::any_of(series.terms.begin(), series.terms.end(), [&](const PlateauTerm& t) {
            const ex weight = t.of[0] * ex(*p.delta) + t.of[1] * (1 - ex(*p.delta)) + t.of[2] * ex(p.gamma.value_or(0)) + t.of[3] * ex(p.ridge_exponent);
            return weight >= asked.next;
        });
    };
    if (numbers && p.activation && !goes_on()) series = expand_plateau_terms(p, quantity, 24);
    const ex delta = p.delta ? ex(*p.delta) : ex(letter("delta")), gamma = p.gamma ? ex(*p.gamma) : ex(letter("gamma"));
    static const std::map<PlateauKind, std::pair<std::string, std::string>> names{
        {PlateauKind::kernel, {"plateau-kernel", "n = d^(l+delta), p = inf"}},
        {PlateauKind::few_samples, {"plateau-samples", "n = d^(l+delta), p = n d^gamma"}},
        {PlateauKind::few_neurons, {"plateau-width", "p = d^(l+delta), n = p d^gamma"}},
        {PlateauKind::approximation, {"plateau-approximation", "p = d^(l+delta), n = inf"}}};
    Expansion e{names.at(p.kind).first, quantity, letter("d"), {}, {}, names.at(p.kind).second + ", l = " + std::to_string(p.l) + ", 0 < delta < 1, d -> infinity", "(12.32)", {}, true};
    for (const PlateauTerm& term : series.terms) {
        const ex exponent = (-term.of[0] * delta - term.of[1] * (1 - delta) - term.of[2] * gamma - term.of[3] * ex(p.ridge_exponent)).expand();
        if (!e.terms.empty() && e.terms.back().exponent.is_equal(exponent)) e.terms.back().coefficient = (e.terms.back().coefficient + term.coefficient).expand();
        else e.terms.push_back({exponent, term.coefficient});
    }
    std::erase_if(e.terms, [](const ExpansionTerm& t) { return t.coefficient.is_zero(); });
    if (!p.activation && !p.energy && !p.noise && quantity == "risk") {  // all that is not learned, under one letter
        ex above = letter("F_rest^2") + letter("sigma^2");
        for (int k = p.l + 1; k <= p.l + 4; ++k)
            if (std::any_of(e.terms.begin(), e.terms.end(), [&](const ExpansionTerm& t) { return t.coefficient.has(letter("F_" + std::to_string(k) + "^2")); }))
                above += letter("F_" + std::to_string(k) + "^2");
        for (ExpansionTerm& t : e.terms) t.coefficient = t.coefficient.subs(letter("F_rest^2") == letter("G") - (above - letter("F_rest^2"))).expand();
        e.definitions.emplace_back(letter("G"), above);
    }
    if (!p.activation) {
        const bool narrow = p.kind == PlateauKind::few_neurons || p.kind == PlateauKind::approximation;
        if (!narrow && p.ridge_exponent.is_zero()) e.definitions.emplace_back(letter("L"), letter("lambda") + letter("T"));
    }
    if (numbers) {
        const auto first = std::find_if(e.terms.begin(), e.terms.end(), [&](const ExpansionTerm& t) { return ex(t.exponent + asked.next) <= 0; });
        e.remainder = first == e.terms.end() ? ex(-series.next) : first->exponent;
        e.terms.erase(first, e.terms.end());
    }
    if (numbers && p.activation && p.energy && p.noise && (p.ridge || p.kind == PlateauKind::approximation)) {
        const auto levels = std::make_shared<std::optional<PlateauLevels<Digits>>>();  // computed when it is asked for
        e.exact = [p, quantity, levels](const Values&, const Digits& d) {
            if (!*levels) *levels = levels_of(p, 6, p.l + 4);
            return exact_plateau(p, **levels, quantity, d);
        };
    }
    return e;
}

}  // namespace lazyrisk
