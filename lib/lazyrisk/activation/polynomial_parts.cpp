// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/activation/polynomial_parts.hpp"

#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <functional>
#include <vector>

#include "lazyrisk/numerics/chebyshev.hpp"

namespace lazyrisk {
namespace {

using CarefulNumber = boost::multiprecision::cpp_bin_float_50;

constexpr int size = 40, highest = 20;
constexpr double agreement = 1e-40;  // of the values of f that the part is made of
constexpr double smallest_last =
    1e-12;                    // of the leading coefficient: series that fall off gradually are no polynomials
constexpr double widest = 3;  // interpolation there says what the polynomial is; further out it is checked

/// A value and the size of what it was computed from.
struct Sample {
    CarefulNumber value, size;
};
using WithSize = std::function<Sample(const CarefulNumber&)>;

struct Fit {
    std::vector<CarefulNumber> chebyshev;  ///< on [-reach, reach]; empty for 0
    double reach;
};

/// At five points between any two of the `ends`, ascending.
template <class Agrees>
bool everywhere(const std::vector<double>& ends, const Agrees& agrees) {
    for (std::size_t i = 0; i + 1 < ends.size(); ++i)
        for (const double share : {0.1345, 0.3127, 0.5773, 0.7211, 0.9154})
            if (ends[i + 1] > ends[i] &&
                !agrees(CarefulNumber(ends[i] + CarefulNumber(share) * (ends[i + 1] - ends[i]))))
                return false;
    return true;
}

std::optional<Fit> fit(const WithSize& f, double reach, const std::vector<double>& ends) {
    static const std::vector<CarefulNumber> points = chebyshev_points<CarefulNumber>(size);
    Fit found{{}, std::min(reach, widest)};
    std::vector<CarefulNumber> values;
    CarefulNumber scale = 0;
    for (const CarefulNumber& x : points) {
        const Sample s = f(CarefulNumber(x * found.reach));
        if (!isfinite(s.value) || !isfinite(s.size)) return std::nullopt;
        values.push_back(s.value);
        scale = std::max(scale, s.size);
    }
    if (scale > 0) {
        std::vector<CarefulNumber> c = chebyshev_coefficients(values, points);
        while (!c.empty() && abs(c.back()) <= 4 * agreement * scale) c.pop_back();
        for (CarefulNumber& each : c)
            if (abs(each) <= 4 * agreement * scale) each = 0;
        if (int(c.size()) > highest + 1) return std::nullopt;
        CarefulNumber largest = 0;
        for (const CarefulNumber& each : c) largest = std::max(largest, CarefulNumber(abs(each)));
        if (!c.empty() && abs(c.back()) < smallest_last * largest) return std::nullopt;
        found.chebyshev = std::move(c);
    }
    const auto agrees = [&](const CarefulNumber& x) {
        const Sample s = f(x);
        if (!isfinite(s.value) || !isfinite(s.size)) return true;  // overflow
        const CarefulNumber expected =
            found.chebyshev.empty() ? CarefulNumber(0) : chebyshev_sum(found.chebyshev, CarefulNumber(x / found.reach));
        // what the interpolation left of the polynomial grows outside of its interval
        const CarefulNumber growth = pow(CarefulNumber(1 + 2 * abs(x) / found.reach), int(found.chebyshev.size()));
        return abs(CarefulNumber(s.value - expected)) <= 16 * agreement * (s.size + scale * growth);
    };
    if (!everywhere(ends, agrees)) return std::nullopt;
    return found;
}

CarefulNumber value(const Expression& f, const CarefulNumber& x) {
    try {
        return f(x);
    } catch (const std::exception&) {  // Boost throws for arguments without value
        return std::numeric_limits<CarefulNumber>::quiet_NaN();
    }
}

}  // namespace

PolynomialParts parts_of(const Power& s) {
    PolynomialParts found = parts_of(s.parity());
    int& whole = s.exponent % 2 == 0 ? found.even : found.odd;  // relu is x/2 + |x|/2
    whole = std::min(whole, s.exponent);
    return found;
}

PolynomialParts parts_of(const Polynomial& s) {
    PolynomialParts found{-1, -1};
    for (int j = 0; j <= s.degree(); ++j)
        if (s.coefficients[std::size_t(j)] != 0) (j % 2 == 0 ? found.even : found.odd) = j;
    return found;
}

PolynomialParts parts_of(const Activation& s) {
    return s.visit([](const auto& f) { return parts_of(f); });
}

PolynomialParts parts_of(const Expression& s) {
    double last = 8;
    for (const double kink : s.kinks())
        if (std::abs(kink) < 1e4) last = std::max(last, std::abs(kink));
    return parts_within(s, 2 * last);
}

PolynomialParts parts_within(const Expression& s, double reach) {
    std::vector<double> ends{0};
    for (const double kink : s.kinks())
        if (kink != 0 && std::abs(kink) < reach) ends.push_back(std::abs(kink));
    ends.push_back(reach);
    std::sort(ends.begin(), ends.end());
    const auto degree = [&](int sign) {
        const std::optional<Fit> found = fit(
            [&](const CarefulNumber& x) {
                const CarefulNumber right = value(s, x), left = value(s, CarefulNumber(-x));
                return Sample{CarefulNumber((right + sign * left) / 2), CarefulNumber(abs(right) + abs(left))};
            },
            reach, ends);
        return found ? int(found->chebyshev.size()) - 1 : PolynomialParts::unlimited;
    };
    return {degree(1), degree(-1)};
}

std::optional<Polynomial> polynomial_within(const Expression& s, double reach) {
    if (s.polynomial()) return s.polynomial();
    std::vector<double> ends{-reach, reach};
    for (const double kink : s.kinks())
        if (std::abs(kink) < reach) ends.push_back(kink);
    std::sort(ends.begin(), ends.end());
    const std::optional<Fit> found = fit(
        [&](const CarefulNumber& x) {
            const CarefulNumber at = value(s, x);
            return Sample{at, CarefulNumber(abs(at))};
        },
        reach, ends);
    if (!found) return std::nullopt;
    // from Chebyshev's basis to powers of x/reach, then of x
    const std::size_t count = std::max<std::size_t>(1, found->chebyshev.size());
    std::vector<CarefulNumber> c(count, 0), before(count, 0), now(count, 0);
    now[0] = 1;
    for (std::size_t j = 0; j < found->chebyshev.size(); ++j) {
        std::vector<CarefulNumber> next(count, 0);
        for (std::size_t i = 0; i < count; ++i) {
            c[i] += found->chebyshev[j] * now[i];
            next[i] = (i == 0 ? CarefulNumber(0) : CarefulNumber((j == 0 ? 1 : 2) * now[i - 1])) - before[i];
        }
        before = std::move(now);
        now = std::move(next);
    }
    CarefulNumber largest = 0, scale = 1;
    for (const CarefulNumber& each : c) largest = std::max(largest, CarefulNumber(abs(each)));
    Polynomial p{{}, s.name(), false};
    for (CarefulNumber& each : c) {
        each = abs(each) <= 1e-32 * largest ? CarefulNumber(0) : CarefulNumber(each * scale);  // rounding of the basis
        scale /= found->reach;
        p.coefficients.push_back(double(each) + 0.0);
        p.rounded |= abs(CarefulNumber(each - p.coefficients.back())) > 1e-30 * abs(each);
    }
    return p;
}

}  // namespace lazyrisk
