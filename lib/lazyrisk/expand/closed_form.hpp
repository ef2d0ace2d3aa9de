// Hermite coefficients of an activation in closed form, or the reason why there is none and digits instead.
#pragma once

#include <ginac/ginac.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/expand/expansion.hpp"
#include "lazyrisk/expand/gauss_terms.hpp"

namespace lazyrisk {

/// mu_k = E s(G) He_k(G) and E s(G)^2, exactly where they are combinations of rationals, pi, roots, exp, erf, Gamma and arcsine:
/// piecewise polynomials times exp of a quadratic, sin, cos, erf. tanh, sigmoid, softplus, swish and others have digits alone.
/// Formulas (12.20)-(12.22).
class HermiteForm {
public:
    /// A name or an expression, as --activation takes it, also powers such as max(x,0)^2.5. Throws DomainError.
    explicit HermiteForm(std::string_view activation);

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] bool closed() const { return pieces_.has_value(); }
    /// Why it is not closed, "" where it is.
    [[nodiscard]] const std::string& reason() const { return reason_; }

    /// mu_k; where the form is not closed a number of 45 digits. Throws DomainError for k < 0 or k > 200.
    [[nodiscard]] GiNaC::ex mu(int k) const;
    /// E s(G)^2.
    [[nodiscard]] GiNaC::ex second_moment() const;
    /// E s^2 - mu_0^2 - mu_1^2.
    [[nodiscard]] GiNaC::ex mu_star_squared() const;
    /// The same numbers by quadrature in 50 digits, whatever the form: an independent check. Trapezoidal rule on the line where s is smooth,
    /// tanh-sinh between kinks; NotConverged where two widths differ by more than 1e-32.
    [[nodiscard]] Digits mu_by_quadrature(int k) const;
    [[nodiscard]] Digits second_moment_by_quadrature() const;

private:
    std::string name_, reason_;
    std::optional<Piecewise> pieces_;
    std::optional<Activation> numeric_;
    mutable std::map<int, GiNaC::ex> known_;
    mutable std::map<int, Digits> seen_;
};

}  // namespace lazyrisk
