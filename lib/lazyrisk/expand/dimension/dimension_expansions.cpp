// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <algorithm>
#include <boost/math/constants/constants.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include "lazyrisk/expand/dimension/large_dimension.hpp"
#include "lazyrisk/expand/gauss/line_integral.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using GiNaC::ex;
using GiNaC::numeric;

ex letter_or(const std::optional<int>& number, const char* name) { return number ? ex(*number) : ex(letter(name)); }

void require_degree(const std::optional<int>& k) {
    if (k && (*k < 0 || *k > 100)) throw DomainError("degree", *k, "expected a degree from 0 to 100");
}

int whole(const Values& values, const char* name, const std::optional<int>& given) {
    if (given) return *given;
    const auto found = values.find(name);
    if (found == values.end()) throw DomainError(name, "nothing", "the check needs a number for it");
    return found->second.convert_to<int>();
}

/// `series` goes further than `order`: the first term beyond that is not 0 is the remainder; none, and it ends.
constexpr int beyond = 3;

Expansion in_dimension(const std::string& name, const std::string& quantity, const InverseDimension& series, int order,
                       const ex& leading, const ex& shift, const std::string& source) {
    Expansion e{name, quantity, letter("d"), {}, {}, "d -> infinity", source, {}, true};
    for (int s = 0; s < int(series.size()) && !e.remainder; ++s) {
        const ex c = (leading * series[std::size_t(s)]).expand(), exponent = (shift - s).expand();
        if (c.is_zero()) continue;
        if (s <= order)
            e.terms.push_back({exponent, c});
        else
            e.remainder = exponent;
    }
    if (e.terms.empty() && !e.remainder) e.terms.push_back({0, 0});  // a parity, or a polynomial of lower degree
    return e;
}

/// Of an activation whose next coefficients are all 0 many more are looked at, before its series is said to end: He_14
/// is seen by degree 0 at d^-4.
template <class Make>
InverseDimension far_enough(int order, const Make& make) {
    const InverseDimension series = make(order + beyond);
    if (std::any_of(series.begin() + order + 1, series.end(), [](const ex& c) { return !c.expand().is_zero(); }))
        return series;
    return make(order + 4 * beyond);
}

InverseDimension square_root_of_multiplicity(const ex& k, int order) {
    InverseDimension log = log_multiplicity_ratio(k, order), root(log.size(), 0);
    root[0] = 1;
    for (std::size_t n = 1; n < log.size(); ++n) {
        ex sum = 0;
        for (std::size_t i = 1; i <= n; ++i) sum += int(i) * log[i] / 2 * root[n - i];
        root[n] = (sum / int(n)).expand();
    }
    return root;
}

/// sum_j r_{k,j} mu_{k+2j}, with the multiplicity's root for the amplitude.
template <class Mu>
InverseDimension coefficients_of(const ex& k, int order, bool amplitude, const Mu& mu) {
    InverseDimension sum(std::size_t(order) + 1, 0);
    for (int j = 0; j <= 2 * order; ++j) {
        const InverseDimension weight = hermite_weight(k, j, order);
        const ex m = mu(j);
        for (std::size_t s = 0; s < sum.size(); ++s) sum[s] += weight[s] * m;
    }
    return amplitude ? product(sum, square_root_of_multiplicity(k, order)) : sum;
}

}  // namespace

InverseDimension gegenbauer_series(const HermiteForm& f, int k, int order) {
    return coefficients_of(k, order, false, [&](int j) { return f.mu(k + 2 * j); });
}

Digits exact_multiplicity_ratio(const Digits& d, int k) {
    if (k == 0) return 1;
    Digits product = 1 + (2 * k - 2) / d;
    for (int i = -1; i <= k - 3; ++i) product *= 1 + i / d;
    return product;
}

namespace {

/// E f(sqrt(d) t) P_k(t) on the sphere, f any function with those kinks.
template <class Function>
Digits sphere_mean(const Function& f, const std::vector<double>& kinks, const Digits& d_in, int k) {
    if (d_in < 3) throw DomainError("dim", d_in.convert_to<double>(), "the check needs a dimension of at least 3");
    const LineNumber d(d_in), edge = sqrt(d);
    const LineNumber scale = exp(LineNumber(boost::math::lgamma(d / 2) - boost::math::lgamma((d - 1) / 2))) /
                             sqrt(boost::math::constants::pi<LineNumber>() * d);
    const auto integrand = [&](const LineNumber& x) -> LineNumber {
        const LineNumber inside = 1 - x * x / d;
        if (inside <= 0) return 0;
        LineNumber before = 0, now = 1;  // P_k(1) = 1: (j+d-2) P_{j+1} = (2j+d-2) t P_j - j P_{j-1}
        const LineNumber t = x / edge;
        for (int j = 0; j < k; ++j) {
            const LineNumber next = ((2 * j + d - 2) * t * now - j * before) / (j + d - 2);
            before = now, now = next;
        }
        return f(x) * now * scale * exp(LineNumber((d - 3) / 2 * boost::math::log1p(LineNumber(-x * x / d))));
    };
    const LineNumber reach = edge < 26 ? edge : LineNumber(26);
    return Digits(line_integral(integrand, kinks, reach));
}

}  // namespace

Digits exact_gegenbauer(const HermiteForm& f, const Digits& d, int k) {
    return sphere_mean([&](const LineNumber& x) { return f.value(x); }, f.kinks(), d, k);
}

namespace {

/// sum_j mu_j He_{k+2j}(x)/(k+2j)!, whose Hermite coefficients of degree k, k+2, ... are the mu_j.
LineNumber hermite_sum(const std::vector<Digits>& mu, int k, const LineNumber& x) {
    LineNumber before = 0, now = 1, sum = 0, factorial = 1;
    for (int m = 0; m <= k + 2 * int(mu.size()) - 2; ++m) {
        if (m > 0) factorial *= m;
        if (m >= k && (m - k) % 2 == 0) sum += LineNumber(mu[std::size_t(m - k) / 2]) * now / factorial;
        const LineNumber next = x * now - m * before;
        before = now, now = next;
    }
    return sum;
}

/// lambda_{d,k} of that function, by quadrature on the sphere.
Digits exact_of_hermite_sum(const std::vector<Digits>& mu, int k, const Digits& d) {
    return sphere_mean([&](const LineNumber& x) { return hermite_sum(mu, k, x); }, {}, d, k);
}

}  // namespace

Expansion expand_multiplicity(std::optional<int> k, int order, bool logarithm) {
    require_order(order);
    require_degree(k);
    const ex degree = letter_or(k, "k");
    const std::string name = logarithm ? "log-multiplicity" : "multiplicity";
    if (logarithm) {
        Expansion e = in_dimension(name, "log(B(d,k) k!/d^k)", log_multiplicity_ratio(degree, order + beyond), order, 1,
                                   0, "(12.24)");
        e.exact = [k](const Values& v, const Digits& d) -> Digits {
            return log(exact_multiplicity_ratio(d, whole(v, "k", k)));
        };
        return e;
    }
    if (!k) {
        Expansion e =
            in_dimension(name, "B(d,k) k!/d^k", multiplicity_ratio(degree, order + beyond), order, 1, 0, "(12.23)");
        e.exact = [](const Values& v, const Digits& d) { return exact_multiplicity_ratio(d, whole(v, "k", {})); };
        return e;
    }
    Expansion e =
        in_dimension(name, "B(d," + std::to_string(*k) + ")", multiplicity_ratio(degree, std::max(order, *k) + beyond),
                     order, 1 / GiNaC::factorial(numeric(*k)), *k, "(12.23)");
    e.exact = [k = *k](const Values&, const Digits& d) -> Digits {
        return exact_multiplicity_ratio(d, k) * pow(d, k) / boost::math::factorial<Digits>(unsigned(k));
    };
    return e;
}

Expansion expand_gegenbauer(std::optional<int> k, int order, bool amplitude) {
    require_order(order, k ? 6 : 4);
    require_degree(k);
    const auto mu = [&](int j) -> ex {
        if (k) return letter("mu_" + std::to_string(*k + 2 * j));
        return letter(j == 0 ? "mu_k" : "mu_{k+" + std::to_string(2 * j) + "}");
    };
    const ex degree = letter_or(k, "k");
    const InverseDimension series = coefficients_of(degree, order + 1, amplitude, mu);
    Expansion e =
        amplitude
            ? in_dimension("amplitude", k ? "g_" + std::to_string(*k) : "sqrt(k!) g_k", series, order,
                           k ? GiNaC::pow(ex(GiNaC::factorial(numeric(*k))), numeric(-1, 2)) : ex(1), 0, "(12.26)")
            : in_dimension("gegenbauer", k ? "lambda_{d," + std::to_string(*k) + "}" : "lambda_{d,k} d^{k/2}", series,
                           order, 1, k ? ex(-numeric(*k, 2)) : ex(0), "(12.26)");
    std::vector<std::string> names;
    for (int j = 0; j <= 2 * (order + 1); ++j) {
        names.push_back(GiNaC::ex_to<GiNaC::symbol>(mu(j)).get_name());
        e.sample[names.back()] = Digits(3) / (j + 2);
    }
    if (!k) e.sample["k"] = 3;
    e.exact = [k, amplitude, names](const Values& v, const Digits& d) -> Digits {
        const int degree = whole(v, "k", k);
        std::vector<Digits> numbers;
        for (const std::string& name : names) numbers.push_back(v.at(name));
        const Digits lambda = exact_of_hermite_sum(numbers, degree, d), power = pow(d, Digits(degree) / 2);
        if (!amplitude) return k ? lambda : Digits(lambda * power);
        const Digits root = sqrt(exact_multiplicity_ratio(d, degree)) * power * lambda;  // sqrt(k!) g_k
        return k ? Digits(root / sqrt(boost::math::factorial<Digits>(unsigned(degree)))) : root;
    };
    return e;
}

Expansion expand_gegenbauer(std::shared_ptr<const HermiteForm> f, int k, int order, bool amplitude) {
    require_order(order, 8);
    require_degree(k);
    const InverseDimension series = far_enough(
        order, [&](int far) { return coefficients_of(k, far, amplitude, [&](int j) { return f->mu(k + 2 * j); }); });
    const std::string index = std::to_string(k);
    const ex root = GiNaC::pow(ex(GiNaC::factorial(numeric(k))), numeric(-1, 2));
    Expansion e = amplitude
                      ? in_dimension("amplitude", "g_" + index + " of " + f->name(), series, order, root, 0, "(12.26)")
                      : in_dimension("gegenbauer", "lambda_{d," + index + "} of " + f->name(), series, order, 1,
                                     -numeric(k, 2), "(12.26)");
    e.exact = [f, k, amplitude](const Values&, const Digits& d) -> Digits {
        const Digits lambda = exact_gegenbauer(*f, d, k);
        return amplitude ? lambda * sqrt(exact_multiplicity_ratio(d, k) * pow(d, k) /
                                         boost::math::factorial<Digits>(unsigned(k)))
                         : lambda;
    };
    return e;
}

Expansion expand_mass(std::shared_ptr<const HermiteForm> f, int k, int order) {
    require_order(order, 8);
    require_degree(k);
    const InverseDimension series = far_enough(order, [&](int far) {
        const InverseDimension lambda = gegenbauer_series(*f, k, far);
        return product(product(lambda, lambda), multiplicity_ratio(k, far));
    });
    Expansion e = in_dimension("mass", "B xi_" + std::to_string(k) + " of " + f->name(), series, order,
                               1 / ex(GiNaC::factorial(numeric(k))), 0, "(12.26)");
    e.exact = [f, k](const Values&, const Digits& d) -> Digits {
        return pow(exact_gegenbauer(*f, d, k), 2) * exact_multiplicity_ratio(d, k) * pow(d, k) /
               boost::math::factorial<Digits>(unsigned(k));
    };
    return e;
}

Expansion expand_second_moment(std::shared_ptr<const HermiteForm> f, int order) {
    require_order(order, 8);
    const InverseDimension series = far_enough(
        order, [&](int far) { return coefficients_of(0, far, false, [&](int j) { return f->mu_of_square(2 * j); }); });
    Expansion e = in_dimension("second-moment", "E s(sqrt(d) t)^2 of " + f->name(), series, order, 1, 0, "(12.26)");
    e.exact = [f](const Values&, const Digits& d) {
        return sphere_mean(
            [&](const LineNumber& x) -> LineNumber {
                const LineNumber y = f->value(x);
                return y * y;
            },
            f->kinks(), d, 0);
    };
    return e;
}

Validity power_region(const ex& p, const ex& k) {
    // mu_k is proportional to 1/Gamma((p - k)/2 + 1)
    Condition alive;
    alive.text = "mu_k is not 0: k - p is none of 2, 4, 6, ...";
    alive.letters = {"k", "p"};
    alive.holds = [p, k](const Values& v) -> std::optional<bool> {
        if ((!GiNaC::is_a<numeric>(p) && v.count("p") == 0) || (!GiNaC::is_a<numeric>(k) && v.count("k") == 0))
            return std::nullopt;
        const Digits half = (evaluate(k, v) - evaluate(p, v)) / 2;
        return half < 0.5 || half != floor(half);
    };
    alive.otherwise = "a dead degree has no coefficient at any d";
    return {{more(p, -1), alive}, "d -> infinity"};
}

Expansion expand_power(std::optional<numeric> p, std::optional<int> k, int order) {
    require_order(order, 8);
    require_degree(k);
    if (p && *p <= -1) throw DomainError("power", p->to_double(), "expected a number above -1");
    if (p && k) require(power_region(*p, *k), "power", {{"p", evaluate(*p, {})}, {"k", *k}});
    const ex power = p ? ex(*p) : ex(letter("p"));
    Expansion e = in_dimension("power", "g_k sqrt(k!)/mu_k of max(x,0)^p",
                               power_ratio(power, letter_or(k, "k"), order + beyond), order, 1, 0, "(12.27)");
    e.hold_where(power_region(power, letter_or(k, "k")));
    e.exact = [power, k](const Values& v, const Digits& d) -> Digits {
        const int degree = whole(v, "k", k);
        const Digits q = evaluate(power, v);
        return sqrt(exact_multiplicity_ratio(d, degree)) * pow(d / 2, Digits((q + degree) / 2)) *
               exp(Digits(boost::math::lgamma(Digits(d / 2)) - boost::math::lgamma(Digits((d + q + degree) / 2))));
    };
    return e;
}

Expansion expand_hermite_weight(std::optional<int> k, int j, int order) {
    require_order(order, 8);
    require_degree(k);
    if (j < 0 || j > 40) throw DomainError("index", j, "expected j from 0 to 40");
    Expansion e = in_dimension("hermite-weight", "d^{k/2} r_{k," + std::to_string(j) + "}",
                               hermite_weight(letter_or(k, "k"), j, order + beyond), order, 1, 0, "(12.25)");
    e.exact = [k, j](const Values& v, const Digits& d) -> Digits {  // lambda_{d,k} of He_{k+2j}/(k+2j)!
        const int degree = whole(v, "k", k);
        std::vector<Digits> one(std::size_t(j) + 1, Digits(0));
        one.back() = 1;
        return exact_of_hermite_sum(one, degree, d) * pow(d, Digits(degree) / 2);
    };
    return e;
}

}  // namespace lazyrisk
