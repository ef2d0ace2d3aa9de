// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Hermite coefficients of an activation in closed form, or the reason why there is none and digits instead.
#pragma once

#include <ginac/ginac.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/expand/gauss/gauss_terms.hpp"
#include "lazyrisk/expand/gauss/line_integral.hpp"
#include "lazyrisk/expand/symbolic/expansion.hpp"

namespace lazyrisk {

/// mu_k = E s(G) He_k(G) and E s(G)^2, exactly where they are combinations of rationals, pi, roots, exp, erf, Gamma and
/// arcsine: piecewise polynomials times exp of a quadratic, sin, cos, erf. tanh, sigmoid, softplus, swish and others
/// have digits alone. Formulas (12.20)-(12.22).
class HermiteForm {
public:
    /// A name or an expression, as `activation` takes it, also powers such as max(x,0)^2.5. Throws DomainError.
    explicit HermiteForm(std::string_view activation);

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] bool closed() const { return pieces_.has_value(); }
    /// Why it is not closed, "" where it is.
    [[nodiscard]] const std::string& reason() const { return reason_; }

    /// mu_k; where the form is not closed a number of 45 digits. Throws DomainError for k < 0 or k > 200.
    [[nodiscard]] GiNaC::ex mu(int k) const;
    /// mu_k of s^2; k = 0 is E s(G)^2.
    [[nodiscard]] GiNaC::ex mu_of_square(int k) const;
    /// E s(G)^2.
    [[nodiscard]] GiNaC::ex second_moment() const { return mu_of_square(0); }
    /// E s^2 - mu_0^2 - mu_1^2.
    [[nodiscard]] GiNaC::ex mu_star_squared() const;
    /// The same numbers by quadrature in 50 digits, whatever the form: an independent check. Trapezoidal rule on the
    /// line where s is smooth, tanh-sinh between kinks; NotConverged where it does not reach 32 digits.
    [[nodiscard]] Digits mu_by_quadrature(int k) const;
    [[nodiscard]] Digits mu_of_square_by_quadrature(int k) const;

    [[nodiscard]] LineNumber value(const LineNumber& x) const { return (*numeric_)(x); }
    [[nodiscard]] std::vector<double> kinks() const { return numeric_->kinks(); }

private:
    std::string name_, reason_;
    std::optional<Piecewise> pieces_;
    std::optional<Activation> numeric_;
    mutable std::map<int, GiNaC::ex> known_;
    mutable std::map<int, Digits> seen_;
};

}  // namespace lazyrisk
