// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/activation/expression.hpp"

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "lazyrisk/activation/compile.hpp"
#include "lazyrisk/activation/formulas.hpp"
#include "lazyrisk/activation/read_formula.hpp"
#include "lazyrisk/activation/singularities.hpp"
#include "lazyrisk/activation/symbols.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using GiNaC::ex;
using Digits50 = boost::multiprecision::cpp_bin_float_50;

constexpr std::size_t highest_degree = 64;

using Coefficients = std::vector<ex>;

/// Coefficients of a polynomial, lowest first, or nothing. GiNaC's expand would take (1+x+...+x^9)^20 apart term by
/// term.
std::optional<Coefficients> coefficients(const ex& e, const GiNaC::symbol& x) {
    if (!e.has(x)) return Coefficients{e};
    if (e.is_equal(x)) return Coefficients{0, 1};
    const auto product = [](const Coefficients& a, const Coefficients& b) -> std::optional<Coefficients> {
        if (a.size() + b.size() > highest_degree + 2) return std::nullopt;
        Coefficients c(a.size() + b.size() - 1);
        for (std::size_t i = 0; i < a.size(); ++i)
            for (std::size_t j = 0; j < b.size(); ++j) c[i + j] += a[i] * b[j];
        return c;
    };
    if (GiNaC::is_a<GiNaC::add>(e)) {
        Coefficients total;
        for (const ex& term : e) {
            const auto c = coefficients(term, x);
            if (!c) return std::nullopt;
            if (total.size() < c->size()) total.resize(c->size());
            for (std::size_t i = 0; i < c->size(); ++i) total[i] += (*c)[i];
        }
        return total;
    }
    std::optional<Coefficients> total = Coefficients{1};
    if (GiNaC::is_a<GiNaC::mul>(e)) {
        for (const ex& factor : e) {
            const auto c = coefficients(factor, x);
            if (!c || !(total = product(*total, *c))) return std::nullopt;
        }
        return total;
    }
    if (GiNaC::is_a<GiNaC::power>(e) && e.op(1).info(GiNaC::info_flags::posint) && e.op(1) <= int(highest_degree)) {
        const auto c = coefficients(e.op(0), x);
        const int n = GiNaC::ex_to<GiNaC::numeric>(e.op(1)).to_int();
        for (int i = 0; i < n; ++i)
            if (!c || !(total = product(*total, *c))) return std::nullopt;
        return total;
    }
    return std::nullopt;
}

std::optional<Polynomial> polynomial_of(const ex& e, const GiNaC::symbol& x, std::string_view text) {
    const auto c = coefficients(e, x);
    if (!c) return std::nullopt;
    Polynomial p{{}, std::string(text), false};
    for (const ex& each : *c) {
        const Program number = compile(each.expand(), x);  // a constant
        p.coefficients.push_back(number(0.0));
        p.rounded |= number(0.0L) != p.coefficients.back();
    }
    while (p.coefficients.size() > 1 && p.coefficients.back() == 0) p.coefficients.pop_back();
    return p;
}

/// Analytic between the kinks, f is even or odd if it is so at points of each interval between them.
Parity parity_of(const Program& f, const std::vector<double>& kinks, Range range) {
    std::vector<double> ends{0, range.whole_line ? 8.0 : 1.0};
    for (const double kink : kinks)
        if (kink != 0 && std::abs(kink) < 1e4) ends.push_back(std::abs(kink));
    std::sort(ends.begin(), ends.end());
    if (range.whole_line) ends.push_back(2 * ends.back());
    bool even = true, odd = true;
    for (std::size_t i = 0; i + 1 < ends.size() && (even || odd); ++i) {
        for (const double share : {0.1345, 0.3127, 0.5773, 0.7211, 0.9154}) {
            const Digits50 x = ends[i] + Digits50(share) * (ends[i + 1] - ends[i]);
            const Digits50 right = f(x), left = f(Digits50(-x));
            if (!isfinite(right) || !isfinite(left)) continue;  // overflow
            const Digits50 tolerance = 1e-40 * (abs(right) + abs(left));
            even = even && abs(Digits50(right - left)) <= tolerance;
            odd = odd && abs(Digits50(right + left)) <= tolerance;
        }
    }
    return even ? Parity::even : odd ? Parity::odd : Parity::none;
}

}  // namespace

Expression::Compiled Expression::compiled(std::string_view text, std::string_view variable, std::string_view field) {
    const Range range{variable != "t"};
    try {
        const GiNaC::realsymbol x{std::string(variable)};
        const ex formula = read_formula(text, x, field);
        Compiled c;
        c.text = text;
        c.value = compile(formula, x);
        c.slope = compile(formula.diff(x), x);
        c.kinks = singular_points(formula, x, range);
        if (const std::string point = point_without_value(c.value, c.kinks, range); !point.empty())
            throw DomainError(std::string(field), std::string(text),
                              "it has no finite value at " + std::string(variable) + " = " + point +
                                  ", and must have one at every " +
                                  (range.whole_line ? "real number" : "t from -1 to 1") +
                                  "; if(condition, a, b) can choose another there");
        c.polynomial = polynomial_of(formula, x, text);
        c.parity = parity_of(c.value, c.kinks, range);
        return c;
    } catch (const DomainError& error) {
        if (!error.name.empty()) throw;
        throw DomainError(std::string(field), std::string(text), error.what());
    } catch (const std::exception& error) {
        throw DomainError(std::string(field), std::string(text),
                          std::string("it cannot be evaluated (") + error.what() + ")");
    }
}

bool formulas_are_read() { return true; }

Expression Expression::parse(std::string_view text, std::string_view variable, std::string_view field) {
    constexpr std::size_t remembered = 64;
    static std::map<std::pair<std::string, std::string>, std::shared_ptr<const Compiled>> memory;
    const std::scoped_lock lock(symbols::ginac_mutex());
    const auto key = std::make_pair(std::string(variable), std::string(text));
    if (const auto known = memory.find(key); known != memory.end()) return Expression(known->second);
    auto fresh = std::make_shared<const Compiled>(compiled(text, variable, field));
    if (memory.size() >= remembered) memory.clear();
    memory[key] = fresh;
    return Expression(std::move(fresh));
}

bool Expression::gaussian_square_integrable() const {
    for (const int side : {-1, 1}) {
        // greatest log(|f(x)| exp(-x^2/4)) near |x| = far: oscillating functions have zeros
        const auto level = [&](double far) {
            Digits50 greatest = -std::numeric_limits<Digits50>::infinity();
            for (int j = 0; j < 16; ++j) {
                const Digits50 x = side * far * (1 + Digits50(j) * Digits50(0.000617));
                const Digits50 size = abs((*this)(x));
                if (size > 0) greatest = std::max(greatest, Digits50(log(size) - x * x / 4));
            }
            return greatest;
        };
        const Digits50 near = level(1e3), far = level(1e4);
        if (isinf(far) && far < 0) continue;  // vanishes
        if (!isfinite(near) || !isfinite(far)) return false;
        if (far - near >= -0.5 * std::log(10.0)) return false;
    }
    return true;
}

}  // namespace lazyrisk
