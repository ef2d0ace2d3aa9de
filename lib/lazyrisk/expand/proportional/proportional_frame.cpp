// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/proportional/proportional_frame.hpp"

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

struct Coefficients {
    std::vector<ex> values;
    int low;
};

/// Terms low..low+count-1 of one factor, scaled and tidied.
Coefficients read(const Series<Symbolic>& series, const Frame& frame, int low, int count, const ex& factor) {
    Coefficients c{{}, low};
    for (int i = low; i < low + count; ++i) {
        ex value = series[i].expression();
        if (!value.is_zero()) {
            value = frame.tidy ? frame.tidy(value) : value;
            if (frame.scale) value *= frame.scale(i);
            value *= factor;
        }
        c.values.push_back(value);
    }
    return c;
}

}  // namespace

Expansion expand(const Frame& frame, Quantity quantity, int order) {
    if (order < 0) throw DomainError("order", double(order), "the number of terms after the leading one is 0 or more");
    const Factors<Symbolic> series = frame.factors(order + (frame.generic ? 1 : 2) + frame.more);
    const bool ridge = quantity == Quantity::effective_ridge;
    const bool linear =
        quantity == Quantity::test_error || quantity == Quantity::bias || quantity == Quantity::linear_factor;
    const bool noise = !ridge && quantity != Quantity::linear_factor;
    const ex first = quantity == Quantity::linear_factor ? ex(1) : ex(letter("F1^2"));
    const ex second = quantity == Quantity::test_error     ? ex(letter("sigma^2"))
                      : quantity == Quantity::bias         ? ex(letter("F*^2"))
                      : quantity == Quantity::noise_factor ? ex(1)
                                                           : ex(letter("tau^2"));
    int low = series.k.low();
    if (!ridge)
        low = linear && noise ? std::min(series.linear.low(), series.noise.low())
              : linear        ? series.linear.low()
                              : series.noise.low();

    const auto terms = [&](int from, int count) {
        std::vector<ex> total(std::size_t(count), ex(0));
        const auto add = [&](const Series<Symbolic>& s, const ex& weight) {
            const Coefficients c = read(s, frame, from, count, weight);
            for (int i = 0; i < count; ++i) total[std::size_t(i)] += c.values[std::size_t(i)];
        };
        if (ridge) add(series.k, frame.unit);
        if (linear) add(series.linear, first * frame.factor);
        if (noise) add(series.noise, second * frame.factor);
        if (quantity == Quantity::variance && from <= 0 && from + count > 0)
            total[std::size_t(-from)] -= letter("tau^2");
        return total;
    };

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
    const auto exponent = [&](int i) { return ex(i) * frame.step + (ridge ? frame.shift : ex(0)); };
    const int end = ridge    ? series.k.end()
                    : linear ? std::min(series.linear.end(), noise ? series.noise.end() : Series<Symbolic>::exact)
                             : series.noise.end();
    int top = ridge ? series.k.top() : std::max(linear ? series.linear.top() : low, noise ? series.noise.top() : low);
    if (quantity == Quantity::variance) top = std::max(top, 1);
    if (quantity == Quantity::variance && low == 0 && terms(0, 1)[0].normal().is_zero())
        low = 1;  // 1 + V - 1 lost its leading term
    while (quantity == Quantity::variance && low > 0 && terms(low, 1)[0].is_zero()) ++low;
    const bool ends = end == Series<Symbolic>::exact;
    const int count = ends ? std::max(top - low, 1) : order + 1;
    const std::vector<ex> coefficient = terms(low, count);
    for (int i = 0; i < count; ++i) e.terms.push_back({exponent(low + i), coefficient[std::size_t(i)]});
    int next = low + count;
    while (!ends && next < end && terms(next, 1)[0].is_zero()) ++next;
    if (!ends && next == end && !frame.generic && frame.more < 4) {  // all that was left out is 0: look further
        Frame further = frame;
        further.more += 2;
        return expand(further, quantity, order);
    }
    if (!ends) e.remainder = exponent(next);
    e.exact = [quantity, point = frame.point](const Values& values, const Digits& x) {
        return solved(quantity, values, point(values, x));
    };
    return e;
}

}  // namespace proportional

}  // namespace lazyrisk
