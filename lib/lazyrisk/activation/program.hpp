// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A formula as a flat list of operations on registers: what an expression is where the numbers are.
#pragma once

#include <algorithm>
#include <array>
#include <boost/math/constants/constants.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>
#include <vector>

#include "lazyrisk/activation/power.hpp"
#include "lazyrisk/activation/sigmoids.hpp"
#include "lazyrisk/activation/smooth_relus.hpp"
#include "lazyrisk/activation/waves.hpp"

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

/// A real number to 95 digits as an unevaluated sum of doubles, largest first: any scalar can read it.
using LongConstant = std::array<double, 6>;

template <Scalar R>
R read(const LongConstant& constant) {
    constexpr int bits = 53, digits = std::numeric_limits<R>::digits;
    constexpr int parts = digits <= bits ? 1 : std::min(int(std::tuple_size_v<LongConstant>), digits / bits + 2);
    R sum(0);
    for (int i = parts - 1; i >= 0; --i) sum += R(constant[std::size_t(i)]);
    return sum;
}

/// One formula in one variable. Register 0 holds the argument, the next ones the constants, the others intermediate
/// results; the last instruction's target, or `result` where there is none, is the value.
struct Program {
    std::vector<LongConstant> constants;
    std::vector<Instruction> instructions;
    std::uint16_t registers = 1;
    std::uint16_t result = 0;

    /// x <- f(x), elementwise. Registers are blocks of `width` numbers, so that each operation is a loop over numbers.
    template <Scalar R>
    void apply(std::span<R> x) const {
        constexpr std::size_t width = 128;
        std::vector<R> file(registers * std::min(width, x.size()), R(0));
        const std::size_t stride = std::min(width, x.size());
        load_constants(file.data(), stride);
        for (std::size_t begin = 0; begin < x.size(); begin += stride) {
            const std::size_t count = std::min(stride, x.size() - begin);
            std::copy_n(x.begin() + std::ptrdiff_t(begin), count, file.begin());
            run(file.data(), stride, count);
            std::copy_n(file.begin() + std::ptrdiff_t(result * stride), count, x.begin() + std::ptrdiff_t(begin));
        }
    }

    /// f(x) of one number.
    template <Scalar R>
    R operator()(const R& x) const {
        constexpr std::size_t few = 32;
        if constexpr (std::is_arithmetic_v<R>) {
            if (registers <= few) {
                R file[few];
                return one(file, x);
            }
        }
        std::vector<R> file(registers, R(0));
        return one(file.data(), x);
    }

    /// Carries out the instructions on `count` numbers a register; registers lie `stride` apart, argument and constants
    /// are in place.
    template <Scalar R>
    void run(R* file, std::size_t stride, std::size_t count) const;

private:
    template <Scalar R>
    R one(R* file, const R& x) const {
        load_constants(file, 1);
        file[0] = x;
        run(file, 1, 1);
        return file[result];
    }

    template <Scalar R>
    void load_constants(R* file, std::size_t stride) const {
        for (std::size_t i = 0; i < constants.size(); ++i)
            std::fill_n(file + (i + 1) * stride, stride, read<R>(constants[i]));
    }
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
    return R(erfc(R(-x * boost::math::constants::half_root_two<R>())) / 2);
}

}  // namespace detail

template <Scalar R>
void Program::run(R* file, std::size_t stride, std::size_t count) const {
    using std::acos, std::asin, std::atan, std::cosh, std::erfc, std::exp, std::log, std::pow, std::sinh, std::sqrt,
        std::tan;
    for (const Instruction& now : instructions) {
        R* const to = file + now.to * stride;
        const R* const a = file + now.from[0] * stride;
        const R* const b = file + now.from[1] * stride;
        // `to` may be one of the operands: elements never meet
        const auto unary = [=](const auto& f) {
            for (std::size_t i = 0; i < count; ++i) to[i] = f(a[i]);
        };
        const auto binary = [=](const auto& f) {
            for (std::size_t i = 0; i < count; ++i) to[i] = f(a[i], b[i]);
        };
        const auto vectorised = [=](const auto& f) {
            if constexpr (std::is_same_v<R, double> || std::is_same_v<R, float>) {
#pragma omp simd
                for (std::size_t i = 0; i < count; ++i) to[i] = f(a[i], b[i]);
            } else {
                binary(f);
            }
        };
        const auto at_once = [=](const auto& f, void (*all)(std::span<double>)) {
            if constexpr (std::is_same_v<R, double>) {
                if (to != a) std::copy_n(a, count, to);
                all({to, count});
            } else {
                unary(f);
            }
        };
        switch (now.op) {
            case Op::add:
                vectorised([](const R& u, const R& v) { return R(u + v); });
                break;
            case Op::subtract:
                vectorised([](const R& u, const R& v) { return R(u - v); });
                break;
            case Op::multiply:
                vectorised([](const R& u, const R& v) { return R(u * v); });
                break;
            case Op::divide:
                vectorised([](const R& u, const R& v) { return R(u / v); });
                break;
            case Op::maximum:
                vectorised([](const R& u, const R& v) { return detail::if_greater(u, v, u, v); });
                break;
            case Op::minimum:
                vectorised([](const R& u, const R& v) { return detail::if_greater(u, v, v, u); });
                break;
            case Op::power:
                binary([](const R& u, const R& v) { return R(pow(u, v)); });
                break;
            case Op::greater: {
                const R* const c = file + now.from[2] * stride;
                const R* const d = file + now.from[3] * stride;
                for (std::size_t i = 0; i < count; ++i) to[i] = detail::if_greater(a[i], b[i], c[i], d[i]);
                break;
            }
            case Op::integer_power:
                if (now.exponent == 2)
                    unary([](const R& u) { return R(u * u); });
                else if (now.exponent == 3)
                    unary([](const R& u) { return R(u * u * u); });
                else
                    unary([n = now.exponent](const R& u) { return detail::whole_power(u, n); });
                break;
            case Op::square_root:
                unary([](const R& u) { return R(sqrt(u)); });
                break;
            case Op::exp:
                at_once(Exp{}, vectorised::exp);
                break;
            case Op::log:
                unary([](const R& u) { return R(log(u)); });
                break;
            case Op::sin:
                at_once(Sin{}, vectorised::sin);
                break;
            case Op::cos:
                at_once(Cos{}, vectorised::cos);
                break;
            case Op::tan:
                unary([](const R& u) { return R(tan(u)); });
                break;
            case Op::sinh:
                unary([](const R& u) { return R(sinh(u)); });
                break;
            case Op::cosh:
                unary([](const R& u) { return R(cosh(u)); });
                break;
            case Op::tanh:
                at_once(Tanh{}, vectorised::tanh);
                break;
            case Op::asin:
                unary([](const R& u) { return R(asin(u)); });
                break;
            case Op::acos:
                unary([](const R& u) { return R(acos(u)); });
                break;
            case Op::atan:
                unary([](const R& u) { return R(atan(u)); });
                break;
            case Op::erf:
                at_once(Erf{}, vectorised::erf);
                break;
            case Op::erfc:
                unary([](const R& u) { return R(erfc(u)); });
                break;
            case Op::abs:
                unary([](const R& u) { return u > R(0) ? u : R(-u); });
                break;
            case Op::step:
                unary([](const R& u) { return detail::if_greater(u, R(0), R(1), R(0)); });
                break;
            case Op::sign:
                unary([](const R& u) { return detail::if_greater(u, R(0), R(1), R(-1)); });
                break;
            case Op::relu:
                unary([](const R& u) { return detail::if_greater(u, R(0), u, R(0)); });
                break;
            case Op::sigmoid:
                at_once(Sigmoid{}, vectorised::sigmoid);
                break;
            case Op::softplus:
                at_once(Softplus{}, vectorised::softplus);
                break;
            case Op::gelu:
                at_once(Gelu{}, vectorised::gelu);
                break;
            case Op::gelu_slope:
                at_once([](const R& u) { return R(Gelu{}.derivative(u)); }, vectorised::gelu_slope);
                break;
            case Op::swish:
                at_once(Swish{}, vectorised::swish);
                break;
            case Op::swish_slope:
                unary([](const R& u) { return R(Swish{}.derivative(u)); });
                break;
            case Op::normal_below:
                unary([](const R& u) { return detail::normal_below(u); });
                break;
        }
    }
}

}  // namespace lazyrisk
