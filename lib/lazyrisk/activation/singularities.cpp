// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/activation/singularities.hpp"

#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <cstdint>
#include <optional>

#include "lazyrisk/activation/compile.hpp"
#include "lazyrisk/activation/symbols.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/text.hpp"

namespace lazyrisk {
namespace {

using GiNaC::ex;
using Digits50 = boost::multiprecision::cpp_bin_float_50;

constexpr std::size_t most_points = 4000;
constexpr double dense_to = 128;  // the grid of the whole line is fine up to there

/// NaN where Boost throws: it does for arguments without value.
template <Scalar R>
R tried(const Program& f, const R& x) {
    try {
        return f(x);
    } catch (const std::exception&) {
        return std::numeric_limits<R>::quiet_NaN();
    }
}

template <Scalar R>
int sign_of(const R& v) {
    return v > R(0) ? 1 : v < R(0) ? -1 : 0;
}

/// The zero between a and b, where f has different signs.
Digits50 zero_between(const Program& f, const Digits50& a, const Digits50& b, const Digits50& at_a,
                      const Digits50& at_b) {
    std::uintmax_t steps = 300;
    const auto [low, high] =
        boost::math::tools::toms748_solve([&](const Digits50& x) { return tried(f, x); }, a, b, at_a, at_b,
                                          boost::math::tools::eps_tolerance<Digits50>(150), steps);
    return (low + high) / 2;
}

/// What a factor's zeros are the zeros of: powers and products are taken apart, a sign changes where its argument does.
void factors(const ex& u, const GiNaC::symbol& x, GiNaC::exset& out) {
    if (!u.has(x)) return;
    if (GiNaC::is_a<GiNaC::mul>(u)) {
        for (const ex& factor : u) factors(factor, x, out);
    } else if (GiNaC::is_a<GiNaC::power>(u) && !u.op(1).has(x)) {
        factors(u.op(0), x, out);
    } else if (GiNaC::is_a<GiNaC::function>(u) &&
               (symbols::operation(u) == Op::abs || symbols::operation(u) == Op::sign)) {
        factors(u.op(0), x, out);
    } else if (!GiNaC::is_a<GiNaC::function>(u) || symbols::operation(u) != Op::exp) {
        out.insert(u);
    }
}

/// Everything whose zeros are points where `e` may fail to be analytic.
void switches(const ex& e, const GiNaC::symbol& x, GiNaC::exset& seen, GiNaC::exset& out) {
    if (!e.has(x) || !seen.insert(e).second) return;
    for (const ex& inner : e) switches(inner, x, seen, out);
    if (GiNaC::is_a<GiNaC::power>(e)) {
        if (!e.op(1).info(GiNaC::info_flags::nonnegint)) factors(e.op(0), x, out);
        return;
    }
    if (!GiNaC::is_a<GiNaC::function>(e)) return;
    switch (symbols::operation(e)) {
        case Op::abs:
        case Op::step:
        case Op::sign:
        case Op::relu:
            factors(e.op(0), x, out);
            break;
        case Op::maximum:
        case Op::minimum:
        case Op::greater:
            factors(e.op(0) - e.op(1), x, out);
            break;
        case Op::log:
            factors(e.op(0), x, out);
            break;
        case Op::asin:
        case Op::acos:
            factors(e.op(0) - 1, x, out), factors(e.op(0) + 1, x, out);
            break;
        case Op::tan:
            factors(GiNaC::cos(e.op(0)), x, out);
            break;
        default:
            break;
    }
}

/// Zeros of a polynomial of rational coefficients: between neighbouring zeros of its derivative it is monotone.
std::vector<Digits50> polynomial_zeros(const ex& p, const GiNaC::symbol& x) {
    const int degree = p.degree(x);
    if (degree == 0) return {};
    const Program f = compile(p, x);
    Digits50 bound = 1;  // Cauchy: every zero is smaller
    const ex leading = p.lcoeff(x);
    for (int k = 0; k < degree; ++k)
        bound = std::max(bound, Digits50(1 + abs(compile(ex(p.coeff(x, k) / leading), x)(Digits50(0)))));
    std::vector<Digits50> ends = polynomial_zeros(p.diff(x).expand(), x), zeros;
    ends.insert(ends.begin(), Digits50(-bound));
    ends.push_back(bound);
    for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
        const Digits50 low = f(ends[i]), high = f(ends[i + 1]);
        if (sign_of(low) * sign_of(high) < 0)
            zeros.push_back(zero_between(f, ends[i], ends[i + 1], low, high));
        else if (low == 0)
            zeros.push_back(ends[i]);
    }
    return zeros;
}

bool is_small_rational_polynomial(const ex& u, const GiNaC::symbol& x) {
    if (!u.is_polynomial(x) || u.degree(x) > 12) return false;
    return u.info(GiNaC::info_flags::rational_polynomial);
}

std::vector<double> grid(Range range) {
    std::vector<double> x;
    if (!range.whole_line) {
        for (int j = -4096; j <= 4096; ++j) x.push_back(j / 4096.0);
        return x;
    }
    for (int j = -4096; j <= 4096; ++j) x.push_back(j * (dense_to / 4096));
    for (double far = dense_to * 1.1; far < 1e15; far *= 1.1) x.push_back(far), x.push_back(-far);
    std::sort(x.begin(), x.end());
    return x;
}

/// Zeros of anything, by a grid: changes of sign, exact zeros, and least values of |u| that reach or cross zero.
std::vector<Digits50> scanned_zeros(const ex& u, const GiNaC::symbol& x, const std::vector<double>& at) {
    const Program f = compile(u, x), slope = compile(u.diff(x), x);
    std::vector<long double> v(at.begin(), at.end());
    for (long double& value : v) value = tried(f, value);
    std::vector<Digits50> zeros;
    const auto between = [&](const Digits50& a, const Digits50& b) {
        const Digits50 low = tried(f, a), high = tried(f, b);
        if (sign_of(low) * sign_of(high) < 0) zeros.push_back(zero_between(f, a, b, low, high));
    };
    const auto least = [&](std::size_t i) {  // |u| is least at grid point i: does it reach zero between its neighbours?
        const Digits50 a = at[i - 1], b = at[i + 1], slope_a = tried(slope, a), slope_b = tried(slope, b);
        if (sign_of(slope_a) * sign_of(slope_b) >= 0) return;
        const Digits50 bottom = zero_between(slope, a, b, slope_a, slope_b), there = tried(f, bottom);
        const Digits50 scale = std::max(Digits50(std::abs(v[i - 1])), Digits50(std::abs(v[i + 1])));
        if (abs(there) <= 1e-30 * scale)
            zeros.push_back(bottom);
        else
            between(a, bottom), between(bottom, b);
    };
    const auto is_least = [&](std::size_t i) {
        return i > 0 && i + 1 < at.size() && sign_of(v[i - 1]) == sign_of(v[i]) && sign_of(v[i + 1]) == sign_of(v[i]) &&
               std::abs(v[i]) <= std::abs(v[i - 1]) && std::abs(v[i]) <= std::abs(v[i + 1]) && v[i - 1] != v[i + 1];
    };
    // many far changes of sign or least values, as of sin(x) or sin(x) - 1: u oscillates for ever, and the coarse grid
    // out there would meet a few of infinitely many zeros
    int far_changes = 0;
    const auto far = [&](std::size_t i) { return std::abs(at[i]) > dense_to; };
    for (std::size_t i = 0; i + 1 < at.size(); ++i)
        far_changes += (far(i) || far(i + 1)) && (sign_of(v[i]) * sign_of(v[i + 1]) < 0 || is_least(i));
    for (std::size_t i = 0; i < at.size(); ++i) {
        if (far_changes > 20 && (far(i) || (i + 1 < at.size() && far(i + 1)))) continue;
        if (v[i] == 0) {
            const bool edge = i == 0 || i + 1 == at.size() || v[i - 1] != 0 || v[i + 1] != 0;
            if (edge) zeros.emplace_back(at[i]);
        } else if (i + 1 < at.size() && sign_of(v[i]) * sign_of(v[i + 1]) < 0) {
            between(at[i], at[i + 1]);
        } else if (is_least(i) && !(far_changes > 20 && far(i - 1))) {
            least(i);
        }
        if (zeros.size() > most_points) throw DomainError("it has more than " + std::to_string(most_points) + " kinks");
    }
    return zeros;
}

}  // namespace

std::vector<double> singular_points(const ex& formula, const GiNaC::symbol& variable, Range range) {
    GiNaC::exset seen, zeros_of;
    switches(formula, variable, seen, zeros_of);
    const std::vector<double> at = grid(range);
    std::vector<double> points;
    for (const ex& u : zeros_of) {
        const bool exactly = is_small_rational_polynomial(u, variable);
        for (const Digits50& zero : exactly ? polynomial_zeros(u.expand(), variable) : scanned_zeros(u, variable, at)) {
            const double point = double(zero) + 0.0;
            if (std::isfinite(point) && (range.whole_line || std::abs(point) < 1)) points.push_back(point);
        }
    }
    std::sort(points.begin(), points.end());
    points.erase(std::unique(points.begin(), points.end()), points.end());
    if (points.size() > most_points) throw DomainError("it has more than " + std::to_string(most_points) + " kinks");
    return points;
}

std::string point_without_value(const Program& f, const std::vector<double>& singular, Range range) {
    std::vector<double> at = grid(range);
    std::sort(at.begin(), at.end(), [](double a, double b) { return std::abs(a) < std::abs(b); });
    std::string infinite_at;
    for (const double x : at) {
        if (std::abs(x) > dense_to || std::isfinite(tried(f, (long double)x))) continue;
        const Digits50 careful = tried(f, Digits50(x));
        if (isnan(careful)) return to_text(x);
        if (isinf(careful) && std::abs(x) <= 1 && infinite_at.empty()) infinite_at = to_text(x);
    }
    if (!infinite_at.empty()) return infinite_at;
    std::vector<double> points = singular;
    std::sort(points.begin(), points.end(), [](double a, double b) { return std::abs(a) < std::abs(b); });
    for (const double x : points) {
        if (std::abs(x) > 1e4) break;
        if (!isfinite(tried(f, Digits50(x)))) return to_text(x);
        // beside the point: bounded functions settle, poles and logarithms go on growing
        for (const int side : {-1, 1}) {
            const double scale = side * std::max(1.0, std::abs(x));
            Digits50 v[3];
            int i = 0;
            for (const double distance : {1e-6, 1e-9, 1e-13})
                v[i++] = tried(f, Digits50(Digits50(x) + scale * Digits50(distance)));
            if (!isfinite(v[0]) || !isfinite(v[1]) || !isfinite(v[2])) return to_text(x);
            if (abs(Digits50(v[2] - v[1])) > abs(Digits50(v[1] - v[0])) && abs(v[2]) > abs(v[1])) return to_text(x);
        }
    }
    return {};
}

}  // namespace lazyrisk
