// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The activation as a value chosen at run time.
//
// A closed variant of small structs, each a template over the scalar. `visit` is called once for a block of
// arguments or a whole quadrature, so the choice costs nothing where the numbers are, and the same value serves
// double, long double and fifty digits: what a virtual call or a std::function<double(double)> cannot.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "lazyrisk/activation/expression.hpp"
#include "lazyrisk/activation/polynomial.hpp"
#include "lazyrisk/activation/power.hpp"
#include "lazyrisk/activation/sampled.hpp"
#include "lazyrisk/activation/sigmoids.hpp"
#include "lazyrisk/activation/smooth_relus.hpp"
#include "lazyrisk/activation/waves.hpp"

namespace lazyrisk {

class Activation {
public:
    using Choice = std::variant<Power, Polynomial, Erf, Tanh, Sigmoid, Gelu, Softplus, Swish, Sin, Cos, Exp, Gaussian,
                                Expression, Sampled>;

    template <class Concrete>
    requires std::constructible_from<Choice, Concrete> Activation(Concrete concrete)
        : choice_(std::move(concrete)) {}  // NOLINT: a concrete activation is one

    /// Calls f with the concrete activation.
    template <class F>
    decltype(auto) visit(F&& f) const {
        return std::visit(std::forward<F>(f), choice_);
    }

    [[nodiscard]] std::string name() const {
        return visit([](const auto& s) -> std::string { return s.name(); });
    }
    /// The name, and what tells functions of the same name apart.
    [[nodiscard]] std::string identity() const {
        return visit([](const auto& s) -> std::string {
            if constexpr (requires { s.identity(); })
                return s.name() + '#' + std::to_string(s.identity());
            else
                return s.name();
        });
    }
    [[nodiscard]] Parity parity() const {
        return visit([](const auto& s) { return s.parity(); });
    }
    /// Points where s or a derivative of s jumps, ascending.
    [[nodiscard]] std::vector<double> kinks() const {
        return visit([](const auto& s) -> std::vector<double> { return s.kinks(); });
    }
    /// s of one number. For many numbers, `visit` or `apply` once.
    template <Scalar R>
    R operator()(const R& x) const {
        return visit([&](const auto& s) { return R(s(x)); });
    }
    template <Scalar R>
    R derivative(const R& x) const {
        return visit([&](const auto& s) { return R(s.derivative(x)); });
    }
    /// x <- s(x), elementwise.
    template <Scalar R>
    void apply(std::span<R> x) const {
        visit([x](const auto& s) {
            if constexpr (requires { s.apply(x); })
                s.apply(x);
            else
                for (R& value : x) value = s(value);
        });
    }

    /// x <- s'(x), elementwise.
    template <Scalar R>
    void apply_derivative(std::span<R> x) const {
        visit([x](const auto& s) {
            if constexpr (requires { s.apply_derivative(x); })
                s.apply_derivative(x);
            else
                for (R& value : x) value = s.derivative(value);
        });
    }

private:
    Choice choice_;
};

/// The activation of that name, e.g. "relu", "leaky-relu(0.1)", "he4", "polynomial(0,1,0.5)", or that the expression in
/// x is, e.g. "max(x,0) - 0.1*tanh(x)^2" (docs/expressions.md); expressions that are polynomials become a Polynomial.
/// Throws DomainError, with the nearest known name or what is wrong with the expression, for any other text.
Activation activation_named(std::string_view name);

/// Every name without parameters, in the order of the documentation, with one line of meaning.
struct NamedActivation {
    std::string name, meaning;
};
const std::vector<NamedActivation>& activation_names();

}  // namespace lazyrisk
