// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/gauss/closed_form.hpp"

#include <boost/math/constants/constants.hpp>
#include <cctype>

#include "lazyrisk/activation/read_formula.hpp"
#include "lazyrisk/activation/symbols.hpp"
#include "lazyrisk/expand/gauss/line_integral.hpp"
#include "lazyrisk/expand/symbolic/number_text.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using GiNaC::ex;

constexpr int highest = 200;

/// A name of the list as an expression; expressions stay.
std::string formula_text(std::string_view name) {
    const std::string text(name);
    const auto numbered = [&](std::string_view stem) {
        return text.size() == stem.size() + 1 && text.starts_with(stem) &&
               std::isdigit(static_cast<unsigned char>(text.back()));
    };
    if (text == "relu") return "max(x,0)";
    if (numbered("relu")) return "max(x,0)^" + text.substr(4);
    for (const char* plain : {"abs", "step", "sign", "erf", "tanh", "sigmoid", "gelu", "softplus", "swish", "sin",
                              "cos", "exp", "gaussian"})
        if (text == plain) return text + "(x)";
    if (text == "silu") return "swish(x)";
    if (text == "elu" || text == "selu") return text + "(x)";
    if (text == "linear" || text == "identity") return "x";
    if (text == "square") return "x^2";
    if (text.starts_with("leaky-relu(")) return "max(x,0)+(" + text.substr(11, text.size() - 12) + ")*min(x,0)";
    if (text.starts_with("polynomial(")) {
        std::string sum = "0", inside = text.substr(11, text.size() - 12);
        for (int j = 0; !inside.empty(); ++j) {
            const std::size_t comma = inside.find(',');
            sum += "+(" + inside.substr(0, comma) + ")*x^" + std::to_string(j);
            inside = comma == std::string::npos ? "" : inside.substr(comma + 1);
        }
        return sum;
    }
    return text;
}

ex hermite(const ex& x, int k) {
    ex before = 0, now = 1;
    for (int j = 0; j < k; ++j) {
        const ex next = (x * now - j * before).expand();
        before = now, now = next;
    }
    return now;
}

LineNumber weight(const LineNumber& x) {
    static const LineNumber root = sqrt(boost::math::constants::two_pi<LineNumber>());
    return exp(LineNumber(-x * x / 2)) / root;
}

LineNumber hermite(const LineNumber& x, int k) {
    LineNumber before = 0, now = 1;
    for (int j = 0; j < k; ++j) {
        const LineNumber next = x * now - j * before;
        before = now, now = next;
    }
    return now;
}

}  // namespace

HermiteForm::HermiteForm(std::string_view activation) : name_(activation) {
    // reads names and says what is wrong with them; fractional powers and the like are expressions too
    numeric_ = activation_named(activation);
    if (const auto square_integrable = numeric_->visit([](const auto& s) {
            if constexpr (requires { s.gaussian_square_integrable(); })
                return s.gaussian_square_integrable();
            else
                return true;
        });
        !square_integrable)
        throw DomainError("activation", name_, "E s(G)^2 is infinite: there are no Hermite coefficients");
    const std::scoped_lock lock(symbols::ginac_mutex());
    const GiNaC::realsymbol x{"x"};
    try {
        const int degree = name_.size() == 3 && name_.starts_with("he") ? name_[2] - '0' : 0;
        pieces_ =
            pieces_of(degree > 0 ? hermite(x, degree) : read_formula(formula_text(activation), x, "activation"), x);
        static_cast<void>(gaussian_mean(*pieces_));
        static_cast<void>(gaussian_mean(*pieces_ * piecewise({1, 1})));
    } catch (const NoClosedForm& none) {
        pieces_.reset();
        reason_ = none.what();
    }
}

ex HermiteForm::mu(int k) const {
    if (k < 0 || k > highest)
        throw DomainError("degrees", k, "Hermite coefficients are given for degrees 0 to " + std::to_string(highest));
    if (!closed()) return long_float(mu_by_quadrature(k));
    const std::scoped_lock lock(symbols::ginac_mutex());
    if (const auto found = known_.find(k); found != known_.end()) return found->second;
    const GiNaC::realsymbol x{"x"};
    return known_[k] = gaussian_mean(*pieces_ * pieces_of(hermite(x, k), x));
}

ex HermiteForm::mu_of_square(int k) const {
    if (k < 0 || k > highest)
        throw DomainError("degrees", k, "Hermite coefficients are given for degrees 0 to " + std::to_string(highest));
    if (closed()) {
        const std::scoped_lock lock(symbols::ginac_mutex());
        try {
            const GiNaC::realsymbol x{"x"};
            return gaussian_mean(*pieces_ * *pieces_ * pieces_of(hermite(x, k), x));
        } catch (const NoClosedForm&) {
        }
    }
    return long_float(mu_of_square_by_quadrature(k));
}

ex HermiteForm::mu_star_squared() const {
    return (second_moment() - GiNaC::pow(mu(0), 2) - GiNaC::pow(mu(1), 2)).expand();
}

Digits HermiteForm::mu_by_quadrature(int k) const {
    if (const auto found = seen_.find(k); found != seen_.end()) return found->second;
    const bool parity_zero =
        (numeric_->parity() == Parity::even && k % 2 == 1) || (numeric_->parity() == Parity::odd && k % 2 == 0);
    if (parity_zero) return seen_[k] = 0;
    return seen_[k] = Digits(line_integral(
               [&](const LineNumber& x) -> LineNumber { return value(x) * hermite(x, k) * weight(x); }, kinks()));
}

Digits HermiteForm::mu_of_square_by_quadrature(int k) const {
    return Digits(line_integral(
        [&](const LineNumber& x) -> LineNumber {
            const LineNumber s = value(x);
            return s * s * hermite(x, k) * weight(x);
        },
        kinks()));
}

}  // namespace lazyrisk
