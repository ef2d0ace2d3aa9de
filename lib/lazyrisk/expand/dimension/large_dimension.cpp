// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/dimension/large_dimension.hpp"

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

using GiNaC::ex;
using GiNaC::ex_to;
using GiNaC::is_a;
using GiNaC::numeric;

namespace {

InverseDimension one(int order) {
    InverseDimension s(std::size_t(order) + 1, 0);
    s[0] = 1;
    return s;
}

/// exp of a series without constant term.
InverseDimension exponential(const InverseDimension& a) {
    InverseDimension e(a.size(), 0);
    e[0] = 1;
    for (std::size_t n = 1; n < a.size(); ++n) {
        ex sum = 0;
        for (std::size_t i = 1; i <= n; ++i) sum += int(i) * a[i] * e[n - i];
        e[n] = (sum / int(n)).expand();
    }
    return e;
}

/// 1/(1 + c/d).
InverseDimension reciprocal(const ex& c, int order) {
    InverseDimension s = one(order);
    for (std::size_t n = 1; n < s.size(); ++n) s[n] = (-c * s[n - 1]).expand();
    return s;
}

/// 0^0 is 1 here.
ex whole_power(const ex& base, int n) { return n == 0 ? ex(1) : ex(GiNaC::pow(base, n)); }

/// sum_{0 <= i < k} i^s as a polynomial in k, by Bernoulli numbers.
ex power_sum(const ex& k, int s) {
    ex sum = 0;
    for (int j = 0; j <= s; ++j) sum += GiNaC::binomial(s + 1, j) * GiNaC::bernoulli(j) * GiNaC::pow(k, s + 1 - j);
    return (sum / (s + 1)).expand();
}

ex bernoulli_polynomial(int n, const ex& at) {
    ex sum = 0;
    for (int j = 0; j <= n; ++j) sum += GiNaC::binomial(n, j) * GiNaC::bernoulli(j) * whole_power(at, n - j);
    return sum.expand();
}

numeric sign(int s) { return s % 2 == 0 ? 1 : -1; }

}  // namespace

void require_order(int order, int highest) {
    if (order < 0 || order > highest)
        throw DomainError("order", order,
                          "expected a whole number from 0 to " + std::to_string(highest) + " for this expansion");
}

InverseDimension product(const InverseDimension& a, const InverseDimension& b) {
    InverseDimension c(std::min(a.size(), b.size()), 0);
    for (std::size_t n = 0; n < c.size(); ++n) {
        ex sum = 0;
        for (std::size_t i = 0; i <= n; ++i) sum += a[i] * b[n - i];
        c[n] = sum.expand();
    }
    return c;
}

InverseDimension log_multiplicity_ratio(const ex& k, int order) {
    InverseDimension beta(std::size_t(order) + 1, 0);
    for (int s = 1; s <= order; ++s)
        beta[std::size_t(s)] =
            (-sign(s) / numeric(s) * GiNaC::pow(2 * k - 2, s) -
             sign(s) / numeric(s * (s + 1)) * (bernoulli_polynomial(s + 1, k - 2) - bernoulli_polynomial(s + 1, -1)))
                .expand();
    return beta;
}

InverseDimension multiplicity_ratio(const ex& k, int order) { return exponential(log_multiplicity_ratio(k, order)); }

InverseDimension hermite_weight(const ex& k, int j, int order) {
    InverseDimension log(std::size_t(order) + 1, 0);  // of prod_{i<k} 1/(1 + 2i/d)
    for (int s = 1; s <= order; ++s)
        log[std::size_t(s)] = (sign(s) * GiNaC::pow(ex(2), s) / s * power_sum(k, s)).expand();
    InverseDimension sum(std::size_t(order) + 1, 0), falling = one(order);
    for (int i = 0; i <= j; ++i) {
        const ex weight = sign(i + j) / (GiNaC::factorial(numeric(i)) * GiNaC::factorial(numeric(j - i)) *
                                         GiNaC::pow(numeric(2), numeric(j)));
        for (std::size_t n = 0; n < sum.size(); ++n) sum[n] += weight * falling[n];
        falling = product(falling, reciprocal((2 * k + 2 * i).expand(), order));
    }
    return product(exponential(log), sum);
}

InverseDimension power_ratio(const ex& p, const ex& k, int order) {
    InverseDimension log = log_multiplicity_ratio(k, order);
    for (int s = 1; s <= order; ++s)
        log[std::size_t(s)] =
            (log[std::size_t(s)] / 2 - sign(s) * GiNaC::pow(ex(2), s) / (s * (s + 1)) *
                                           (bernoulli_polynomial(s + 1, 0) - bernoulli_polynomial(s + 1, (p + k) / 2)))
                .expand();
    return exponential(log);
}

}  // namespace lazyrisk
