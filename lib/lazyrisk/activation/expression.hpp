// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A function that the user typed.
#pragma once

#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lazyrisk/activation/parity.hpp"
#include "lazyrisk/activation/polynomial.hpp"
#include "lazyrisk/activation/program.hpp"

namespace lazyrisk {

/// f(x) or f(t) as typed, e.g. max(x,0) - 0.1*tanh(x)^2; the language is described in docs/expressions.md.
///
/// A pointer to an immutable compiled program: copies are cheap and may be used from many threads at once.
class Expression {
public:
    /// Reads `text` as a function of `variable`: "x" stands for any real number, "t" for a number of [-1, 1].
    ///
    /// Throws DomainError, naming `field`, where the text cannot be read, and where the function is found to have no
    /// finite value at a point of its range (sampled, see singularities.hpp).  Cost: milliseconds; the last texts are
    /// remembered.
    static Expression parse(std::string_view text, std::string_view variable = "x",
                            std::string_view field = "activation");

    template <Scalar R>
    R operator()(const R& x) const {
        return compiled_->value(x);
    }

    /// The derivative; at a kink, and where the formula of the derivative is 0/0, that of the left side.
    template <Scalar R>
    R derivative(const R& x) const {
        const R slope = compiled_->slope(x);
        if (slope == slope) return slope;
        return compiled_->slope(R(x - std::numeric_limits<R>::epsilon() * (x > R(1) ? x : x < R(-1) ? R(-x) : R(1))));
    }

    /// x <- f(x), elementwise.
    template <Scalar R>
    void apply(std::span<R> x) const {
        compiled_->value.apply(x);
    }

    /// x <- f'(x), elementwise.
    template <Scalar R>
    void apply_derivative(std::span<R> x) const {
        const std::vector<R> at(x.begin(), x.end());
        compiled_->slope.apply(x);
        for (std::size_t i = 0; i < at.size(); ++i)
            if (x[i] != x[i]) x[i] = derivative(at[i]);
    }

    /// Where f or a derivative of f may jump, ascending; of functions of t those in (-1, 1). Found as in
    /// singularities.hpp.
    [[nodiscard]] const std::vector<double>& kinks() const { return compiled_->kinks; }
    /// Even or odd where f(x) = +-f(-x) to 40 digits at several points between any two kinks.
    [[nodiscard]] Parity parity() const { return compiled_->parity; }
    /// The text typed.
    [[nodiscard]] const std::string& name() const { return compiled_->text; }
    /// f as a polynomial where it is one of degree <= 64.
    [[nodiscard]] const std::optional<Polynomial>& polynomial() const { return compiled_->polynomial; }

    /// Whether E f(G)^2 is finite, G standard normal: f(x)^2 exp(-x^2/2) must fall faster than 1/|x|. Read off at
    /// |x| near 1e3 and 1e4, in numbers whose exponents do not overflow; behaviour that sets in only later is missed.
    [[nodiscard]] bool gaussian_square_integrable() const;

private:
    struct Compiled {
        std::string text;
        Program value, slope;
        std::vector<double> kinks;
        std::optional<Polynomial> polynomial;
        Parity parity = Parity::none;
    };
    explicit Expression(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
    static Compiled compiled(std::string_view text, std::string_view variable, std::string_view field);

    std::shared_ptr<const Compiled> compiled_;
};

}  // namespace lazyrisk
