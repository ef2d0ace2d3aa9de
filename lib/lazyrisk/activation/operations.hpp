// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The operations that formulas are made of, on blocks of numbers.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <type_traits>

#include "lazyrisk/activation/power.hpp"
#include "lazyrisk/activation/sigmoids.hpp"
#include "lazyrisk/activation/smooth_relus.hpp"
#include "lazyrisk/activation/waves.hpp"
#include "lazyrisk/numerics/constants.hpp"

namespace lazyrisk {

enum class Op : std::uint8_t {
    add,
    subtract,
    multiply,
    divide,
    integer_power,
    power,
    square_root,
    maximum,
    minimum,
    greater,  ///< a > b ? c : d
    exp,
    log,
    sin,
    cos,
    tan,
    sinh,
    cosh,
    tanh,
    asin,
    acos,
    atan,
    erf,
    erfc,
    abs,
    step,
    sign,
    relu,
    sigmoid,
    softplus,
    gelu,
    gelu_slope,
    swish,
    swish_slope,
    normal_below
};

/// registers[to] = op(registers[from[0]], ...).
struct Instruction {
    Op op;
    std::uint16_t to = 0;
    std::array<std::uint16_t, 4> from{};
    int exponent = 0;  ///< of integer_power, at least 2
};

namespace detail {

template <Scalar R>
R whole_power(R base, int n) {
    R result(1);
    for (; n > 1; n /= 2, base = R(base * base))
        if (n % 2 == 1) result = R(result * base);
    return R(result * base);
}

/// u > v ? yes : no, and NaN where u or v is: a part without value is not covered up by a comparison.
template <Scalar R>
R if_greater(const R& u, const R& v, const R& yes, const R& no) {
    return u > v ? yes : u <= v ? no : R(u + v);
}

/// The normal distribution function.
template <Scalar R>
R normal_below(const R& x) {
    using std::erfc;
    return R(erfc(R(-x * half_root_two<R>())) / 2);
}

/// What one instruction reads and writes: `count` numbers each. `to` may be one of the operands: elements never meet.
/// The loops return true: it is done.
template <Scalar R>
struct Operands {
    R* to;
    std::array<const R*, 4> from;
    std::size_t count;

    template <class F>
    bool unary(const F& f) const {
        R* const out = to;
        const R* const a = from[0];
        const std::size_t n = count;
        for (std::size_t i = 0; i < n; ++i) out[i] = f(a[i]);
        return true;
    }
    template <class F>
    bool binary(const F& f) const {
        R* const out = to;
        const R *const a = from[0], *const b = from[1];
        const std::size_t n = count;
        for (std::size_t i = 0; i < n; ++i) out[i] = f(a[i], b[i]);
        return true;
    }
    /// The same, several at a time.
    template <class F>
    bool simd(const F& f) const {
        if constexpr (std::is_same_v<R, double> || std::is_same_v<R, float>) {
            R* const out = to;
            const R *const a = from[0], *const b = from[1];
            const std::size_t n = count;
#pragma omp simd
            for (std::size_t i = 0; i < n; ++i) out[i] = f(a[i], b[i]);
        } else {
            binary(f);
        }
        return true;
    }
    /// By the loop over doubles that is there for this function.
    template <class F>
    bool at_once(const F& f, void (*all)(std::span<double>)) const {
        if constexpr (std::is_same_v<R, double>) {
            if (to != from[0]) std::copy_n(from[0], count, to);
            all({to, count});
        } else {
            unary(f);
        }
        return true;
    }
};

/// Sums, products, powers and choices. As of the other groups of operations: false where `now` is none of them.
template <Scalar R>
bool arithmetic(const Instruction& now, const Operands<R>& x) {
    using std::pow, std::sqrt;
    switch (now.op) {
        case Op::add:
            return x.simd([](const R& u, const R& v) { return R(u + v); });
        case Op::subtract:
            return x.simd([](const R& u, const R& v) { return R(u - v); });
        case Op::multiply:
            return x.simd([](const R& u, const R& v) { return R(u * v); });
        case Op::divide:
            return x.simd([](const R& u, const R& v) { return R(u / v); });
        case Op::maximum:
            return x.simd([](const R& u, const R& v) { return if_greater(u, v, u, v); });
        case Op::minimum:
            return x.simd([](const R& u, const R& v) { return if_greater(u, v, v, u); });
        case Op::power:
            return x.binary([](const R& u, const R& v) { return R(pow(u, v)); });
        case Op::square_root:
            return x.unary([](const R& u) { return R(sqrt(u)); });
        case Op::integer_power:
            if (now.exponent == 2) return x.unary([](const R& u) { return R(u * u); });
            if (now.exponent == 3) return x.unary([](const R& u) { return R(u * u * u); });
            return x.unary([n = now.exponent](const R& u) { return detail::whole_power(u, n); });
        case Op::greater:
            for (std::size_t i = 0; i < x.count; ++i)
                x.to[i] = if_greater(x.from[0][i], x.from[1][i], x.from[2][i], x.from[3][i]);
            return true;
        default:
            return false;
    }
}

/// Functions with a name in <cmath>.
template <Scalar R>
bool elementary(const Instruction& now, const Operands<R>& x) {
    using std::acos, std::asin, std::atan, std::cosh, std::erfc, std::log, std::sinh, std::tan;
    switch (now.op) {
        case Op::exp:
            return x.at_once(Exp{}, vectorised::exp);
        case Op::log:
            return x.unary([](const R& u) { return R(log(u)); });
        case Op::sin:
            return x.at_once(Sin{}, vectorised::sin);
        case Op::cos:
            return x.at_once(Cos{}, vectorised::cos);
        case Op::tan:
            return x.unary([](const R& u) { return R(tan(u)); });
        case Op::sinh:
            return x.unary([](const R& u) { return R(sinh(u)); });
        case Op::cosh:
            return x.unary([](const R& u) { return R(cosh(u)); });
        case Op::tanh:
            return x.at_once(Tanh{}, vectorised::tanh);
        case Op::asin:
            return x.unary([](const R& u) { return R(asin(u)); });
        case Op::acos:
            return x.unary([](const R& u) { return R(acos(u)); });
        case Op::atan:
            return x.unary([](const R& u) { return R(atan(u)); });
        case Op::erf:
            return x.at_once(Erf{}, vectorised::erf);
        case Op::erfc:
            return x.unary([](const R& u) { return R(erfc(u)); });
        default:
            return false;
    }
}

/// Functions with a kink or a jump, and those of the named activations.
template <Scalar R>
bool activating(const Instruction& now, const Operands<R>& x) {
    switch (now.op) {
        case Op::abs:
            return x.unary([](const R& u) { return u > R(0) ? u : R(-u); });
        case Op::step:
            return x.unary([](const R& u) { return if_greater(u, R(0), R(1), R(0)); });
        case Op::sign:
            return x.unary([](const R& u) { return if_greater(u, R(0), R(1), R(-1)); });
        case Op::relu:
            return x.unary([](const R& u) { return if_greater(u, R(0), u, R(0)); });
        case Op::sigmoid:
            return x.at_once(Sigmoid{}, vectorised::sigmoid);
        case Op::softplus:
            return x.at_once(Softplus{}, vectorised::softplus);
        case Op::gelu:
            return x.at_once(Gelu{}, vectorised::gelu);
        case Op::gelu_slope:
            return x.at_once([](const R& u) { return R(Gelu{}.derivative(u)); }, vectorised::gelu_slope);
        case Op::swish:
            return x.at_once(Swish{}, vectorised::swish);
        case Op::swish_slope:
            return x.unary([](const R& u) { return R(Swish{}.derivative(u)); });
        case Op::normal_below:
            return x.unary([](const R& u) { return normal_below(u); });
        default:
            return false;
    }
}

}  // namespace detail

/// registers[to] = op(registers[from[0]], ...), on `count` numbers a register.
template <Scalar R>
void carry_out(const Instruction& now, const detail::Operands<R>& x) {
    detail::arithmetic(now, x) || detail::elementary(now, x) || detail::activating(now, x);
}

}  // namespace lazyrisk
