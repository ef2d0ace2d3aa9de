// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/proportional/proportional_frame.hpp"

#include <algorithm>
#include <array>

namespace lazyrisk {

std::string to_text(Quantity quantity) {
    static const std::array<std::string, 6> words{"test_error",    "bias",         "variance",
                                                  "linear_factor", "noise_factor", "effective_ridge"};
    return words[std::size_t(quantity)];
}

namespace proportional {

using GiNaC::ex;

Digits number(const Values& values, const std::string& name) {
    const auto found = values.find(name);
    if (found == values.end()) throw DomainError(name, "nothing", "a number is needed for it");
    return found->second;
}

Digits positive(const Values& values, const std::string& name) {
    const Digits value = number(values, name);
    if (!(value > 0)) throw DomainError(name, value.convert_to<double>(), "the expansion needs a positive number");
    return value;
}

Digits solved(Quantity quantity, const Values& values, const Point& at) {
    const auto energy = [&](const char* name) { return values.count(name) == 1 ? values.at(name) : Digits(0); };
    Digits linear = energy("F1^2"), above = energy("F*^2"), noise = energy("tau^2");
    if (quantity == Quantity::test_error && values.count("sigma^2") == 1) {
        above = 0;
        noise = values.at("sigma^2");
    }
    if (quantity == Quantity::linear_factor || quantity == Quantity::noise_factor) {
        linear = quantity == Quantity::linear_factor ? 1 : 0;
        above = 1 - linear;
    }
    Spectrum<Digits> spectrum;
    spectrum.levels.push_back({Mode(0), at.a, Digits(1), at.a, Digits(0)});
    spectrum.tail = at.c;
    const Target<Digits> target{{{Mode(0), linear}}, above};
    const Operation<Digits> op{{at.psi2, at.psi1}, at.ridge, noise, 1};
    const Risk<Digits> risk = lazyrisk::risk(Degrees<Digits>(spectrum), AlignedTarget<Digits>(target, spectrum), op);
    switch (quantity) {
        case Quantity::test_error:
            return risk.test_error;
        case Quantity::variance:
            return risk.variance;
        case Quantity::effective_ridge:
            return risk.effective_ridge;
        default:
            return risk.bias;
    }
}

Definitions ridgeless_base(const ex& m) {
    const GiNaC::symbol &a = letter("a"), &S = letter("S"), &q = letter("q");
    const ex z = letter("c") / a, b = 1 - m - z;
    return {{S, GiNaC::sqrt(GiNaC::pow(b, 2) + 4 * z)},
            {q, (b + S) / 2},
            {letter("e0"), (1 - q) * S},
            {letter("k0"), a * q / (1 - q)}};
}

namespace {

/// A quantity as its parts in k, B and 1 + V, and the terms of their sum.
class SumOfParts {
public:
    SumOfParts(const Frame& frame, Quantity quantity, int order)
        : frame_(frame),
          quantity_(quantity),
          series_(frame.factors(order + (frame.generic ? 1 : 2) + frame.more)),
          linear_(quantity == Quantity::test_error || quantity == Quantity::bias ||
                  quantity == Quantity::linear_factor),
          noise_(!ridge() && quantity != Quantity::linear_factor) {}

    [[nodiscard]] bool ridge() const { return quantity_ == Quantity::effective_ridge; }
    /// The first power that may be there.
    [[nodiscard]] int low() const {
        if (ridge()) return series_.k.low();
        if (linear_ && noise_) return std::min(series_.linear.low(), series_.noise.low());
        return linear_ ? series_.linear.low() : series_.noise.low();
    }
    /// Powers from there on are not known.
    [[nodiscard]] int end() const {
        if (ridge()) return series_.k.end();
        if (linear_ && noise_) return std::min(series_.linear.end(), series_.noise.end());
        return linear_ ? series_.linear.end() : series_.noise.end();
    }
    /// One beyond the last power, where the series ends.
    [[nodiscard]] int top() const {
        if (ridge()) return series_.k.top();
        const int top = std::max(linear_ ? series_.linear.top() : low(), noise_ ? series_.noise.top() : low());
        return quantity_ == Quantity::variance ? std::max(top, 1) : top;
    }
    /// The coefficients of `count` powers from `from` on.
    [[nodiscard]] std::vector<ex> terms(int from, int count) const {
        std::vector<ex> total(std::size_t(count), ex(0));
        const auto add = [&](const Series<Symbolic>& s, const ex& weight) {
            for (int i = 0; i < count; ++i) total[std::size_t(i)] += coefficient(s, from + i, weight);
        };
        if (ridge()) add(series_.k, frame_.unit);
        if (linear_) add(series_.linear, weight_of_linear() * frame_.factor);
        if (noise_) add(series_.noise, weight_of_noise() * frame_.factor);
        if (quantity_ == Quantity::variance && from <= 0 && from + count > 0)
            total[std::size_t(-from)] -= letter("tau^2");
        return total;
    }
    [[nodiscard]] ex term(int power) const { return terms(power, 1)[0]; }
    /// The first power whose coefficient is not 0: of the variance 1 + V - 1 loses its leading term.
    [[nodiscard]] int first() const {
        int power = low();
        if (quantity_ != Quantity::variance) return power;
        if (power == 0 && term(0).normal().is_zero()) power = 1;
        while (power > 0 && term(power).is_zero()) ++power;
        return power;
    }

private:
    [[nodiscard]] ex weight_of_linear() const {
        return quantity_ == Quantity::linear_factor ? ex(1) : ex(letter("F1^2"));
    }
    [[nodiscard]] ex weight_of_noise() const {
        if (quantity_ == Quantity::test_error) return letter("sigma^2");
        if (quantity_ == Quantity::bias) return letter("F*^2");
        return quantity_ == Quantity::noise_factor ? ex(1) : ex(letter("tau^2"));
    }
    /// One coefficient, tidied and scaled.
    [[nodiscard]] ex coefficient(const Series<Symbolic>& series, int power, const ex& weight) const {
        ex value = series[power].expression();
        if (value.is_zero()) return value;
        if (frame_.tidy) value = frame_.tidy(value);
        if (frame_.scale) value *= frame_.scale(power);
        return value * weight;
    }

    const Frame& frame_;
    Quantity quantity_;
    Factors<Symbolic> series_;
    bool linear_, noise_;  ///< whether B, 1 + V go in
};

/// All but the terms.
Expansion without_terms(const Frame& frame, Quantity quantity) {
    Expansion e;
    e.name = frame.name;
    e.quantity = to_text(quantity);
    e.variable = frame.variable;
    e.hold_where(frame.validity);
    e.source = frame.source;
    e.definitions = frame.definitions;
    if (quantity == Quantity::test_error)
        e.definitions.emplace_back(letter("sigma^2"), letter("F*^2") + letter("tau^2"));
    e.large = frame.large;
    e.negative = frame.negative;
    e.exact = [quantity, point = frame.point](const Values& values, const Digits& x) {
        return solved(quantity, values, point(values, x));
    };
    return e;
}

}  // namespace

Expansion expand(const Frame& frame, Quantity quantity, int order) {
    if (order < 0) throw DomainError("order", double(order), "the number of terms after the leading one is 0 or more");
    const SumOfParts sum(frame, quantity, order);
    const auto exponent = [&](int i) { return ex(i) * frame.step + (sum.ridge() ? frame.shift : ex(0)); };
    const int low = sum.first(), end = sum.end();
    const bool ends = end == Series<Symbolic>::exact;
    const int count = ends ? std::max(sum.top() - low, 1) : order + 1;
    Expansion e = without_terms(frame, quantity);
    const std::vector<ex> coefficients = sum.terms(low, count);
    for (int i = 0; i < count; ++i) e.terms.push_back({exponent(low + i), coefficients[std::size_t(i)]});
    if (ends) return e;
    int next = low + count;
    while (next < end && sum.term(next).is_zero()) ++next;
    if (next == end && !frame.generic && frame.more < 4) {  // all that was left out is 0: look further
        Frame further = frame;
        further.more += 2;
        return expand(further, quantity, order);
    }
    e.remainder = exponent(next);
    return e;
}

}  // namespace proportional

}  // namespace lazyrisk
