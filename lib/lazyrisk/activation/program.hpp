// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A formula as a flat list of operations on registers: what an expression is where the numbers are.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>
#include <vector>

#include "lazyrisk/activation/operations.hpp"

namespace lazyrisk {

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

template <Scalar R>
void Program::run(R* file, std::size_t stride, std::size_t count) const {
    for (const Instruction& now : instructions) {
        const auto at = [&](std::uint16_t number) { return file + number * stride; };
        carry_out<R>(now, {at(now.to), {at(now.from[0]), at(now.from[1]), at(now.from[2]), at(now.from[3])}, count});
    }
}

}  // namespace lazyrisk
